"""What to ask a question with where nobody has typed anything: its examples, or things that the graph has."""

from collections.abc import Callable
from functools import cache

import pyoxigraph as ox

from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.queries.catalogue import Question
from kg.queries.entities import Names, find_entities, find_label, list_instances, list_names

Classes = tuple[str, ...]


class Examples:
    """Finds values for questions; many take things of the same classes, which are looked up once.

    Args:
        engine: the graph.
        count: tells how many statements have a thing as their object, where something knows it sooner than
            the engine's store.
    """

    def __init__(self, engine: LocalEngine, count: Callable[[str], int] | None = None) -> None:
        self.engine = engine
        self._found: dict[str, dict[str, str] | None] = {}
        self._find_thing = cache(self._look_for_thing)
        self._ranked = cache(self._rank)
        self._counted = cache(count or self._count)
        self._named = cache(self._name)

    def find(self, question: Question) -> dict[str, str] | None:
        """Return values to ask a question with: its defaults and examples, or else things that the graph has.

        Returns:
            A value for each parameter, as people type it; None where the graph has no thing of a class.
        """
        if question.name not in self._found:
            self._found[question.name] = self._look_for_values(question)
        return self._found[question.name]

    def names(self, classes: Classes) -> dict[str, Names]:
        """Return all names of the things of some classes, by IRI."""
        return self._named(classes)

    def mentions(self, iri: str) -> int:
        """Return how many statements have the thing as their object."""
        return self._counted(iri)

    def rank(self, classes: Classes) -> list[str]:
        """Return the IRIs of the things of some classes, those first that are mentioned most."""
        return self._ranked(classes)

    def _look_for_values(self, question: Question) -> dict[str, str] | None:
        values = {}
        for name, parameter in question.header.parameters.items():
            value = parameter.example if parameter.default is None else parameter.default
            if parameter.type == "entity":
                found = self._find_thing(value, parameter.classes)
                if found is None:
                    return None
                value = found
            values[name] = value
        return values

    def _look_for_thing(self, example: str, classes: Classes) -> str | None:
        try:
            if len(find_entities(self.engine, example, classes)) == 1:
                return example
        except QueryError:
            pass
        ranked = self.rank(classes)
        if not ranked:
            return None
        label = find_label(self.engine, ranked[0])
        return label if len(find_entities(self.engine, label, classes)) == 1 else ranked[0]

    def _rank(self, classes: Classes) -> list[str]:
        return sorted(list_instances(self.engine, classes), key=lambda iri: (-self.mentions(iri), iri))

    def _count(self, iri: str) -> int:
        return sum(1 for _ in self.engine.store.quads_for_pattern(None, None, ox.NamedNode(iri), None))

    def _name(self, classes: Classes) -> dict[str, Names]:
        return list_names(self.engine, classes)
