"""The pages of all things of the graph, one after another."""

from collections.abc import Callable, Iterator

from kg.publish.asking import AskLinks
from kg.publish.cells import CellReader
from kg.publish.claims import ClaimPages
from kg.publish.concepts import ConceptPages
from kg.publish.kinds import CONCEPTS, KINDS, Kind
from kg.publish.page import Page, iter_parts
from kg.publish.people import PeoplePages
from kg.publish.reader import Reader
from kg.publish.records import RecordPages
from kg.publish.statements import StatementReader
from kg.publish.systems import SystemPages
from kg.publish.vocabulary import VocabularyPages
from kg.publish.works import WorkPages

PageMaker = Callable[[str, Kind], Page]


def iter_entity_pages(
    reader: Reader, statements: StatementReader, cells: CellReader, asking: AskLinks
) -> Iterator[Page]:
    """Yield the pages of all things that have one; each is forgotten when the next is asked for."""
    makers = _find_makers(reader, statements, cells, asking)
    for kind in KINDS:
        for iri in reader.iter_instances(kind.class_name):
            if reader.kind(iri) is kind:  # each thing once: under the first of its classes
                yield from iter_parts(makers[kind.name](iri, kind))


def _find_makers(
    reader: Reader, statements: StatementReader, cells: CellReader, asking: AskLinks
) -> dict[str, PageMaker]:
    people = PeoplePages(reader)
    records = RecordPages(reader, statements)
    vocabulary = VocabularyPages(reader)
    concepts = ConceptPages(reader, statements, cells, asking)
    return {
        **dict.fromkeys(CONCEPTS, concepts.make),
        "system": SystemPages(reader, statements, cells, asking).make,
        "work": WorkPages(reader, statements, asking).make,
        "journal": vocabulary.make_journal,
        "person": people.make_person,
        "organisation": people.make_organisation,
        "claim": ClaimPages(reader, statements).make,
        "discrepancy": records.make_discrepancy,
        "decision": records.make_decision,
        "identity": people.make_identity,
        "list-value": vocabulary.make_list_value,
        "scheme": vocabulary.make_scheme,
        "term": vocabulary.make_term,
    }
