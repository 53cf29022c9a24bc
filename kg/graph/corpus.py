"""What several papers share: names, labels, and which paper's record describes a thing that many name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.errors import BuildError
from kg.graph.iris import RESERVED_GRAPHS, to_named_step
from kg.knowledge.concepts import ConceptIndex
from kg.knowledge.records import Authorship, Paper, Person, Reference, Work

# Words before a surname that by-lines print with it.
_PREFIXES: Final = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "von"}
)
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})


class Listed(NamedTuple):
    """A work as one paper tells of it: the paper's own record (number None) or an entry of its list."""

    key: str
    authors: tuple[str, ...]
    year: int | None


@dataclass(frozen=True)
class Corpus:
    """All papers of a graph with everything that has to be the same in each of them.

    Attributes:
        papers: in order of their keys.
        concepts: resolves what records write to the concepts of the ontology.
        work_labels: short name of each work, "Jun et al. 2024", by key.
        describers: key of the paper that names and describes a thing, by kind and key ("work", "jun-2024").
        persons: key of the person behind each authorship, by authorship key "jun-2024/9".
        names: name of each person, by key.
        journals: name of each journal, by the last step of its IRI.
        organisations: name of each organisation, by key.
        systems: label of each system, by key.
    """

    papers: tuple[Paper, ...]
    concepts: ConceptIndex
    work_labels: Mapping[str, str]
    describers: Mapping[tuple[str, str], str]
    persons: Mapping[str, str]
    names: Mapping[str, str]
    journals: Mapping[str, str]
    organisations: Mapping[str, str]
    systems: Mapping[str, str]

    def describes(self, paper: Paper, kind: str, key: str) -> bool:
        """Return whether this paper is the one whose record describes the thing."""
        return self.describers.get((kind, key)) == paper.key

    def authors_of(self, work: str) -> frozenset[str]:
        """Return the keys of the persons who wrote a work."""
        found: list[str] = []
        while (key := f"{work}/{len(found) + 1}") in self.persons:
            found.append(self.persons[key])
        return frozenset(found)

    def stations_before(self, paper: Paper, person: str) -> int:
        """Return how many stations of a career the papers before this one tell."""
        earlier = (record for other in self.papers if other.key < paper.key for record in other.people)
        return sum(len(record.stations) for record in earlier if record.key == person)


def to_corpus(papers: Iterable[Paper], concepts: ConceptIndex) -> Corpus:
    """Return the papers with their shared names settled; the same whatever order the papers are given in.

    A work that is itself in the corpus is described by its own paper; everything else by the first paper, in
    order of keys, that has a record of it; a person without record and a journal by the first paper that
    describes a work of theirs.

    Raises:
        BuildError: two papers have one key, a paper has the name of a built-in graph, or two people's records
            claim one authorship.
    """
    ordered = tuple(sorted(papers, key=lambda paper: paper.key))
    for key, count in Counter(paper.key for paper in ordered).items():
        if count > 1 or key in RESERVED_GRAPHS:
            raise BuildError(
                f"the key {key!r} cannot name this paper: it is taken", where=f"papers/{key}/work.yaml"
            )
    describers = _to_describers(ordered)
    persons, names = _to_persons(ordered, describers)
    for paper in ordered:
        for shared in _iter_shared(paper, describers, persons):
            describers.setdefault(shared, paper.key)
    return Corpus(
        papers=ordered,
        concepts=concepts,
        work_labels=_to_work_labels(ordered, describers),
        describers=describers,
        persons=persons,
        names=names,
        journals=_to_journals(ordered),
        organisations=_first({item.key: item.name for item in paper.organisations} for paper in ordered),
        systems=_first({item.key: item.label for item in paper.systems} for paper in ordered),
    )


def iter_listed(paper: Paper) -> Iterator[Listed]:
    """Yield the paper itself and then every work of its reference list."""
    yield Listed(paper.key, tuple(author.name for author in paper.work.authors), paper.work.year)
    for reference in paper.references:
        yield Listed(reference.key, reference.authors, reference.year)


def to_surname(printed: str) -> str:
    """Return the surname of a printed name: "D. Jun" gives "Jun", "A. van der Berg" gives "van der Berg"."""
    if "," in printed:
        return printed.split(",")[0].strip()
    words = [word for word in printed.split() if word.strip(".").lower() not in _SUFFIXES] or printed.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PREFIXES:
        start -= 1
    return " ".join(words[start:])


def find_journal(work: Work | Reference) -> str | None:
    """Return the full name of the journal where it is known, else the printed one, None for neither."""
    return work.journal or work.journal_printed


def _first(named: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return all entries; where several mappings have a key, the first one counts."""
    merged: dict[str, str] = {}
    for entries in named:
        for key, name in entries.items():
            merged.setdefault(key, name)
    return merged


def _to_journals(papers: Sequence[Paper]) -> dict[str, str]:
    journals: dict[str, str] = {}
    for paper in papers:
        works: list[Work | Reference] = [paper.work, *paper.references]
        for work in works:
            if name := find_journal(work):
                journals.setdefault(to_named_step(name), name)
    return journals


def _to_describers(papers: Sequence[Paper]) -> dict[tuple[str, str], str]:
    describers: dict[tuple[str, str], str] = {("work", paper.key): paper.key for paper in papers}
    for paper in papers:
        named = [("work", reference.key) for reference in paper.references]
        named += [("organisation", organisation.key) for organisation in paper.organisations]
        named += [("person", person.key) for person in paper.people]
        named += [("system", system.key) for system in paper.systems]
        for thing in named:
            describers.setdefault(thing, paper.key)
    return describers


def _iter_shared(
    paper: Paper, describers: Mapping[tuple[str, str], str], persons: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the people and journals of the works that a paper describes."""
    for authorship in paper.iter_authorships():
        if describers["work", authorship.work] == paper.key:
            yield "person", persons[authorship.key]
    works: list[Work | Reference] = [paper.work, *paper.references]
    for work in works:
        if describers["work", work.key] == paper.key and (name := find_journal(work)):
            yield "journal", to_named_step(name)


def _to_work_labels(papers: Sequence[Paper], describers: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return "Jun 2024", "Jun and Lee 2024" or "Jun et al. 2024"; equal ones get a letter, by key."""
    sharing: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for listed in iter_listed(paper):
            if describers["work", listed.key] == paper.key:
                surnames = [to_surname(name) for name in listed.authors]
                head = " and ".join(surnames) if len(surnames) < 3 else f"{surnames[0]} et al."
                sharing[f"{head} {listed.year}" if listed.year else head].append(listed.key)
    labels = {}
    for label, keys in sharing.items():
        ordered = sorted(set(keys))
        for index, key in enumerate(ordered):
            labels[key] = label if len(ordered) == 1 else label + _to_letters(index)
    return labels


def _to_letters(index: int) -> str:
    """Return a, b, .. z, aa, ab, .. for 0, 1, .. ."""
    head, tail = divmod(index, 26)
    return (_to_letters(head - 1) if head else "") + chr(ord("a") + tail)


def _to_persons(
    papers: Sequence[Paper], describers: Mapping[tuple[str, str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    printed = {
        authorship.key: authorship
        for paper in papers
        for authorship in paper.iter_authorships()
        if describers["work", authorship.work] == paper.key
    }
    persons: dict[str, str] = {}
    names: dict[str, str] = {}
    for paper in papers:
        for index, person in enumerate(paper.people):
            names.setdefault(person.key, person.name)
            _claim_authorships(persons, person, printed, paper.where("people", index))
    for authorship in printed.values():
        if authorship.key not in persons:
            key = _to_own_key(authorship, names)
            persons[authorship.key] = key
            names[key] = authorship.printed_name
    return persons, names


def _claim_authorships(
    persons: dict[str, str], person: Person, printed: Mapping[str, Authorship], where: str
) -> None:
    """Add the person's authorships, but for those of works that are left out of this graph."""
    for authorship in person.authorships:
        if authorship not in printed:
            continue
        holder = persons.setdefault(authorship, person.key)
        if holder != person.key:
            raise BuildError(
                f"the authorship {authorship} belongs to both {holder} and {person.key}",
                where=where,
                hint="give it to one of them",
            )


def _to_own_key(authorship: Authorship, taken: Mapping[str, str]) -> str:
    """Return the key of a person who has no record: name and work, so that namesakes stay apart."""
    key = f"{to_named_step(authorship.printed_name)}--{authorship.work}"
    return f"{key}-{authorship.position}" if key in taken else key
