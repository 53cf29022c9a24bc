"""Forms in the page bind values by the rules of the command line: one table of cases holds both."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.engines.columns import find_named
from kg.engines.local import LocalEngine
from kg.engines.tokens import list_words
from kg.errors import EngineError, QuantityError, QueryError
from kg.publish.engine_data import describe_things, describe_units
from kg.publish.examples import Examples
from kg.quantities import Unit, UnitTable, parse_quantity
from kg.queries.binding import bind, to_term
from kg.queries.entities import find_entities, fold, squash
from kg.queries.header import Parameter
from kg.queries.units import convert_with_graph, write_plain
from kg.terms import BASE, PREFIXES
from tests.phrasings import make_first_paper
from tests.typescript import call_all

CASES: dict[str, list[list[Any]]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "binding-cases.yaml").read_text(encoding="utf-8")
)
UNITS = (
    Unit("kpa", "kPa", Decimal(1000), Decimal(0), "pressure", ("k Pa",)),
    Unit("mpa", "MPa", Decimal(1000000), Decimal(0), "pressure"),
    Unit("celsius", "°C", Decimal(1), Decimal("273.15"), "temperature"),
    Unit("kelvin", "K", Decimal(1), Decimal(0), "temperature"),
    Unit("hour", "h", Decimal(3600), Decimal(0), "time"),
    Unit("second", "s", Decimal(1), Decimal(0), "time"),
    Unit("area", "mAh cm⁻²", Decimal(36000), Decimal(0), "charge", ("mAh/cm2",)),
    Unit("area-si", "C m⁻²", Decimal(1), Decimal(0), "charge"),
    Unit("price", "$ kg⁻¹", Decimal(1), Decimal(0), "price", ("USD/kg",)),
    Unit("price-small", "$ g⁻¹", Decimal(1000), Decimal(0), "price"),
)
TABLE = UnitTable(UNITS)
# what the site's data says of units
TOLD = [
    {"symbol": u.symbol, "spellings": [u.key, *u.spellings], "multiplier": str(u.multiplier),
     "offset": str(u.offset), "dimension": u.dimension}
    for u in UNITS
]  # fmt: skip


def convert(text: str, unit: str) -> str | None:
    """Convert as `kg.queries.units` does, on the units of this test."""
    try:
        quantity, wanted = parse_quantity(text, TABLE), TABLE.find(unit)
        if wanted is None or quantity.comparator != "=":
            return None
        return write_plain(TABLE.convert(quantity, wanted.key).value)
    except QuantityError:
        return None


def split(query: str) -> str:
    try:
        return " ".join(word.kind for word in list_words(query))
    except EngineError as error:
        line, column = (error.where or "").split(":")[1:]
        lines = query.split("\n")
        return f"error {sum(len(one) + 1 for one in lines[: int(line) - 1]) + int(column) - 1}"


def test_both_split_queries_alike() -> None:
    """Each query of the table gives the same words, or the same place of the same fault, on both sides."""
    queries = [query for query, _ in CASES["tokens"]]
    expected = [kinds for _, kinds in CASES["tokens"]]
    assert [split(query) for query in queries] == expected
    answers = call_all("tokens", "listWords", [[query] for query in queries])
    told = [
        f"error {answer['start']}"
        if "error" in answer
        else " ".join(word["kind"] for word in answer["value"])
        for answer in answers
    ]
    assert told == expected


def test_both_split_every_question_alike() -> None:
    """Every canned question has the same words on both sides, at the same places."""
    bodies = [
        path.read_text(encoding="utf-8")
        for path in sorted((Path(__file__).parent.parent / "queries").glob("*/*.rq"))
    ]
    assert len(bodies) > 50
    answers = call_all("tokens", "listWords", [[body] for body in bodies])
    for body, answer in zip(bodies, answers, strict=True):
        told = [(word["kind"], word["text"]) for word in answer["value"]]
        assert told == [(word.kind, word.text) for word in list_words(body)]


ALL_COLUMNS = (
    ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
    ("select distinct # ?x\n * { ?b ?a $b . BIND('?c *' AS ?z) } ORDER BY ?y", ["b", "a", "z", "y"]),
    ("PREFIX select: <urn:s> SELECT REDUCED* WHERE{?o select:p ?s}", ["o", "s"]),
    ("SELECT ?s (COUNT(*) AS ?n) { ?o ?p ?s } GROUP BY ?s", []),
    ("SELECT ?s { { SELECT * { ?o ?p ?s } } }", []),
    ("SELECT * { ?s ?p 'open }", []),
    ("ASK { { SELECT * { ?s ?p ?o } } }", []),
)


def test_both_name_the_columns_of_all_alike() -> None:
    """SELECT * has its columns as the query first names them, on both sides; other queries keep their own."""
    expected = [names for _, names in ALL_COLUMNS]
    assert [list(find_named(query)) for query, _ in ALL_COLUMNS] == expected
    answers = call_all("column_order", "listNamed", [[query] for query, _ in ALL_COLUMNS])
    assert [answer["value"] for answer in answers] == expected


def test_both_bind_alike() -> None:
    """Only the parameter's own token is replaced, on both sides, and none is left without a value."""

    def bound(body: str, terms: dict[str, str]) -> str:
        try:
            return bind(body, terms)
        except QueryError:
            return "error"

    expected = [result for _, _, result in CASES["bind"]]
    assert [bound(body, terms) for body, terms, _ in CASES["bind"]] == expected
    answers = call_all("binding", "bind", [[body, terms] for body, terms, _ in CASES["bind"]])
    assert [answer.get("value", "error") for answer in answers] == expected


def test_both_write_values_alike() -> None:
    """Whatever is typed becomes the same term on both sides, or is refused by both."""

    def term(kind: str, typed: str) -> str:
        one = Parameter("value", kind, "1", "a value", unit="MPa" if kind == "quantity" else None)  # type: ignore[arg-type]
        try:
            return to_term(one, typed, lambda text, classes, name: text, convert)
        except QueryError:
            return "error"

    expected = [result for _, _, result in CASES["values"]]
    assert [term(kind, typed) for kind, typed, _ in CASES["values"]] == expected
    told = {"name": "value", "choices": []}
    calls = [
        [{**told, "type": kind, "unit": "MPa" if kind == "quantity" else None}, typed, TOLD]
        for kind, typed, _ in CASES["values"]
    ]
    answers = call_all("binding", "toTerm", calls)
    assert [answer.get("value", "error") for answer in answers] == expected


def test_both_count_money_alike() -> None:
    """Thousands, millions and billions of money are taken by both, in the unit of the parameter."""
    one = Parameter("value", "quantity", "1", "a price", unit="$ g⁻¹")

    def term(typed: str) -> str:
        try:
            return to_term(one, typed, lambda text, classes, name: text, convert)
        except QueryError:
            return "error"

    expected = [result for _, result in CASES["scaled"]]
    assert [term(typed) for typed, _ in CASES["scaled"]] == expected
    told = {"name": "value", "choices": [], "type": "quantity", "unit": "$ g⁻¹"}
    answers = call_all("binding", "toTerm", [[told, typed, TOLD] for typed, _ in CASES["scaled"]])
    assert [answer.get("value", "error") for answer in answers] == expected


def test_both_say_alike_why_a_quantity_is_refused() -> None:
    """A decimal comma, a range or an unknown unit is told on both sides, with the units that would do."""
    engine = LocalEngine(make_first_paper())
    one = Parameter("value", "quantity", "1", "a pressure", unit="MPa")
    told = {"name": "value", "choices": [], "type": "quantity", "unit": "MPa"}
    calls = [[told, typed, describe_units(engine)] for typed, *_ in CASES["reasons"]]
    for (typed, *words), answer in zip(CASES["reasons"], call_all("binding", "toTerm", calls), strict=True):
        with pytest.raises(QueryError) as refused:
            to_term(one, typed, lambda text, *_: text, partial(convert_with_graph, engine))
        for word in words:
            assert word in refused.value.message, typed
            assert word in answer["error"], typed


def test_both_take_bounds_without_limit_alike() -> None:
    """Of a bound `any` is a number that every value passes; elsewhere it is refused."""

    def term(kind: str, bound: str | None, typed: str) -> str:
        one = Parameter("value", kind, "1", "a value", unit="MPa", bound=bound)  # type: ignore[arg-type]
        try:
            return to_term(one, typed, lambda text, classes, name: text, convert)
        except QueryError:
            return "error"

    expected = [result for *_, result in CASES["bounds"]]
    assert [term(kind, bound, typed) for kind, bound, typed, _ in CASES["bounds"]] == expected
    told = {"name": "value", "choices": [], "unit": "MPa"}
    cases = CASES["bounds"]
    calls = [[{**told, "type": kind, "bound": bound}, typed, TOLD] for kind, bound, typed, _ in cases]
    answers = call_all("binding", "toTerm", calls)
    assert [answer.get("value", "error") for answer in answers] == expected


@pytest.mark.parametrize("unit", ["K", "°C", "h", "s", "C m⁻²", "mAh cm⁻²"])
def test_both_convert_alike(unit: str) -> None:
    """Conversions agree to the last of nine places, with offsets and with quotients that have no end."""
    typed = [
        "0",
        "-273.15 °C",
        "25 °C",
        "300 K",
        "1 h",
        "1000 s",
        "7 s",
        "1e-7 h",
        "6.2 mAh/cm²",
        "1 C m^{-2}",
    ]
    answers = call_all("units", "convert", [[text, unit, TOLD] for text in typed])
    assert [answer["value"] for answer in answers] == [convert(text, unit) for text in typed]


def test_both_convert_every_unit_of_the_site_alike() -> None:
    """Each unit that the site's data tell, in each of its spellings, gives the same number on both sides."""
    engine = LocalEngine(make_first_paper())
    told = describe_units(engine)
    assert {"psi", "atm", "°F", "Ah cm⁻²", "A cm⁻²", "kWh L⁻¹", "$ lb⁻¹"} <= {unit["symbol"] for unit in told}
    wanted = {unit["dimension"]: unit["symbol"] for unit in reversed(told)}
    cases = [
        (f"{number} {spelling}", wanted[unit["dimension"]])
        for unit in told
        for spelling in (unit["symbol"], *unit["spellings"])
        for number in ("1", "-40", "0.3", "14.6959")
    ]
    expected = [convert_with_graph(engine, typed, symbol) for typed, symbol in cases]
    answers = call_all("units", "convert", [[typed, symbol, told] for typed, symbol in cases])
    assert [answer["value"] for answer in answers] == expected


def test_both_fold_names_alike() -> None:
    """Case, dashes, blanks and typography are forgiven alike."""
    names = ["Ag–C", " LI6PS5Cl ", "Straße", "ﬁlm", "Mg powder (fine)", "ΣΊΣΥΦΟΣ", "x²", "Å", "—", "北京 x"]
    folded = call_all("names", "foldName", [[name] for name in names])
    assert [answer["value"] for answer in folded] == [fold(name) for name in names]
    squashed = call_all("names", "squashName", [[name] for name in names])
    assert [answer["value"] for answer in squashed] == [squash(name) for name in names]


def test_both_take_a_name_for_the_same_things() -> None:
    """Every name of a material, also in small and in large letters, means on a page what `kg` takes it for.

    A name in the very letters wins over a formula, and that over names that differ in case; of those too a
    name wins over a formula: "Zn" and "zn" are zinc.
    """
    engine = LocalEngine(make_first_paper())
    classes = ("al:Material",)
    examples = Examples(engine)
    things = [
        {"iri": BASE + path, "label": label, "names": names, "formulas": formulas, "weight": weight}
        for path, label, names, formulas, weight in describe_things(examples, classes)
    ]
    known = {name for one in things for name in (one["label"], *one["names"], *one["formulas"])}
    typed = sorted({spelling for name in known for spelling in (name, name.lower(), name.upper())})
    told = call_all("names", "findNamed", [[text, things, BASE, dict(PREFIXES)] for text in typed])
    found = [sorted(one["iri"] for one in answer["value"]) for answer in told]
    assert found == [sorted(one.iri for one in find_entities(engine, text, classes)) for text in typed]
    for text in ("Zn", "zn", "ZN"):
        assert found[typed.index(text)] == [f"{BASE}material/zn"]
        ((first, *_),) = (answer["value"] for answer in call_all("names", "suggest", [[text, things, 5]]))
        assert first["thing"]["iri"] == f"{BASE}material/zn"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Magnesum", ["material/mg"]),
        ("silvr", ["material/ag"]),
        ("Ag-D", ["material/ag-c"]),
        ("qqqqqqqq", []),
        ("x", []),
        ("", []),
    ],
)
def test_a_slip_of_the_fingers_is_offered_what_is_near(typed: str, offered: list[str]) -> None:
    """What names nothing is answered by things whose names differ in few letters, the nearest first."""
    things = [
        {"iri": BASE + path, "label": label, "names": names, "formulas": formulas, "weight": 1}
        for path, label, names, formulas in (
            ("material/mg", "magnesium", [], ["Mg"]),
            ("material/ag", "silver", ["argentum"], ["Ag"]),
            ("material/ag-c", "Ag–C", ["silver–carbon"], []),
        )
    ]
    [answer] = call_all("names", "findNear", [[typed, things, 1]])
    assert [one["iri"].removeprefix(BASE) for one in answer["value"]] == offered
