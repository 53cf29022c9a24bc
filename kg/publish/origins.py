"""What stands behind a value: who says so, where, how it was read, and what contradicts it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyoxigraph as ox

from kg.engines.local import LocalEngine
from kg.network.columns import Columns, to_path
from kg.network.mechanisms import Passage
from kg.publish.cells import COMPARATORS, find_touching
from kg.publish.gather import Facts, read_passages

PageLink = Callable[[str], str]  # path of a thing below the base -> address on the page, "" where it has none
_SIGNS: Final = tuple((sign, shown) for sign, shown in COMPARATORS.items() if sign and shown)


@dataclass(frozen=True)
class Named:
    """A thing by its name, and its path below the base, by which the page finds where it tells of it."""

    label: str
    key: str


@dataclass(frozen=True)
class Origin:
    """Everything the page tells about one claim that states a value or a part of a design.

    Attributes:
        key: path of the claim below the base; its address on the page is made from it.
        statement: the claim in our words.
        what: the quantity or the part of the design.
        value: the value with comparator and unit, or the names of what is stated.
        printed: the text as printed.
        reported: False where the source says that it has no value to give.
        about: cells and materials of which it is told.
        conditions: what held when the value was found, as name and value.
        said_by: the work that says so.
        finding_of: the works whose finding it is; empty where the work speaks for itself.
        origin: first-hand, second-hand or own view.
        wording: mode and strength, such as "measured, asserted".
        context: stage or condition in few words.
        note: a remark of those who recorded it.
        passages: where it can be read.
        publisher: address of the page of the work it stands in.
        decisions: paths of the reading decisions behind it.
        discrepancies: paths of the discrepancies that concern it.
        same: other claims that tell the same finding.
    """

    key: str
    statement: str
    what: str
    value: str
    printed: str
    reported: bool
    about: tuple[Named, ...]
    conditions: tuple[tuple[str, str], ...]
    said_by: Named
    finding_of: tuple[Named, ...]
    origin: str
    wording: str
    context: str
    note: str
    passages: tuple[Passage, ...]
    publisher: str
    decisions: tuple[str, ...]
    discrepancies: tuple[str, ...]
    same: tuple[Named, ...]


def gather_origins(store: ox.Store) -> tuple[Origin, ...]:
    """Return what stands behind every claim that is not about a mechanism, ordered by key."""
    columns = Columns(LocalEngine(store))
    mechanisms = set(columns.instances_of("al:MechanismClaim"))
    touching = find_touching(columns)
    claims = {
        claim
        for kind in ("al:Claim", "al:PerformanceClaim", "al:DesignClaim")
        for claim in columns.instances_of(kind)
    }
    return tuple(_to_origin(columns, claim, touching.get(claim, [])) for claim in sorted(claims - mechanisms))


def _to_origin(columns: Columns, claim: str, disputes: list[str]) -> Origin:
    reported = not columns.one_of(claim, "al:valueStatus").endswith("/not-reported")
    said_by = columns.one_of(claim, "al:assertedBy")
    term = columns.one_of(claim, "al:quantity") or columns.one_of(claim, "al:aspect")
    wording = (columns.name(columns.one_of(claim, name)) for name in ("al:mode", "al:strength"))
    page = columns.one_of(said_by, "rdfs:seeAlso")
    return Origin(
        key=to_path(claim),
        statement=_typographic(columns.name(claim)),
        what=columns.name(term),
        value=_value(columns, claim) if reported else "not reported",
        printed=columns.one_of(claim, "al:printedText"),
        reported=reported,
        about=_named(columns, (iri for iri in columns.all_of(claim, "al:about"))),
        conditions=_conditions(columns, claim),
        said_by=Named(columns.name(said_by), to_path(said_by)),
        finding_of=_named(columns, columns.all_of(claim, "al:findingOf")),
        origin=columns.name(columns.one_of(claim, "al:origin")),
        wording=", ".join(word for word in wording if word),
        context=columns.one_of(claim, "al:context"),
        note=columns.one_of(claim, "al:note"),
        passages=read_passages(columns, claim),
        publisher=page if page.startswith(("https://", "http://")) else "",
        decisions=tuple(to_path(iri) for iri in columns.all_of(claim, "al:hasDecision")),
        discrepancies=tuple(to_path(iri) for iri in disputes),
        same=_named(columns, columns.all_of(claim, "al:sameFindingAs")),
    )


def _named(columns: Columns, iris: Any) -> tuple[Named, ...]:
    return tuple(Named(_typographic(columns.name(iri)), to_path(iri)) for iri in iris)


def _value(columns: Columns, claim: str) -> str:
    stated = [_typographic(columns.name(iri)) for iri in columns.all_of(claim, "al:states")]
    named = stated or [columns.name(iri) for iri in columns.all_of(claim, "al:statedEntity")]
    return ", ".join(named) or f"“{columns.one_of(claim, 'al:printedText')}”, in words"


def _typographic(text: str) -> str:
    for sign, shown in _SIGNS:
        text = text.replace(f" {sign} ", f" {shown}")
        text = shown + text.removeprefix(f"{sign} ") if text.startswith(f"{sign} ") else text
    return text


def _conditions(columns: Columns, claim: str) -> tuple[tuple[str, str], ...]:
    """Return what held when the value was found; the count of cycles, which belongs closest to it, first."""
    found = []
    for iri in columns.all_of(claim, "al:condition"):
        quantity = columns.one_of(iri, "al:quantity")
        if quantity:
            rank = 0 if quantity.endswith("/cycles-completed") else 1
            found.append((rank, columns.name(quantity), _typographic(columns.name(iri))))
            continue
        stated = ", ".join(columns.name(entity) for entity in columns.all_of(iri, "al:statedEntity"))
        aspect = columns.name(columns.one_of(iri, "al:aspect"))
        found.append((2, aspect, stated or columns.one_of(iri, "al:printedText") or columns.name(iri)))
    return tuple((name, value) for _, name, value in sorted(found) if value)


def to_records(origins: tuple[Origin, ...], facts: Facts, page_link: PageLink) -> list[dict[str, Any]]:
    """Return the origins as the page's script reads them, with links, decisions and discrepancies."""
    decisions = {note.key: note for note in facts.decisions}
    disputes = {note.key: note for note in facts.discrepancies}

    def named(things: tuple[Named, ...]) -> list[dict[str, str]]:
        return [{"label": thing.label, "link": page_link(thing.key)} for thing in things]

    records = []
    for origin in origins:
        record = asdict(origin)
        for passage in record["passages"]:
            del passage["iri"]
        record["about"] = named(origin.about)
        record["said_by"] = named((origin.said_by,))[0]
        record["finding_of"] = named(origin.finding_of)
        record["same"] = named(origin.same)
        record["decisions"] = [
            {
                "link": page_link(key),
                "kind": note.kind,
                "printed": note.printed,
                "meant": note.resolved,
                "considered": list(note.candidates),
                "why": note.reason,
                "certainty": note.certainty,
                "by": note.decided_by,
            }
            for key in origin.decisions
            if (note := decisions.get(key))
        ]
        record["discrepancies"] = [
            {"link": page_link(key), "heading": card.heading, "kind": card.kind, "severity": card.severity}
            for key in origin.discrepancies
            if (card := disputes.get(key))
        ]
        records.append({name: value for name, value in record.items() if value not in ("", [], ())})
    return records
