"""Headers that were read and checked before, kept beside the questions: asking one then reads no YAML.

One line a question: name, checksum, and as JSON the text of the file with what it was read to. An entry
counts only for the very text that the file has now and the very code that read it, so it is never stale, and
a damaged one is as good as none.
"""

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from kg.queries.header import Column, Header, Parameter

INDEX: Final = ".index"  # lies in the folder of the questions
_READERS: Final = (
    "header.py",
    "header_yaml.py",
    "catalogue.py",
    "question_index.py",
    "../engines/tokens.py",
)  # the code on which an entry depends


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one question.

    Attributes:
        name: of the question.
        file: topic and file name, "gaps/contradictions.rq".
        body: the text of the file.
        header: what it was read to.
        function: "module:function" that answers, "" where the body does.
    """

    name: str
    file: str
    body: str
    header: Header
    function: str


def find_entry(folder: Path, name: str) -> Entry | None:
    """Return the entry of a question, None where there is none that can be trusted.

    Args:
        folder: with the topic folders.
        name: of the question.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = (folder / INDEX).read_bytes()
        place = data.find(b"\n" + name.encode() + b"\t")
        if place < 0 or data[: data.index(b"\n")] != _fingerprint():
            return None
        _, checksum, text = data[place + 1 : data.index(b"\n", place + 1)].split(b"\t")
        if int(checksum) == zlib.crc32(text):
            entry = _to_entry(name, json.loads(text))
            if (folder / entry.file).read_bytes() == entry.body.encode():
                return entry
    return None


def save_index(folder: Path, entries: Iterable[Entry]) -> bool:
    """Write the index whole, in one step; return False where the folder cannot be written."""
    lines = [_fingerprint(), *map(_to_line, entries)]
    half = folder / f"{INDEX}.{os.getpid()}"
    try:
        half.write_bytes(b"\n".join(lines) + b"\n")
        half.replace(folder / INDEX)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        return False
    return True


def _fingerprint() -> bytes:
    here, total = Path(__file__).parent, 0
    for name in _READERS:
        total = zlib.crc32((here / name).read_bytes(), total)
    return b"%d" % total


def _to_line(entry: Entry) -> bytes:
    kept = [entry.file, entry.body, entry.function, asdict(entry.header)]
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\t".join((entry.name.encode(), b"%d" % zlib.crc32(text), text))


def _to_entry(name: str, kept: list[Any]) -> Entry:
    file, body, function, told = kept
    header = Header(
        told["summary"],
        told["description"],
        tuple(told["tags"]),
        told["view"],
        {name: Parameter(**_tuples(one)) for name, one in told["parameters"].items()},
        {name: Column(**_tuples(one)) for name, one in told["columns"].items()},
    )
    return Entry(name, file, body, header, function)


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
