"""`kg cite` writes the works behind things and answers, and everything it writes can be read again."""

import json
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
import rispy
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from kg.cli import cite
from kg.cli.main import cli
from kg.engines.local import LocalEngine, open_engine
from kg.queries.bibliography import (
    FORMATS,
    Author,
    WorkRecord,
    find_works_behind,
    read_works,
    to_author,
    to_bibtex,
    to_csl_json,
    to_ris,
)
from kg.queries.people_table import to_safe_line, to_value
from kg.queries.python_questions import ask_rows
from kg.queries.run import run_question
from kg.terms import BASE
from tests.small_graph import SECOND_TRIG, TRIG, make_build, make_store
from tests.test_typeset import HOSTILE, compile_latex

# Macros of today's LaTeX that the reader of the tests does not know.
_NEWER_MACROS = {
    r"{\textbraceleft}": r"\{",
    r"{\textbraceright}": r"\}",
    r"{\textquotedbl}": '"',
    r"{\textless}": "<",
    r"{\textgreater}": ">",
    r"{\textbar}": "|",
    r"{\textasciicircum}": "^",
}
AUTHORS = """SELECT ?position ?name WHERE {
  $work al:hasAuthorship ?authorship . ?authorship al:position ?position ; al:printedName ?name .
} ORDER BY ?position"""
LABELS = "SELECT ?label WHERE { VALUES ?work { WORKS } ?work rdfs:label ?label } ORDER BY ?label"
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), max_size=20)
LINE = st.lists(TEXT.filter(bool), max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with both made-up graphs."""
    return make_build(tmp_path_factory.mktemp("cite"), TRIG, SECOND_TRIG)


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["cite", *arguments, "-b", str(build)])


def keys(build: Path, *arguments: str) -> list[str]:
    result = run(build, *arguments, "-f", "csl-json")
    assert result.exit_code == 0, result.output
    return [record["id"] for record in json.loads(result.stdout)]


def make_work(title: str, *authors: Author, journal: str = "A Journal", doi: str = "") -> WorkRecord:
    return WorkRecord("w-1", False, title, authors, journal, 2024, "3", "17", doi, "", ())


def from_latex(text: str) -> str:
    for macro, known in _NEWER_MACROS.items():
        text = text.replace(macro, known)
    return str(LatexNodes2Text(strict_latex_spaces=True).latex_to_text(text))


def test_named_works_are_cited_with_all_that_is_known(build: Path) -> None:
    """Authors in order, journal, volume, pages, year and DOI; a title that nobody knows is not made up."""
    told = run(build, "jun-2024", "song-2023")
    assert told.exit_code == 0
    entries = parse_string(told.stdout, "bibtex").entries
    assert list(entries) == ["jun-2024", "song-2023"]
    people = entries["jun-2024"].persons["author"]
    shown = [" ".join([*p.first_names, *p.middle_names, *p.last_names]) for p in people]
    engine = open_engine(build)
    printed = ask_rows(engine.run, AUTHORS, {"work": ox.NamedNode(BASE + "work/jun-2024")})
    assert shown == [row["name"] for row in printed] != []
    assert entries["jun-2024"].fields["doi"] == "10.1002/adfm.202310259"
    assert entries["jun-2024"].fields["year"] == "2024"
    titles = engine.store.quads_for_pattern(None, ox.NamedNode("http://purl.org/dc/terms/title"), None)
    known = {quad.object.value for quad in titles}
    told_titles = {
        work.title for work in read_works(engine, [BASE + "work/jun-2024", BASE + "work/song-2023"])
    }
    assert told_titles - {""} <= known


def al(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}ont#{name}")


def test_a_thing_stands_for_the_works_that_tell_of_it(build: Path) -> None:
    """A mechanism: whose findings its claims are, and who says so; a person: the own works."""
    assert {"jeon-2025", "jun-2024"} <= set(keys(build, "LCG"))
    assert keys(build, "jeon-2025") == ["jeon-2025"]
    assert "jun-2024" in keys(build, "D. Jun")
    assert keys(build, "mg-powder-jun-2024") == ["jeon-2025", "jun-2024"]
    assert keys(build, "[17]") == ["jun-2024"]


def test_an_answer_brings_its_works(build: Path) -> None:
    """The works behind `kg query` are those of its claims and passages, no others."""
    cited = keys(build, "--question", "mechanisms-of-material", "--material", "Mg")
    rows = run_question(open_engine(build), "mechanisms-of-material", {"material": "Mg"}).rows
    engine = open_engine(build)
    works = " ".join(f"<{iri}>" for iri in find_works_behind(engine, rows))
    found = {row["label"] for row in ask_rows(engine.run, LABELS.replace("WORKS", works))}
    places = [rows.columns.index(name) for name in ("saidBy", "findingOf")]
    assert found == {to_value(row[place]) for row in rows.rows for place in places if row[place]}
    assert len(cited) == len(found)


def test_the_ending_of_the_file_decides_the_format(build: Path, tmp_path: Path) -> None:
    """`-o refs.ris` writes RIS; -f goes before it."""
    for name, beginning in (("refs.bib", "@"), ("refs.ris", "TY  - "), ("refs.json", "["), ("refs", "@")):
        assert run(build, "jun-2024", "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text().startswith(beginning)
    run(build, "jun-2024", "-f", "ris", "-o", str(tmp_path / "refs.bib"))
    assert (tmp_path / "refs.bib").read_text().startswith("TY  - ")


def test_an_unknown_ending_is_wrong_use(build: Path, tmp_path: Path) -> None:
    """No file says by its ending what is not in it; -f says it in its place."""
    result = run(build, "jun-2024", "-o", str(tmp_path / "refs.xyz"))
    assert result.exit_code == 2
    assert "one of .bib, .ris, .json, or use -f" in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []
    assert run(build, "jun-2024", "-f", "ris", "-o", str(tmp_path / "refs.xyz")).exit_code == 0


def test_the_formats_of_the_command_are_those_of_the_library() -> None:
    """The option offers what can be written."""
    assert tuple(FORMATS) == cite.FORMAT_NAMES


def test_all_works_survive_every_format(build: Path) -> None:
    """What pybtex and rispy read is what was in the graph, work for work."""
    engine = LocalEngine(make_store(TRIG, SECOND_TRIG))
    iris = [q.subject.value for q in engine.store.quads_for_pattern(None, None, al("Work"))]
    works = read_works(engine, iris)
    assert len(works) > 5
    entries = parse_string(to_bibtex(works), "bibtex").entries
    records = rispy.loads(to_ris(works))
    items = json.loads(to_csl_json(works))
    for work, record, item in zip(works, records, items, strict=True):
        entry = entries[work.key]
        assert from_latex(entry.fields.get("title", "")) == work.title == record.get("title", "")
        assert entry.fields.get("doi", "") == work.doi == record.get("doi", "") == item.get("DOI", "")
        families = [author.family for author in work.authors]
        assert [from_latex(p.last_names[0]) for p in entry.persons.get("author", ())] == families
        assert [name.partition(",")[0] for name in record.get("authors", ())] == families
        assert [author["family"] for author in item.get("author", ())] == families
        assert str(work.year) == entry.fields["year"] == record["year"]


@given(title=LINE, family=LINE.filter(bool), given_name=LINE, journal=LINE)
@example(title="", family="0", given_name=", ,", journal="")
@example(title="", family="and", given_name="A. and B.", journal="")
def test_hostile_texts_survive_the_round_trip(title: str, family: str, given_name: str, journal: str) -> None:
    """Whatever stands in a title or name, no field breaks out of its place and every text comes back."""
    work = make_work(title, Author(family, given_name), Author("Last", "F."), journal=journal)
    (entry,) = parse_string(to_bibtex([work]), "bibtex").entries.values()
    assert set(entry.fields) <= {"title", "journal", "year", "volume", "pages"}
    people = entry.persons["author"]
    assert [from_latex(" ".join(people[1].last_names)), " ".join(people[1].first_names)] == ["Last", "F."]
    assert len(people) == 2
    (record,) = rispy.loads(to_ris([work]))
    assert record.get("title", "") == to_safe_line(title)
    assert record["authors"][1] == "Last, F."
    (item,) = json.loads(to_csl_json([work]))
    assert item.get("title", "") == title
    assert item["author"][0]["family"] == family


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_come_back_as_they_were(title: str) -> None:
    """Braces, percent signs, dollars, backslashes, quotes and the like are texts, not commands."""
    (entry,) = parse_string(to_bibtex([make_work(title)]), "bibtex").entries.values()
    kept = "".join(c for c in " ".join(title.split()) if c.isprintable() or c == "\u202f")
    told, meant = (unicodedata.normalize("NFKC", text) for text in (from_latex(entry.fields["title"]), kept))
    assert "".join(told.split()).replace("-", "−") == "".join(meant.split()).replace("-", "−")


def test_hostile_titles_compile(tmp_path: Path) -> None:
    """A bibliography with such titles is set by LaTeX."""
    written = [to_bibtex([make_work(title)]) for title in HOSTILE]
    titles = [parse_string(text, "bibtex").entries["w-1"].fields["title"] for text in written]
    compile_latex(tmp_path, "% \\usepackage[T1]{fontenc}\n" + "\n\n".join(titles))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("D. L. R. Melvin", Author("Melvin", "D. L. R.")),
        ("M. De Volder", Author("De Volder", "M.")),
        ("G. van der Berg", Author("van der Berg", "G.")),
        ("Yun Jung Lee", Author("Lee", "Yun Jung")),
        ("C. Smith Jr.", Author("Smith", "C.", "Jr.")),
        ("Plato", Author("Plato")),
        ("Battery Group, Somewhere", Author("Battery Group, Somewhere")),
        ("De Li", Author("Li", "De")),
    ],
)
def test_names_are_taken_apart(printed: str, expected: Author) -> None:
    """Given names, particles, family name and suffix; what has a comma is one name."""
    assert to_author(printed) == expected
    people = parse_string(to_bibtex([make_work("t", expected)]), "bibtex").entries["w-1"].persons["author"]
    assert len(people) == 1
    assert from_latex(" ".join(people[0].last_names)) == expected.family


def test_what_is_not_certain_is_told_where_styles_ignore_it(build: Path) -> None:
    """A DOI that follows from a rule and was not looked up is marked."""
    record = next(r for r in json.loads(run(build, "jun-2024", "-f", "csl-json").stdout))
    status = make_store().quads_for_pattern(ox.NamedNode(BASE + "work/jun-2024"), al("doiStatus"), None)
    assert ("note" in record) == any(not q.object.value.endswith("/verified") for q in status)


def test_capitals_that_matter_are_kept() -> None:
    """Formulas and abbreviations keep their capitals in styles that set titles in small letters."""
    title = "On Li6PS5Cl and ASSB cells of Korea"
    (entry,) = parse_string(to_bibtex([make_work(title)]), "bibtex").entries.values()
    assert entry.fields["title"] == "On {Li6PS5Cl} and {ASSB} cells of {Korea}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Missing argument 'THING...', or --question NAME"),
        (("unobtainium",), "called 'unobtainium'"),
        (("--material", "Mg"), "No such option: --material"),
        (("--question", "mechanisms-of-materials"), "did you mean mechanisms-of-material"),
        (("--question", "mechanisms-of-material"), "--material is missing (a material"),
        (("--question", "mechanisms-of-material", "--metal", "Mg"), "No such option '--metal'"),
        (("--question", "mechanisms-of-material", "Mg"), "unexpected extra argument"),
        (("jun-2024", "-f", "docx"), "'docx' is not one of"),
        (("x" * 10_000,), "is no name of a thing"),
    ],
)
def test_wrong_use_is_told(build: Path, arguments: tuple[str, ...], words: str) -> None:
    """Exit code 2, with what would be right."""
    result = run(build, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())


def test_an_answer_without_works_is_an_empty_bibliography() -> None:
    """No works, no entries, in every format."""
    assert [write([]).strip() for write in FORMATS.values()] == ["", "", "[]"]
