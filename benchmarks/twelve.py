"""Twelve questions of one literature graph, as SPARQL for triples and as SQL for tables.

Each is one kind of work: a lookup, whole-graph counts, joins, paths, a pattern in text, something absent.
`$name` stands for a value that `choose_terms` finds in the graph.
"""

from dataclasses import dataclass
from typing import Final

from kg.engines.engine import Engine
from kg.terms import PREFIXES

HEAD: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True, slots=True)
class Twin:
    """One question in both languages; both give the same columns in the same order of rows."""

    summary: str
    sparql: str
    sql: str


TWELVE: Final[dict[str, Twin]] = {
    "Q01 lookup": Twin(
        "the work with a DOI",
        "SELECT DISTINCT ?work ?label ?year WHERE { ?work al:doi $doi ; rdfs:label ?label ; al:year ?year }",
        "SELECT iri, label, year FROM works WHERE doi = $doi",
    ),
    "Q02 top cited": Twin(
        "the works that most papers cite",
        """SELECT ?cited (COUNT(DISTINCT ?citing) AS ?n) WHERE { ?citing cito:cites ?cited }
        GROUP BY ?cited ORDER BY DESC(?n) ?cited LIMIT 20""",
        """SELECT cited, count(DISTINCT citing) AS n FROM cites
        GROUP BY cited ORDER BY n DESC, cited LIMIT 20""",
    ),
    "Q03 co-citation": Twin(
        "the works that are cited by the same papers most often",
        """SELECT ?one ?other (COUNT(DISTINCT ?citing) AS ?n)
        WHERE { ?citing cito:cites ?one , ?other . FILTER(STR(?one) < STR(?other)) }
        GROUP BY ?one ?other ORDER BY DESC(?n) ?one ?other LIMIT 20""",
        """SELECT a.cited, b.cited, count(DISTINCT a.citing) AS n
        FROM cites a JOIN cites b ON a.citing = b.citing AND a.cited < b.cited
        GROUP BY ALL ORDER BY n DESC, a.cited, b.cited LIMIT 20""",
    ),
    "Q04 mechanism join": Twin(
        "which materials show a mechanism, by which claim of which year",
        """SELECT DISTINCT ?material ?claim ?work ?year
        WHERE {
          ?claim al:relation al:exhibits ; al:object $mechanism ; al:subject ?material ; al:negated false ;
                 al:assertedBy ?work .
          ?material a al:Material .
          ?work al:year ?year .
        } ORDER BY ?year ?claim ?material""",
        """SELECT c.subject, c.iri, c.asserted_by, w.year
        FROM claims c JOIN concepts m ON m.iri = c.subject JOIN works w ON w.iri = c.asserted_by
        WHERE c.relation = $exhibits AND c.object = $mechanism AND NOT c.negated AND m.is_material
        ORDER BY w.year, c.iri, c.subject""",
    ),
    "Q05 max per material": Twin(
        "the highest retention of cells with each material",
        """SELECT ?material (MAX(?number) AS ?best)
        WHERE {
          ?claim al:quantity alq:capacity-retention ; al:states ?value ; al:about ?system .
          ?value qudt:numericValue ?number .
          ?system al:hasLayer ?layer .
          ?layer al:material ?material .
        } GROUP BY ?material ORDER BY ?material""",
        """SELECT l.material, max(v.number) FROM stated v JOIN about a ON a.claim = v.claim
        JOIN layers l ON l.system = a.thing WHERE v.quantity = $retention GROUP BY ALL ORDER BY l.material""",
    ),
    "Q06 cites+": Twin(
        "how many works one builds on, directly or not",
        "SELECT (COUNT(DISTINCT ?found) AS ?n) WHERE { $work cito:cites+ ?found }",
        """WITH RECURSIVE reached(iri) AS (
          SELECT cited FROM cites WHERE citing = $work
          UNION SELECT c.cited FROM reached r JOIN cites c ON c.citing = r.iri
        ) SELECT count(*) FROM reached""",
    ),
    "Q07 broader*": Twin(
        "claims about a mechanism or anything narrower",
        """SELECT ?narrow (COUNT(DISTINCT ?claim) AS ?n)
        WHERE { ?narrow skos:broader* $family . ?claim al:about ?narrow }
        GROUP BY ?narrow ORDER BY DESC(?n) ?narrow""",
        """WITH RECURSIVE below(iri) AS (
          SELECT $family UNION SELECT b.narrow FROM below JOIN broader b ON b.broad = below.iri
        ) SELECT below.iri, count(DISTINCT a.claim) AS n FROM below JOIN about a ON a.thing = below.iri
        GROUP BY ALL ORDER BY n DESC, below.iri""",
    ),
    "Q08 OPTIONAL": Twin(
        "all claims of a paper, with source and context where they have one",
        """SELECT DISTINCT ?claim ?label ?found ?context
        WHERE {
          ?claim al:assertedBy $work ; rdfs:label ?label .
          OPTIONAL { ?claim al:findingOf ?found }
          OPTIONAL { ?claim al:context ?context }
        } ORDER BY ?claim ?found""",
        """SELECT c.iri, c.label, f.work, c.context FROM claims c LEFT JOIN finding_of f ON f.claim = c.iri
        WHERE c.asserted_by = $work ORDER BY c.iri, f.work NULLS FIRST""",
    ),
    "Q09 regex": Twin(
        "claims whose words match a pattern",
        """SELECT DISTINCT ?claim WHERE {
          ?claim a al:Claim ; rdfs:label ?label . FILTER(REGEX(STR(?label), "silver.*(growth|void)", "i"))
        } ORDER BY ?claim""",
        "SELECT iri FROM claims WHERE regexp_matches(label, 'silver.*(growth|void)', 'i') ORDER BY iri",
    ),
    "Q10 coauthor": Twin(
        "the pairs of people with most common works",
        """SELECT ?one ?other (COUNT(DISTINCT ?work) AS ?n)
        WHERE { ?work dcterms:creator ?one , ?other . FILTER(STR(?one) < STR(?other)) }
        GROUP BY ?one ?other ORDER BY DESC(?n) ?one ?other LIMIT 20""",
        """SELECT a.person, b.person, count(DISTINCT a.work) AS n
        FROM creators a JOIN creators b ON a.work = b.work AND a.person < b.person
        GROUP BY ALL ORDER BY n DESC, a.person, b.person LIMIT 20""",
    ),
    "Q11 NOT EXISTS": Twin(
        "cells for which no stack pressure is told",
        """SELECT DISTINCT ?system WHERE {
          ?system a al:System .
          OPTIONAL {
            SELECT DISTINCT ?system (true AS ?told)
            WHERE { ?claim al:quantity alq:stack-pressure ; al:states ?value ; al:about ?system }
          }
          FILTER(!BOUND(?told))
        } ORDER BY ?system""",
        """SELECT s.iri FROM systems s WHERE NOT EXISTS (
          SELECT 1 FROM about a JOIN stated v ON v.claim = a.claim
          WHERE a.thing = s.iri AND v.quantity = $pressure
        ) ORDER BY s.iri""",
    ),
    "Q12 trend": Twin(
        "claims about each mechanism year by year",
        """SELECT ?mechanism ?year (COUNT(DISTINCT ?claim) AS ?n)
        WHERE {
          ?mechanism a al:Mechanism .
          ?claim al:about ?mechanism ; al:assertedBy ?work .
          ?work al:year ?year .
        }
        GROUP BY ?mechanism ?year ORDER BY ?mechanism ?year""",
        """SELECT a.thing, w.year, count(DISTINCT a.claim) FROM about a JOIN concepts m ON m.iri = a.thing
        JOIN claims c ON c.iri = a.claim JOIN works w ON w.iri = c.asserted_by
        WHERE m.is_mechanism GROUP BY ALL ORDER BY a.thing, w.year""",
    ),
}


def choose_terms(engine: Engine) -> dict[str, str]:
    """Return a value for each `$name`, IRIs bare: the busiest work and the most frequent mechanism."""
    work = _first(
        engine,
        "SELECT ?x WHERE { ?x cito:cites ?y ; al:inCorpus true } "
        "GROUP BY ?x ORDER BY DESC(COUNT(?y)) ?x LIMIT 1",
    )
    return {
        "work": work,
        "doi": _first(engine, f"SELECT ?x WHERE {{ <{work}> al:doi ?x }}"),
        "mechanism": PREFIXES["alm"] + "lithium-concentration-gradient",
        "family": PREFIXES["alm"] + "transport-mechanism",
        "exhibits": PREFIXES["al"] + "exhibits",
        "retention": PREFIXES["alq"] + "capacity-retention",
        "pressure": PREFIXES["alq"] + "stack-pressure",
    }


def to_sparql(question: Twin, terms: dict[str, str]) -> str:
    """Return the SPARQL query with its values in place."""
    text = HEAD + question.sparql
    for name, value in terms.items():
        text = text.replace(f"${name}", f'"{value}"' if name == "doi" else f"<{value}>")
    return text


def _first(engine: Engine, query: str) -> str:
    (row, *_) = engine.run(HEAD + query).rows
    return str(row[0].value)  # type: ignore[union-attr] # an IRI or a literal, by the patterns above
