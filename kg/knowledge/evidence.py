"""Pointers held against the text: every one resolves to exactly one passage, every printed cell is there.

A pointer that does not resolve is an error with the file and line of the record; there is no second,
approximate search. The text itself stays outside the project: `work.text` names it and its SHA-256.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from kg.errors import EvidenceError, Problem, Severity
from kg.knowledge.pointer import Pointer, Record
from kg.knowledge.records import FILE_RECORDS, Paper, System
from kg.knowledge.records import Place as RecordPlace
from kg.passages import LINE_END_HYPHEN, Span, find_passage, normalise
from kg.read import read_document
from kg.read.document import Document, Place, Row, find_row, get_reference, get_table, passage_stream

# What a text fragment cannot be relied on to find. Source: format of the knowledge files, "Pointers".
_MARKUP: Final = re.compile(
    r"\^|\$|_\{|\\[A-Za-z]|</?su[bp]\b|\[\d|[\u2070-\u209f\u00b2\u00b3\u00b9]", re.IGNORECASE
)
_MARK_REACH: Final = 60  # a citation mark stands in the passage or at most so many characters after it


@dataclass(frozen=True)
class ResolvedPassage:
    """The passage that a pointer names.

    Attributes:
        quote: its text, for running text with folded characters and without interruptions.
        segments: its (start, end) pieces in the text.
        start: where it begins in the text.
        end: where it ends in the text.
    """

    quote: str
    segments: tuple[Span, ...]
    start: int
    end: int


Resolve = Callable[[Pointer], ResolvedPassage]


def has_text(paper: Paper, texts: Path) -> bool:
    """Return whether the file that the paper names as its text lies in the folder of texts."""
    return paper.work.text is not None and (texts / paper.work.text.file).is_file()


def load_text(paper: Paper, texts: Path) -> Document:
    """Return the paper's text as a document, when it is the very text that the pointers were made from.

    Args:
        paper: whose `work.text` names the file.
        texts: the folder below which the file lies.

    Raises:
        EvidenceError: the paper names no text, the file is not there, or it is another one.
        ReadError: the file is no text.
    """
    where = paper.where("work", "text")
    if paper.work.text is None:
        raise EvidenceError("work.yaml names no text", where=where, hint="add text: {file: ..., sha256: ...}")
    path = texts / paper.work.text.file
    if not path.resolve().is_relative_to(texts.resolve()):
        raise EvidenceError(f"'{paper.work.text.file}' leads out of the folder of texts", where=where)
    if not path.is_file():
        hint = "texts are not part of the project; name the folder that holds them"
        raise EvidenceError(f"there is no text {paper.work.text.file} in {texts}", where=where, hint=hint)
    document = read_document(path)
    if document.sha256 != paper.work.text.sha256:
        raise EvidenceError(
            f"{paper.work.text.file} is another text than the one the pointers were made from",
            where=paper.where("work", "text", "sha256"),
            hint=f"its SHA-256 is {document.sha256}",
        )
    return document


def iter_pointers(paper: Paper) -> Iterator[tuple[RecordPlace, Pointer]]:
    """Yield every pointer of every record with its place, in the order of the files."""
    yield from _iter_in(("work",), paper.work)
    for lists in FILE_RECORDS.values():
        for name in lists:
            if name != "work":
                for index, record in enumerate(getattr(paper, name)):
                    yield from _iter_in((name, index), record)


def to_cell_pointer(system: System, column: str) -> Pointer | None:
    """Return the pointer to a cell of the system's row, None where the system stands in no table."""
    if system.row is None:
        return None
    return system.row.model_copy(update={"column": column})


def _iter_in(place: RecordPlace, value: Any) -> Iterator[tuple[RecordPlace, Pointer]]:
    if isinstance(value, Pointer):
        yield place, value
    elif isinstance(value, Record):
        for name, item in type(value).model_fields.items():
            yield from _iter_in((*place, item.alias or name), getattr(value, name))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _iter_in((*place, index), entry)


@dataclass(frozen=True)
class EvidenceFinder:
    """Resolves the pointers of one paper in its text; call it with a pointer.

    Attributes:
        paper: for the layout of its tables.
        document: the paper's text, see `load_text`.
    """

    paper: Paper
    document: Document
    _found: dict[Pointer, ResolvedPassage | EvidenceError] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __call__(self, pointer: Pointer) -> ResolvedPassage:
        """Return the passage that a pointer names.

        Raises:
            EvidenceError: there is no such passage, or more than one.
        """
        if pointer not in self._found:
            try:
                self._found[pointer] = self._resolve(pointer)
            except EvidenceError as error:
                self._found[pointer] = error
        found = self._found[pointer]
        if isinstance(found, EvidenceError):
            raise EvidenceError(found.message, found.where, found.hint)
        return found

    def _resolve(self, pointer: Pointer) -> ResolvedPassage:
        if pointer.table is not None:
            return self._resolve_cell(pointer)
        if pointer.reference is not None:
            return self._join(get_reference(self.document, pointer.reference).segments)
        assert pointer.from_words is not None
        stream = passage_stream(self.document, to_text_place(pointer))
        passage = find_passage(stream, pointer.from_words, pointer.to_words)
        return ResolvedPassage(passage.quote, passage.spans, passage.spans[0][0], passage.spans[-1][1])

    def _resolve_cell(self, pointer: Pointer) -> ResolvedPassage:
        assert pointer.table is not None
        assert pointer.row is not None
        row = find_row(get_table(self.document, pointer.table), pointer.row, pointer.nth)
        if pointer.column is None:
            return self._join((row.span,))
        return self._join((row.cells[self._find_column(pointer, row)].span,))

    def _find_column(self, pointer: Pointer, row: Row) -> int:
        layout = self.paper.work.find_table(pointer.table)
        if layout is None:
            raise EvidenceError(f"work.yaml describes no table {pointer.table}", hint="add it under tables")
        if pointer.column not in layout.columns:
            raise EvidenceError(
                f"table {layout.number} has no column '{pointer.column}'",
                hint=f"it has {', '.join(layout.columns)}",
            )
        if len(row.cells) != len(layout.columns):
            raise EvidenceError(
                f"row '{pointer.row}' has {len(row.cells)} cells, table {layout.number} in work.yaml has "
                f"{len(layout.columns)} columns"
            )
        return layout.columns.index(pointer.column)

    def _join(self, segments: tuple[Span, ...]) -> ResolvedPassage:
        quote = " ".join(" ".join(self.document.text[start:end] for start, end in segments).split())
        return ResolvedPassage(quote, segments, segments[0][0], segments[-1][1])

    # -------------------------------------------------------------- checking a whole paper

    def find_problems(self) -> list[Problem]:
        """Return what is wrong between the records and the text, in the order of the files.

        Errors: pointers that do not resolve, cells whose `printed` is not what the text has. Warnings: link
        words with markup, citation marks that are not printed where the record says.
        """
        return [*self._iter_pointer_problems(), *self._iter_cell_problems(), *self._iter_mark_problems()]

    def _problem(
        self, place: RecordPlace, message: str, hint: str | None, severity: Severity = "error"
    ) -> Problem:
        return Problem(self.paper.where(*place), message, hint, severity)

    def _iter_pointer_problems(self) -> Iterator[Problem]:
        warned: set[Pointer] = set()
        for place, pointer in iter_pointers(self.paper):
            try:
                passage = self(pointer)
            except EvidenceError as error:
                yield self._problem(place, error.message, error.hint)
                continue
            if pointer.from_words is not None and pointer not in warned:
                warned.add(pointer)
                fault = self._find_markup(pointer, passage)
                if fault is not None:
                    hint = "begin or end a word or two further in, so that a link finds them"
                    yield self._problem(place, fault, hint, "warning")

    def _find_markup(self, pointer: Pointer, passage: ResolvedPassage) -> str | None:
        """Return why the link words are not plain, None where they are."""
        raw = "\n".join(self.document.text[start:end] for start, end in passage.segments)
        text = normalise(raw)
        assert pointer.from_words is not None
        length = len(normalise(pointer.from_words).folded)
        ranges = [("from", pointer.from_words, 0, min(length, len(text.folded)))]
        if pointer.to_words is not None:
            length = len(normalise(pointer.to_words).folded)
            ranges.append(("to", pointer.to_words, max(len(text.folded) - length, 0), len(text.folded)))
        for name, words, start, end in ranges:
            low, high = text.to_original(start, end)
            if _MARKUP.search(words) or _MARKUP.search(raw[low:high]):
                return f"the words of '{name}' hold a mark, a sub- or superscript or LaTeX in the text"
            if LINE_END_HYPHEN in text.folded[start:end]:
                return f"the words of '{name}' hold a word that is broken at a line's end in the text"
        return None

    def _iter_cell_problems(self) -> Iterator[Problem]:
        for index, system in enumerate(self.paper.systems):
            if system.row is None:
                continue
            place: RecordPlace = ("systems", index)
            try:
                self(system.row)
            except EvidenceError:
                continue  # told once, for the row
            for position, cell in enumerate(system.cells):
                pointer = to_cell_pointer(system, cell.column)
                assert pointer is not None
                at: RecordPlace = (*place, "cells", position)
                try:
                    yield from self._compare((*at, "printed"), cell.printed, self(pointer))
                except EvidenceError as error:
                    yield self._problem(at, error.message, error.hint)

    def _compare(self, place: RecordPlace, printed: str, passage: ResolvedPassage) -> Iterator[Problem]:
        if " ".join(printed.split()) != passage.quote:
            yield self._problem(place, f"'{printed}' is not what the cell has", f"it has '{passage.quote}'")

    def _iter_mark_problems(self) -> Iterator[Problem]:
        for index, mark in enumerate(self.paper.citations):
            place: RecordPlace = ("citations", index, "printed")
            for pointer in mark.evidence:
                try:
                    passage = self(pointer)
                except EvidenceError:
                    continue
                if pointer.table is not None and pointer.column is not None:
                    yield from self._compare(place, mark.printed, passage)
                elif pointer.from_words is not None and not self._has_mark(mark.printed, passage):
                    message = f"the mark '{mark.printed}' stands neither in the passage nor just after it"
                    yield self._problem(place, message, "see how the text prints it", "warning")

    def _has_mark(self, printed: str, passage: ResolvedPassage) -> bool:
        """Return whether the mark stands in the passage, right before it or right after it."""
        start, end = max(passage.start - _MARK_REACH, 0), passage.end + _MARK_REACH
        return "".join(printed.split()) in "".join(self.document.text[start:end].split())

    @cached_property
    def passages(self) -> dict[Pointer, ResolvedPassage]:
        """Every pointer of the paper that resolves, cells of its systems included, with its passage."""
        pointers = [pointer for _, pointer in iter_pointers(self.paper)]
        for system in self.paper.systems:
            pointers += [found for cell in system.cells if (found := to_cell_pointer(system, cell.column))]
        passages = {}
        for pointer in pointers:
            try:
                passages[pointer] = self(pointer)
            except EvidenceError:  # what does not resolve is told by `find_problems`
                continue
        return passages


def to_text_place(pointer: Pointer) -> Place:
    """Return the place of a pointer to running text or a caption, as documents name places."""
    if pointer.section is not None:
        return pointer.section
    if pointer.figure is not None:
        return ("figure", pointer.figure)
    assert pointer.caption_of_table is not None
    return ("caption_of_table", pointer.caption_of_table)


def check_evidence(paper: Paper, texts: Path) -> list[Problem]:
    """Return what is wrong between the records of a paper and its text below the folder `texts`.

    Raises:
        EvidenceError: the text is not there, or is another one.
        ReadError: the file is no text.
    """
    return EvidenceFinder(paper, load_text(paper, texts)).find_problems()
