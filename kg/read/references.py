"""The reference list of a text: which blocks belong to it, and its entries with their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.passages import Span
from kg.read.blocks import Block, has_year

# Without a heading, so many numbered entries in a row, half of them with a year, are a reference list.
_MIN_ENTRIES = 3
# A damaged list may lose this many numbers in a row.
_MAX_GAP = 5


@dataclass(frozen=True)
class Bibliography:
    """A reference list.

    Attributes:
        blocks: Indices of its blocks, heading and page furniture included.
        entries: (number, spans) of each entry in printed order.
    """

    blocks: frozenset[int]
    entries: tuple[tuple[int, tuple[Span, ...]], ...]


def find_bibliography(text: str, blocks: Sequence[Block]) -> Bibliography:
    """The reference list under its heading, or without one the longest run of numbered entries with years.

    A bullet without number gets the number that is missing in its place; a bullet or paragraph that goes on
    in small letters continues the entry before it.
    """
    headings = [i for i, block in enumerate(blocks) if block.kind == "heading" and block.key == "references"]
    if headings:
        first = headings[-1] + 1
        end = next((i for i in range(first, len(blocks)) if blocks[i].kind == "heading"), len(blocks))
        end = max((i + 1 for i in range(first, end) if blocks[i].kind in ("entry", "bullet")), default=end)
    else:
        first, end = _find_run(text, blocks)
    if first >= end:
        return Bibliography(frozenset(headings[-1:]), ())
    numbered = any(blocks[i].kind == "entry" for i in range(first, end))
    while end < len(blocks) and _is_continuation(text, blocks[end]):
        end += 1
    items = [blocks[i] for i in range(first, end) if blocks[i].kind in ("entry", "bullet", "text", "row")]
    entries = _to_entries(text, items) if numbered else _count_entries(text, items)
    return Bibliography(frozenset(range(first - 1 if headings else first, end)), tuple(entries))


def _find_run(text: str, blocks: Sequence[Block]) -> tuple[int, int]:
    """The longest run of ascending entries with years, with bullets directly before it; (0, 0) when none."""
    best = (0, 0)
    run: list[int] = []
    for i, block in enumerate(blocks):
        if block.kind == "entry":
            if run and int(block.number) != int(blocks[run[-1]].number) + 1:
                best = max(best, _bounds(text, blocks, run), key=_length)
                run = []
            run.append(i)
        elif block.kind in ("heading", "caption", "row") or (run and i - run[-1] > _MAX_GAP):
            best = max(best, _bounds(text, blocks, run), key=_length)
            run = []
    return max(best, _bounds(text, blocks, run), key=_length)


def _length(bounds: tuple[int, int]) -> int:
    return bounds[1] - bounds[0]


def _bounds(text: str, blocks: Sequence[Block], run: Sequence[int]) -> tuple[int, int]:
    years = sum(has_year(text[blocks[i].start : blocks[i].end]) for i in run)
    if len(run) < _MIN_ENTRIES or years * 2 < len(run):
        return 0, 0
    first = run[0]
    missing = int(blocks[first].number) - 1
    while first > 0 and missing > 0 and blocks[first - 1].kind == "bullet":
        first -= 1
        missing -= 1
    return first, run[-1] + 1


def _to_entries(text: str, items: Sequence[Block]) -> list[tuple[int, tuple[Span, ...]]]:
    entries: list[tuple[int, list[Span]]] = []
    pending: list[Span] = []
    last = 0
    for block in items:
        span = (block.start, block.end)
        if block.kind == "entry" and (not entries or last < int(block.number) <= last + 1 + _MAX_GAP):
            number = int(block.number)
            fits = number - last - 1 == len(pending)
            if fits or not entries:
                entries.extend((number - len(pending) + k, [s]) for k, s in enumerate(pending))
            else:
                entries[-1][1].extend(pending)
            pending = []
            entries.append((number, [span]))
            last = number
        elif block.kind == "bullet" and not _starts_small(text, block):
            pending.append(span)
        elif entries:
            entries[-1][1].append(span)
    if entries and pending:
        entries[-1][1].extend(pending)
    return [(number, tuple(sorted(spans))) for number, spans in entries]


def _count_entries(text: str, items: Sequence[Block]) -> list[tuple[int, tuple[Span, ...]]]:
    """The entries of a list without numbers, counted."""
    entries: list[list[Span]] = []
    for block in items:
        if entries and _starts_small(text, block):
            entries[-1].append((block.start, block.end))
        else:
            entries.append([(block.start, block.end)])
    return [(number, tuple(spans)) for number, spans in enumerate(entries, start=1)]


def _is_continuation(text: str, block: Block) -> bool:
    return block.kind in ("text", "bullet") and _starts_small(text, block)


def _starts_small(text: str, block: Block) -> bool:
    return text[block.start : min(block.end, block.start + 20)].lstrip("-*+•_ \t")[:1].islower()
