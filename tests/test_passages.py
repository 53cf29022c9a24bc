"""Normalised text with its way back, and the exact search for passages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EvidenceError
from kg.passages import Stream, find_passage, normalise, to_match_key

# Texts in which the marks that folding knows are frequent.
LETTERS = ["Li", "Ag", "mg", "word", "2", "0.8", "u\u0308", "ﬁ", "½", "e.g.", "/uniFB01 ", "₂", "⁻²"]
SPACES = [" ", "  ", "\n", "\n\n", "\u00ad", "\u200b", "\u00a0", "-", "-\n", "\u2013"]
MARKS = [
    "_{0.8}",
    "^{-2}",
    "^[17]",
    "_",
    "<sup>2</sup>",
    "*",
    "**",
    "$",
    "\\$",
    "\\approx",
    "\\foo",
    "}$",
    "{",
    "}",
    "^",
]
SIGNS = ["…", "&amp;", "&lt;", "\u201c", "\u2019", ".", ",", "(", ")", "[1]"]
PIECES = st.sampled_from([*LETTERS, *SPACES, *MARKS, *SIGNS])
MARKED = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("con\ufb01guration", "configuration"),
        ("MgF₂ and LiNi_{0.8}Mn_{0.1}O₂", "MgF2 and LiNi0.8Mn0.1O2"),
        ("MgF_2/C", "MgF2/C"),
        ("6.2 mAh cm^{-2}, cm⁻², cm$^{-2}$", "6.2 mAh cm-2, cm-2, cm-2"),
        ("sulfides.^[1] Jun et al.^[5\u20137] and ^{[2,3]}", "sulfides. Jun et al. and"),
        ("<sup>[4]</sup>[<mark>1</mark>]", "[1]"),
        ("*Energy Storage* **2024** _in situ_", "Energy Storage 2024 in situ"),
        ("snake_case stays", "snake_case stays"),
        ("\\approx 2.4 at \\$31.1 and $3", "≈ 2.4 at $31.1 and $3"),
        ("Spencer\u2013Jolly \u2212 2", "Spencer-Jolly - 2"),
        ("\u201cbreathe,\u201d the cell\u2019s", '"breathe," the cell\'s'),
        ("  a\u00a0 b\n\n c ", "a b c"),
        ("Ju\u0308rgen", "J\u00fcrgen"),
        ("a &amp; b &gt; c", "a & b > c"),
        ("speci /uniFB01 c", "speci fic"),
        ("solid-\nstate", "solid-state"),
        ("", ""),
    ],
)
def test_folding_leaves_what_a_person_would_type(text: str, folded: str) -> None:
    """Marks of typesetting and of PDF reading vanish, letters and their case stay."""
    assert normalise(text).text == folded


@given(MARKED | st.text(max_size=80))
def test_every_folded_character_knows_its_origin(text: str) -> None:
    """Offsets ascend, lie in the text, and are one for each character."""
    normalised = normalise(text)
    assert len(normalised.folded) == len(normalised.offsets) == len(normalised.text)
    assert all(0 <= start < end <= len(text) for start, end in normalised.offsets)
    assert list(normalised.offsets) == sorted(normalised.offsets)
    assert normalised.text == normalised.text.strip(" ")
    assert "  " not in normalised.text


@given(MARKED, st.data())
def test_a_found_span_normalises_to_its_passage(text: str, data: st.DataObject) -> None:
    """For every passage found, original[start:end] folds to the quote."""
    words = normalise(text).text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    for end_words in (None, words[last]):
        try:
            passage = find_passage(text, " ".join(words[first : last + 1]), end_words)
        except EvidenceError:
            continue
        assert normalise("\n".join(text[start:end] for start, end in passage.spans)).text == passage.quote


@given(st.lists(MARKED, min_size=1, max_size=4), st.data())
def test_a_passage_across_pieces_normalises_to_its_quote(texts: list[str], data: st.DataObject) -> None:
    """Spans of an interrupted passage, joined without the interruptions, fold to the quote."""
    original, spans = "", []
    for text in texts:
        spans.append((len(original), len(original) + len(text)))
        original += text + " RUNNING HEAD "
    stream = Stream.of_spans(original, spans)
    words = stream.normalised.text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    try:
        passage = find_passage(stream, words[first], words[last])
    except EvidenceError:
        return
    assert normalise("\n".join(original[start:end] for start, end in passage.spans)).text == passage.quote
    assert all(any(low <= start and end <= high for low, high in spans) for start, end in passage.spans)


def test_a_passage_runs_from_its_first_to_its_next_last_words() -> None:
    """The passage ends with the first occurrence of the last words behind the first ones."""
    text = "the cell. Ag acts as a seed in the cell and in the cell again."
    passage = find_passage(text, "Ag acts", "the cell")
    assert passage.quote == "Ag acts as a seed in the cell"
    assert [text[start:end] for start, end in passage.spans] == [passage.quote]


def test_marks_inside_a_passage_do_not_hide_it() -> None:
    """Citation marks, subscripts, dashes and line breaks inside are folded, and kept in the span."""
    text = "Then Jeon et al.^[18] put MgF₂ on\nhigh\u2013energy carbon, *in situ*."
    passage = find_passage(text, "Jeon et al. put MgF2 on high-energy carbon")
    assert text[slice(*passage.spans[0])] == "Jeon et al.^[18] put MgF₂ on\nhigh\u2013energy carbon"


@pytest.mark.parametrize("words", ["a mechanism of", "a mecha-nism of"])
def test_a_hyphen_at_a_line_end_may_be_typed_or_not(words: str) -> None:
    """Nobody can tell the typesetter's hyphen from the word's own, so both are found."""
    assert find_passage("it is a mecha-\nnism of wear", words).quote == "a mecha-nism of"


def test_a_hyphen_within_a_line_must_be_typed() -> None:
    """A hyphen printed inside a line belongs to the word."""
    with pytest.raises(EvidenceError):
        find_passage("sil-ver and carbon", "silver and carbon")


def test_an_interrupted_passage_has_several_spans() -> None:
    """What interrupts a sentence is in no span and not in the quote."""
    text = "Ag, as\n\nRUNNING HEAD\n\na raw material, is priced"
    stream = Stream.of_spans(text, [(0, 6), (text.index("a raw"), len(text))])
    passage = find_passage(stream, "Ag, as", "is priced")
    assert passage.quote == "Ag, as a raw material, is priced"
    assert [text[start:end] for start, end in passage.spans] == ["Ag, as", "a raw material, is priced"]


@pytest.mark.parametrize(
    ("start_words", "end_words", "message"),
    [
        ("gold", None, "does not stand in"),
        ("silver", None, "does not stand in"),
        ("Silver seed", "copper", "does not stand in"),
        ("ilver", None, "does not stand in"),
        ("the", None, "stands 2 times"),
        ("the", "layer", "stands 2 times"),
        ("wets the", "Silver", "stands before"),
        ("*", None, "holds no words"),
    ],
)
def test_anything_but_one_passage_is_an_error(start_words: str, end_words: str | None, message: str) -> None:
    """Missing words, other capitals, parts of words and repeated words are told apart in the message."""
    with pytest.raises(EvidenceError) as caught:
        find_passage("Silver seed wets the layer and the cell", start_words, end_words)
    assert message in str(caught.value)


def test_missing_words_are_answered_with_the_nearest() -> None:
    """The hint quotes where the longest run of the words stands."""
    with pytest.raises(EvidenceError) as caught:
        find_passage("Mg particles exhibited slower diffusion rates", "Mg particles showed slower")
    assert caught.value.hint is not None
    assert "Mg particles exhibited" in caught.value.hint


def test_neighbouring_words_tell_repeated_passages_apart() -> None:
    """A prefix or a suffix picks one of several places, as in the text fragment specification."""
    text = "thin Ag layer here. thick Ag layer there."
    assert find_passage(text, "Ag layer", prefix="thick").spans == ((26, 34),)
    assert find_passage(text, "Ag layer", suffix="here").spans == ((5, 13),)
    assert find_passage(text, "thin", "layer", suffix="there").quote == "thin Ag layer here. thick Ag layer"
    with pytest.raises(EvidenceError, match="does not follow"):
        find_passage(text, "Ag layer", prefix="broad")
    with pytest.raises(EvidenceError, match="is not followed by"):
        find_passage(text, "Ag layer", suffix="everywhere")


def test_short_labels_compare_without_blanks() -> None:
    """Cells of damaged tables differ in blanks around subscripts only."""
    assert to_match_key("MgF ₂ @C composite") == to_match_key("MgF2@C composite")
    assert to_match_key("Mxene/Mg") != to_match_key("MXene/Mg")


@pytest.mark.parametrize(
    "unit", ["-\n", "_{", "^[1", "&a", "<sup ", "\\a", " ", "/uni", "*", "a\u0308", "$", "^[1] "]
)
def test_folding_takes_linear_time(unit: str) -> None:
    """No repeated mark makes a pattern go back and forth: half a megabyte of it folds in a moment."""
    text = unit * (500_000 // len(unit))
    assert re.fullmatch(r".*", normalise(text).text, re.DOTALL)
