"""What is not known of works, people, organisations and records, as sentences computed from the graph."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.publish.page import Gap
from kg.publish.reader import Reader, Ref

_PARTS: Final = (
    ("al:inJournal", "journal"),
    ("al:year", "year"),
    ("al:volume", "volume"),
    ("al:pages", "page or article number"),
)
_NAMED: Final = 8  # things of which each one is named; of more the number is told
_UNREAD: Final = "It has not been read for this graph"
_COUNTED: Final = 5_000  # claims of a work that are looked at


class UnknownRecords:
    """Finds what the graph does not tell of a record.

    Args:
        reader: the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def iter_work(self, iri: str, read: bool) -> Iterator[Gap]:
        """Yield what is not known of a work."""
        reader = self._reader
        yield from self._iter_read(iri) if read else self._iter_unread(iri)
        if not reader.one(iri, "dcterms:title"):
            yield Gap("Its title is not recorded: the reference list that names it prints none")
        elif reader.one(iri, "al:titleStatus").endswith("/probable"):
            yield Gap("Its title fits, but could not be confirmed in every detail")
        if not reader.one(iri, "al:doi"):
            yield Gap("No DOI is recorded, so no link leads to it")
        elif reader.one(iri, "al:doiStatus").endswith("/by-rule"):
            yield Gap("Its DOI was formed by the publisher's rule and has not been looked up")
        elif reader.one(iri, "al:doiStatus").endswith("/probable"):
            yield Gap("Its DOI fits, but could not be confirmed in every detail")
        missing = [word for predicate, word in _PARTS if not reader.one(iri, predicate)]
        if missing:
            yield Gap(f"Not recorded: {', '.join(missing)}")
        if not reader.all(iri, "al:hasAuthorship"):
            yield Gap("Its authors are not recorded")

    def _iter_unread(self, iri: str) -> Iterator[Gap]:
        reader = self._reader
        found = reader.claims(iri, "al:findingOf")
        tellers = reader.to_refs({reader.one(claim, "al:assertedBy") for claim in found} - {""})
        if not tellers:
            yield Gap(f"{_UNREAD}, and no finding of it is told; it is only listed or cited")
            return
        yield Gap(f"{_UNREAD}: everything here is told by", tellers)
        if not any(reader.one(claim, "al:states") for claim in found):
            yield Gap("None of its numbers is told")

    def _iter_read(self, iri: str) -> Iterator[Gap]:
        reader = self._reader
        claims = reader.claims(iri, "al:assertedBy")
        if claims and len(claims) <= _COUNTED:
            second = sum(reader.one(claim, "al:origin").endswith("/second-hand") for claim in claims)
            if second:
                yield Gap(f"{second:,} of its {len(claims):,} claims repeat findings of other works")
            bare = sum(reader.one(claim, "al:mode").endswith("/stated") for claim in claims)
            if bare:
                share = f"{bare:,} of its {len(claims):,} claims"
                yield Gap(f"For {share} the text does not tell how the thing is known")
        listed = {reader.one(entry, "al:refersTo") for entry in reader.incoming(iri, "al:inListOf")} - {""}
        unread = [work for work in listed if not reader.is_read(work)]
        if unread:
            several = f"{len(unread):,} of the {len(listed):,} works that it lists have not been read"
            whole = f"None of the {len(listed):,} works that it lists has been read"
            yield Gap(f"{whole if len(unread) == len(listed) else several} for this graph")
        cited = {
            reader.one(citation, "cito:hasCitedEntity")
            for citation in reader.incoming(iri, "cito:hasCitingEntity")
        }
        yield from self._name("Listed, but cited nowhere in it", listed - cited)
        decisions = [
            one for one in reader.incoming(iri, "al:inWork") if reader.is_a(one, "al:ReadingDecision")
        ]
        still_open = [one for one in decisions if reader.one(one, "al:status").endswith("/open")]
        yield from self._name("What is printed could not be settled in", still_open, "places")

    def _name(self, text: str, things: Iterable[str], words: str = "works") -> Iterator[Gap]:
        """Yield a gap that names the things, or tells their number where they are many."""
        refs = self._reader.to_refs(things)
        if refs:
            yield Gap(f"{text}:", refs) if len(refs) <= _NAMED else Gap(f"{text}: {len(refs):,} {words}")

    def iter_person(
        self, iri: str, names: Iterable[str], works: Sequence[str], decisions: Sequence[Ref]
    ) -> Iterator[Gap]:
        """Yield what is not known of a person.

        Args:
            iri: the person.
            names: the name and the other names, as printed.
            works: works of the person.
            decisions: the identity decisions that concern the person.
        """
        reader = self._reader
        if not any(_has_given_name(name) for name in names):
            yield Gap("Only initials are printed, never a full given name")
        if not reader.all(iri, "al:affiliation"):
            yield Gap("No affiliation is known: no work read for this graph prints one")
        if not reader.all(iri, "al:orcid"):
            yield Gap("No ORCID is recorded, so the person is known by printed names only")
        if len(set(works)) > 1 and not decisions:
            yield Gap("That these are works of one person rests on the printed name alone")
        undecided = tuple(one for one in decisions if reader.one(one.iri, "al:verdict").endswith("/open"))
        if undecided:
            yield Gap("It is not decided who is who in", undecided)
        if works and not any(reader.is_read(work) for work in works):
            yield Gap("No work of the person has been read for this graph; all is told by others")

    def iter_organisation(self, iri: str, people: Sequence[str], works: Sequence[str]) -> Iterator[Gap]:
        """Yield what is not known of an organisation."""
        reader = self._reader
        if not people:
            yield Gap("Nobody is known to work there; it is only named in a career")
        missing = [
            word
            for predicate, word in (("al:place", "town"), ("al:country", "country"))
            if not reader.one(iri, predicate)
        ]
        if missing:
            yield Gap(f"Not recorded: {' and '.join(missing)}")
        if not reader.one(iri, "al:ror") and not reader.one(iri, "al:partOf"):
            yield Gap("No ROR identifier is recorded, so it is known by its printed name only")
        if works and not any(reader.is_read(work) for work in works):
            yield Gap("None of its people's works has been read for this graph; all is told by others")

    def iter_journal(self, works: Sequence[Ref]) -> Iterator[Gap]:
        """Yield what is not known of a journal."""
        if works and not any(self._reader.is_read(work.iri) for work in works):
            number = "The one work" if len(works) == 1 else f"None of the {len(works):,} works"
            yield Gap(f"{number} in it has {'not ' if len(works) == 1 else ''}been read for this graph")

    def iter_dispute(self, iri: str, claims: Sequence[str]) -> Iterator[Gap]:
        """Yield what is not known of a discrepancy: who is right, and where one would have to look."""
        reader = self._reader
        if not reader.one(iri, "al:settledBy"):
            yield Gap("Nothing is recorded that would settle it")
        originals = reader.to_refs(
            {
                work
                for claim in claims
                for work in reader.all(claim, "al:findingOf")
                if not reader.is_read(work)
            }
        )
        if originals:
            yield Gap("Which passage is right: not read for this graph are the original works", originals)
        elif claims:
            yield Gap("Which passage is right: the work speaks for itself, and no other source is recorded")

    def iter_decision(self, iri: str) -> Iterator[Gap]:
        """Yield what a reading decision leaves open."""
        reader = self._reader
        if reader.one(iri, "al:status").endswith("/open"):
            considered = reader.all(iri, "al:candidate") or reader.all(iri, "al:candidateText")
            text = "What is meant is not settled"
            yield Gap(text) if considered else Gap(f"{text}, and no candidate is recorded")
        elif reader.one(iri, "al:certainty").endswith("/likely"):
            yield Gap("The reading is likely but not certain: another one cannot be excluded")

    def iter_identity(self, iri: str, people: Sequence[str]) -> Iterator[Gap]:
        """Yield what a decision about who is who leaves open."""
        reader = self._reader
        if reader.one(iri, "al:verdict").endswith("/open"):
            yield Gap("Whether this is one person is not decided")
        elif reader.one(iri, "al:certainty").endswith("/likely"):
            yield Gap("The verdict is likely but not certain")
        if people and not any(reader.all(person, "al:orcid") for person in people):
            yield Gap("No ORCID is recorded for any of them; it would decide")


def _has_given_name(name: str) -> bool:
    """Return whether a printed name has a given name in full: "Yun Jung Lee", but not "Y. J. Lee"."""
    words = name.replace("-", " ").split()
    return any(len(word.rstrip(".")) > 1 and not word.endswith(".") for word in words[:-1])
