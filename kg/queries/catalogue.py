"""The questions in `queries/`: found by name, loaded, and held against their own headers."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import EngineError, QueryError
from kg.queries.header import Header
from kg.queries.question_index import Entry, find_entry, save_index
from kg.resources import find_folder

if TYPE_CHECKING:
    from kg.engines.tokens import Token

_MAX_BYTES: Final = 100_000  # what the engine is given to parse is limited likewise
_NEAR: Final = 0.65  # of 1, how alike a mistyped name and one that is suggested are at least
_SAME_START: Final = 0.5  # how much it counts that they begin alike
SPARQL_FILE: Final = ".rq"
FUNCTION_FILE: Final = ".yaml"
TOPICS: Final = ("citations", "mechanisms", "performance", "provenance", "people", "gaps")


@dataclass(frozen=True, slots=True)
class Question:
    """One file of `queries/`: a `.rq` file, or the `.yaml` header of a question that Python answers.

    Attributes:
        name: the file's name without ending; what people type.
        topic: the folder it lies in.
        path: topic and file name, as errors show it.
        header: what the `#+` lines say.
        body: the whole file; of a `.rq` file a SPARQL query with `$name` for each parameter.
        function: "module:function" that answers, "" where the body does.
    """

    name: str
    topic: str
    path: str
    header: Header
    body: str
    function: str = ""


def find_questions(folder: Path | None = None) -> dict[str, Path]:
    """Return the file of every question by name, topics in the order of `TOPICS`, names by the alphabet.

    Args:
        folder: the folder with the topic folders; by default the project's own.

    Raises:
        QueryError: two files have the same name.
    """
    root = folder or find_folder("queries")
    files = (path for path in root.glob("*/*") if path.suffix in (SPARQL_FILE, FUNCTION_FILE))
    ordered = sorted(files, key=lambda path: (_topic_rank(path.parent.name), path.name))
    found: dict[str, Path] = {}
    for path in ordered:
        if path.stem in found:
            raise QueryError(f"the name {path.stem} is taken twice", where=_short_path(path))
        found[path.stem] = path
    return found


def load_question(name: str, folder: Path | None = None) -> Question:
    """Return the question of that name, checked.

    Raises:
        QueryError: there is none, or its file is broken.
    """
    known = _find_known(name) if folder is None else None
    if known is not None:
        return known
    files = find_questions(folder)
    if name not in files:
        near = _find_near(name, files)
        hint = (
            f"did you mean {' or '.join(near)}?" if near else "`kg query` lists all, `kg ask` takes any words"
        )
        shown = name if len(name) <= 80 else name[:79] + "…"
        raise QueryError(f"there is no question {shown!r}", hint=hint)
    question = read_question(files[name])
    if folder is None:
        compile_index()
    return question


def _find_near(name: str, names: Iterable[str]) -> list[str]:
    """Return up to three names that have the words of a mistyped one, the nearest first."""
    from difflib import SequenceMatcher  # here, because only a name that is not found needs it

    typed = name.casefold()[:80].replace("_", "-").replace(" ", "-")

    def rate(one: str, other: str) -> float:
        return SequenceMatcher(None, one, other).ratio()

    def measure(known: str) -> tuple[bool, float]:
        parts, words = known.split("-"), typed.split("-")
        alike = sum(max(rate(word, part) for part in parts) for word in words) / len(words)
        whole = rate(typed, known)
        return max(alike, whole) >= _NEAR, alike + whole + _SAME_START * rate(words[0], parts[0])

    ranked = sorted(((measure(known), known) for known in names), reverse=True)
    return [known for (is_near, _), known in ranked if is_near][:3]


def compile_index(folder: Path | None = None) -> bool:
    """Write the index of all questions that are not broken; return False where that is not possible.

    Args:
        folder: the folder with the topic folders; by default the project's own.
    """
    entries = []
    for path in find_questions(folder).values():
        with suppress(QueryError):
            found = read_question(path)
            file = found.path.partition("/")[2]
            entries.append(Entry(found.name, file, found.body, found.header, found.function))
    return save_index(folder or find_folder("queries"), entries)


def _find_known(name: str) -> Question | None:
    """Return a question from the index, unless its name is taken twice."""
    root = find_folder("queries")
    entry = find_entry(root, name)
    if entry is None:
        return None
    topics = [topic for topic in os.scandir(root) if topic.is_dir()]
    files = [f"{t.path}/{name}{suffix}" for t in topics for suffix in (SPARQL_FILE, FUNCTION_FILE)]
    if sum(map(os.path.isfile, files)) != 1:
        return None
    topic = entry.file.partition("/")[0]
    return Question(name, topic, f"queries/{entry.file}", entry.header, entry.body, entry.function)


def load_catalogue(folder: Path | None = None) -> list[Question]:
    """Return all questions in the order of `find_questions`.

    Raises:
        QueryError: a file is broken.
    """
    return [read_question(path) for path in find_questions(folder).values()]


def read_question(path: Path) -> Question:
    """Return the question that a file holds, its header held against its body.

    Raises:
        QueryError: the file is broken; names file and line.
    """
    short = _short_path(path)
    if not path.is_file():
        raise QueryError("this is no file", where=short)
    if path.stat().st_size > _MAX_BYTES:
        raise QueryError(f"the file has more than {_MAX_BYTES // 1000} kB", where=short)
    try:
        body = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError("the file is not UTF-8", where=f"{short}:1") from error
    from kg.queries.header_yaml import read_function_header, read_header  # here: most are in the index

    if path.suffix == FUNCTION_FILE:
        header, function = read_function_header(body, short)
        return Question(path.stem, path.parent.name, short, header, body, function)
    question = Question(path.stem, path.parent.name, short, read_header(body, short), body)
    check_question(question)
    return question


def check_question(question: Question) -> None:
    """Return nothing if header and body agree.

    Raises:
        QueryError: a parameter or a column stands on one side only, a parameter has a `?name` twin or is
            selected, or the body cannot be split into tokens.
    """
    from kg.engines.tokens import list_words  # here and below: questions in the index were split before

    try:
        words = list_words(question.body)
    except EngineError as error:
        where = (error.where or "query:1").replace("query:", f"{question.path}:", 1)
        raise QueryError(error.message, where=where) from error
    _check_parameters(question, words)
    _check_columns(question, words)


def find_columns(words: list["Token"]) -> list["Token"]:
    """Return the tokens of the outermost SELECT that name its columns, in order; empty for `SELECT *`."""
    columns: list[Token] = []
    depth = 0
    inside = False
    for before, word in zip([None, *words], words, strict=False):
        upper = word.text.upper()
        if word.kind == "word" and upper == "SELECT" and depth == 0:
            inside = True
        elif inside and (word.text == "{" or (word.kind == "word" and upper in ("WHERE", "FROM"))):
            return columns
        if word.text == "(":
            depth += 1
        elif word.text == ")":
            depth -= 1
        elif inside and word.kind in ("variable", "parameter"):
            renamed = before is not None and before.text.upper() == "AS"
            if depth == 0 or (depth == 1 and renamed):
                columns.append(word)
    return columns


def _check_parameters(question: Question, words: list["Token"]) -> None:
    declared = question.header.parameters
    used = {word.text[1:] for word in words if word.kind == "parameter"}
    for before, word in zip([None, *words], words, strict=False):
        name = word.text[1:]
        if word.kind == "parameter" and name not in declared:
            raise _fault(question, word, f"{word.text} is not declared in the header")
        if word.kind == "variable" and name in declared:
            raise _fault(question, word, f"{word.text} is easily taken for the parameter ${name}")
        if (
            word.kind == "parameter"
            and before is not None
            and before.text.upper() in ("AS", "LIMIT", "OFFSET")
        ):
            raise _fault(question, word, f"{word.text} cannot stand after {before.text.upper()}")
    for name in declared:
        if name not in used:
            raise QueryError(f"the parameter {name} is declared but not used", where=f"{question.path}:1")


def _check_columns(question: Question, words: list["Token"]) -> None:
    columns = find_columns(words)
    for word in columns:
        if word.kind == "parameter":
            raise _fault(question, word, f"{word.text} is given and cannot be a column")
    names = [word.text[1:] for word in columns]
    declared = list(question.header.columns)
    if names != declared:
        missing = [n for n in declared if n not in names] or [n for n in names if n not in declared]
        told = f"{', '.join(missing)} on one side only" if missing else "not in the same order"
        raise QueryError(f"columns of header and SELECT disagree: {told}", where=f"{question.path}:1")


def _fault(question: Question, word: "Token", message: str) -> QueryError:
    from kg.engines.tokens import find_place

    place = find_place(question.body, word.start, question.path)
    return QueryError(message, where=place.rpartition(":")[0])


def _short_path(path: Path) -> str:
    return f"queries/{path.parent.name}/{path.name}"


def _topic_rank(topic: str) -> tuple[int, str]:
    return (TOPICS.index(topic) if topic in TOPICS else len(TOPICS), topic)
