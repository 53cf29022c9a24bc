"""YAML text as plain data, with the line on which every node stands.

The knowledge files use a small part of YAML: no anchors, aliases, tags or second document; a plain scalar is
a string unless it is an integer, a decimal, `true`, `false` or `null`. The parser's events are turned into
data here, one after the other, so that nothing of PyYAML's own guessing (`no` as false, `12:30` as 750) takes
part and depth is limited before it can exhaust the stack.

Source: https://yaml.org/spec/1.2.2/, chapter 7 for styles; the scalars are a subset of its core schema, 10.3.
"""

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from kg.errors import KnowledgeError

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 40

Place = tuple[str | int, ...]

# More digits than these 18 are a number of no paper, and stay the string they are.
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None, "": None}

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is there


@dataclass(frozen=True)
class YamlData:
    """Plain data with lines.

    Attributes:
        data: dicts, lists, strings, ints, Decimals, booleans and None.
        lines: the line, from 1, of every node by its path of keys and indexes; a value has its key's line.
    """

    data: Any
    lines: Mapping[Place, int]


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    place: Place
    data: dict[str, Any] | list[Any]
    key: str | None = None  # of a mapping: the key that waits for its value
    first_lines: dict[str, int] = field(default_factory=dict)


def read_yaml(path: Path, where: str | None = None) -> YamlData:
    """Return the data of a file with the line of every node.

    Args:
        path: the file.
        where: how errors name it; default: its path.

    Raises:
        KnowledgeError: it is too large, no ordinary file, no UTF-8, or not in the part of YAML that
            knowledge files use.
        OSError: it cannot be read.
    """
    where = where or str(path)
    return parse_yaml(decode(read_limited(path, where), where), where)


def read_limited(path: Path, where: str) -> bytes:
    """Return the bytes of an ordinary file that is not too large; a device or pipe might never end.

    Raises:
        KnowledgeError: it is too large, or no ordinary file.
        OSError: it cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise KnowledgeError(f"the file cannot be read: it is {kind}", where=where, hint="put a text there")
    if found.st_size > MAX_BYTES:
        size = f"{found.st_size / 1e6:.1f} MB"
        raise KnowledgeError(
            f"the file has {size}, more than the {MAX_BYTES / 1e6:.0f} MB that are read",
            where=where,
            hint="split the paper, or take out what is no record",
        )
    return path.read_bytes()


def decode(content: bytes, where: str) -> str:
    """Return the bytes as text; a byte order mark is dropped.

    Raises:
        KnowledgeError: they are no UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(
            "the file is not UTF-8 text", where=f"{where}:{line}", hint="save it as UTF-8"
        ) from error


def parse_yaml(text: str, where: str) -> YamlData:
    """Return the data of a YAML text with the line of every node; an empty text is None.

    Args:
        text: the text of one document.
        where: how errors name it.

    Raises:
        KnowledgeError: it is not in the part of YAML that knowledge files use; `where` ends in the line.
    """
    if len(text) > MAX_BYTES:
        raise KnowledgeError(f"the text has more than {MAX_BYTES} characters", where=where)
    try:
        return _Builder(where).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = " ".join(str(part) for part in (error.problem or "not YAML", error.context) if part)
        raise KnowledgeError(
            f"not YAML: {message}", where=f"{where}:{line}", hint="check indentation, quotes and brackets"
        ) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow carries an offset, no mark
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        raise KnowledgeError(
            "not YAML: a control character", where=f"{where}:{line}", hint="take it out"
        ) from error


class _Builder:
    """Turns parser events into data; one object per text."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._lines: dict[Place, int] = {}
        self._open: list[_Open] = []
        self._root: Any = None
        self._documents = 0

    def build(self, events: Iterator[Any]) -> YamlData:
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.ScalarEvent):
                self._check_plain(event, line)
                self._add_scalar(event, line)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._check_plain(event, line)
                self._start({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.AliasEvent):
                raise self._error(line, f"aliases such as *{event.anchor} are not used here", "write it out")
            elif isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise self._error(line, "a second document begins", "keep one list in one file")
        return YamlData(self._root, self._lines)

    def _check_plain(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._error(line, f"anchors such as &{event.anchor} are not used here", "take it out")
        if event.tag is not None:
            raise self._error(line, f"tags such as {event.tag} are not used here", "take it out")

    def _add_scalar(self, event: Any, line: int) -> None:
        owner = self._open[-1] if self._open else None
        if owner is not None and isinstance(owner.data, dict) and owner.key is None:
            self._add_key(owner, event.value, line)
            return
        plain = event.style is None or event.style == ""
        self._place(to_scalar(event.value) if plain else event.value, line)

    def _add_key(self, owner: _Open, key: str, line: int) -> None:
        if key in owner.first_lines:
            first = owner.first_lines[key]
            raise self._error(line, f"the field '{key}' stands twice", f"first on line {first}; keep one")
        owner.first_lines[key] = line
        owner.key = key

    def _start(self, data: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._error(line, f"nested deeper than {MAX_DEPTH} levels", "no record needs that")
        owner = self._open[-1] if self._open else None
        if owner is not None and isinstance(owner.data, dict) and owner.key is None:
            raise self._error(line, "a list or mapping stands where a field name is wanted", "write a name")
        place = self._place(data, line)
        self._open.append(_Open(place, data))

    def _place(self, value: Any, line: int) -> Place:
        """Hang a value where it belongs and return its path."""
        if not self._open:
            self._root = value
            self._lines[()] = line
            return ()
        owner = self._open[-1]
        if isinstance(owner.data, list):
            place: Place = (*owner.place, len(owner.data))
            owner.data.append(value)
        else:
            assert owner.key is not None
            place = (*owner.place, owner.key)
            owner.data[owner.key] = value
            line = owner.first_lines[owner.key]
            owner.key = None
        self._lines[place] = line
        return place

    def _error(self, line: int, message: str, hint: str) -> KnowledgeError:
        return KnowledgeError(message, where=f"{self._where}:{line}", hint=hint)


def to_scalar(text: str) -> str | int | Decimal | bool | None:
    """Return what a plain scalar stands for: an integer, a decimal, a boolean, None, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == "-" or first.isdigit():
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    return text
