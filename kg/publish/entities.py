"""The pages of all things of the graph, one after another."""

from collections.abc import Callable, Iterable, Iterator

from kg.publish.claims import ClaimPages
from kg.publish.concepts import ConceptPages
from kg.publish.kinds import CONCEPTS, Kind
from kg.publish.page import Page, iter_parts
from kg.publish.people import PeoplePages
from kg.publish.records import RecordPages
from kg.publish.sources import PageSources
from kg.publish.systems import SystemPages
from kg.publish.vocabulary import VocabularyPages
from kg.publish.works import WorkPages

PageMaker = Callable[[str, Kind], Page]


class EntityPages:
    """Makes the pages of things.

    Args:
        sources: what they are made from.
    """

    def __init__(self, sources: PageSources) -> None:
        people = PeoplePages(sources)
        records = RecordPages(sources)
        vocabulary = VocabularyPages(sources)
        self._makers: dict[str, PageMaker] = {
            **dict.fromkeys(CONCEPTS, ConceptPages(sources).make),
            "system": SystemPages(sources).make,
            "work": WorkPages(sources).make,
            "journal": vocabulary.make_journal,
            "person": people.make_person,
            "organisation": people.make_organisation,
            "claim": ClaimPages(sources).make,
            "discrepancy": records.make_discrepancy,
            "decision": records.make_decision,
            "identity": people.make_identity,
            "list-value": vocabulary.make_list_value,
            "scheme": vocabulary.make_scheme,
            "term": vocabulary.make_term,
        }

    def iter_pages(self, things: Iterable[tuple[str, Kind]]) -> Iterator[Page]:
        """Yield the pages of things; each is forgotten when the next is asked for."""
        for iri, kind in things:
            yield from iter_parts(self._makers[kind.name](iri, kind))
