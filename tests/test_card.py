"""An answer card holds everything about an answer in one file, the same every time but for its date."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli import rows
from kg.cli.main import cli
from kg.engines.engine import Rows
from kg.engines.local import LocalEngine
from kg.errors import KgError
from kg.graph.build import build_graph
from kg.queries.card import (
    CARD_FORMATS,
    Card,
    Passage,
    make_card,
    to_html,
    to_json_card,
    to_markdown_card,
)
from kg.queries.header import Column
from kg.queries.run import run_question
from kg.resources import find_folder
from tests.small_graph import GENERATION, make_build, make_store
from tests.test_typeset import HOSTILE

ASKED = ("query", "mechanisms-of-material", "--material", "Mg", "--card")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("card"))


@pytest.fixture(autouse=True)
def _date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "-b", str(build)])


def read_page(text: str) -> ET.Element:
    """The page as XML, which has no void elements."""
    return ET.fromstring(re.sub(r"<meta ([^>]*)>", r"<meta \1/>", text.removeprefix("<!doctype html>")))


def test_a_card_holds_question_values_query_rows_evidence_hash_and_date(build: Path) -> None:
    """In JSON each has its place, and the answer is in the format of SPARQL results."""
    card = json.loads(run(build, *ASKED, "-f", "json").stdout)
    plain = json.loads(run(build, *ASKED[:-1], "-f", "json").stdout)
    assert card["question"]["name"] == "mechanisms-of-material"
    assert card["parameters"] == {"material": "Mg"}
    assert "<https://w3id.org/anodeless/material/mg>" in card["query"]
    assert card["answer"] == plain
    assert card["graph"] == GENERATION.removeprefix("gen-")
    assert card["date"] == "2023-11-14"
    places = {row["evidenceLabel"]["value"] for row in plain["results"]["bindings"]}
    assert {passage["place"] for passage in card["evidence"]} == places
    assert all(passage["work"] == "Jeon et al. 2025" for passage in card["evidence"])


def test_the_page_stands_alone_and_says_the_same(build: Path) -> None:
    """One HTML file without scripts, styles of others or requests, well-formed, with every row."""
    text = run(build, *ASKED).stdout
    page = read_page(text)
    assert not [tag for tag in page.iter() if tag.tag in ("script", "link", "img", "iframe")]
    assert "default-src 'none'" in text
    rows = json.loads(run(build, *ASKED[:-1], "-f", "json").stdout)["results"]["bindings"]
    body = page.find(".//tbody")
    assert body is not None
    assert len(list(body)) == len(rows)
    told = "".join(page.itertext())
    for part in (
        "Which mechanisms are reported",
        "Mg",
        "2023-11-14",
        GENERATION.removeprefix("gen-"),
        "SELECT",
    ):
        assert part in told
    assert "#+" not in told


def test_the_ending_of_the_file_decides_the_format(build: Path, tmp_path: Path) -> None:
    """HTML unless the file ends in .md or .json, or the format says so."""
    for name, beginning in (("a.html", "<!doctype"), ("a.md", "# "), ("a.json", "{"), ("a", "<!doctype")):
        assert run(build, *ASKED, "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text().startswith(beginning)
    assert run(build, *ASKED, "-f", "markdown").stdout.startswith("# ")


@pytest.mark.parametrize("output_format", ["csv", "tsv", "latex", "table"])
@pytest.mark.parametrize("output", [None, "card.html"])
def test_a_format_that_no_card_has_is_wrong_use(
    build: Path, tmp_path: Path, output_format: str, output: str | None
) -> None:
    """Whoever asks for a card as CSV is told so, on the screen and in a file."""
    target = [] if output is None else ["-o", str(tmp_path / output)]
    for command in (ASKED, ("ask", "which mechanisms are reported for magnesium?", "--card")):
        result = run(build, *command, "-f", output_format, *target)
        assert result.exit_code == 2
        assert f"no card as {output_format}; -f may be html, markdown, json" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_format_that_is_chosen_goes_before_the_ending(build: Path, tmp_path: Path) -> None:
    """As with rows, -f says what a file holds."""
    assert run(build, *ASKED, "-f", "json", "-o", str(tmp_path / "card.md")).exit_code == 0
    assert json.loads((tmp_path / "card.md").read_text())["question"]["name"] == "mechanisms-of-material"


def test_an_answer_too_long_for_a_card_is_told(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card holds everything at once, so it has an end."""
    monkeypatch.setattr(rows, "MOST_ROWS_ON_A_CARD", 1)
    result = run(build, "query", "prices", "--card")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "more than 1 rows, too many for a card" in result.stderr


def test_an_unknown_ending_is_wrong_use(build: Path, tmp_path: Path) -> None:
    """No card is written to a file whose ending says that it is something else."""
    result = run(build, *ASKED, "-o", str(tmp_path / "card.pdf"))
    assert result.exit_code == 2
    assert "one of .html, .htm, .md, .json, or use -f" in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []
    assert run(build, *ASKED, "-f", "json", "-o", str(tmp_path / "card.pdf")).exit_code == 0


def test_the_formats_of_cards_are_those_of_the_library() -> None:
    """The command knows them without loading the library."""
    assert tuple(CARD_FORMATS) == rows.CARD_FORMAT_NAMES
    assert {rows._OF_ENDING[ending] for ending in rows._CARD_ENDINGS} == {*CARD_FORMATS}


@pytest.mark.parametrize("output_format", ["html", "markdown", "json"])
def test_two_cards_of_one_graph_are_the_same(build: Path, output_format: str) -> None:
    """Byte for byte, but for the date."""
    first, second = (run(build, *ASKED, "-f", output_format).stdout for _ in range(2))
    assert first == second
    other = CliRunner(env={"SOURCE_DATE_EPOCH": "1800000000"}).invoke(
        cli, [*ASKED, "-f", output_format, "-b", str(build)]
    )
    assert other.stdout != first
    assert other.stdout.replace("2027-01-15", "2023-11-14") == first


def test_an_ask_card_holds_the_words_and_the_near_misses(tmp_path: Path) -> None:
    """On the first paper: the question as it was asked, how it was understood, and what nearly meets it."""
    build = tmp_path / "build"
    build_graph(find_folder("papers"), build)
    words = "which Mg anodes keep 80 % after 500 cycles below 5 MPa?"
    card = json.loads(run(build, "ask", words, "--card", "-f", "json").stdout)
    assert card["asked"] == words
    assert card["answer"]["results"]["bindings"] == []
    assert card["remarks"][0] == "none; nearest:"
    assert "30 MPa" in card["remarks"][1]
    page = run(build, "ask", words, "--card").stdout
    assert "understood as:" in page
    assert "30 MPa" in page


def test_a_card_of_a_year_says_so(build: Path) -> None:
    """What was known, and through which later work."""
    card = json.loads(run(build, *ASKED, "--as-of", "2024", "-f", "json").stdout)
    assert card["asOf"].startswith("as of 2024: ")
    assert "knownThrough" in card["answer"]["head"]["vars"]
    assert card["graph"] == GENERATION.removeprefix("gen-")


def hostile_card() -> Card:
    rows = Rows(("a", "link"), tuple((ox.Literal(t), ox.NamedNode("javascript:alert(1)")) for t in HOSTILE))
    columns = {"a": Column(HOSTILE[1]), "link": Column("link", "link")}
    links = ["javascript:alert(1)", *['https://x/">'] * (len(HOSTILE) - 1)]
    passages = tuple(Passage(t, t, t, t, link) for t, link in zip(HOSTILE, links, strict=True))
    return Card(
        asked=HOSTILE[1],
        name="n",
        summary=HOSTILE[0],
        description=HOSTILE[1],
        parameters=(("--x", HOSTILE[1]),),
        query="SELECT * WHERE {}\n```\n</code></pre><script>alert(1)</script>",
        rows=rows,
        columns=columns,
        remarks=tuple(HOSTILE),
        evidence=passages,
        as_of="",
        graph="h",
        date="d",
    )


def test_hostile_texts_stay_texts() -> None:
    """Nothing on a card is run, and no fence or cell is left early."""
    text = to_html(hostile_card())
    page = read_page(re.sub("[\x00-\x08\x0b-\x1f\u202e\u200b]", "", text))
    assert not list(page.iter("script"))
    assert all(link.get("href", "").startswith("https://") for link in page.iter("a"))
    markdown = to_markdown_card(hostile_card())
    assert "````sparql" in markdown
    before, _, after = markdown.partition("````sparql")
    assert "<script>" not in before + after.partition("\n````\n")[2]
    assert json.loads(to_json_card(hostile_card()))["asked"] == HOSTILE[1]


def test_a_date_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH must be a number of seconds."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    engine = LocalEngine(make_store())
    answer = run_question(engine, "prices")
    with pytest.raises(KgError, match="SOURCE_DATE_EPOCH='yesterday'"):
        make_card(engine, answer, "")
