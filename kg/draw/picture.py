"""The mechanism network as a picture: which things and links are drawn, where, and what stands behind each.

A drawn node is a material, process, mechanism, effect or failure; a tested cell is drawn as the material of
its architecture. A drawn link stands for all claims of one ordered pair and one polarity (a denial is a
polarity of its own); its width grows with their number and every one of them is listed behind it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import networkx as nx

from kg.draw.layout import ROW, Item, place
from kg.draw.sentences import to_heading, to_passage_text
from kg.formulas import to_plain
from kg.network.columns import to_path
from kg.network.mechanisms import ENTRIES, ClaimRecord, backers, iter_claims

Stroke = Literal["promoting", "suppressing", "neutral", "denied"]

STROKES: Final[dict[Stroke, str]] = {
    "promoting": "promotes",
    "suppressing": "works against",
    "neutral": "shows, forms, requires",
    "denied": "denied",
}
KINDS: Final[dict[str, str]] = {
    "material": "material",
    "process": "process",
    "mechanism": "mechanism",
    "effect": "effect wanted",
    "failure": "failure",
}


@dataclass(frozen=True)
class Column:
    """A column of the picture: its heading, the kinds it holds, the width of its boxes."""

    title: str
    kinds: tuple[str, ...]
    width: int


COLUMNS: Final = (
    Column("What goes wrong", ("failure",), 204),
    Column("Materials and processes", ("material", "process", "system", "work", "other"), 182),
    Column("Mechanisms", ("mechanism",), 244),
    Column("What is gained", ("effect",), 196),
)
BETWEEN: Final = 84  # room between two columns, where the links run
MARGIN: Final = 10


@dataclass(frozen=True)
class DrawnNode:
    """A box of the picture: x, y its centre at scale 1, `claims` their number (0: shown on request)."""

    id: str
    key: str
    label: str
    text: str
    kind: str
    group: str
    column: int
    x: int
    y: int
    width: int
    claims: int
    words: tuple[str, ...]
    formula: str
    definition: str


@dataclass(frozen=True)
class DrawnLink:
    """A line of the picture, and the claims (positions in `Picture.claims`) it stands for."""

    id: str
    key: str
    start: str
    end: str
    stroke: Stroke
    relations: tuple[str, ...]
    works: tuple[str, ...]
    claims: tuple[int, ...]


@dataclass(frozen=True)
class DrawnWork:
    """A publication behind the claims; `claims` are positions in `Picture.claims`."""

    key: str
    label: str
    title: str
    address: str
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """Everything a page needs; lists are in a stable order."""

    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]
    claims: tuple[dict[str, Any], ...]
    works: tuple[DrawnWork, ...]
    columns: tuple[dict[str, Any], ...]
    headings: tuple[dict[str, Any], ...]
    width: int
    height: int
    height_with_empty: int
    crossings: int


def draw_picture(network: "nx.MultiDiGraph[str]") -> Picture:
    """Return the picture of a mechanism network; the same network gives the same picture.

    Args:
        network: see `kg.network.mechanisms`.
    """
    claims = iter_claims(network)
    pairs = _pair_up(network, claims)
    counts: dict[str, int] = {}
    for ends, members in pairs.items():
        for iri in set(ends[:2]):
            counts[iri] = counts.get(iri, 0) + len(members)
    headings = {(data["kind"], data["group"]) for _, data in network.nodes(data=True) if data["group"]}
    wanted = [
        iri
        for iri, data in network.nodes(data=True)
        # what only stands as heading over others and of which nobody says anything is no box
        if iri in counts or (data["kind"] in ENTRIES and (data["kind"], data["label"]) not in headings)
    ]
    names = sorted(wanted, key=lambda iri: (network.nodes[iri]["label"].casefold(), iri))
    ids = {iri: f"n{index}" for index, iri in enumerate(names)}
    nodes, lines, heights, crossings = _place_nodes(network, names, ids, counts, pairs)
    links = tuple(
        _to_link(f"e{index}", ids, claims, ends, members)
        for index, (ends, members) in enumerate(sorted(pairs.items()))
    )
    return Picture(
        nodes=nodes,
        links=links,
        claims=tuple(_to_claim(network, claim) for claim in claims),
        works=_to_works(network, claims),
        columns=tuple(
            {"title": column.title, "x": x, "width": column.width}
            for column, x in zip(COLUMNS, _centres(), strict=True)
        ),
        headings=lines,
        width=_total_width(),
        height=heights[0],
        height_with_empty=heights[1],
        crossings=crossings,
    )


def _pair_up(
    network: "nx.MultiDiGraph[str]", claims: list[ClaimRecord]
) -> dict[tuple[str, str, Stroke], list[int]]:
    pairs: dict[tuple[str, str, Stroke], list[int]] = {}
    for index, claim in enumerate(claims):
        stroke: Stroke = "denied" if claim.negated else claim.polarity
        ends = (_shown_as(network, claim.subject_iri), _shown_as(network, claim.object_iri), stroke)
        pairs.setdefault(ends, []).append(index)
    return pairs


def _shown_as(network: "nx.MultiDiGraph[str]", iri: str) -> str:
    material = network.nodes[iri]["shown_as"]
    return material if material in network else iri


def _centres() -> list[int]:
    left, centres = MARGIN, []
    for column in COLUMNS:
        centres.append(left + column.width // 2)
        left += column.width + BETWEEN
    return centres


def _total_width() -> int:
    return 2 * MARGIN + sum(column.width for column in COLUMNS) + BETWEEN * (len(COLUMNS) - 1)


def _column_of(kind: str) -> int:
    return next(index for index, column in enumerate(COLUMNS) if kind in column.kinds)


def _place_nodes(
    network: "nx.MultiDiGraph[str]",
    names: list[str],
    ids: dict[str, str],
    counts: dict[str, int],
    pairs: dict[tuple[str, str, Stroke], list[int]],
) -> tuple[tuple[DrawnNode, ...], tuple[dict[str, Any], ...], tuple[int, int], int]:
    groups = _to_groups(network, names, counts)

    def item(iri: str) -> Item:
        return Item(iri, _column_of(network.nodes[iri]["kind"]), groups[iri])

    layout = place(
        [item(iri) for iri in names if iri in counts],
        [(start, end, float(len(members))) for (start, end, _), members in pairs.items()],
    )
    y = dict(layout.y)
    lowest = [layout.height + ROW] * len(COLUMNS)
    for iri in names:
        if iri not in counts:
            column = _column_of(network.nodes[iri]["kind"])
            y[iri] = lowest[column] + ROW
            lowest[column] += ROW
    centres = _centres()
    nodes = tuple(
        _to_node(network, iri, ids[iri], y[iri], centres, counts.get(iri, 0), item(iri).group)
        for iri in names
    )
    headings = tuple({"text": line.text, "column": line.column, "y": line.y} for line in layout.headings)
    return nodes, headings, (layout.height, max(lowest) + ROW), layout.crossings


def _to_groups(network: "nx.MultiDiGraph[str]", names: list[str], counts: dict[str, int]) -> dict[str, str]:
    """Return the heading each thing stands under; a heading over one thing alone would only take room."""
    collective = {"process": "processes", "system": "tested cells", "material": "other materials"}
    groups = {}
    for iri in names:
        data = network.nodes[iri]
        common = collective.get(data["kind"], "other")
        groups[iri] = data["group"] if data["group"] and data["kind"] != "process" else common
    sizes = Counter((network.nodes[iri]["kind"], groups[iri]) for iri in names if iri in counts)
    for iri in names:
        kind = network.nodes[iri]["kind"]
        if kind == "material" and sizes[kind, groups[iri]] == 1:
            groups[iri] = collective[kind]
    return groups


def _to_node(
    network: "nx.MultiDiGraph[str]",
    iri: str,
    node_id: str,
    y: int,
    centres: list[int],
    claims: int,
    group: str,
) -> DrawnNode:
    data = network.nodes[iri]
    column = _column_of(data["kind"])
    return DrawnNode(
        id=node_id,
        key=to_path(iri),
        label=data["label"],
        text=to_plain(data["label"][:200]),
        kind=data["kind"] if data["kind"] in KINDS else "material",
        group=group,
        column=column,
        x=centres[column],
        y=y,
        width=COLUMNS[column].width,
        claims=claims,
        words=data["aliases"],
        formula=data["formula"],
        definition=data["definition"],
    )


def _to_link(
    link_id: str,
    ids: dict[str, str],
    claims: list[ClaimRecord],
    ends: tuple[str, str, Stroke],
    members: list[int],
) -> DrawnLink:
    start, end, stroke = ends
    return DrawnLink(
        id=link_id,
        key=f"{to_path(start)}~{stroke}~{to_path(end)}",
        start=ids[start],
        end=ids[end],
        stroke=stroke,
        relations=_unique(claims[index].relation for index in members),
        works=_unique(
            work
            for index in members
            for work in (claims[index].finding_of or (claims[index].asserted_by,))
            if work
        ),
        claims=tuple(members),
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _to_claim(network: "nx.MultiDiGraph[str]", claim: ClaimRecord) -> dict[str, Any]:
    record = asdict(claim)
    record["key"] = to_path(claim.iri)
    record["subject"] = network.nodes[claim.subject_iri]["label"]
    record["object"] = network.nodes[claim.object_iri]["label"]
    for name in ("iri", "subject_iri", "object_iri", "asserted_by_iri", "finding_of_iris"):
        del record[name]
    for part in (*record["passages"], *record["remarks"]):
        part["key"] = to_path(part.pop("iri"))
    for passage in record["passages"]:
        passage["quote"] = to_passage_text(passage["quote"], passage["place"])
    for remark in record["remarks"]:
        if remark["role"] == "discrepancy" and remark["text"]:
            remark["label"], remark["text"] = to_heading(remark["text"])
    return record


def _to_works(network: "nx.MultiDiGraph[str]", claims: list[ClaimRecord]) -> tuple[DrawnWork, ...]:
    behind: dict[str, list[int]] = {}
    for index, claim in enumerate(claims):
        for work in backers(claim):
            behind.setdefault(work, []).append(index)
    works = [
        DrawnWork(
            key=to_path(iri),
            label=network.nodes[iri]["label"],
            title=network.nodes[iri]["definition"],
            address=_web_address(network.nodes[iri]["address"]),
            claims=tuple(members),
        )
        for iri, members in behind.items()
    ]
    return tuple(sorted(works, key=lambda work: (work.label.casefold(), work.key)))


def _web_address(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""
