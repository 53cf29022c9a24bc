"""What generated papers share, without holding the papers: the mappings of `kg.graph.corpus`.

A test holds these mappings against those that `to_corpus` makes from the papers themselves.
"""

from collections.abc import Callable, Iterator, Mapping

from benchmarks.works import (
    READ_EVERY,
    World,
    journal_name,
    list_references,
    make_name,
    make_work,
    organisation_key,
    organisation_name,
    organisation_of,
    person_key,
    work_key,
)
from kg.graph.corpus import Corpus, to_surname
from kg.graph.iris import to_named_step
from kg.knowledge.concepts import ConceptIndex

_JOURNALS = 60


def describe_works(world: World) -> dict[int, int]:
    """Return for each work of the graph the paper that describes it: itself, else the first that lists it."""
    read = range(0, world.works, READ_EVERY)
    found = {index: index for index in read}
    for paper in read:
        for work in list_references(world, paper):
            found.setdefault(work, paper)
    return found


def to_generated_corpus(world: World, describers: Mapping[int, int], concepts: ConceptIndex) -> Corpus:
    """Return what the papers share; `papers` itself is empty, because they are made one by one.

    Args:
        world: the literature.
        describers: see `describe_works`.
        concepts: the names of the ontology.
    """
    return Corpus(
        papers=(),
        concepts=concepts,
        work_labels=_to_labels(world, describers),
        describers=_Describers(world, describers),
        persons=_Persons(world),
        names=_Computed(lambda key: make_name(world, _number(key, "person"))),
        journals={to_named_step(journal_name(number)): journal_name(number) for number in range(_JOURNALS)},
        organisations=_Computed(lambda key: organisation_name(_number(key, "institute"))),
        systems=_Computed(_to_system_label),
    )


def _to_labels(world: World, describers: Mapping[int, int]) -> dict[str, str]:
    sharing: dict[str, list[str]] = {}
    for work in sorted(describers):
        facts = make_work(world, work)
        surnames = [to_surname(make_name(world, person)) for person in facts.authors]
        head = " and ".join(surnames) if len(surnames) < 3 else f"{surnames[0]} et al."
        sharing.setdefault(f"{head} {facts.year}", []).append(work_key(work))
    labels = {}
    for label, keys in sharing.items():
        for place, key in enumerate(keys):
            labels[key] = label + (_to_letters(place) if len(keys) > 1 else "")
    return labels


def _to_letters(place: int) -> str:
    """Return a, b, .. z, aa, ab, .. for 0, 1, .. ."""
    head, tail = divmod(place, 26)
    return (_to_letters(head - 1) if head else "") + chr(ord("a") + tail)


def _number(key: str, kind: str) -> int:
    head, _, number = key.rpartition("-")
    if head != kind or not number.isdigit():
        raise KeyError(key)
    return int(number)


def _to_system_label(key: str) -> str:
    work, separator, number = key.partition("-cell-")
    if not separator:
        raise KeyError(key)
    return f"generated cell {number} of paper {_number(work, 'generated')}"


class _Computed(Mapping[str, str]):
    """A mapping whose values follow from their keys; it is never walked."""

    def __init__(self, compute: Callable[[str], str]) -> None:
        self._compute = compute

    def __getitem__(self, key: str) -> str:
        return self._compute(key)

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("a generated literature is not walked")

    def __len__(self) -> int:
        raise NotImplementedError("a generated literature is not counted")


class _Persons(_Computed):
    """The person behind an authorship "generated-0000012/3"."""

    def __init__(self, world: World) -> None:
        super().__init__(self._find)
        self._world = world

    def _find(self, key: str) -> str:
        work, _, position = key.rpartition("/")
        authors = make_work(self._world, _number(work, "generated")).authors
        if not 1 <= int(position) <= len(authors):
            raise KeyError(key)
        return person_key(authors[int(position) - 1])


class _Describers(Mapping[tuple[str, str], str]):
    """The paper that describes a work, a person, a journal, an organisation or a system."""

    def __init__(self, world: World, works: Mapping[int, int]) -> None:
        self._works = works
        self._organisations: dict[str, str] = {}
        self._people: dict[int, int] = {}
        self._journals: dict[str, int] = {}
        for work, paper in works.items():
            facts = make_work(world, work)
            for person in facts.authors:
                self._people[person] = min(paper, self._people.get(person, paper))
            journal = to_named_step(journal_name(facts.journal))
            self._journals[journal] = min(paper, self._journals.get(journal, paper))
        for paper in range(0, world.works, READ_EVERY):
            for person in make_work(world, paper).authors:
                organisation = organisation_key(organisation_of(person))
                self._organisations.setdefault(organisation, work_key(paper))

    def __getitem__(self, thing: tuple[str, str]) -> str:
        kind, key = thing
        if kind == "work":
            return work_key(self._works[_number(key, "generated")])
        if kind == "person":
            return work_key(self._people[_number(key, "person")])
        if kind == "journal":
            return work_key(self._journals[key])
        if kind == "organisation":
            return self._organisations[key]
        if kind == "system":
            return key.partition("-cell-")[0]
        raise KeyError(thing)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise NotImplementedError("a generated literature is not walked")

    def __len__(self) -> int:
        raise NotImplementedError("a generated literature is not counted")
