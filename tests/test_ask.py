"""`kg ask` understands questions in plain words, answers them, and says so where it cannot."""

import json
import shlex
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.queries.catalogue import find_questions
from kg.resources import find_folder
from kg.search.amounts import Amount
from kg.search.ask import Asker, split_as_of
from kg.search.reply import to_closing, to_json, to_opening, to_refusal, to_rows_text
from kg.search.wordings import FILE, SLOTS, read_wordings
from tests.phrasings import (
    PAGE,
    Figures,
    load_fresh,
    load_phrasings,
    make_first_paper,
    measure_all,
    put_in_page,
    to_table,
)
from tests.small_graph import make_build, make_store

FLAGSHIP = "which Mg anodes keep 80 % after 500 cycles below 5 MPa?"


@pytest.fixture(scope="module")
def asker() -> Asker:
    """The first paper, ready to be asked."""
    return Asker(LocalEngine(make_first_paper()))


@pytest.fixture(scope="module")
def figures(asker: Asker) -> tuple[Figures, Figures, Figures]:
    """The counts over the half used for tuning, over the kept half, and over the second list."""
    return measure_all(asker)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("ask"))


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["ask", *arguments, "-b", str(build)])


def test_enough_phrasings_were_written() -> None:
    """The list has at least 120 phrasings, about half of them kept."""
    halves = len(load_phrasings(kept=False)), len(load_phrasings(kept=True))
    assert sum(halves) >= 120
    assert min(halves) * 2.5 > sum(halves)


def test_the_right_question_comes_first_often_enough(figures: tuple[Figures, Figures, Figures]) -> None:
    """On phrasings not tuned for: first for at least 80 %, among the first three for at least 95 %."""
    for measured in figures[1:]:
        assert measured.answerable >= 100
        assert measured.share_first >= 0.80
        assert measured.share_among_three >= 0.95


def test_the_figures_in_the_docs_are_those_measured(figures: tuple[Figures, Figures, Figures]) -> None:
    """A change of ranking, catalogue or phrasings makes the page stale: python -m tests.phrasings --write."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == put_in_page(page, to_table(*figures))


def test_every_question_of_the_catalogue_has_wordings() -> None:
    """The list of wordings names questions that exist, and leaves none out."""
    wordings = read_wordings((find_folder("queries") / FILE).read_text(encoding="utf-8"))
    assert set(wordings) <= set(find_questions())
    assert all(wordings.values())
    capitals = {
        w for texts in wordings.values() for t in texts for w in t.split() if w.isupper() and len(w) > 3
    }
    assert capitals <= SLOTS


def test_no_wording_is_a_kept_phrasing() -> None:
    """Phrasings that measure the ranking must not be part of it."""
    wordings = read_wordings((find_folder("queries") / FILE).read_text(encoding="utf-8"))
    told = {text.lower() for texts in wordings.values() for text in texts}
    measuring = [*load_phrasings(kept=True), *load_fresh()]
    kept = {entry["ask"].lower().rstrip("?.! ") for entry in measuring}
    shared = len(told & kept)  # a count, so that a failure does not show them
    assert shared == 0


def test_a_line_without_a_name_is_reported() -> None:
    """A broken list of wordings names the line."""
    with pytest.raises(QueryError, match=r"wordings.txt:2: "):
        read_wordings("a: b\nno name here\n")


def test_no_cell_meets_the_flagship_question_and_the_nearest_is_named(asker: Asker) -> None:
    """None; nearest is the Mg powder of Jun et al., which needs 30 MPa (table 2 of the first paper)."""
    reply = asker.ask(FLAGSHIP)
    assert reply.best is not None
    assert not reply.rows.rows
    assert not reply.strangers
    assert [(near.label.split(",")[0], near.misses) for near in reply.near] == [
        ("Mg powder", ("stack pressure 30 MPa, asked less than 5 MPa",)),
        (
            "W/Mg bilayer",
            (
                "capacity retention 71.9 %, asked at least 80 %",
                "cycles completed 300 cycles, asked at least 500 cycles",
            ),
        ),
        (
            "MXene/Mg buffer layer",
            (
                "capacity retention about 62 %, asked at least 80 %",
                "cycles completed 30 cycles, asked at least 500 cycles",
            ),
        ),
        (
            "MgF2 dots on carbon",
            ("magnesium fluoride, asked Mg", "cycles completed 200 cycles, asked at least 500 cycles"),
        ),
    ]
    told = to_opening(reply) + to_closing(reply)
    for part in (
        "magnesium (material, as interlayer)",
        "capacity retention, at least",
        "cycles completed, at least",
        "none; nearest:",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("question", "texts", "sign", "value", "quantity"),
    [
        ("cells above 60 °C", ["60 °C"], ">", 60, "alq:test-temperature"),
        ("cells at 25 C", ["25 C"], "=", 25, "alq:test-temperature"),
        ("run at 2 MPa or less", ["2 MPa"], "<=", 2, "alq:stack-pressure"),
        ("pressed together with over 0.4 GPa", ["0.4 GPa"], ">", 400, "alq:assembly-pressure"),
        ("stack pressure below 3 MPa", ["3 MPa"], "<", 3, "alq:stack-pressure"),
        ("silver cells with a stack pressure of 4 MPa", ["4 MPa"], "=", 4, "alq:stack-pressure"),
        ("CE of at least 99.9%", ["99.9%"], ">=", Decimal("99.9"), "alq:coulombic-efficiency"),
        (
            "coloumbic efficency of at least 99.9%",
            ["99.9%"],
            ">=",
            Decimal("99.9"),
            "alq:coulombic-efficiency",
        ),
        ("still good after 500 cycles", ["500 cycles"], ">=", 500, "alq:cycles-completed"),
        ("more than 3 mAh/cm²", ["3 mAh/cm2"], ">", 3, "alq:areal-capacity"),
        ("cells at about 25 °C", ["25 °C"], "~", 25, "alq:test-temperature"),
        ("≈60°C", ["60°C"], "~", 60, "alq:test-temperature"),
        ("25 ± 2 °C", ["25 ± 2 °C"], "~", 25, "alq:test-temperature"),
        ("reaching 500 cycles", ["500 cycles"], ">=", 500, "alq:cycles-completed"),
        ("for 500 cycles", ["500 cycles"], ">=", 500, "alq:cycles-completed"),
        ("five hundred cycles", ["500 cycles"], ">=", 500, "alq:cycles-completed"),
        ("stable for 1.5k cycles", ["1500 cycles"], ">=", 1500, "alq:cycles-completed"),
        ("500+ cycles", ["500+ cycles"], ">=", 500, "alq:cycles-completed"),
        ("with 80 % retention", ["80 %"], ">=", 80, "alq:capacity-retention"),
        ("cells that keep 80 %", ["80 %"], ">=", 80, "alq:capacity-retention"),
        ("cells that lose less than 20 %", ["20 %"], ">", 80, "alq:capacity-retention"),
        ("cells which lost 20 %", ["20 %"], "=", 80, "alq:capacity-retention"),
        ("retention drops by more than 20 %", ["20 %"], "<", 80, "alq:capacity-retention"),
        ("retention fell below 80 %", ["80 %"], "<", 80, "alq:capacity-retention"),
        ("contact loss in cells that keep 80 %", ["80 %"], ">=", 80, "alq:capacity-retention"),
        ("deliver 6 mAh cm-2", ["6 mAh cm-2"], ">=", 6, "alq:areal-capacity"),
        ("not exceeding 5 mpa", ["5 mpa"], "<=", 5, "alq:stack-pressure"),
        ("5 MPa max", ["5 MPa"], "<=", 5, "alq:stack-pressure"),
        ("sub-5 MPa", ["5 MPa"], "<", 5, "alq:stack-pressure"),
    ],
)
def test_amounts_are_read_with_comparator_and_quantity(
    asker: Asker, question: str, texts: list[str], sign: str, value: Decimal, quantity: str
) -> None:
    """Numbers are converted to the unit of the quantity that the words around them tell."""
    amounts = asker.parse(question).amounts
    assert [amount.text for amount in amounts] == texts
    assert (amounts[0].sign, amounts[0].value, amounts[0].kind.name) == (sign, value, quantity)


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("at about 25 °C", 20, 30),
        ("around 60 °C", 55, 65),
        ("25 ± 2 °C", 23, 27),
        ("roughly 500 cycles", 450, 550),
        ("CE of about 99.8 %", Decimal("99.7"), Decimal("99.9")),
        ("about 80 % retention", 78, 82),
    ],
)
def test_about_reaches_to_either_side(asker: Asker, question: str, least: Decimal, most: Decimal) -> None:
    """It is a margin, as wide as people mean it for the quantity, and not this very value."""
    amount = asker.parse(question).amounts[0]
    assert (amount.least, amount.most) == (least, most)


def test_a_question_that_takes_two_ends_takes_those_of_about(asker: Asker) -> None:
    """About 60 °C is 55 to 65 °C, which is said, and is what the printed command asks."""
    reply = asker.ask("which cells were tested at about 60 °C?")
    assert reply.command is not None
    assert reply.command.words[3:] == ("--min-temperature", "55", "--max-temperature", "65")
    assert _values(asker, reply.parsed.text, "degrees") == {"60"}
    assert "test temperature, about: 55 °C to 65 °C" in to_opening(reply)


@pytest.mark.parametrize(
    ("question", "signs"),
    [
        ("works from 2020 to 2022", [(">=", "2020"), ("<=", "2022")]),
        ("2020-2022", [(">=", "2020"), ("<=", "2022")]),
        ("between 2020 and 2022", [(">=", "2020"), ("<=", "2022")]),
        ("after 2020", [(">", "2020")]),
        ("2021 or later", [(">=", "2021")]),
        ("published in 2024", [("=", "2024")]),
    ],
)
def test_years_are_read_with_comparator(asker: Asker, question: str, signs: list[tuple[str, str]]) -> None:
    """A range of years has two ends, as a range of amounts has."""
    assert [(count.sign, count.text) for count in asker.parse(question).counts] == signs


@pytest.mark.parametrize("question", ["above 1 mS/cm", "at 0.1C", "10 mΩ cm²", "25 nm"])
def test_a_number_with_an_unknown_unit_is_no_bare_number(asker: Asker, question: str) -> None:
    """It must not become a number of works or steps."""
    assert [bool(count.unit) for count in asker.parse(question).counts] == [True]


@pytest.mark.parametrize("amount", ["0,005 GPa", "2,5 GPa"])
def test_what_stands_behind_a_decimal_comma_is_no_amount(asker: Asker, amount: str) -> None:
    """Neither the digits before the comma nor those behind it are taken for the number."""
    assert asker.parse(f"stack pressure below {amount}").amounts == ()


@pytest.mark.parametrize(
    "question", ["between 20 and 30 °C", "from 20 to 30 °C", "20-30 °C", "20 °C to 30 °C"]
)
def test_a_range_has_two_ends(asker: Asker, question: str) -> None:
    """However a range is written, it is a least and a greatest value."""
    assert [(a.sign, a.value) for a in asker.parse(question).amounts] == [(">=", 20), ("<=", 30)]


def test_a_rate_is_neither_a_temperature_nor_carbon(asker: Asker) -> None:
    """In "0.1C" and "C-rate" the letter C is no unit of temperature and no element."""
    parsed = asker.parse("retention at 0.1C, or any other C-rate")
    assert not parsed.amounts
    assert not parsed.mentions or all(mention.things[0].label != "carbon" for mention in parsed.mentions)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Ag–C", "silver/carbon composite"),
        ("MgF₂", "magnesium fluoride"),
        ("LCGs", "lithium-concentration gradient"),
        ("lithum concentration gradient", "lithium-concentration gradient"),
        ("dentrites", "lithium dendrite growth"),
        ("[17]", "Jun et al. 2024"),
        ("Jun 2024", "Jun et al. 2024"),
        ("Jun et al. (2024)", "Jun et al. 2024"),
        ("NMC811", "LiNi0.8Co0.1Mn0.1O2"),
    ],
)
def test_things_are_recognised_however_they_are_written(asker: Asker, typed: str, label: str) -> None:
    """Hyphens, subscripts, plurals, slips and reference numbers are forgiven."""
    found = asker.parse(f"what is known about {typed}?").mentions
    assert [mention.things[0].label for mention in found] == [label]


def test_a_condition_without_parameter_is_held_against_the_rows(asker: Asker) -> None:
    """Only the table cells below 4 MPa are left, and it is said."""
    reply = asker.ask("compare all tested cells below 4 MPa stack pressure")
    assert reply.best is not None
    assert reply.best.question.name == "performance-table"
    assert [filter_.text for filter_ in reply.filters] == ["4 MPa"]
    assert 0 < len(reply.rows.rows) < reply.found
    assert "held against the rows" in to_opening(reply)


def test_an_open_end_replaces_the_default_of_the_other(asker: Asker) -> None:
    """Above 60 °C means no upper bound, not the default of 35 °C."""
    reply = asker.ask("which cells were tested above 60 °C?")
    assert reply.best is not None
    assert reply.best.question.name == "by-temperature"
    assert reply.rows.rows


def _values(asker: Asker, question: str, column: str) -> set[str]:
    """Return the values of a column in the answer to a question."""
    rows = asker.ask(question).rows
    place = rows.columns.index(column)
    return {getattr(row[place], "value", "") for row in rows.rows}


def test_a_default_leaves_out_no_row_before_it_is_held_against_an_amount(asker: Asker) -> None:
    """Doerrer 2024 reached 800 cycles with 63 %, which the default of 80 % would hide."""
    reply = asker.ask("Which anodes reached 800 cycles?")
    assert "no limit" in to_opening(reply)
    assert {"Doerrer et al. 2024", "Lee et al. 2020"} <= _values(asker, reply.parsed.text, "findingOf")


def test_a_question_for_more_is_not_chosen_for_less(asker: Asker) -> None:
    """Cells below 4 MPa are found although a question with a default of more than 5 MPa sounds alike."""
    reply = asker.ask("cells cycled under 4 MPa of stack pressure")
    assert reply.best is not None
    assert reply.best.question.name != "needs-pressure-above"
    assert len(reply.rows.rows) >= 4
    assert _values(asker, reply.parsed.text, "pressure") == {"2", "2.5"}


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("Which interlayers were cycled at 2 MPa?", "stackPressure", "2 MPa"),
        ("Which cells have a stack pressure of 4 MPa?", "stackPressure", "4 MPa"),
        ("cells have a retention of 63 %", "percent", "63"),
    ],
)
def test_an_exact_value_is_no_bound(asker: Asker, question: str, column: str, value: str) -> None:
    """A question for cells "at 2 MPa" asks for the rows with this value, not for those above it."""
    assert _values(asker, question, column) == {value}


@pytest.mark.parametrize(
    "question", ["which cells keep 80 %?", "cells with a retention of 80 % after 500 cycles"]
)
def test_what_is_kept_is_a_least_value(asker: Asker, question: str) -> None:
    """To keep 80 % is to keep at least 80 %."""
    amount = asker.parse(question).amounts[0]
    assert (amount.value, amount.exact) == (80, False)
    assert len(_values(asker, question, "number")) > 1


def test_a_value_that_a_strict_bound_leaves_out_is_found(asker: Asker) -> None:
    """An answer for "2 MPa or more" has the cells at 2 MPa, though the query asks for more than its bound."""
    assert "2" in _values(asker, "results at 2 MPa or more of stack pressure", "number")


def test_a_thing_is_found_under_a_heading_that_tells_no_class(asker: Asker) -> None:
    """The departments are "part of" the university."""
    reply = asker.ask("Who works at Hanyang University?")
    assert len(reply.rows.rows) >= 3
    assert _values(asker, reply.parsed.text, "wholeLabel") == {"Hanyang University"}


def test_words_and_values_that_play_no_part_are_named_at_the_top(asker: Asker) -> None:
    """What could not be taken into account is said before the answer."""
    reply = asker.ask("what prevents dendrites in blockchain?")
    assert to_opening(reply).splitlines()[1] == "not understood: blockchain"
    assert json.loads(to_json(reply))["notUnderstood"] == ["blockchain"]
    costs = asker.ask("what do the materials cost at Hanyang University?")
    assert costs.best is not None
    assert costs.best.question.name == "prices"
    assert to_opening(costs).splitlines()[1] == "not taken into account: Hanyang University"


def test_all_amounts_are_taken_into_account_where_a_question_can(asker: Asker) -> None:
    """Pressure and cycles together need no material and lose neither."""
    reply = asker.ask("cells under 5 MPa reaching 500 cycles")
    assert reply.command is not None
    assert shlex.join(reply.command.words) == (
        "kg query cells-that-last --min-retention any --min-cycles 500 --max-pressure 5"
    )
    assert _values(asker, reply.parsed.text, "pressure") == {"2", "2.5", "4"}
    assert min(map(int, _values(asker, reply.parsed.text, "cycles"))) == 500


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("papers published in 2024", "works-published --min-year 2024 --max-year 2024"),
        ("works from 2020 to 2022", "works-published --min-year 2020 --max-year 2022"),
        ("which papers appeared after 2023?", "works-published --min-year 2024"),
        ("preprints", "works-published --kind preprint"),
        ("which paper is the preprint?", "works-published --kind preprint"),
        ("papers by Krauskopf", "works-of-person --person 'T. Krauskopf'"),
        ("what did Krauskopf find?", "findings-of-person --person 'T. Krauskopf'"),
        ("what did Jung report?", "findings-of-person --person 'Yun-Chae Jung'"),
        ("authors of reference 24", "details-of-work --work 'Wan et al. 2021'"),
        ("reference 24", "details-of-work --work 'Wan et al. 2021'"),
        ("who wrote [24]?", "details-of-work --work 'Wan et al. 2021'"),
        ("which cells use an LLZO electrolyte", "cells-built-with --material LLZO --role electrolyte"),
        ("cells with LiFePO4 cathode", "cells-built-with --material LiFePO4 --role cathode"),
        ("which electrolyte goes with MgF2/C?", "electrolytes-of-interlayer --material MgF2/C"),
        ("energy density of Ag/C", "values-of-quantity --quantity 'energy density'"),
        ("which materials do not show LCG?", "mechanism-material-gaps --mechanism LCG"),
        (
            "Which cells do not need stack pressure above 5 MPa?",
            "cells-that-last --min-retention any --max-pressure 5",
        ),
        (
            "Which anodes retained at least 90% of capacity at room temperature?",
            "cells-that-last --min-retention 90 --min-temperature 20 --max-temperature 30",
        ),
        ("coin cells at RT", "by-temperature --min-temperature 20 --max-temperature 30"),
        ("who got >99.9% CE?", "coulombic-efficiency --min-efficiency 99.9"),
        ("which cell has the lowest stack pressure?", "best-values"),
        ("works not published in 2024", "works-published"),
        ("all anodes except Mg powder", "performance-table"),
        ("lithim dendryte supression", "what-prevents --failure 'lithium dendrite'"),
        ("evidence that LCG exists", "reading-list --mechanism LCG"),
    ],
)
def test_what_is_asked_for_decides_the_question(asker: Asker, question: str, command: str) -> None:
    """Works by year and kind, people, roles of materials and quantities lead to the question about them."""
    reply = asker.ask(question)
    assert reply.command is not None
    assert shlex.join(reply.command.words) == f"kg query {command}"
    assert reply.rows.rows


@pytest.mark.parametrize(
    "question",
    [
        "the",
        "all",
        "what are the?",
        "does magnesium beat silver?",
        "cells whose retention is unknown",
        "what does Figure 2a show?",
        "ionic conductivity > 1 mS/cm",
        "activation energy of argyrodite",
        "Welche Materialien verhindern Dendriten?",
        "什么材料可以防止枝晶",
        "; rm -rf / #",
        "$(reboot) mg cells",
        "SELECT ?s WHERE { ?s ?p ?o }",
        "email of the corresponding author",
    ],
)
def test_no_answer_is_better_than_a_wrong_one(asker: Asker, question: str) -> None:
    """What asks for nothing, or for what no question tells, is refused."""
    assert asker.ask(question).best is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cells cycled at 0.5C", "0.5C"),
        ("what did Samsung's Nature Energy paper report?", "Samsung's"),
        ("Who at Hanyang University works on anodeless cells?", "Hanyang University"),
        ("give me the three best cells", "three"),
    ],
)
def test_what_plays_no_part_in_the_answer_is_told(asker: Asker, question: str, told: str) -> None:
    """Units that no quantity has, names of which only a part is known, and counts are not passed over."""
    assert told in json.loads(to_json(asker.ask(question)))["unused"]


def test_a_price_that_is_not_told_is_not_answered_with_others(asker: Asker) -> None:
    """Lithium is a word of questions, and a material all the same."""
    reply = asker.ask("how much does lithium cost per kg")
    assert reply.best is not None
    assert not reply.rows.rows
    assert "has to do with lithium" in to_closing(reply)


@pytest.mark.parametrize(
    "question",
    [
        "cells that do not use Li6PS5Cl",
        "cells that don't contain Li6PS5Cl",
        "cells not using Li6PS5Cl",
        "cells w/o Li6PS5Cl",
        "cells without Li6PS5Cl",
        "cells that haven't been paired with Li6PS5Cl",
        "cells in which no Li6PS5Cl is employed",
    ],
)
def test_what_is_not_used_is_left_out(asker: Asker, question: str) -> None:
    """The rows are of cells, and none of them has to do with what is left out."""
    reply = asker.ask(question)
    assert reply.best is not None
    assert "system" in reply.columns
    assert reply.rows.rows
    assert reply.found > len(reply.rows.rows)
    assert not any(str(getattr(term, "value", "")) == "Li6PS5Cl" for row in reply.rows.rows for term in row)


def test_a_shortened_not_before_a_name_leaves_nothing_out(asker: Asker) -> None:
    """Why magnesium does not do something is a question about magnesium."""
    assert not any(m.left_out for m in asker.parse("why doesn't Mg form dendrites").mentions)


def test_how_it_is_said_that_a_thing_is_not_used_changes_no_row(asker: Asker) -> None:
    """Shorter and longer ways to leave a material out run the same question."""
    ways = ["cells without Mg", "cells that do not use Mg", "cells that don't use Mg"]
    replies = [asker.ask(way) for way in ways]
    assert [r.best.question.name for r in replies if r.best] == ["performance-table"] * len(ways)
    assert replies[0].rows == replies[1].rows == replies[2].rows


@pytest.mark.parametrize("question", ["how does spray coating help", "how does prelithiation help"])
def test_a_question_that_can_do_nothing_with_what_was_named_is_not_run(asker: Asker, question: str) -> None:
    """No question takes a process: rows chosen without it would pass for an answer."""
    reply = asker.ask(question)
    assert reply.best is None
    assert [thing.kind for thing, _ in reply.named] == ["process"]


@pytest.mark.parametrize(("question", "count"), [("coin cells only", 3), ("pouch cells", 4)])
def test_a_cell_format_alone_asks_for_the_cells_of_it(asker: Asker, question: str, count: int) -> None:
    """The paper's two tables have three coin cells and four pouch cells."""
    reply = asker.ask(question)
    assert reply.best is not None
    assert reply.best.question.name == "performance-table"
    assert len(reply.rows.rows) == count


def test_an_element_is_meant_before_a_form_of_it(asker: Asker) -> None:
    """Zinc bears the name "Zn", porous zinc only the formula."""
    [mention] = [m for m in asker.parse("mechanisms of Zn").mentions if not m.is_weak]
    assert [thing.label for thing in mention.things] == ["zinc", "porous zinc"]


def test_a_bilayer_with_a_slash_is_no_with(asker: Asker) -> None:
    """W is tungsten in a name, and "w/" is a short form of "with"."""
    assert "W/Mg" in [m.text for m in asker.parse("retention of W/Mg cells").mentions]
    assert [m.text for m in asker.parse("anodes w/ Mg").mentions if not m.is_weak] == ["Mg"]
    assert asker.parse("anodes w/").mentions == ()


def test_the_name_of_a_class_tells_its_role(asker: Asker) -> None:
    """Sulfide electrolytes are no interlayer, wherever they stand in the question."""
    reply = asker.ask("which sulfide electrolytes are used with Mg interlayers")
    assert reply.command is not None
    assert reply.command.words[-2:] == ("--material", "Mg")
    assert len(reply.rows.rows) >= 3


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Is Li3N used as a sacrificial additive?", "mechanisms-of-material"),
        ("compare Mg and Zn", "connections-of-materials"),
    ],
)
def test_another_question_that_knows_what_was_named_is_asked(asker: Asker, question: str, name: str) -> None:
    """Where no row of the likeliest question has to do with a thing, the next that tells of it answers."""
    reply = asker.ask(question)
    assert reply.best is not None
    assert reply.best.question.name == name
    assert reply.rows.rows
    assert asker.rank(question)[0].question.name in {c.question.name for c in reply.others}


def test_what_becomes_of_a_material_is_told_by_its_mechanisms(asker: Asker) -> None:
    """The conversion of MgF2 is among the rows."""
    reply = asker.ask("what does MgF2 turn into")
    assert reply.best is not None
    assert reply.best.question.name == "mechanisms-of-material"
    assert any("in-situ conversion" in str(term) for row in reply.rows.rows for term in row)


def test_a_cycle_life_is_a_number_of_cycles(asker: Asker) -> None:
    """The word "cycles" need not stand behind the number."""
    [cycles, degrees] = asker.parse("cycle life >= 500 at 60C").amounts
    assert (cycles.kind.name, cycles.sign, cycles.value) == ("alq:cycle-life", ">=", 500)
    assert degrees.kind.name == "alq:test-temperature"


def test_room_temperature_in_words_is_a_temperature(asker: Asker) -> None:
    """A row that says RT meets a question for room temperature, and one for 20 °C, but not for 60 °C."""
    assert "RT" in _values(asker, "which cells were tested at room temperature?", "value")
    assert "RT" not in _values(asker, "which cells were tested at 60 °C?", "value")


@pytest.mark.parametrize(
    ("question", "column", "values"),
    [
        ("papers published in Joule", "workLabel", {"Lewis et al. 2022", "Spencer-Jolly et al. 2023"}),
        ("energy density of Ag/C", "value", {"> 900 Wh L⁻¹"}),
        ("is Y. J. Lee the same person as Yun Jung Lee?", "printedName", {"Y. J. Lee", "Yun-Jung Lee"}),
        ("which works in Joule were published before 2023?", "workLabel", {"Lewis et al. 2022"}),
        ("Coulombic efficiency of Mg", "number", {"99.9"}),
        ("all discrepancies in table 1", "evidenceLabel", {"Table 1"}),
    ],
)
def test_rows_are_held_against_what_was_named(
    asker: Asker, question: str, column: str, values: set[str]
) -> None:
    """Journals, years, materials and parts of a paper, where a column tells them."""
    told = _values(asker, question, column)
    assert told
    assert all(any(value.startswith(wanted) for wanted in values) for value in told)


def test_what_is_left_out_is_not_in_the_rows(asker: Asker) -> None:
    """Cells other than those with silver; the material fills no parameter."""
    reply = asker.ask("compare all tested cells without silver")
    assert reply.best is not None
    assert not reply.best.fillings
    labels = _values(asker, reply.parsed.text, "systemLabel")
    assert labels
    assert not any("Ag/C" in label for label in labels)
    assert "not silver (material)" in to_opening(reply)


def test_a_default_that_is_taken_is_told(asker: Asker) -> None:
    """Whoever asks for durable cells learns that 80 % was taken as the bound."""
    assert "taken because no bound was given: --min-retention" in to_opening(asker.ask("most durable cells"))


def test_what_is_not_is_not_answered_with_what_is(asker: Asker) -> None:
    """A question for what something does not do fits no question that tells what it does."""
    for candidate in asker.rank("which mechanisms does silver not show?"):
        assert not candidate.negated or not candidate.fits


def test_a_question_that_lacks_a_value_gives_way(asker: Asker) -> None:
    """Where no material is named, a question that needs one is not put first."""
    ranked = asker.rank("which cells keep 70 % after 200 cycles below 10 MPa?")
    assert not ranked[0].missing
    assert ranked[0].question.name == "cells-that-last"


def test_a_question_without_a_column_for_an_amount_gives_way(asker: Asker) -> None:
    """Rows that cannot be held against a named amount would look like an answer to it."""
    reply = asker.ask("Which interlayers were cycled at 2 MPa?")
    assert reply.best is not None
    assert [part.text for part in reply.best.filters if isinstance(part, Amount)] == ["2 MPa"]
    assert not any(isinstance(part, Amount) for part in reply.best.unused)


def test_the_commands_that_are_named_can_be_run(asker: Asker, build: Path) -> None:
    """What is printed can be typed; values are names the command line knows."""
    reply = asker.ask("what prevents dendrites?")
    assert reply.command is not None
    assert reply.command.words == ("kg", "query", "what-prevents", "--failure", "dendrites")
    assert len(reply.others) == 2
    for other in reply.others:
        result = CliRunner().invoke(cli, [*other.words[1:], "-b", str(build)])
        assert result.exit_code in (0, 2), result.output  # 2: the small graph has no such thing


@pytest.mark.parametrize("text", ["weather in Berlin", "<script>alert(1)</script>", "%%%", "????", "💥" * 50])
def test_what_nothing_fits_is_refused(asker: Asker, text: str) -> None:
    """Nothing is run, and the reply says so."""
    reply = asker.ask(text)
    assert reply.best is None
    assert to_refusal(reply).startswith("no canned question fits")
    assert json.loads(to_json(reply))["fits"] is False


def test_an_empty_question_is_an_error(asker: Asker) -> None:
    """There is nothing to understand in blanks."""
    with pytest.raises(QueryError, match="empty"):
        asker.ask(" \n ")


def test_a_very_long_question_is_cut(asker: Asker) -> None:
    """What lies beyond the limit is not read, and nothing fails."""
    assert asker.ask("what prevents dendrites? " + "and why " * 5000).parsed.text.startswith("what prevents")


def test_json_holds_everything(asker: Asker) -> None:
    """Programs get what was understood, the command, rows, near misses and the next questions."""
    told = json.loads(to_json(asker.ask(FLAGSHIP)))
    assert shlex.split(told["command"])[:2] == ["kg", "query"]
    assert [part["label"] for part in told["recognised"]["things"]] == ["magnesium"]
    assert [part["comparator"] for part in told["recognised"]["quantities"]] == [">=", ">=", "<"]
    assert told["answer"]["results"]["bindings"] == []
    assert told["nearest"][0]["label"].startswith("Mg powder")
    assert len(told["others"]) == 2


def test_rows_alone_in_other_formats(asker: Asker) -> None:
    """CSV holds the columns of the canned question."""
    reply = asker.ask("what do the materials cost?")
    assert to_rows_text(reply, "csv").startswith("material,materialLabel,price")


def test_the_command_answers_and_refuses(build: Path) -> None:
    """Exit code 0 with rows, 1 where nothing fits; a graph without units is asked all the same."""
    result = run(build, "what", "prevents", "dendrites?")
    assert result.exit_code == 0, result.output
    assert "command: kg query what-prevents" in result.stdout
    refused = run(build, "weather in Berlin tomorrow")
    assert refused.exit_code == 1
    assert not refused.stdout
    assert "no canned question fits" in refused.stderr
    assert run(build, "what prevents dendrites?", "-f", "csv").stdout.splitlines()[0].count(",") > 3


def test_a_graph_without_units_knows_no_amounts() -> None:
    """The small graph describes no units; numbers are then no amounts, and nothing fails."""
    assert not Asker(LocalEngine(make_store())).parse("above 80 % at 5 MPa").amounts


@pytest.mark.parametrize(
    ("text", "rest", "year"),
    [
        ("what was known about LCG as of 2021?", "what was known about LCG ?", 2021),
        ("by 2022, what prevented dendrites", "what prevented dendrites", 2022),
        ("which materials were known in 2020", "which materials were", 2020),
        ("results until 2021", "results until 2021", None),
        ("known in 99999", "known in 99999", None),
    ],
)
def test_a_question_may_ask_for_the_knowledge_of_a_year(text: str, rest: str, year: int | None) -> None:
    """Words that ask for a year are taken as --as-of, years that a question takes are left alone."""
    assert split_as_of(text) == (rest, year)


def test_the_knowledge_of_a_year_can_be_asked_for_in_words(build: Path) -> None:
    """It gives the same as the option does."""
    words = run(build, "which mechanisms are reported for magnesium as of 2024?", "-f", "csv")
    option = run(build, "which mechanisms are reported for magnesium?", "--as-of", "2024", "-f", "csv")
    assert words.stdout == option.stdout != ""
    assert "as of 2024: " in words.stderr
    line = next(line for line in words.stderr.splitlines() if line.startswith("command: kg "))
    assert line.endswith("--as-of 2024")
    again = CliRunner().invoke(cli, [*shlex.split(line)[2:], "-f", "csv", "-b", str(build)])
    assert again.stdout == words.stdout
