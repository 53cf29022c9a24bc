"""Values for the parameters of every question on a generated graph: ones that give much work.

Where the example of the header is in the graph (mechanisms, materials, quantities, numbers) it is taken; of
works, people and cells, which are generated, those with most statements are.
"""

from collections.abc import Callable
from typing import Final

from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.queries.catalogue import Question
from kg.queries.entities import get_entity
from kg.queries.header import Parameter
from kg.terms import PREFIXES

# The thing of a class with most statements of the kind that questions about it follow.
_BUSIEST: Final = {
    "al:Work": "?thing al:inCorpus true ; cito:cites ?listed . ?citing cito:cites ?thing",
    "al:Person": "?place al:agent ?thing",
    "al:System": "?claim al:about ?thing . ?thing a al:System",
    "al:Organisation": "?person al:affiliation ?thing",
    "al:Claim": "?thing a al:Claim ; al:evidence ?evidence ; al:condition ?condition",
}
_LATEST_WORK: Final = (
    "SELECT ?thing WHERE { ?thing al:inCorpus true ; al:year ?year } "
    "ORDER BY DESC(?year) DESC(?thing) LIMIT 1"
)


def choose_values(engine: Engine, questions: list[Question]) -> dict[str, dict[str, str]]:
    """Return for each question, by name, what a person would type for each of its parameters."""
    busiest: dict[str, str] = {}

    def find_busiest(kind: str) -> str:
        if kind not in busiest:
            pattern = _BUSIEST[kind]
            busiest[kind] = _first(
                engine,
                f"SELECT ?thing WHERE {{ {pattern} }} GROUP BY ?thing ORDER BY DESC(COUNT(*)) ?thing LIMIT 1",
            )
        return busiest[kind]

    return {
        question.name: {
            name: _choose(engine, parameter, find_busiest)
            for name, parameter in question.header.parameters.items()
        }
        for question in questions
    }


def _choose(engine: Engine, parameter: Parameter, find_busiest: Callable[[str], str]) -> str:
    if parameter.type != "entity":
        return parameter.example
    if parameter.name == "from":  # the start of a chain: the other end is the busiest work
        return _first(engine, _LATEST_WORK)
    try:
        return get_entity(engine, parameter.example, parameter.classes, parameter.option).iri
    except QueryError:
        return find_busiest(parameter.classes[0])


def _first(engine: Engine, query: str) -> str:
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    (row, *_) = engine.run(head + query).rows
    return str(row[0].value)  # type: ignore[union-attr] # an IRI, by the patterns above
