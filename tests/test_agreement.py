"""The settled files of the first paper are held against the two independent readings behind them."""

from collections import Counter
from typing import Any

import pytest
import yaml

from tests.agreement import EXTRACTORS, READINGS, SETTLED, Fact, compare, load_reading, to_facts


def _to_fact(value: Any) -> Any:
    return tuple(_to_fact(item) for item in value) if isinstance(value, list) else value


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, Counter[Fact]]]:
    """Comparable facts of both readings and of the settled files."""
    folders = {"a": READINGS / "a", "b": READINGS / "b", "settled": SETTLED}
    return {name: to_facts(load_reading(folder)) for name, folder in folders.items()}


@pytest.fixture(scope="module")
def departures() -> dict[tuple[str, str], set[Fact]]:
    """Facts on which the settled files depart from the readings, by kind and direction; each has a reason."""
    found: dict[tuple[str, str], set[Fact]] = {}
    for path in sorted(READINGS.glob("departures-*.yaml")):
        for kind, directions in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for direction, entries in directions.items():
                for entry in entries:
                    assert entry["reason"].strip(), f"{path.name}: {entry['fact']} has no reason"
                    found.setdefault((kind, direction), set()).add(_to_fact(entry["fact"]))
    return found


@pytest.mark.parametrize("kind", EXTRACTORS)
def test_what_both_readers_found_is_settled_so(kind, facts, departures):
    """A fact that both readers found stands in the settled files, or its absence is explained."""
    lost = (facts["a"][kind] & facts["b"][kind]) - facts["settled"][kind]
    assert set(lost) <= departures.get((kind, "dropped"), set())


@pytest.mark.parametrize("kind", EXTRACTORS)
def test_nothing_is_settled_that_no_reader_found(kind, facts, departures):
    """A settled fact was found by at least one reader, or its addition is explained."""
    added = set(facts["settled"][kind]) - set(facts["a"][kind]) - set(facts["b"][kind])
    assert added <= departures.get((kind, "added"), set())


def test_explained_departures_are_departures(facts, departures):
    """No explanation outlives the difference that it explains."""
    for (kind, direction), explained in departures.items():
        readings = set(facts["a"][kind]) | set(facts["b"][kind])
        settled = facts["settled"][kind]
        if direction == "added":
            assert explained <= set(settled) - readings, kind
        else:
            assert not explained & set(settled) or all(
                (facts["a"][kind] & facts["b"][kind])[fact] > settled[fact]
                for fact in explained & set(settled)
            ), kind


def test_two_readers_agree_on_what_is_printed():
    """Bibliography, citations and table cells leave little to judgement: the readings agree on nearly all."""
    shares = {
        row.kind: row.share for row in compare(load_reading(READINGS / "a"), load_reading(READINGS / "b"))
    }
    assert shares["reference authors"] == 1.0
    assert shares["citations"] == 1.0
    assert shares["table cells"] > 0.95
