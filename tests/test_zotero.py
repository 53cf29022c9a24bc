"""Zotero's button on pages of works and on lists, by the rules of its translators."""

from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.publish.managers import to_coins
from kg.publish.options import SiteOptions
from kg.publish.reader import Reader
from kg.publish.writing import write_site
from kg.terms import BASE, PREFIXES
from tests.small_graph import make_store
from tests.test_site import without_questions
from tests.zotero import Item, read_items

# key, type, title, printed authors, year, journal, volume, pages, DOI
WORKS = (
    (
        "long-2021", "fabio:JournalArticle", 'On Li+ & "Mg"; a = b',
        ("M. De Volder", "X. Ünal-O'Neil", "Cher"),
        2021, "Journal of A & B", "7", "101–110", "10.5555/x(1)2",
    ),
    ("alone-2019", "fabio:JournalArticle", "One author", ("Jan Piet De Volder",), 2019, "J", "1", "e12", ""),
    (
        "early-2024", "fabio:Preprint", "A preprint", ("A. First", "B. Last"),
        2024, "ChemRxiv", "", "", "10.5555/pre",
    ),
    ("bare-2020", "fabio:JournalArticle", "", ("A. First", "B. Last"), 2020, "J", "3", "44", "10.5555/bare"),
)  # fmt: skip


def make_works() -> ox.Store:
    """The small graph with the works of the list above, the last two by the same authors."""
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    lines += [f"@base <{BASE}> .", "<graph/zotero> {"]
    for key, kind, title, authors, year, journal, volume, pages, doi in WORKS:
        work, place = f"<work/{key}>", f"<journal/{journal.lower().replace(' & ', '-').replace(' ', '-')}>"
        lines.append(
            f"{work} a al:Work, {kind} ; rdfs:label 'Work {key}' ; al:year {year} ; al:inJournal {place} ."
        )
        lines.append(f"{place} a al:Journal ; rdfs:label {_quote(journal)} .")
        told = (("dcterms:title", title), ("al:volume", volume), ("al:pages", pages), ("al:doi", doi))
        lines += [f"{work} {name} {_quote(value)} ." for name, value in told if value]
        if doi:
            lines.append(f"{work} rdfs:seeAlso <https://doi.org/{doi}> .")
        for number, name in enumerate(authors, 1):
            person = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
            told_by = f"<authorship/{key}/{number}>"
            lines += [
                f"{work} al:hasAuthorship {told_by} . {told_by} a al:Authorship ; al:position {number} .",
                f"{told_by} al:printedName {_quote(name)} ; al:agent <person/{person}> .",
                f"<person/{person}> a al:Person ; rdfs:label {_quote(name)} .",
            ]
    store = make_store()
    store.load("\n".join([*lines, "}"]).encode(), format=ox.RdfFormat.TRIG)
    return store


def _quote(text: str) -> str:
    return str(ox.Literal(text))


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of these works."""
    folder = tmp_path_factory.mktemp("zotero")
    options = SiteOptions(folder / "papers", folder / "public", folder / "build")
    with without_questions():
        write_site(make_works(), "0" * 12, "0" * 64, options)
    return options.output_path


def items_of(public: Path, path: str) -> list[Item]:
    return read_items((public / path).read_text(encoding="utf-8"))


def test_the_page_of_a_work_gives_this_work_whole(public: Path) -> None:
    """One article with title, authors in order, year, journal, volume, pages, DOI, the publisher's page."""
    (item,) = items_of(public, "work/long-2021.html")
    assert item == Item(
        "journalArticle",
        title='On Li+ & "Mg"; a = b',
        authors=[("De Volder", "M."), ("Ünal-O'Neil", "X."), ("Cher", "")],
        date="2021",
        publication="Journal of A & B",
        volume="7",
        pages="101-110",
        doi="10.5555/x(1)2",
        url="https://doi.org/10.5555/x(1)2",
    )


def test_a_work_that_was_read_is_not_taken_for_its_reference_list(public: Path) -> None:
    """A paper's page lists references, yet the button takes the paper; its citations give the references."""
    reader = Reader(make_works())
    read = [
        iri
        for iri in reader.instances_of("al:Work")
        if reader.one(iri, "al:inCorpus") == "true" and reader.one(iri, "dcterms:title")
    ]
    assert read
    for iri in read:
        (item,) = items_of(public, f"{reader.stem(iri)}.html")
        assert item.title == reader.one(iri, "dcterms:title")
        cited = {
            reader.one(citation, "cito:hasCitedEntity")
            for citation in reader.incoming(iri, "cito:hasCitingEntity")
        }
        assert len(cited) > 1
        assert len(items_of(public, f"{reader.stem(iri)}~citations.html")) == len(cited)


def test_a_single_author_with_a_name_of_several_words_stays_one(public: Path) -> None:
    """Zotero takes "Two Words, Two Words" in a lone tag for two people; ours it does not."""
    (item,) = items_of(public, "work/alone-2019.html")
    assert item.authors == [("De Volder", "Jan Piet")]
    assert item.pages == "e12"


def test_a_preprint_is_one_on_its_page_and_in_lists(public: Path) -> None:
    """Its server is no journal."""
    (item,) = items_of(public, "work/early-2024.html")
    listed = next(item for item in items_of(public, "works.html") if item.doi == "10.5555/pre")
    for one in (item, listed):
        assert (one.type, one.title, one.publisher, one.publication) == (
            "preprint",
            "A preprint",
            "ChemRxiv",
            "",
        )
        assert one.authors == [("First", "A."), ("Last", "B.")]


def test_a_work_without_title_is_looked_up_rather_than_given_a_wrong_one(public: Path) -> None:
    """No label of ours becomes a title; the DOI, or journal and page, lead to the true one."""
    (item,) = items_of(public, "work/bare-2020.html")
    assert item.needs_look_up
    assert (item.type, item.doi, item.publication, item.volume, item.pages) == (
        "journalArticle", "10.5555/bare", "J", "3", "44",
    )  # fmt: skip


def test_no_sentence_of_ours_becomes_an_abstract(public: Path) -> None:
    """Zotero takes a page's description for the abstract, so pages of works have none."""
    for key, _, title, *_ in WORKS:
        if title:
            (item,) = items_of(public, f"work/{key}.html")
            assert item.abstract == ""
    assert items_of(public, "index.html")[0].abstract


@pytest.mark.parametrize("path", ["works.html", "timeline.html"])
def test_lists_give_all_their_works(public: Path, path: str) -> None:
    """Every work of the graph once, with type, authors, year and journal."""
    reader = Reader(make_works())
    items = items_of(public, path)
    assert len(items) == len(reader.instances_of("al:Work"))
    kept = next(item for item in items if item.doi == "10.5555/x(1)2")
    assert kept.title == 'On Li  & "Mg"; a = b'  # Zotero loses the plus sign
    assert (kept.date, kept.publication, kept.volume, kept.pages) == (
        "2021",
        "Journal of A & B",
        "7",
        "101-110",
    )
    assert kept.authors == [("De Volder", "M."), ("Ünal-O'Neil", "X."), ("Cher", "")]


def test_a_person_and_a_journal_give_their_works(public: Path) -> None:
    """Both authors of two works, and the journal of two, list exactly these."""
    for path in ("person/afirst.html", "person/blast.html"):
        assert {item.doi for item in items_of(public, path)} == {"10.5555/pre", "10.5555/bare"}
    assert {item.title for item in items_of(public, "journal/j.html")} == {"One author", ""}


def test_pages_of_other_things_give_no_work(public: Path) -> None:
    """A mechanism is no article: what is taken is the page itself."""
    for path in ("index.html", "mechanism/lithium-concentration-gradient.html", "material/mg.html"):
        (item,) = items_of(public, path)
        assert item.type == "webpage"


def test_context_objects_follow_the_key_value_format() -> None:
    """Every key is one of the format, nothing is empty, and another reader sees the same text."""
    told = parse_qs(to_coins(Reader(make_works()), f"{BASE}work/long-2021"), strict_parsing=True)
    assert told["ctx_ver"] == ["Z39.88-2004"]
    assert told["rft.atitle"] == ['On Li+ & "Mg"; a = b']
    assert (told["rft.spage"], told["rft.epage"]) == (["101"], ["110"])
    assert told["rft_id"] == ["info:doi/10.5555/x(1)2"]
    assert all(key.startswith("rft") or key == "ctx_ver" for key in told)
