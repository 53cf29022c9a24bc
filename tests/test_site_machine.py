"""What the site says to machines: metadata of pages, descriptions of the data set, files to take away."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs
from xml.etree import ElementTree

import click
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import yaml

from kg.cli.site import site as site_command
from kg.cli.site import to_day
from kg.errors import KgError
from kg.publish import site
from kg.publish.addresses import ADDRESSES_A_MAP, iter_site_maps
from kg.publish.nanopublications import NP
from kg.publish.not_found import NOT_FOUND, move_to_top
from kg.publish.options import SiteOptions
from kg.publish.redirects import find_target
from kg.publish.tables import _to_csv
from kg.queries import export
from kg.queries.catalogue import load_question
from kg.terms import BASE, expand

DATA = Path(__file__).parent / "data"
URL = "https://example.org/lab/anodeless/"
CLAIM = "claim/tiny-2024/mg-powder-example-2022/capacity-retention"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the made-up paper for a known address, as an RO-Crate."""
    folder = tmp_path_factory.mktemp("machine")
    options = SiteOptions(
        DATA / "papers",
        folder / "public",
        folder / "build",
        base_url=URL.rstrip("/"),
        crate=True,
        day="2026-02-03",
    )
    report = site.build_site(options)
    assert not report.failed, report.problems
    return folder / "public"


def text_of(public: Path, path: str) -> str:
    return (public / path).read_text(encoding="utf-8")


def rows_of(public: Path, table: str) -> list[dict[str, str]]:
    with (public / f"downloads/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tags(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(content))
    return found


def structured(page: str) -> dict[str, object]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(block)
    assert isinstance(data, dict)
    return data


def iter_quads(public: Path, path: str, form: ox.RdfFormat) -> Iterator[ox.Quad]:
    return iter(ox.parse((public / path).read_bytes(), form))


def test_a_work_page_can_be_imported_by_zotero(public: Path) -> None:
    """Title, authors as "Family, Given" one each, year, journal and DOI stand in the head."""
    work = yaml.safe_load((DATA / "papers/tiny-2024/work.yaml").read_text(encoding="utf-8"))
    found = tags(text_of(public, "work/tiny-2024.html"))
    assert found["citation_title"] == [work["title"]] == found["DC.title"]
    assert len(found["citation_author"]) == len(work["authors"])
    assert all(", " in author for author in found["citation_author"])
    assert found["citation_doi"] == [work["doi"]]
    assert found["citation_publication_date"] == [str(work["year"])]
    assert found["citation_journal_title"]


def test_other_pages_have_no_tags_of_a_work(public: Path) -> None:
    """A mechanism is no article; a reference manager must not take it for one."""
    for path in ("index.html", "mechanism/lithium-concentration-gradient.html", f"{CLAIM}.html"):
        assert not [name for name in tags(text_of(public, path)) if name.startswith("citation_")]


def test_lists_of_works_carry_coins(public: Path) -> None:
    """Each work of the list is a ContextObject with journal, year and authors."""
    spans = re.findall(r'<span class="Z3988" title="([^"]+)">', text_of(public, "works.html"))
    objects = [parse_qs(unescape(span)) for span in spans]
    assert len(objects) == 4
    for found in objects:
        assert found["ctx_ver"] == ["Z39.88-2004"]
        assert found["rft.date"]
        assert found["rft.au"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "Dataset"),
        ("work/tiny-2024.html", "ScholarlyArticle"),
        (f"{CLAIM}.html", "Claim"),
        ("mechanism/lithium-concentration-gradient.html", "DefinedTerm"),
        ("mechanism/scheme.html", "DefinedTermSet"),
    ],
)
def test_pages_speak_schema_org(public: Path, path: str, kind: str) -> None:
    """The JSON-LD of a page names the thing by its IRI and type."""
    told = structured(text_of(public, path))
    assert told["@context"] == "https://schema.org/"
    assert told["@type"] == kind
    assert str(told["@id"]).startswith(BASE)
    assert told["name"]


def test_a_claim_tells_where_it_appears(public: Path) -> None:
    """schema.org keeps apart the work that says so and the work whose finding it is."""
    told = structured(text_of(public, f"{CLAIM}.html"))
    assert told["appearance"][0]["@id"] == f"{BASE}work/tiny-2024"  # type: ignore[index]
    assert told["firstAppearance"][0]["@id"] == f"{BASE}work/example-2022"  # type: ignore[index]


def test_the_data_set_is_described_in_void_and_dcat(public: Path) -> None:
    """The number of statements is right, every distribution is a file of its size, and both places agree."""
    triples = list(iter_quads(public, "void.ttl", ox.RdfFormat.TURTLE))
    void, dcat = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"

    def values(predicate: str) -> dict[str, str]:
        return {str(t.subject.value): t.object.value for t in triples if t.predicate.value == predicate}

    lines = (public / "downloads/graph.nq").read_bytes().count(b"\n")
    assert values(f"{void}triples")[f"{BASE}dataset"] == str(lines)
    sizes, urls = values(f"{dcat}byteSize"), values(f"{dcat}downloadURL")
    assert len(urls) > 12
    for node, url in urls.items():
        path = public / url.removeprefix(URL)
        assert path.stat().st_size == int(sizes[node]), url
    assert (public / ".well-known/void").read_bytes() == (public / "void.ttl").read_bytes()
    assert (public / ".nojekyll").is_file()


def test_the_description_has_what_dcat_ap_asks_for(public: Path) -> None:
    """Read by another reader: maker, licence and day; each file with access, size, type and true checksum.

    Source: DCAT-AP 3.0.1, mandatory and range constraints of Dataset, Distribution and Checksum
    """
    graph = rdflib.Graph().parse(public / "void.ttl")
    dcat, spdx = (
        rdflib.Namespace("http://www.w3.org/ns/dcat#"),
        rdflib.Namespace("http://spdx.org/rdf/terms#"),
    )
    subject = rdflib.URIRef(f"{BASE}dataset")
    for predicate in (rdflib.DCTERMS.title, rdflib.DCTERMS.description):
        assert graph.value(subject, predicate).language == "en"
    publisher = graph.value(subject, rdflib.DCTERMS.publisher)
    assert (publisher, rdflib.RDF.type, rdflib.FOAF.Agent) in graph
    assert graph.value(publisher, rdflib.FOAF.name)
    assert graph.value(subject, rdflib.DCTERMS.issued) == rdflib.Literal(
        "2026-02-03", datatype=rdflib.XSD.date
    )
    distributions = list(graph.objects(subject, dcat.distribution))
    assert len(distributions) > 12
    for node in distributions:
        assert graph.value(node, dcat.accessURL) == rdflib.URIRef(f"{URL}downloads.html")
        path = public / str(graph.value(node, dcat.downloadURL)).removeprefix(URL)
        size = graph.value(node, dcat.byteSize)
        assert size.datatype == rdflib.XSD.nonNegativeInteger
        assert int(size) == path.stat().st_size
        checksum = graph.value(node, spdx.checksum)
        algorithm = graph.value(checksum, spdx.algorithm)
        assert (algorithm, rdflib.RDF.type, spdx.ChecksumAlgorithm) in graph
        value = graph.value(checksum, spdx.checksumValue)
        assert value.datatype == rdflib.XSD.hexBinary
        assert str(value) == hashlib.sha256(path.read_bytes()).hexdigest()
        kind = graph.value(node, dcat.mediaType)
        assert kind is None or (kind, rdflib.RDF.type, rdflib.DCTERMS.MediaType) in graph
        assert (kind is None) == (path.suffix in {".bib", ".ris", ".graphml"})


def test_quality_is_described_in_dqv(public: Path) -> None:
    """Each figure of the About page is a measurement of a defined metric, computed on the data set."""
    graph = rdflib.Graph().parse(public / "void.ttl")
    dqv, subject = rdflib.Namespace("http://www.w3.org/ns/dqv#"), rdflib.URIRef(f"{BASE}dataset")
    told = {}
    for node in graph.objects(subject, dqv.hasQualityMeasurement):
        assert graph.value(node, dqv.computedOn) == subject
        metric = graph.value(node, dqv.isMeasurementOf)
        assert (metric, rdflib.RDF.type, dqv.Metric) in graph
        assert graph.value(metric, rdflib.SKOS.definition)
        told[str(metric).partition("#metric-")[2]] = graph.value(node, dqv.value).toPython()
    assert told["claims-with-passage"] == 1
    assert all(0 <= value <= 1 for value in told.values())
    assert len(told) > 4


def test_all_forms_of_the_graph_hold_the_same(public: Path) -> None:
    """N-Quads, TriG and JSON-LD have the same quads; Turtle has them without graphs."""
    quads = set(iter_quads(public, "downloads/graph.nq", ox.RdfFormat.N_QUADS))
    assert quads
    assert set(iter_quads(public, "downloads/graph.trig", ox.RdfFormat.TRIG)) == quads
    assert set(iter_quads(public, "downloads/graph.jsonld", ox.RdfFormat.JSON_LD)) == quads
    triples = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    turtle = iter_quads(public, "downloads/graph.ttl", ox.RdfFormat.TURTLE)
    assert {(quad.subject, quad.predicate, quad.object) for quad in turtle} == triples


def test_every_claim_is_a_nanopublication(public: Path) -> None:
    """Each has its four graphs; the assertion holds the claim, the provenance who says so and where."""
    store = ox.Store()
    store.bulk_load(path=str(public / "downloads/nanopublications.trig"), format=ox.RdfFormat.TRIG)
    claims = [row["iri"] for row in rows_of(public, "claims")]
    assert claims
    for iri in claims:
        publication = ox.NamedNode(f"{iri}#nanopub")
        parts = {
            name: next(iter(store.quads_for_pattern(publication, ox.NamedNode(NP + name), None))).object
            for name in ("hasAssertion", "hasProvenance", "hasPublicationInfo")
        }
        assertion = {
            q.predicate.value
            for q in store.quads_for_pattern(ox.NamedNode(iri), None, None, parts["hasAssertion"])
        }
        assert expand("rdf:type") in assertion
        assert expand("al:assertedBy") not in assertion
        said = list(
            store.quads_for_pattern(
                ox.NamedNode(iri), ox.NamedNode(expand("al:assertedBy")), None, parts["hasProvenance"]
            )
        )
        assert len(said) == 1
        source = list(
            store.quads_for_pattern(
                parts["hasAssertion"],
                ox.NamedNode(expand("prov:wasDerivedFrom")),
                None,
                parts["hasProvenance"],
            )
        )
        assert source
        assert list(
            store.quads_for_pattern(
                publication, ox.NamedNode(expand("dcterms:license")), None, parts["hasPublicationInfo"]
            )
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, over what it calls itself
def test_nanopublications_are_well_formed(public: Path) -> None:
    """Head, assertion, provenance and publication info are graphs of their own, filled and tied together.

    Read by another reader. Source: https://nanopub.net/guidelines/working_draft/, on well-formed ones
    """
    dataset = rdflib.Dataset()
    dataset.parse(data=text_of(public, "downloads/nanopublications.trig"), format="trig")
    np = rdflib.Namespace(NP)
    graphs = {str(graph.identifier): graph for graph in dataset.graphs() if len(graph)}
    heads = [graph for graph in graphs.values() if (None, rdflib.RDF.type, np.Nanopublication) in graph]
    assert heads
    claimed = set()
    for head in heads:
        (publication,) = head.subjects(rdflib.RDF.type, np.Nanopublication)
        parts = [
            head.value(publication, predicate, any=False)
            for predicate in (np.hasAssertion, np.hasProvenance, np.hasPublicationInfo)
        ]
        names = {str(part) for part in parts} | {str(head.identifier)}
        assert len(names) == 4
        assert len(head) == 4
        assert not names & claimed
        claimed |= names
        assertion, provenance, info = parts
        assert all(str(part) in graphs for part in parts)
        assert list(graphs[str(provenance)].predicate_objects(assertion))
        assert list(graphs[str(info)].predicate_objects(publication))
    assert claimed == set(graphs)


def test_a_value_belongs_to_the_assertion_and_its_passage_to_the_provenance(public: Path) -> None:
    """The number, its unit and its conditions are asserted; place and words tell where it comes from."""
    store = ox.Store()
    store.bulk_load(path=str(public / "downloads/nanopublications.trig"), format=ox.RdfFormat.TRIG)
    graphs = {
        name: {
            q.predicate.value
            for q in store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}{CLAIM}#{name}"))
        }
        for name in ("assertion", "provenance")
    }
    assert expand("qudt:numericValue") in graphs["assertion"]
    assert expand("al:place") in graphs["provenance"]
    assert expand("al:place") not in graphs["assertion"]


def test_site_maps_name_every_page_once(public: Path) -> None:
    """Each page stands in the map under its full address, and nothing else does."""
    root = ElementTree.fromstring(text_of(public, "sitemap.xml"))
    found = [element.text or "" for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    pages = {URL + path.relative_to(public).as_posix() for path in public.rglob("*.html")}
    assert len(found) == len(set(found))
    assert set(found) == pages - {URL + NOT_FOUND}


def test_many_pages_make_several_site_maps() -> None:
    """Above the limit of the protocol an index names the parts; no address is lost."""
    pages = [f"p/{number}.html" for number in range(ADDRESSES_A_MAP + 1)]
    made = dict(iter_site_maps(pages, URL))
    assert set(made) == {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"}
    assert made["sitemap.xml"].count(b"<sitemap>") == 2
    assert sum(text.count(b"<url>") for text in made.values()) == len(pages)


def resolve(rules: str, path: str, accept: str = "text/html") -> str:
    """Follow the rules of an .htaccess for one path, as far as they are used here."""
    condition = ""
    for line in rules.splitlines():
        if line.startswith("RewriteCond"):
            condition = line.split("} ", 1)[1]
        elif line.startswith("RewriteRule"):
            _, pattern, target, flags = line.split(" ")
            found = re.search(pattern, path)
            if found and (not condition or re.search(condition, accept)):
                assert "R=303" in flags
                return found.expand(target.replace("$", "\\"))
            condition = ""
    return ""


def test_every_iri_of_the_graph_leads_to_a_page(public: Path) -> None:
    """By the redirects for w3id.org each subject has a page that is there; RDF for who asks."""
    rules = text_of(public, "w3id.htaccess")
    quads = iter_quads(public, "downloads/graph.nq", ox.RdfFormat.N_QUADS)
    subjects = {quad.subject.value for quad in quads}
    graphs = {graph.removeprefix(BASE) for graph in graphs_of(public)}
    own = {iri.removeprefix(BASE).partition("#")[0] for iri in subjects if iri.startswith(BASE)} | graphs
    assert len(own) > 100
    assert {path.partition("/")[0] for path in own} >= {"link", "agent", "graph", "file", "ont", "claim"}
    for path in own:
        for accept in ("text/html", "text/turtle", "application/ld+json;q=0.9, text/html;q=0.1"):
            target = resolve(rules, path, accept)
            assert target.startswith(URL), path
            assert (public / target.removeprefix(URL)).is_file(), f"{path} -> {target}"
    assert resolve(rules, "material/mg", "text/turtle") == f"{URL}material/mg.ttl"
    assert resolve(rules, "material/mg", "application/ld+json") == f"{URL}material/mg.jsonld"
    assert resolve(rules, "ont", "text/turtle") == f"{URL}downloads/ontology.ttl"
    assert resolve(rules, "dataset", "text/turtle") == f"{URL}void.ttl"
    assert resolve(rules, "graph/ontology") == f"{URL}ontology.html"
    assert resolve(rules, "link/material.mg--exhibits--mechanism.x") == f"{URL}material/mg.html"


def graphs_of(public: Path) -> set[str]:
    quads = iter_quads(public, "downloads/graph.nq", ox.RdfFormat.N_QUADS)
    return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}


def test_the_ontology_can_be_taken_alone(public: Path) -> None:
    """Its file holds what the graph says of the ontology, and nothing of any paper."""
    held = set(iter_quads(public, "downloads/ontology.ttl", ox.RdfFormat.TURTLE))
    quads = iter_quads(public, "downloads/graph.nq", ox.RdfFormat.N_QUADS)
    graph = ox.NamedNode(f"{BASE}graph/ontology")
    assert {quad.triple for quad in held} == {quad.triple for quad in quads if quad.graph_name == graph}
    assert held


def test_the_folder_is_an_ro_crate(public: Path) -> None:
    """The descriptor conforms to RO-Crate 1.1 and every part it names is there."""
    crate = json.loads(text_of(public, "ro-crate-metadata.json"))
    by_id = {entity["@id"]: entity for entity in crate["@graph"]}
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = by_id["./"]
    assert root["datePublished"] == "2026-02-03"
    assert root["name"]
    assert root["description"]
    for name in ("license", "author", "publisher"):
        assert by_id[root[name]["@id"]]["name"]
    assert by_id[root["publisher"]["@id"]]["url"] == URL
    assert crate["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    assert set(crate["@context"][1]) == {"sha256"}  # what the context of the format does not know
    for part in by_id["./"]["hasPart"]:
        assert (public / part["@id"]).is_file()
        assert by_id[part["@id"]]["encodingFormat"]


def test_the_data_set_can_be_cited(public: Path) -> None:
    """CITATION.cff has what the format requires, and names the graph."""
    cff = yaml.safe_load(text_of(public, "CITATION.cff"))
    assert cff["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(cff)
    assert cff["type"] == "dataset"
    assert str(cff["date-released"]) == "2026-02-03"
    assert cff["license"] == "CC-BY-4.0"
    assert "graph " in cff["version"]


def test_llms_text_leads_to_pages_that_are_there(public: Path) -> None:
    """Heading, summary and links as https://llmstxt.org/ asks for; each link leads to a file."""
    text = text_of(public, "llms.txt")
    assert text.startswith("# ")
    assert "\n> " in text
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 15
    for link in links:
        assert (public / link.removeprefix(URL)).is_file()


def test_every_page_has_turtle_and_json_ld_beside_it_that_say_the_same(public: Path) -> None:
    """Lists, questions, charts, the picture and further parts as well; the head of each names both."""
    pages = sorted(set(public.rglob("*.html")) - {public / NOT_FOUND})
    assert public / "picture.html" in pages
    for page in pages:
        told = []
        text = page.read_text(encoding="utf-8")
        for ending, kind, form in (
            (".ttl", "text/turtle", ox.RdfFormat.TURTLE),
            (".jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
        ):
            beside = page.with_suffix(ending)
            told.append(
                {
                    (str(quad.subject), str(quad.predicate), str(quad.object))
                    for quad in ox.parse(beside.read_bytes(), form)
                }
            )
            (address,) = re.findall(rf'<link rel="alternate" type="{re.escape(kind)}" href="([^"]+)">', text)
            assert (page.parent / address).resolve() == beside.resolve(), page
        assert told[0] == told[1], page
        assert told[0], page


@pytest.mark.parametrize(
    ("path", "kind", "listed"),
    [
        ("index", "CollectionPage", "material/mg"),
        ("materials", "CollectionPage", "material/mg"),
        ("works", "CollectionPage", "work/example-2022"),
        ("people", "CollectionPage", "person/ada-example"),
        ("compare", "CollectionPage", "system/mg-powder-example-2022"),
        ("matrix", "CollectionPage", "mechanism/lithium-concentration-gradient"),
        ("discrepancies", "CollectionPage", "discrepancy/tiny-2024/mg-retention-text-table"),
        ("decisions", "CollectionPage", "decision/tiny-2024/rotated-60-degc"),
        ("ontology", "CollectionPage", "ont#Claim"),
        ("timeline", "CollectionPage", "work/example-2022"),
        ("questions", "CollectionPage", "page/question/mechanisms-of-material"),
        ("charts", "CollectionPage", "page/chart/retention-cycles"),
        ("chart/retention-cycles", "CollectionPage", CLAIM),
        ("work/tiny-2024~citations", "CollectionPage", "work/example-2022"),
        ("work/tiny-2024~passages", "CollectionPage", CLAIM),
        ("question/mechanisms-of-material", "WebPage", "material/mg"),
        ("picture", "CollectionPage", "material/mg"),
        ("about", "AboutPage", ""),
        ("search", "SearchResultsPage", ""),
    ],
)
def test_the_data_beside_a_list_say_what_it_lists(public: Path, path: str, kind: str, listed: str) -> None:
    """A page is typed, named, placed and licensed; what it lists is mentioned with class and name."""
    triples = list(iter_quads(public, f"{path}.ttl", ox.RdfFormat.TURTLE))
    page = ox.NamedNode(f"{BASE}page/{path}")
    schema = "https://schema.org/"
    told = {
        (quad.predicate.value, getattr(quad.object, "value", "")) for quad in triples if quad.subject == page
    }
    assert (expand("rdf:type"), f"{schema}{kind}") in told
    assert (f"{schema}url", f"{URL}{path}.html") in told
    assert (f"{schema}isPartOf", f"{BASE}dataset") in told
    assert {f"{schema}name", f"{schema}description", f"{schema}license"} <= {name for name, _ in told}
    if listed:
        thing = BASE + listed
        assert (f"{schema}mentions", thing) in told
        about = {quad.predicate.value for quad in triples if quad.subject == ox.NamedNode(thing)}
        assert listed.startswith("page/") or {expand("rdf:type"), expand("rdfs:label")} <= about


def test_the_data_beside_a_question_hold_its_query(public: Path) -> None:
    """The query is there to be run; a question that Python answers has none."""
    held = {
        name: [
            quad.object.value
            for quad in iter_quads(public, f"question/{name}.ttl", ox.RdfFormat.TURTLE)
            if quad.predicate.value == expand("sh:select")
        ]
        for name in ("mechanisms-of-material", "central-works")
    }
    assert "SELECT" in held["mechanisms-of-material"][0]
    assert held["central-works"] == []
    told = {
        (quad.subject, quad.predicate, quad.object)
        for quad in iter_quads(public, "question/mechanisms-of-material.ttl", ox.RdfFormat.TURTLE)
    }
    exported = export.to_turtle([load_question("mechanisms-of-material")]).encode()
    assert {
        (quad.subject, quad.predicate, quad.object) for quad in ox.parse(exported, ox.RdfFormat.TURTLE)
    } <= told


def test_a_question_says_what_its_answer_leaves_open(public: Path) -> None:
    """Numbers that rows lack, claims that are second-hand, and an empty answer are told below the answer."""
    for name, told in (
        ("what-prevents", "second-hand, told by others than who found it."),
        ("performance-table", "retention in 1"),
        ("coupled-works", "Nothing in this graph answers it."),
    ):
        page = text_of(public, f"question/{name}.html")
        assert told in page.partition('<section id="unknown"')[2].partition("</section>")[0], name


def test_iris_of_pages_lead_to_the_pages(public: Path) -> None:
    """The redirects know pages as they know things: HTML for people, RDF for who asks for it."""
    rules = text_of(public, "w3id.htaccess")
    assert resolve(rules, "page/works") == f"{URL}works.html"
    assert resolve(rules, "question/what-prevents") == f"{URL}question/what-prevents.html"
    assert resolve(rules, "page/question/what-prevents", "text/turtle") == f"{URL}question/what-prevents.ttl"
    assert resolve(rules, "page/compare", "application/ld+json") == f"{URL}compare.jsonld"


def test_both_users_of_the_redirects_agree(public: Path) -> None:
    """What the file for w3id.org says of a path is what the server on this machine does with it."""
    rules = text_of(public, "w3id.htaccess")
    paths = ("material/mg", "citation/x/1", "ont", "graph/ontology", "page/works", "", "nothing", "layer/a/1")
    for path in paths:
        for accept in ("", "text/html", "text/turtle", "application/ld+json"):
            target = find_target(path, accept)
            assert resolve(rules, path, accept) == (f"{URL}{target}" if target else "")


def test_the_page_for_wrong_addresses_works_at_any_depth(public: Path) -> None:
    """Its links begin at the top of the host; search engines and the site map leave it out."""
    page = text_of(public, NOT_FOUND)
    assert 'data-root="/lab/anodeless/"' in page
    addresses = re.findall(r'(?:href|src|action)="([^"#]*)"', page)
    assert len(addresses) > 20
    for address in addresses:
        assert address.startswith(("https://", "/lab/anodeless/")), address
        if address.startswith("/"):
            assert (public / address.removeprefix("/lab/anodeless/")).is_file(), address
    assert tags(page)["robots"] == ["noindex"]
    assert "canonical" not in page
    assert NOT_FOUND not in text_of(public, "sitemap.xml")
    assert 'data-root="/"' in move_to_top(page)
    assert "/lab/anodeless/" not in move_to_top(page)


def test_llms_text_promises_data_beside_every_page(public: Path) -> None:
    """What the text says of the files beside pages holds for a thing and for a list."""
    assert "Beside every page NAME.html lie NAME.ttl and NAME.jsonld" in text_of(public, "llms.txt")
    for page in (next((public / "claim").rglob("*.html")), public / "works.html"):
        assert page.with_suffix(".ttl").is_file()
        assert page.with_suffix(".jsonld").is_file()


def test_a_claim_shows_its_key(public: Path) -> None:
    """The key under which a claim is written down stands on its page, to be copied."""
    for path in list((public / "claim").rglob("*.html"))[:5]:
        key = path.relative_to(public / "claim").with_suffix("").as_posix()
        assert f"<code>{key}</code>" in path.read_text()


def test_the_home_page_tells_what_each_paper_holds(public: Path) -> None:
    """Each paper that was read stands with its claims, discrepancies and open decisions."""
    home = text_of(public, "index.html")
    assert "What is new: papers read in full, newest first" in home
    assert "discrepancie<" not in home
    assert re.search(r"· [0-9]+ claims? · [0-9]+ discrepanc(y|ies) · [0-9]+ open decisions?</span>", home)


def test_pages_name_their_full_address_only_where_it_is_known(public: Path, tmp_path: Path) -> None:
    """With an address pages are canonical and have a picture for sharing; without it nothing is made up."""
    page = text_of(public, "material/mg.html")
    assert f'<link rel="canonical" href="{URL}material/mg.html">' in page
    assert tags(page)["og:image"] == [f"{URL}assets/card.png"]
    assert (public / "assets/card.png").read_bytes().startswith(b"\x89PNG")
    site.build_site(SiteOptions(DATA / "papers", tmp_path / "public", tmp_path / "build"))
    assert "canonical" not in text_of(tmp_path / "public", "material/mg.html")
    assert not (tmp_path / "public/sitemap.xml").exists()


def test_every_page_can_be_shared(public: Path) -> None:
    """Title, type, address and picture stand in every head, as https://ogp.me/ asks for."""
    for path in [public / "index.html", *(public / "work").glob("*.html")]:
        found = tags(path.read_text(encoding="utf-8"))
        for name in ("og:title", "og:type", "og:url", "og:image", "og:image:alt"):
            assert len(found[name]) == 1, path
        assert found["og:url"] == [URL + path.relative_to(public).as_posix()]


@pytest.mark.parametrize(
    "url",
    [
        "lab.example/kg",
        "ftp://lab.example/",
        "https://",
        "https://a b/",
        "https://a/?q",
        "https://a/?",
        "https://a/#",
        "https://a//kg/",
        "https://a/$1",
        "javascript:x",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(url: str) -> None:
    """Nothing else comes into links, descriptions and redirects."""
    with pytest.raises(KgError, match="no address of a site"):
        SiteOptions(DATA, DATA, DATA, base_url=url)


def test_a_crate_without_a_day_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The format asks for one; a given day and SOURCE_DATE_EPOCH make it the same whenever it is made."""
    assert SiteOptions(DATA, DATA, DATA).day == ""
    today = SiteOptions(DATA, DATA, DATA, crate=True).day
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", today)
    context, parameter = click.Context(site_command), site_command.params[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert to_day(context, parameter, "") == "1970-01-02"
    assert to_day(context, parameter, "2026-02-03") == "2026-02-03"
    for told, epoch in (("2026-02-30", "0"), ("", "yesterday"), ("", "9" * 30)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with pytest.raises(click.BadParameter):
            to_day(context, parameter, told)


def test_tables_hold_every_record(public: Path) -> None:
    """The claims of the table are those of the graph; each has who says so and a place."""
    store = ox.Store()
    store.bulk_load(path=str(public / "downloads/graph.nq"), format=ox.RdfFormat.N_QUADS)
    claims = {
        quad.subject.value
        for quad in store.quads_for_pattern(
            None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("al:Claim"))
        )
    }
    rows = rows_of(public, "claims")
    assert {row["iri"] for row in rows} == claims
    assert all(row["said by"] and row["place"] for row in rows)
    values = rows_of(public, "values")
    kept = next(row for row in values if row["claim iri"] == BASE + CLAIM)
    assert (kept["number"], kept["unit"]) == ("80", "%")


def test_a_cell_is_no_formula_for_a_spreadsheet() -> None:
    """What begins like a formula gets an apostrophe; numbers and words stay."""
    (text,) = _to_csv([("=1+1", "-0.5", "+cmd", "@x", "plain", "-dash")])
    assert text.decode() == "'=1+1,-0.5,'+cmd,'@x,plain,'-dash\r\n"


def test_the_network_opens_in_networkx(public: Path) -> None:
    """GraphML holds a node for each thing and an edge for each claim with its relation."""
    network = nx.read_graphml(public / "downloads/mechanisms.graphml", force_multigraph=True)
    assert network.nodes["material/mg"]["kind"] == "material"
    assert all(data["relation"] for _, _, data in network.edges(data=True))
