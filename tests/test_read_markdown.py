"""The Markdown reader: small texts for each rule, and two papers read from PDFs, damage included."""

import contextlib
import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EvidenceError, ReadError
from kg.passages import find_passage, normalise
from kg.read import READERS, read_document
from kg.read.document import (
    MAX_BYTES,
    Document,
    Place,
    find_row,
    get_section,
    get_table,
    passage_stream,
    to_sha256,
)

PROSE = "Solid electrolytes let a cell run without any liquid, and so a bare current collector can do. " * 4

SMALL = f"""# A Title Of Some Length

Ada Lovelace, Bob Byron*

{PROSE}

1. Introduction

The first page ends in the www.example-journal.org

EXAMPLE JOURNAL

Figure 1. A cell.^[2] Copyright 2020, Somebody.

middle of a sentence. Another

A. Lovelace Department of Cells University of Nowhere E-mail: ada@example.org B. Byron Institute of Cells

one follows here.

EXAMPLE JOURNAL

www.example-journal.org

1.1. Parts

Parts are named.^[1]

Table 1. Cells and their lives.

Cell\tLife\tPressure
Ag/C\t100 cycles\t
Ag/C\t200 cycles\t2 MPa
MgF ₂ @C\t300 cycles\t4 MPa

Parts end here.

Acknowledgments

Thanks to the Institute of Cells and the University of Nowhere.

- A. First, *J. Cells* **2001**, 1, 1.
- [2] B. Second, J. Cells 2002, 2,
 222.
- [3] C. Third, J. Cells 2003, 3, 3.
- [4] D. Fourth, J. Cells 2004, 4, 4.

Ada Lovelace is a professor of cells at Nowhere.
"""


def read(text: str) -> Document:
    return read_document("small.md", text.encode())


def quote(document: Document, place: Place) -> str:
    return passage_stream(document, place).normalised.text


@pytest.fixture(scope="module")
def small() -> Document:
    return read(SMALL)


@pytest.fixture(scope="module")
def jeon(shared: Path) -> Document:
    return read_document(shared / "jeon-2025" / "paper.md")


@pytest.fixture(scope="module")
def aktekin(shared: Path) -> Document:
    return read_document(shared / "markdown" / "10.1038_s41467-023-42512-y.md")


def test_sections_are_keyed_by_number_or_name(small: Document) -> None:
    """Numbered headings give their number, others a fixed name; list and careers need no heading."""
    keys = [section.key for section in small.sections]
    assert keys == ["byline", "abstract", "1", "1.1", "acknowledgements", "references", "biographies"]
    assert get_section(small, "1.1").title == "Parts"


def test_interruptions_are_left_out_of_sentences(small: Document) -> None:
    """Running heads, captions and the by-line inside section 1 leave its sentences whole."""
    expected = "The first page ends in the middle of a sentence. Another one follows here."
    assert quote(small, "1") == expected
    passage = find_passage(passage_stream(small, "1"), "ends in the", "middle of a sentence")
    assert [small.text[start:end] for start, end in passage.spans] == ["ends in the", "middle of a sentence"]


def test_the_by_line_is_gathered_from_both_places(small: Document) -> None:
    """Title, authors and the affiliations inside section 1 are the by-line; thanks to institutes are not."""
    assert quote(small, "byline").startswith(
        "A Title Of Some Length Ada Lovelace, Bob Byron A. Lovelace Department"
    )
    assert quote(small, "acknowledgements").startswith("Thanks to the Institute")


def test_captions_are_places_of_their_own(small: Document) -> None:
    """A figure's and a table's caption can be searched, the citation mark is folded away."""
    assert quote(small, ("figure", "1")) == "Figure 1. A cell. Copyright 2020, Somebody."
    assert quote(small, ("caption_of_table", "1")) == "Table 1. Cells and their lives."


def test_rows_are_found_by_their_first_cell(small: Document) -> None:
    """Cells keep text, place and emptiness; rows with the same first cell are counted."""
    table = get_table(small, "1")
    row = find_row(table, "MgF2@C")
    assert [cell.text for cell in row.cells] == ["MgF ₂ @C", "300 cycles", "4 MPa"]
    assert [small.text[slice(*cell.span)] for cell in row.cells] == [cell.text for cell in row.cells]
    assert [cell.text for cell in find_row(table, "Ag/C", nth=1).cells] == ["Ag/C", "100 cycles", ""]
    assert find_row(table, "Ag/C", nth=2).cells[2].text == "2 MPa"
    with pytest.raises(EvidenceError, match="2 rows"):
        find_row(table, "Ag/C")
    with pytest.raises(EvidenceError, match="none is number 3"):
        find_row(table, "Ag/C", nth=3)
    with pytest.raises(EvidenceError, match="no row 'Zn'"):
        find_row(table, "Zn")


def test_pipe_tables_are_tables_too() -> None:
    """A Markdown table gives the same rows as one with tabs, without the line under its header."""
    document = read(
        "Table 2. Cells.\n\n| Cell | Life |\n|------|-----:|\n| Ag | 1 |\n| Zn | |\n\nText goes on."
    )
    rows = get_table(document, "2").rows
    assert [[cell.text for cell in row.cells] for row in rows] == [["Cell", "Life"], ["Ag", "1"], ["Zn", ""]]


def test_a_reference_without_number_gets_the_missing_one(small: Document) -> None:
    """The first entry lost its number; a wrapped entry stays one."""
    assert [entry.number for entry in small.references] == [1, 2, 3, 4]
    assert quote(small, ("reference", 1)) == "- A. First, J. Cells 2001, 1, 1."
    assert quote(small, ("reference", 2)).endswith("2, 222.")


@pytest.mark.parametrize(
    ("place", "hint"),
    [("7", "1.1"), (("figure", "9"), "figure 1"), (("reference", 30), None), (("page", "1"), None)],
)
def test_an_unknown_place_names_the_known(small: Document, place: Place, hint: str | None) -> None:
    """Asking for a place that is not there lists those that are."""
    with pytest.raises(EvidenceError) as caught:
        passage_stream(small, place)
    assert hint is None or hint in str(caught.value.hint)


def test_running_heads_are_known_by_repetition() -> None:
    """A head that returns with another page number on each page is furniture in any journal."""
    parts = ["The first page ends", "in the midst of", "one long sentence that", "goes on and on"]
    pages = [f"{part}\n\nMiller et al. Cells and Seeds {n}\n\n" for n, part in enumerate(parts, start=117)]
    document = read("1. Introduction\n\n" + "".join(pages) + "until here.")
    assert quote(document, "1") == " ".join(parts) + " until here."
    assert len(document.noise) == 4


def test_a_text_without_headings_is_one_section() -> None:
    """Nothing is taken for by-line or abstract where no heading tells."""
    document = read("Just a note.\n\nWith two paragraphs.")
    assert [section.key for section in document.sections] == ["main"]
    assert quote(document, "main") == "Just a note. With two paragraphs."


def test_numbered_lines_that_are_no_headings_stay_text() -> None:
    """List items and numbers out of order open no section."""
    document = read("1. Introduction\n\nText.\n\n7. Far Too High\n\n2. ends like a sentence.\n\nText.")
    assert [section.key for section in document.sections] == ["1"]


def test_repeated_titles_get_different_keys() -> None:
    """The second section of one title is told apart by a number."""
    document = read("## Cells\n\nOne.\n\n## Cells\n\nTwo.")
    assert [(s.key, quote(document, s.key)) for s in document.sections] == [
        ("cells", "One."),
        ("cells-2", "Two."),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"caf\xe9", "not UTF-8"),
        (b"a" * (MAX_BYTES + 1), "more than"),
    ],
    ids=["empty", "blank", "binary", "latin-1", "huge"],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(ReadError, match=message) as caught:
        read_document("x/paper.md", data)
    assert caught.value.where == "x/paper.md"


def test_unknown_endings_and_missing_files_are_refused(tmp_path: Path) -> None:
    """The error lists the endings that can be read."""
    with pytest.raises(ReadError, match=r"\.md"):
        read_document("paper.docx", b"text")
    with pytest.raises(ReadError):
        read_document(tmp_path / "missing.md")
    assert set(READERS) >= {"markdown"}


LINE_PATTERNS = ["\n", "- [1] x 2001\n", "\t\n", "www.a.org\n", "1. A\n\n", "A B\n\n", "# h\n\nx\n\n", "-\n"]
PARAGRAPHS = ["word " * 30 + "\n\n", "Figure 1. x\n\n", "open\n\nFig. 1 | open\n\n", "a\tb\tc\n\nx y z\n\n"]
MARKS = ["a", "|", "[", "*", "<!--", "![", "A@", "Institute "]


@pytest.mark.parametrize("unit", [*LINE_PATTERNS, *PARAGRAPHS, *MARKS])
def test_reading_takes_linear_time(unit: str) -> None:
    """Half a megabyte of any one pattern is read or refused in seconds, not minutes."""
    data = (unit * (500_000 // len(unit))).encode()
    started = time.monotonic()
    with contextlib.suppress(ReadError):
        read_document("long.md", data)
    assert time.monotonic() - started < 20


LINES = st.sampled_from(
    [
        *SMALL.split("\n"),
        "",
        "",
        "|a|b|",
        "||",
        "|\\|",
        "|---|",
        "```",
        "## X",
        "References",
        "12",
        "Pt",
        "Fig. 2 | open",
        "-",
    ]
)


@given(st.lists(LINES, max_size=40).map("\n".join) | st.text(max_size=200))
def test_any_text_is_read_with_spans_inside_it(text: str) -> None:
    """Every span lies in the text, section spans ascend, nothing belongs to two sections."""
    try:
        document = read(text)
    except (ReadError, UnicodeEncodeError):
        return
    assert document.text == text
    assert document.sha256 == to_sha256(text.encode())
    assert len({section.key for section in document.sections}) == len(document.sections)
    spans = [span for section in document.sections for span in section.segments]
    spans += [noise.span for noise in document.noise]
    spans += [row.span for table in document.tables for row in table.rows]
    spans += [span for caption in document.captions for span in caption.segments]
    spans.sort()
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("key", "before", "after", "pieces"),
    [
        ("1", "owing to the inherent", "stability of solid electrolytes", 2),
        ("2", "has become increasingly", "prominent with the study", 1),
        ("2", "the mechanism by which the", "Ag/C composite layer", 1),
        ("2.3", "Furthermore", "they highlighted", 1),
        ("4", "Ag, as", "a raw material, is priced", 2),
        ("4", "removal, facilitating", "gradual and uniform", 2),
        ("4", "enhancing the lifespan", "and performance of the batteries", 1),
        ("4", "stability at the LLZO", "interface", 2),
        ("5", "AL-ASSBs exhibit", "remarkable potential", 1),
    ],
)
def test_interrupted_sentences_of_the_first_paper_are_whole(
    jeon: Document, key: str, before: str, after: str, pieces: int
) -> None:
    """Pages, figures and tables end in mid-sentence there; the section's text goes on without them."""
    passage = find_passage(passage_stream(jeon, key), before, after)
    assert len(passage.quote.split()) == len(f"{before} {after}".split())
    assert len(passage.spans) == pieces


def test_the_first_paper_has_all_its_parts(jeon: Document) -> None:
    """Sections in order, four figures, two tables with their columns, 25 references, five careers."""
    keys = [section.key for section in jeon.sections]
    numbered = ["1", "2", "2.1", "2.2", "2.3", "3", "4", "5"]
    back = ["acknowledgements", "conflict-of-interest", "keywords", "references", "biographies"]
    assert keys == ["byline", "abstract", *numbered, *back]
    assert [(c.kind, c.number) for c in jeon.captions if c.kind == "figure"] == [
        ("figure", n) for n in "1234"
    ]
    assert [len(find_row(get_table(jeon, "1"), "Ag/C composite", n).cells) for n in (1, 2, 3, 4)] == [13] * 4
    assert [(t.number, len(t.rows)) for t in jeon.tables] == [("1", 6), ("2", 9)]
    assert {len(row.cells) for row in get_table(jeon, "2").rows} == {11}
    assert [entry.number for entry in jeon.references] == list(range(1, 26))
    assert quote(jeon, ("reference", 24)).endswith("505, 230062.")
    assert quote(jeon, "biographies").count("research") > 5


def test_no_running_head_is_left_in_the_first_paper(jeon: Document) -> None:
    """Glued, misread and lone running heads are in no section and no caption."""
    places: list[Place] = [section.key for section in jeon.sections]
    places += [("figure", number) for number in "1234"]
    for place in places:
        text = quote(jeon, place)
        for head in ("SCIENCE NEWS", "ADVANCED", "4DVANCED", "INTERFACES", "www.adv"):
            assert head not in text, (place, head)


def test_the_by_line_of_the_first_paper_is_not_in_section_1(jeon: Document) -> None:
    """Affiliations, identifier, copyright and dates belong to the by-line."""
    byline, introduction = quote(jeon, "byline"), quote(jeon, "1")
    for words in ("Daegu Gyeongbuk", "ORCID", "Creative Commons", "DOI: 10.1002", "Received: November"):
        assert words in byline
        assert words not in introduction
    assert byline.startswith("Editor's Choice All-Solid-State Batteries")


def test_cells_of_the_first_paper_keep_their_damage(jeon: Document) -> None:
    """What is printed in a cell is what stands in the file."""
    table = get_table(jeon, "2")
    row = find_row(table, "MgF2@C composite")
    assert row.cells[0].text == "MgF ₂ @C composite"
    assert row.cells[5].text == "C° 09"
    assert find_row(table, "Porous Zn").cells[8].text == "50 M pa"


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("main", "and alternative anode", "materials are sought"),
        ("comparison-of-different-electrolytes", "charge in CTTA is", "assumed to be caused"),
        ("comparison-of-different-electrolytes", "separated easily from each", "other after the cell"),
        ("sei-growth-on-cc-vs-lithium-metal", "This is", "particularly valid"),
        ("coulometric-titration-time-analysis-ctta-2", "of SE powder", "was loaded on top"),
    ],
)
def test_interrupted_sentences_of_another_paper_are_whole(
    aktekin: Document, key: str, before: str, after: str
) -> None:
    """The same rules hold for another journal and another converter, where captions are broken as well."""
    text = normalise(passage_stream(aktekin, key).text).text
    assert f"{before} {after}" in text


def test_another_paper_has_all_its_parts(aktekin: Document) -> None:
    """Nine figures, 78 references, and a caption that goes on further down."""
    assert [c.number for c in aktekin.captions] == list("123456789")
    assert [entry.number for entry in aktekin.references] == list(range(1, 79))
    assert len(aktekin.captions[4].segments) == 2
    assert quote(aktekin, ("reference", 65)).endswith("(2015).")
    assert "Giessen, Germany" in quote(aktekin, "byline")
    assert quote(aktekin, "abstract").startswith("Lithium-metal batteries with")
