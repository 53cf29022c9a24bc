"""From a thing to the questions about it: links to forms in which it is filled in already."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

from kg.engines.tokens import list_words
from kg.publish.page import Section, make_section
from kg.publish.reader import Reader, Ref, to_curie
from kg.queries.catalogue import Question
from kg.terms import BASE, expand


def question_page(name: str) -> str:
    """Return where the page of a canned question lies."""
    return f"question/{name}.html"


def find_terms(question: Question) -> tuple[str, ...]:
    """Return the terms of the ontology that the query of a question names, in the order of their names."""
    names = {word.text for word in list_words(question.body) if word.kind == "name"}
    return tuple(sorted(expand(name) for name in names if name.startswith("al:") and name != "al:"))


class AskLinks:
    """Finds the questions that can be asked about a thing.

    Args:
        reader: the graph.
        catalogue: the canned questions; only those that the page itself can ask are linked to.
    """

    def __init__(self, reader: Reader, catalogue: Sequence[Question]) -> None:
        self._reader = reader
        self._open = [found for question in catalogue if (found := _find_parameter(question))]
        self._using: dict[str, list[Ref]] = {}
        for question in catalogue:
            for term in find_terms(question) if not question.function else ():
                ref = Ref(question.header.summary, question_page(question.name), "", "")
                self._using.setdefault(term, []).append(ref)
        self._classes = lru_cache(maxsize=1_000)(self._find_classes)

    def make_section(self, iri: str) -> Section:
        """Return the links for a thing as a section of its page."""
        own = frozenset(map(to_curie, self._reader.all(iri, "rdf:type")))
        classes = self._classes(own)
        key = quote(iri.removeprefix(BASE), safe="/")
        refs = [
            Ref(summary, f"{question_page(name)}#{parameter}={key}", "", "")
            for name, summary, parameter, wanted in self._open
            if not classes.isdisjoint(wanted)
        ]
        return make_section("ask", "Ask about it", "refs", refs)

    def list_questions(self, term: str) -> Section:
        """Return the questions whose queries name a term of the ontology."""
        return make_section("questions", "Questions that use it", "refs", self._using.get(term, ()))

    def _find_classes(self, own: frozenset[str]) -> frozenset[str]:
        """Return the classes of a thing and those above them."""
        found = dict.fromkeys(sorted(own))
        waiting = list(found)
        for name in waiting:  # grows while it is walked: classes above classes
            try:
                above = [to_curie(iri) for iri in self._reader.all(expand(name), "rdfs:subClassOf")]
            except KeyError:  # a class of a vocabulary without a prefix of ours
                continue
            waiting += [one for one in above if one not in found]
            found.update(dict.fromkeys(above))
        return frozenset(found)


def _find_parameter(question: Question) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Return name, summary and the one thing that a question needs, with its classes; None for others."""
    needed = [one for one in question.header.parameters.values() if one.required]
    if question.function or len(needed) != 1 or needed[0].type != "entity":
        return None
    return question.name, question.header.summary, needed[0].name, needed[0].classes
