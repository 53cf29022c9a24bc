"""What stands around a thing in the small picture of its page, for each kind of thing."""

import heapq
from collections.abc import Iterable, Iterator
from typing import Final

from kg.draw.picture import Picture
from kg.network.ties import PARTS, Tie, to_stroke
from kg.publish.page import ClaimGroup
from kg.publish.pictures import Pictures, Side
from kg.publish.reader import CLAIMS, Reader
from kg.publish.statements import Statement, to_typographic
from kg.terms import BASE, expand

_SEVERITIES: Final = frozenset({"high", "medium", "low"})
_PAIRS: Final = 10  # things on either side of a relation
_SAMPLE: Final = 2_000  # claims of a relation that are looked at; those with the lowest keys
_BELOW: Final = 18  # concepts below the top ones of a scheme
_CHAIN: Final = (150, 220, 200, 220)


class Neighbours:
    """Finds and draws the small picture of a thing; None where there is too little to draw.

    Args:
        reader: the graph.
        pictures: draws.
    """

    def __init__(self, reader: Reader, pictures: Pictures) -> None:
        self._reader = reader
        self._pictures = pictures

    def draw_concept(
        self, iri: str, inward: Iterable[ClaimGroup], outward: Iterable[ClaimGroup], cells: Iterable[str]
    ) -> Picture | None:
        """Return what claims say around an entry of the ontology, else where it stands in the vocabulary.

        Args:
            iri: the entry.
            inward: claims of which it is the object, by the other thing.
            outward: claims of which it is the subject.
            cells: tested cells that have to do with it.
        """
        drawn = self._pictures.draw_around(
            iri,
            Side("What acts on it or shows it", list(_to_ties(iri, inward, before=True))),
            Side("What it leads to", list(_to_ties(iri, outward, before=False))),
            worded=True,
        )
        return drawn or self._pictures.draw_around(
            iri,
            Side("Tested cells", list(self._iter_uses(iri, cells))),
            Side("Related terms", list(self._iter_terms(iri))),
            worded=True,
        )

    def _iter_uses(self, iri: str, cells: Iterable[str]) -> Iterator[Tie]:
        reader = self._reader
        for cell in cells:
            values = [
                claim
                for claim in reader.incoming(cell, "al:about")
                if reader.one(claim, "al:quantity") == iri
            ]
            for claim in values:
                yield Tie(cell, iri, *self._read_value(claim), claim)
            if not values:
                yield Tie(cell, iri, "part", "", cell)

    def _iter_terms(self, iri: str) -> Iterator[Tie]:
        reader = self._reader
        outward = (
            ("skos:broader", "narrower than"),
            ("al:materialClass", "of the class"),
            ("al:mayPlayRole", "may be"),
            ("al:hasConstituent", "consists of"),
            ("skos:related", "related to"),
        )
        for predicate, words in outward:
            for other in reader.all(iri, predicate):
                yield Tie(iri, other, "relation", words, other)
            for other in reader.incoming(iri, predicate):
                yield Tie(other, iri, "relation", words, other)

    def draw_system(
        self, iri: str, said: Iterable[ClaimGroup], acting: Iterable[ClaimGroup], values: Iterable[str]
    ) -> Picture | None:
        """Return what a tested cell is built with, what it is said to show, and what was measured."""
        reader = self._reader
        parts = [
            Tie(iri, material, "part", reader.word(layer, "al:role") or "layer", layer)
            for layer in reader.all(iri, "al:hasLayer")
            for material in reader.all(layer, "al:material")
        ]
        parts += [
            Tie(iri, thing, "part", reader.name(expand(predicate)), iri)
            for predicate in PARTS
            for thing in reader.all(iri, predicate)
        ]
        shown = [*_to_ties(iri, said, before=False), *_to_ties(iri, acting, before=True)]
        shown += [
            Tie(iri, quantity, *self._read_value(claim), claim)
            for claim in values
            for quantity in reader.all(claim, "al:quantity")
        ]
        return self._pictures.draw_around(
            iri, Side("Built with", parts), Side("Shown and measured", shown), worded=True
        )

    def _read_value(self, claim: str) -> tuple[str, str]:
        """Return the stroke of a claim that states a value, and the value in words."""
        reader = self._reader
        if reader.one(claim, "al:valueStatus").endswith("/not-reported"):
            return "unreported", "not reported"
        stated = ", ".join(map(to_typographic, reader.names(reader.all(claim, "al:states"))))
        return "value", stated or reader.one(claim, "al:printedText")

    def draw_work(self, iri: str, read: bool) -> Picture | None:
        """Return whom a work cites or who cites it, and the things of which it speaks or found something."""
        reader = self._reader
        if read:
            ends, title = ("cito:hasCitingEntity", "cito:hasCitedEntity"), "Works it cites most"
        else:
            ends, title = ("cito:hasCitedEntity", "cito:hasCitingEntity"), "Who cites it"
        cited = []
        for citation in reader.incoming(iri, ends[0]):
            if other := reader.one(citation, ends[1]):
                stroke = to_stroke(reader.all(citation, "cito:hasCitationCharacterization"))
                pair = (iri, other) if read else (other, iri)
                cited.append(Tie(*pair, stroke, stroke, citation))
        spoken = reader.claims(iri, "al:assertedBy" if read else "al:findingOf")
        about = [
            Tie(iri, thing, "source", "", claim)
            for claim in spoken
            for thing in reader.all(claim, "al:about")
        ]
        words = "What it speaks of most" if read else "What its findings are about"
        return self._pictures.draw_around(iri, Side(title, cited), Side(words, about), worded=True)

    def draw_person(self, iri: str, works: Iterable[str]) -> Picture | None:
        """Return with whom a person wrote, what, and where the person works."""
        reader = self._reader
        own = tuple(works)
        together = [
            Tie(iri, other, "together", "wrote with", work)
            for work in own
            for other in reader.all(work, "dcterms:creator")
            if other != iri
        ]
        wrote = [Tie(iri, work, "author", "wrote", work) for work in own]
        wrote += [Tie(iri, place, "member", "works at", place) for place in reader.all(iri, "al:affiliation")]
        return self._pictures.draw_around(
            iri, Side("Wrote with", together), Side("Works and institutions", wrote)
        )

    def draw_organisation(
        self, iri: str, people: Iterable[str], parts: Iterable[str], works: Iterable[str]
    ) -> Picture | None:
        """Return who works at an organisation, of what it is a part, and what its people wrote."""
        members = [Tie(person, iri, "member", "works at", person) for person in people]
        members += [Tie(part, iri, "member", "part of", part) for part in parts]
        wrote = [Tie(iri, work, "author", "work of its people", work) for work in works]
        wrote += [Tie(iri, whole, "member", "part of", whole) for whole in self._reader.all(iri, "al:partOf")]
        return self._pictures.draw_around(
            iri, Side("People and departments", members), Side("Works of its people", wrote)
        )

    def draw_journal(self, iri: str, works: Iterable[str]) -> Picture | None:
        """Return the works that appeared in a journal."""
        ties = [Tie(work, iri, "member", "appeared in", work) for work in works]
        return self._pictures.draw_around(iri, Side("", []), Side("Works in it", ties))

    def draw_identity(self, iri: str, places: Iterable[str]) -> Picture | None:
        """Return the persons of a decision about who is who, and the works in whose by-lines they stand."""
        reader = self._reader
        ties = [
            Tie(person, work, "author", "wrote", place)
            for place in places
            for person in reader.all(place, "al:agent")
            for work in reader.incoming(place, "al:hasAuthorship")
        ]
        people, works = (list(dict.fromkeys(ends)) for ends in (_starts(ties), _ends(ties)))
        columns = (("Persons", people, _CHAIN[1]), ("Works", works, _CHAIN[1]))
        return self._pictures.draw_columns(f"Who wrote what: {reader.name(iri)}", columns, ties)

    def draw_claim(self, told: Statement) -> Picture | None:
        """Return the way of a claim: who says it, whose finding it is, and the things it links."""
        claim = told.ref.iri
        if not told.subject.iri:
            return None
        finders = [work.iri for work in told.finding_of if work.iri != told.said_by.iri]
        said = [told.said_by.iri] if told.said_by.iri else []
        ties = [Tie(said[0], finder, "data", "tells a finding of", claim) for finder in finders if said]
        ties += [Tie(work, told.subject.iri, "source", "is source on", claim) for work in finders or said]
        target = told.target or (told.what if told.what and told.sort in {"value", "price"} else None)
        ends: list[str] = []
        stroke = told.polarity or ("value" if told.reported else "unreported")
        if target is not None:
            ends.append(target.iri)
            ties.append(Tie(told.subject.iri, target.iri, stroke, told.verb or told.value, claim))
        ways = [way.iri for way in told.through]
        for way in ways:
            ties.append(Tie(told.subject.iri, way, "neutral", "through", claim))
            if ends:
                ties.append(Tie(way, ends[0], stroke, told.verb, claim))
        if told.sort == "design":
            stated = self._reader.all(claim, "al:statedEntity")
            ends += stated
            ties += [
                Tie(told.subject.iri, thing, "part", told.what.label if told.what else "", claim)
                for thing in stated
            ]
        ends += [one.iri for one in told.compared_with]
        ties += [
            Tie(told.subject.iri, one.iri, "neutral", "compared with", claim) for one in told.compared_with
        ]
        planned = (
            ("Says so", said, _CHAIN[0]),
            ("Found it", finders, _CHAIN[0]),
            ("", [told.subject.iri], _CHAIN[1]),
            ("Through", ways, _CHAIN[2]),
            ("", list(dict.fromkeys(ends)), _CHAIN[3]),
        )
        taken: set[str] = set()
        columns = []
        for title, things, width in planned:
            fresh = [thing for thing in things if thing not in taken]
            taken.update(fresh)
            if fresh:
                columns.append((title, fresh, width))
        title = f"What the claim links: {told.ref.label}"
        return self._pictures.draw_columns(title, columns, ties, worded=True)

    def draw_dispute(self, iri: str, concerned: Iterable[str]) -> Picture | None:
        """Return the work that disagrees with itself and the things on which it does."""
        reader = self._reader
        severity = reader.one(iri, "al:severity").rpartition("/")[2]
        stroke = severity if severity in _SEVERITIES else "low"
        works = [Tie(work, iri, "dispute", "disagrees", iri) for work in reader.all(iri, "al:inWork")]
        ties = [
            Tie(iri, thing, stroke, "concerns", record)
            for record in concerned
            for thing in self._find_ends(record)
        ]
        return self._pictures.draw_around(
            iri, Side("Stands in", works), Side("What it is about", ties), worded=True
        )

    def draw_decision(self, iri: str, users: Iterable[str], disputes: Iterable[str]) -> Picture | None:
        """Return what is printed in which work, what it may mean, and the things whose claims rest on it."""
        reader = self._reader
        left = [Tie(work, iri, "source", "prints it", iri) for work in reader.all(iri, "al:inWork")]
        chosen = reader.all(iri, "al:resolvedTo")
        left += [Tie(dispute, iri, "dispute", "is about it", dispute) for dispute in disputes]
        ties = [Tie(iri, thing, "promoting", "is read as", iri) for thing in chosen]
        ties += [
            Tie(iri, thing, "neutral", "was considered", iri)
            for thing in reader.all(iri, "al:candidate")
            if thing not in chosen
        ]
        ties += [
            Tie(iri, thing, "source", "used for", record)
            for record in users
            for thing in self._find_ends(record)
        ]
        return self._pictures.draw_around(
            iri, Side("Where it stands", left), Side("Read as, and what rests on it", ties), worded=True
        )

    def _find_ends(self, record: str) -> tuple[str, ...]:
        """Return what a record is about: ends of a claim, the cited work, else the record itself."""
        reader = self._reader
        ends = (*reader.all(record, "al:subject"), *reader.all(record, "al:object"))
        found = ends or reader.all(record, "al:about") or reader.all(record, "cito:hasCitedEntity")
        if found:
            return tuple(dict.fromkeys(found))
        return (record,) if reader.ref(record).page else ()

    def draw_scheme(self, iri: str, tops: Iterable[str]) -> Picture | None:
        """Return the top concepts of a scheme and what is directly below them."""
        reader = self._reader
        ties = [
            Tie(top, below, "relation", "broader than", below)
            for top in tops
            for below in reader.incoming(top, "skos:broader")
        ]
        heads = list(dict.fromkeys(_starts(ties)))
        each = max(1, _BELOW // max(len(heads), 1))
        shown = [
            below
            for top in heads
            for below in list(dict.fromkeys(tie.end for tie in ties if tie.start == top))[:each]
        ]
        columns = (
            ("Top concepts", heads, _CHAIN[1]),
            (f"Directly below, at most {each} of each", shown, _CHAIN[1]),
        )
        return self._pictures.draw_columns(f"Upper part of {reader.name(iri)}", columns, ties)

    def draw_term(self, iri: str) -> Picture | None:
        """Return how a class or property hangs together with others of the ontology."""
        reader = self._reader
        left, right = [], []
        for predicate, words in (("rdfs:subClassOf", "kind of"), ("rdfs:subPropertyOf", "special case of")):
            left += [Tie(iri, above, "relation", words, iri) for above in reader.all(iri, predicate)]
            right += [Tie(below, iri, "relation", words, below) for below in reader.incoming(iri, predicate)]
        left += [Tie(domain, iri, "part", "has property", iri) for domain in reader.all(iri, "rdfs:domain")]
        left += [Tie(other, iri, "value", "has value", other) for other in reader.incoming(iri, "rdfs:range")]
        right += [Tie(iri, value, "value", "has value", iri) for value in reader.all(iri, "rdfs:range")]
        right += [
            Tie(iri, other, "part", "has property", other) for other in reader.incoming(iri, "rdfs:domain")
        ]
        right += [
            Tie(iri, other, "relation", "inverse of", iri) for other in reader.all(iri, "owl:inverseOf")
        ]
        return self._pictures.draw_around(
            iri,
            Side("Above it, and what leads to it", self._paged(left)),
            Side("Below it, and where it leads", self._paged(right)),
            worded=True,
        )

    def _paged(self, ties: list[Tie]) -> list[Tie]:
        return [tie for tie in ties if self._reader.ref(tie.start).page and self._reader.ref(tie.end).page]

    def draw_relation(self, iri: str) -> Picture | None:
        """Return the pairs of things that claims link most by a relation."""
        reader = self._reader
        claims = heapq.nsmallest(
            _SAMPLE,
            {claim for claim in reader.iter_incoming(iri, "al:relation") if claim.startswith(CLAIMS)},
        )
        polarity = reader.one(iri, "al:polarity").rpartition("/")[2]
        stroke = polarity if polarity in {"promoting", "suppressing"} else "neutral"
        pairs: dict[tuple[str, str], list[str]] = {}
        for claim in claims:
            ends = reader.one(claim, "al:subject"), reader.one(claim, "al:object")
            if all(ends) and not reader.is_denied(claim):
                pairs.setdefault(ends, []).append(claim)
        ranked = sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))
        starts: dict[str, None] = {}
        ends_shown: dict[str, None] = {}
        ties = []
        for start, end in ranked:
            clash = start in ends_shown or end in starts or start == end
            full = (start not in starts and len(starts) == _PAIRS) or (
                end not in ends_shown and len(ends_shown) == _PAIRS
            )
            if clash or full:
                continue
            starts[start] = ends_shown[end] = None
            ties += [Tie(start, end, stroke, reader.name(iri), claim) for claim in pairs[start, end]]
        columns = (("What", list(starts), _CHAIN[1]), (reader.name(iri), list(ends_shown), _CHAIN[1]))
        return self._pictures.draw_columns(f"What {reader.name(iri)} what", columns, ties)

    def draw_question(self, name: str, given: Iterable[str], used: Iterable[str]) -> Picture | None:
        """Return the classes that a question asks about, and the terms of the ontology in its query."""
        question = f"{BASE}question/{name}"
        asked = [Tie(term, question, "source", "is asked about", term) for term in given]
        terms = [Tie(question, term, "relation", "uses", term) for term in used]
        return self._pictures.draw_around(
            question, Side("Asked about", asked), Side("Terms of its query", terms)
        )


def _to_ties(iri: str, groups: Iterable[ClaimGroup], *, before: bool) -> Iterator[Tie]:
    """Yield the claims of groups as ties, from the other thing to this one where `before` is true."""
    for group in groups:
        if group.other is not None and group.other.iri and group.other.iri != iri:
            ends = (group.other.iri, iri) if before else (iri, group.other.iri)
            for claim in group.claims:
                yield Tie(*ends, group.polarity or "neutral", group.verb, claim)


def _starts(ties: Iterable[Tie]) -> Iterator[str]:
    return (tie.start for tie in ties)


def _ends(ties: Iterable[Tie]) -> Iterator[str]:
    return (tie.end for tie in ties)
