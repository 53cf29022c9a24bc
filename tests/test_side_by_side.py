"""The page says of two cells what `kg compare` says of them: the same pairs of values, the same reasons."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.publish.cells import CellReader
from kg.publish.page import ROWS
from kg.publish.reader import Reader
from kg.publish.side_by_side import _to_digits, describe_cells, iter_cell_files
from kg.publish.site import SiteOptions, write_site
from kg.search.comparison import Pair, compare_systems
from kg.terms import BASE, expand
from tests.phrasings import make_first_paper
from tests.small_graph import SECOND_TRIG, TRIG, make_store
from tests.typescript import call_all

Told = list[tuple[str, str, str, str, str, list[tuple[str, str, str]]]]


@cache
def graph_of(name: str) -> ox.Store:
    return make_first_paper() if name == "first paper" else make_store(TRIG, SECOND_TRIG)


def told_by_python(pairs: Sequence[Pair]) -> Told:
    return [
        (
            one.quantity,
            one.here.system,
            one.here.told,
            one.there.system,
            one.there.told,
            [(reason.text, reason.here, reason.there) for reason in one.reasons],
        )
        for one in pairs
    ]


def told_by_page(pairs: list[dict[str, Any]]) -> Told:
    return [
        (
            one["quantity"],
            one["hereCell"],
            one["here"]["told"],
            one["thereCell"],
            one["there"]["told"],
            [(reason["text"], reason["here"], reason["there"]) for reason in one["reasons"]],
        )
        for one in pairs
        if one["reasons"]
    ]


@pytest.mark.parametrize("name", ["first paper", "both small graphs"])
def test_page_and_command_give_the_same_reasons_for_every_two_cells(name: str) -> None:
    """All pairs of cells, each value against each, in the same order and words."""
    store = graph_of(name)
    engine, reader = LocalEngine(store), Reader(store)
    systems = reader.instances_of("al:System")
    data = describe_cells(engine, reader, systems)
    pairs = list(combinations(range(len(systems)), 2))
    assert len(pairs) > 5
    calls = [[[data["cells"][one], data["cells"][other]], data] for one, other in pairs]
    answers = call_all("comparability", "findPairs", calls)
    reasons = 0
    for (one, other), answer in zip(pairs, answers, strict=True):
        expected = told_by_python(compare_systems(engine, [systems[one], systems[other]]).pairs)
        assert told_by_page(answer["value"]) == expected
        reasons += len(expected)
    assert reasons > len(pairs)


def test_reasons_against_several_values_of_two_cells_are_told_once() -> None:
    """What speaks against every pair of values is shared, the rest stays with its pair; nothing is lost."""
    store = graph_of("first paper")
    engine, reader = LocalEngine(store), Reader(store)
    systems = reader.instances_of("al:System")
    data = describe_cells(engine, reader, systems)
    (found,) = call_all("comparability", "findPairs", [[data["cells"], data]])
    retention = [pair for pair in found["value"] if pair["quantity"] == "alq:capacity-retention"]
    (answer,) = call_all("comparability", "groupByCells", [[retention]])
    told = 0
    for group in answer["value"]:
        cells = {(member["pair"]["hereCell"], member["pair"]["thereCell"]) for member in group["members"]}
        assert len(cells) == 1
        for pair, own in ((member["pair"], member["own"]) for member in group["members"]):
            assert [one for one in pair["reasons"] if one not in own] == group["shared"]
            assert all(one in pair["reasons"] for one in own)
        told += len(group["members"])
    assert told == len(retention)
    assert any(len(group["members"]) > 1 and group["shared"] for group in answer["value"])


def test_several_cells_are_compared_two_by_two() -> None:
    """Four at once give the pairs of every two of them."""
    store = graph_of("first paper")
    engine, reader = LocalEngine(store), Reader(store)
    systems = reader.instances_of("al:System")[:4]
    data = describe_cells(engine, reader, systems)
    (answer,) = call_all("comparability", "findPairs", [[data["cells"], data]])
    assert told_by_page(answer["value"]) == told_by_python(compare_systems(engine, systems).pairs)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("30", "30.00", True),
        ("3E1", "30", True),
        ("-0", "0", True),
        ("0.1", "0.10", True),
        ("1E-7", "0", False),
    ],
)
def test_equal_numbers_have_the_same_digits(one: str, other: str, same: bool) -> None:
    """The page compares digits where Python compares numbers."""
    assert (_to_digits(Decimal(one)) == _to_digits(Decimal(other))) == same


def test_each_page_of_the_comparison_has_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells that go on over several pages are told page by page, each once."""
    monkeypatch.setattr("kg.publish.side_by_side.ROWS", 10)
    assert ROWS == 250
    reader = Reader(graph_of("first paper"))
    systems = reader.instances_of("al:System")
    files = dict(iter_cell_files(reader, systems))
    assert list(files) == [f"assets/data/cells-{number}.js" for number in (1, 2, 3)]
    assert sum(text.count(b'"page":') for text in files.values()) == len(systems)


def test_number_and_sign_of_a_cell_are_of_one_value() -> None:
    """Where a claim states 80 % and more than 90 % as well, the number is 80 and no bound."""
    store = make_store()
    claim, bound = (
        f"{BASE}{kind}/jeon-2025/mg-powder-jun-2024/capacity-retention" for kind in ("claim", "stated")
    )
    bound, graph = f"{bound}/other", ox.NamedNode(f"{BASE}graph/x")
    for subject, predicate, term in (
        (claim, "al:states", ox.NamedNode(bound)),
        (bound, "qudt:numericValue", ox.Literal(90)),
        (bound, "qudt:hasUnit", ox.NamedNode(expand("unit:PERCENT"))),
        (bound, "al:comparator", ox.Literal(">")),
    ):
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), term, graph))
    entries = CellReader(Reader(store)).entries(f"{BASE}system/mg-powder-jun-2024")["capacity-retention"]
    entry = next(entry for entry in entries if entry.claim == claim)
    assert (entry.text, entry.number, entry.sign) == ("80, > 90", "80", "")


def test_the_comparison_tells_how_many_cells_its_pages_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each page of a long table names the number of all, for its filters reach its own cells only."""
    monkeypatch.setattr("kg.publish.page.ROWS", 2)
    store = make_store()
    write_site(
        store, "0" * 12, "0" * 64, SiteOptions(tmp_path / "papers", tmp_path / "site", tmp_path / "build")
    )
    whole = f'data-whole="{len(Reader(store).instances_of("al:System"))}"'
    for name in ("compare.html", "compare~2.html"):
        assert whole in (tmp_path / "site" / name).read_text(encoding="utf-8")


def test_a_value_under_a_doubtful_name_leads_to_the_discrepancy() -> None:
    """The reason that doubts a metric names the page of the discrepancy that says so."""
    store = make_store()
    reader = Reader(store)
    claim = reader.incoming(f"{BASE}system/mg-powder-jun-2024", "al:about")
    value = next(one for one in claim if reader.one(one, "al:quantity").endswith("/capacity-retention"))
    record, graph = ox.NamedNode(f"{BASE}discrepancy/x/doubt"), ox.NamedNode(f"{BASE}graph/x")
    for predicate, term in (
        ("rdf:type", ox.NamedNode(expand("al:Discrepancy"))),
        ("al:concerns", ox.NamedNode(value)),
        ("al:discrepancyKind", ox.NamedNode(expand("alv:wrong-metric"))),
        ("al:summary", ox.Literal("It may be an efficiency. More is said there.")),
    ):
        store.add(ox.Quad(record, ox.NamedNode(expand(predicate)), term, graph))
    told = describe_cells(LocalEngine(store), Reader(store), [f"{BASE}system/mg-powder-jun-2024"])
    pages = {one["doubtPage"] for one in told["cells"][0]["statements"] if one["doubt"]}
    assert pages == {"discrepancy/x/doubt.html"}
