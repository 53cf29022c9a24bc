"""Answers in Python: rows, pandas tables, and what a notebook shows of them."""

import re
import sys
from html.parser import HTMLParser

import pandas as pd
import pyoxigraph as ox
import pytest

from kg import open_graph
from kg.api.answers import NOTEBOOK_ROWS, Answer, Understood
from kg.api.frames import to_frame
from kg.api.graph import KnowledgeGraph
from kg.api.notebook import portrait_to_html
from kg.api.shown import Hits
from kg.engines.engine import Rows
from kg.errors import KgError
from kg.queries.header import Column
from kg.search.find import Hit
from kg.search.show import Group, Passage, Portrait, Statement
from kg.terms import expand
from tests.small_graph import make_build

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e&\"'"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return open_graph(make_build(tmp_path_factory.mktemp("answers")))


def _number(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(expand(f"xsd:{kind}")))


def _answer(*rows: tuple[ox.NamedNode | ox.Literal | None, ...], **columns: Column) -> Answer:
    return Answer(Rows(tuple(columns), rows), columns, summary="What is it?")


def test_rows_are_mappings_of_python_values() -> None:
    """Whole numbers are int, others float, truth is bool, what is missing None; the order is kept."""
    answer = _answer(
        (_number("3", "integer"), _number("1.5", "decimal"), _number("true", "boolean"), None),
        (_number("x", "integer"), _number("1e3", "double"), ox.Literal("a"), ox.NamedNode("urn:a")),
        **{name: Column(name) for name in "abcd"},
    )
    assert answer[0] == {"a": 3, "b": 1.5, "c": True, "d": None}
    assert answer[1] == {"a": "x", "b": 1000.0, "c": "a", "d": "urn:a"}
    assert [*answer] == [answer[0], answer[1]]
    assert len(answer[:1]) == 1
    assert not answer[:0]


def test_a_pandas_table_has_numbers_for_numbers() -> None:
    """Whole numbers stay whole beside gaps, and texts stay texts even if they look like numbers."""
    table = _answer(
        (_number("2024", "integer"), _number("1.5", "decimal"), ox.Literal("007")),
        (None, None, None),
        year=Column("year", "number"),
        ratio=Column("ratio", "number", "mA"),
        code=Column("code"),
    ).to_pandas()
    assert table.dtypes.astype(str).to_dict() == {"year": "Int64", "ratio": "float64", "code": "string"}
    assert table["year"].isna().tolist() == [False, True]
    assert table.attrs["units"] == {"ratio": "mA"}
    assert table["code"][0] == "007"


def test_quantities_become_number_comparator_and_unit() -> None:
    """The text "> 80 %" is the number 80 with the sign > beside it, and a gap is a gap in all three."""
    cells = {"r": ["> 80 %", "~ 61.32 %", "90 %", None], "v": ["1 MPa", "25 °C", "-3.5 mA cm⁻²", None]}
    columns = {"r": Column("retention", "quantity"), "v": Column("value", "quantity")}
    table = to_frame(columns, cells)
    assert list(table) == ["r", "rComparator", "rUnit", "v", "vComparator", "vUnit"]
    assert table["r"].tolist()[:3] == [80.0, 61.32, 90.0]
    assert table["rComparator"].tolist()[:3] == [">", "~", "="]
    assert table["vUnit"].tolist()[:3] == ["MPa", "°C", "mA cm⁻²"]
    assert table["v"].dtype == "float64"
    assert table.loc[3].isna().all()
    assert table.attrs["units"] == {"r": "%"}
    people = to_frame(columns, cells, headings=True)
    assert list(people) == ["retention (%)", "retention, comparator", "value", "value, unit"]


def test_a_quantity_that_is_no_single_value_stays_text() -> None:
    """Where a cell cannot be read as one value, no cell of the column is read as less than it says."""
    table = to_frame({"v": Column("value", "quantity")}, {"v": ["80 %", "not reported"]})
    assert list(table) == ["v"]
    assert table["v"].tolist() == ["80 %", "not reported"]


def test_headings_are_unique_and_identifiers_give_way_to_names(small: KnowledgeGraph) -> None:
    """The table for people has no IRI column that a name explains, and no heading twice."""
    answer = small.ask("mechanisms-of-material", material="Mg")
    people = answer.to_pandas(headings=True)
    assert len(set(people.columns)) == len(people.columns)
    assert "mechanism" in people
    assert not people["mechanism"].str.startswith("https:").any()
    assert people.attrs["question"] == "mechanisms-of-material"
    assert len(people) == len(answer)


def test_every_column_keeps_its_type_without_rows() -> None:
    """An empty answer has the same columns, numbers still numeric."""
    columns = {"n": Column("n", "number"), "t": Column("t"), "q": Column("q", "quantity")}
    table = to_frame(columns, {name: [] for name in columns})
    assert table.dtypes.astype(str).to_dict() == {
        "n": "float64",
        "t": "string",
        "q": "float64",
        "qComparator": "string",
        "qUnit": "string",
    }


def test_numbers_beyond_any_integer_type_are_not_cut() -> None:
    """A count that no 64 bits hold becomes a float, not an error and not a wrong number."""
    table = to_frame({"n": Column("n", "number")}, {"n": [2**70]})
    assert table["n"][0] == pytest.approx(2.0**70)
    assert isinstance(table, pd.DataFrame)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_notebook_table_names_origin_and_links_to_the_passage(small: KnowledgeGraph) -> None:
    """Who says so, whose finding, and the place as a link to the sentence at the publisher."""
    answer = small.ask("mechanisms-of-material", material="Mg")
    html = answer._repr_html_()
    tags = _Tags(html)
    assert tags.tags.count("tr") == len(answer) + 1
    assert "Jeon et al. 2025" in html
    assert "said by" in html
    links = {str(row["link"]) for row in answer if row["link"]}
    assert links
    assert set(tags.links) == links


@pytest.mark.parametrize("kind", ["text", "entity", "number", "quantity", "passage", "link"])
def test_hostile_text_changes_nothing_but_the_text_shown(kind: str) -> None:
    """Markup in any kind of cell, heading, name or passage is shown, not obeyed; scripts are no links."""
    address = ox.Literal("javascript:alert(1)")
    columns = {"a": Column(HOSTILE, kind), "b": Column("b", "passage"), "c": Column("c", "link")}  # type: ignore[arg-type]
    told = Understood(HOSTILE, (HOSTILE,), (HOSTILE,), (HOSTILE,))
    terms = Rows(tuple(columns), ((ox.Literal(HOSTILE), ox.Literal(HOSTILE), address),))
    answer = Answer(terms, columns, HOSTILE, query=HOSTILE, call=HOSTILE, understood=told)
    passage = Passage(HOSTILE, "javascript:alert(1)")
    statement = Statement(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), (passage,))
    portrait = Portrait(HOSTILE, HOSTILE, HOSTILE, ((HOSTILE, (HOSTILE,)),), (Group(HOSTILE, (statement,)),))
    hits = Hits([Hit(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1.0, HOSTILE)])
    for html in (
        answer._repr_html_(),
        answer[:0]._repr_html_(),
        portrait_to_html(portrait),
        hits._repr_html_(),
    ):
        tags = _Tags(html)
        assert not {"script", "img"} & set(tags.tags)
        assert tags.links == []
        assert "\u202e" not in html.partition("<pre>")[0]
    assert "<script" not in answer._repr_markdown_()


def test_long_answers_say_how_much_is_not_shown() -> None:
    """A notebook shows the first rows and how many there are; text shows fewer."""
    rows = tuple((_number(str(i), "integer"),) for i in range(NOTEBOOK_ROWS + 5))
    answer = _answer(*rows, n=Column("n", "number"))
    html = answer._repr_html_()
    assert _Tags(html).tags.count("tr") == NOTEBOOK_ROWS + 1
    assert f"{NOTEBOOK_ROWS + 5} rows, 5 of them not shown" in html
    assert repr(answer).endswith("and 45 more rows")
    assert "and 5 more rows" in answer._repr_markdown_()


def test_no_row_is_said_and_near_misses_are_shown() -> None:
    """Where nothing meets what was asked, the nearest rows come with what they miss."""
    told = Understood("below 5 MPa?", near=("Mg powder: stack pressure 30 MPa, asked less than 5 MPa",))
    answer = Answer(Rows(("n",), ()), {}, "Which cells?", understood=told)
    for text in (repr(answer), answer._repr_html_()):
        assert "30 MPa" in text
        assert re.search("nothing found", text, re.IGNORECASE)


def test_colours_come_from_the_notebook(small: KnowledgeGraph) -> None:
    """No fixed colour for text or ground, so that light and dark notebooks are both readable."""
    style = re.findall(r"<style>(.*?)</style>", small.ask("most-cited")._repr_html_(), re.DOTALL)[0]
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|:\s?(?:black|white)\b", style)
    assert "--jp-content-link-color" in style


def test_without_pandas_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandas is optional: rows work without it, and a table says what to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    answer = _answer((_number("1", "integer"),), n=Column("n", "number"))
    assert answer[0] == {"n": 1}
    with pytest.raises(KgError, match=r"pip install 'kg-anodeless\[pandas\]'"):
        answer.to_pandas()


def test_the_text_of_an_answer_leaves_addresses_to_the_rows(small: KnowledgeGraph) -> None:
    """A shell shows question, call and table with the place of each claim, without long links."""
    text = repr(small.ask("mechanisms-of-material", material="Mg"))
    assert text.startswith("Which mechanisms are reported for a material?\nask(")
    assert "section 4" in text
    assert "https://" not in text
