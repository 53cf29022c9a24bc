"""One claim as a reader judges it: what is said, by whom, whose finding, how known, and where."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kg.draw.sentences import to_passage_text
from kg.publish.reader import Reader, Ref
from kg.tex import to_printed

COMPARATORS: Final = {"=": "", "": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}
_SIGNS: Final = tuple((sign, shown) for sign, shown in COMPARATORS.items() if sign and shown)
_AFTER: Final = ("/capacity-retention", "/coulombic-efficiency")
_REMEMBERED: Final = 20_000


class Passage(NamedTuple):
    """Where something can be read.

    Attributes:
        work: the work in which the passage stands.
        place: "section 4", "caption of Figure 3", "Table 2, row Mg powder".
        from_words: its first words; "" for tables and reference lists.
        to_words: its last words.
        quote: the whole passage, "" where the graph was built without texts.
        link: address that opens the publisher's page at the passage, or that page; "" where there is none.
        exact: whether the link leads to the sentence itself.
    """

    work: Ref
    place: str
    from_words: str
    to_words: str
    quote: str
    link: str
    exact: bool


class Remark(NamedTuple):
    """A reading decision or a discrepancy: what it says in one line, how certain or grave it is."""

    ref: Ref
    role: str
    heading: str
    weight: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim.

    Attributes:
        ref: the claim.
        sort: "mechanism", "value", "price", "design" or "other".
        subject: what it is about, first of all.
        verb: the relation as it is told, denial included; "" where the claim states a value.
        target: the object of the relation.
        through: by way of what.
        compared_with: against what.
        what: the quantity or the part of the design that is stated.
        value: the value as people read it, or the names of what is stated.
        printed: the text as printed, "" where that is the value itself.
        reported: False where the source says that it has no value to give.
        conditions: what held, as name and value.
        context: stage or condition in few words.
        mode: measured, calculated, proposed, aim or stated.
        strength: how firmly it is worded.
        origin: first-hand, second-hand or own view.
        said_by: the work that says so.
        finding_of: the works whose finding it is.
        passages: where it can be read.
        remarks: reading decisions behind it and discrepancies that concern it.
        polarity: "promoting", "suppressing", "neutral" or "denied"; "" where there is no relation.
    """

    ref: Ref
    sort: str
    subject: Ref
    verb: str
    target: Ref | None
    through: tuple[Ref, ...]
    compared_with: tuple[Ref, ...]
    what: Ref | None
    value: str
    printed: str
    reported: bool
    conditions: tuple[tuple[str, str], ...]
    context: str
    mode: str
    strength: str
    origin: str
    said_by: Ref
    finding_of: tuple[Ref, ...]
    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...]
    polarity: str


class StatementReader:
    """Reads claims as statements; those read last are remembered, for one claim stands on several pages."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    def read_all(self, claims: Iterable[str]) -> tuple[Statement, ...]:
        """Return the claims as statements, in the order given."""
        return tuple(self.read(claim) for claim in claims)

    def _read(self, iri: str) -> Statement:
        reader = self._reader
        subjects = reader.all(iri, "al:subject") or self._about(iri)
        target = reader.one(iri, "al:object")
        term = reader.one(iri, "al:quantity") or reader.one(iri, "al:aspect")
        reported = not reader.one(iri, "al:valueStatus").endswith("/not-reported")
        value = self._value(iri) if reported else "not reported"
        return Statement(
            ref=reader.ref(iri),
            sort=to_sort(reader, iri),
            subject=reader.ref(subjects[0]) if subjects else Ref("", "", "", ""),
            verb=to_verb(reader, iri),
            target=reader.ref(target) if target else None,
            through=reader.refs(iri, "al:through"),
            compared_with=reader.refs(iri, "al:comparedWith"),
            what=reader.ref(term) if term else None,
            value=value,
            printed=_find_print(reader.one(iri, "al:printedText"), value),
            reported=reported,
            conditions=read_conditions(reader, iri),
            context=reader.one(iri, "al:context"),
            mode=reader.word(iri, "al:mode"),
            strength=reader.word(iri, "al:strength"),
            origin=reader.word(iri, "al:origin"),
            said_by=reader.ref(reader.one(iri, "al:assertedBy")),
            finding_of=reader.refs(iri, "al:findingOf"),
            passages=read_passages(reader, iri),
            remarks=read_remarks(reader, iri),
            polarity=to_polarity(reader, iri),
        )

    def _about(self, iri: str) -> tuple[str, ...]:
        """Return what a value is told of; a tested cell says more than the material named beside it."""
        about = self._reader.all(iri, "al:about")
        return tuple(sorted(about, key=lambda thing: (not self._reader.is_a(thing, "al:System"), thing)))

    def _value(self, iri: str) -> str:
        reader = self._reader
        stated = [to_typographic(reader.name(value)) for value in reader.all(iri, "al:states")]
        named = stated or [reader.name(thing) for thing in reader.all(iri, "al:statedEntity")]
        if named or reader.one(iri, "al:relation"):
            return ", ".join(named)
        printed = to_printed(reader.one(iri, "al:printedText"))
        return f"“{printed}”, in words" if printed else ""


def _find_print(printed: str, value: str) -> str:
    """Return what is printed as people read it, "" where it is the value but for blanks and subscripts."""
    shown = to_printed(printed)
    return "" if _to_bare(shown) == _to_bare(value) else shown


def _to_bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").split())


def to_sort(reader: Reader, iri: str) -> str:
    """Return what sort of claim it is."""
    sorts = {"al:PriceClaim": "price", "al:PerformanceClaim": "value", "al:DesignClaim": "design"}
    for class_name, sort in (("al:MechanismClaim", "mechanism"), *sorts.items()):
        if reader.is_a(iri, class_name):
            return sort
    return "other"


def to_polarity(reader: Reader, iri: str) -> str:
    """Return "promoting", "suppressing", "neutral" or "denied"; "" where the claim has no relation."""
    relation = reader.one(iri, "al:relation")
    if not relation:
        return ""
    if reader.is_denied(iri):
        return "denied"
    word = reader.one(relation, "al:polarity").rpartition("/")[2]
    return word if word in {"promoting", "suppressing"} else "neutral"


def to_verb(reader: Reader, iri: str) -> str:
    """Return the relation in words, "exhibits" or "does not exhibit"; "" where there is none."""
    label = reader.word(iri, "al:relation")
    if not label or not reader.is_denied(iri):
        return label
    stem = label[:-2] if label.endswith("sses") else label.removesuffix("s")
    return f"does not {stem}"


def to_typographic(text: str) -> str:
    """Return a value with the signs that people read: ">= 80 %" becomes "≥ 80 %"."""
    for sign, shown in _SIGNS:
        text = text.replace(f" {sign} ", f" {shown}")
        text = shown + text.removeprefix(f"{sign} ") if text.startswith(f"{sign} ") else text
    return text


def read_conditions(reader: Reader, iri: str) -> tuple[tuple[str, str], ...]:
    """Return what held when a value was found; the count of cycles, which belongs closest to it, first.

    For a quantity that is read off after so many cycles its name is "after", as in "after 500 cycles".
    """
    found = []
    for condition in reader.all(iri, "al:condition"):
        quantity = reader.one(condition, "al:quantity")
        if quantity:
            rank = 0 if quantity.endswith("/cycles-completed") else 1
            name, value = reader.name(quantity), to_typographic(reader.name(condition))
            if rank == 0 and reader.one(iri, "al:quantity").endswith(_AFTER):
                name = "after"
            elif rank == 0:
                value = value.removesuffix(" cycles")
            found.append((rank, name, value))
            continue
        stated = ", ".join(reader.names(reader.all(condition, "al:statedEntity")))
        value = stated or reader.one(condition, "al:printedText") or reader.name(condition)
        found.append((2, reader.word(condition, "al:aspect"), value))
    return tuple((name, value) for _, name, value in sorted(found) if value)


def read_passages(reader: Reader, iri: str) -> tuple[Passage, ...]:
    """Return where a record can be read, its quotes set for reading."""
    return tuple(read_passage(reader, evidence) for evidence in reader.all(iri, "al:evidence"))


def read_passage(reader: Reader, evidence: str) -> Passage:
    """Return the passage that an evidence node points to."""
    selectors = reader.all(evidence, "oa:hasSelector")
    quotes = [quote for selector in selectors for quote in reader.all(selector, "oa:exact")]
    work = reader.one(evidence, "al:inWork")
    place = reader.one(evidence, "al:place") or reader.name(evidence)
    link = reader.web(evidence, "al:link")
    return Passage(
        work=reader.ref(work) if work else Ref("", "", "", ""),
        place=place,
        from_words=reader.one(evidence, "al:fromWords"),
        to_words=reader.one(evidence, "al:toWords"),
        quote=to_passage_text(quotes[0], place) if quotes else "",
        link=link or (reader.web(work, "rdfs:seeAlso") if work else ""),
        exact=bool(link),
    )


def read_touching(reader: Reader, iri: str) -> tuple[Remark, ...]:
    """Return the reading decisions and discrepancies in which a thing is named, by their headings."""
    records = dict.fromkeys(
        record
        for predicate in ("al:concerns", "al:resolvedTo", "al:candidate")
        for record in reader.incoming(iri, predicate)
    )
    found = [read_record(reader, record) for record in records if reader.ref(record).page]
    return tuple(sorted(found, key=lambda remark: (remark.role, remark.heading.casefold(), remark.ref.iri)))


def read_record(reader: Reader, record: str) -> Remark:
    """Return a reading decision, a discrepancy or another record in one line."""
    if reader.is_a(record, "al:ReadingDecision"):
        return read_decision_remark(reader, record)
    if reader.is_a(record, "al:Discrepancy"):
        severity = reader.word(record, "al:severity")
        return Remark(reader.ref(record), "discrepancy", reader.name(record), severity)
    certainty = reader.word(record, "al:certainty")
    return Remark(reader.ref(record), "decision", reader.name(record), certainty)


def read_remarks(reader: Reader, iri: str) -> tuple[Remark, ...]:
    """Return reading decisions behind a record, then discrepancies that concern it."""
    decisions = [read_decision_remark(reader, decision) for decision in reader.all(iri, "al:hasDecision")]
    disputes = [
        read_record(reader, touching)
        for touching in reader.incoming(iri, "al:concerns")
        if reader.is_a(touching, "al:Discrepancy")
    ]
    return (*decisions, *disputes)


def read_decision_remark(reader: Reader, decision: str) -> Remark:
    """Return a reading decision in one line: what is printed and what it is read as."""
    printed = to_printed(reader.one(decision, "al:printedText"))
    resolved = reader.word(decision, "al:resolvedTo") or reader.one(decision, "al:resolvedText")
    heading = f"printed “{printed}”, " + (f"read as “{resolved}”" if resolved else "not settled")
    return Remark(reader.ref(decision), "decision", heading, reader.word(decision, "al:certainty"))
