"""The knowledge files of a folder as a `Paper`; every mistake of every file is told at once.

Source: docs on the format of the knowledge files; the rules that go beyond single fields are in `checks`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from kg.errors import KnowledgeError, Problem
from kg.knowledge.checks import find_problems
from kg.knowledge.concepts import ConceptIndex
from kg.knowledge.hints import nearest_hint, shown
from kg.knowledge.pointer import Record
from kg.knowledge.records import FILE_RECORDS, Paper, Place, SourceFile, Work
from kg.knowledge.validation import to_record
from kg.knowledge.yaml_lines import YamlData, decode, parse_yaml, read_limited

MAPPING_FILES: Final = ("work", "people")  # all others hold one list
_SUFFIX: Final = ".yaml"
_MEASURED: Final = "quality"  # see `kg.knowledge.quality`; not every paper has it, and it holds no facts


def load_paper(folder: Path, concepts: ConceptIndex) -> Paper:
    """Return all records of one paper's folder, checked against each other and the ontology.

    Args:
        folder: such as `papers/jeon-2025`.
        concepts: resolves the names that the records use.

    Raises:
        KnowledgeError: with every problem of every file.
    """
    return _without_errors(*_read([folder], concepts))[0]


def load_papers(folder: Path, concepts: ConceptIndex) -> list[Paper]:
    """Return the papers of all folders in `folder`, in the order of their names, checked against each other.

    Args:
        folder: such as `papers/`; what begins with a dot or an underscore is passed over.
        concepts: resolves the names that the records use.

    Raises:
        KnowledgeError: there is no paper, or there are problems; it carries all of them.
    """
    return _without_errors(*read_papers(folder, concepts))


def read_papers(folder: Path, concepts: ConceptIndex) -> tuple[list[Paper], list[Problem]]:
    """Return the papers of a folder as far as they can be read, and everything that is wrong with them.

    Args:
        folder: see `load_papers`.
        concepts: resolves the names that the records use.

    Raises:
        KnowledgeError: there is no paper at all.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"there is no folder {folder.name}/", where=str(folder), hint="name the folder")
    folders = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._")
    if not folders:
        raise KnowledgeError(
            "the folder holds no paper",
            where=f"{folder.name}/",
            hint="a paper is a folder with work.yaml and the other knowledge files",
        )
    return _read(folders, concepts)


def _read(folders: Sequence[Path], concepts: ConceptIndex) -> tuple[list[Paper], list[Problem]]:
    problems: list[Problem] = []
    papers = [paper for folder in folders if (paper := _read_folder(folder, problems)) is not None]
    return papers, [*problems, *find_problems(papers, concepts)]


def _without_errors(papers: Sequence[Paper], problems: Sequence[Problem]) -> list[Paper]:
    """Return the papers with their warnings.

    Raises:
        KnowledgeError: a problem is an error; it carries all problems.
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise KnowledgeError(first.message + more, where=first.where, hint=first.hint, problems=problems)
    return [replace(paper, warnings=_of_paper(paper, problems)) for paper in papers]


def _of_paper(paper: Paper, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    paths = {file.where for file in paper.files}
    return tuple(problem for problem in problems if problem.where.rpartition(":")[0] in paths)


def _read_folder(folder: Path, problems: list[Problem]) -> Paper | None:
    """Return the records of a folder; problems are added, and without a work there is no paper."""
    base = f"{folder.resolve().parent.name}/{folder.resolve().name}"
    if not folder.is_dir():
        problems.append(Problem(base, "there is no such folder", "name the folder of a paper"))
        return None
    _find_strangers(folder, base, problems)
    reading = _Reading(problems)
    for name in FILE_RECORDS:
        where = f"{base}/{name}{_SUFFIX}"
        loaded = _read_file(folder / f"{name}{_SUFFIX}", where, problems)
        if loaded is None:
            reading.unread.add(f"{name}{_SUFFIX}")
        else:
            reading.files.append(loaded[1])
            reading.add_file(name, loaded[0], where)
    work = next(iter(reading.records.pop("work", ())), None)
    if not isinstance(work, Work):
        return None
    if work.key != folder.resolve().name:
        message = f"the key '{work.key}' is not the name of the folder, '{folder.resolve().name}'"
        problems.append(Problem(reading.lines["work", "key"], message, "make them equal"))
    return Paper(
        work=work,
        files=tuple(reading.files),
        lines=reading.lines,
        unread=frozenset(reading.unread),
        **cast("dict[str, Any]", reading.records),
    )


def _find_strangers(folder: Path, base: str, problems: list[Problem]) -> None:
    """Add a problem for every YAML file that is none of the known ones, as its records would be lost."""
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".yml") and (path.suffix != _SUFFIX or path.stem not in FILE_RECORDS):
            if path.name == f"{_MEASURED}{_SUFFIX}":
                continue
            hint = nearest_hint(path.stem, FILE_RECORDS) if path.suffix == _SUFFIX else "end it in .yaml"
            problems.append(Problem(f"{base}/{path.name}", "this is none of the knowledge files", hint))


def _read_file(path: Path, where: str, problems: list[Problem]) -> tuple[YamlData, SourceFile] | None:
    try:
        content = read_limited(path, where)
        data = parse_yaml(decode(content, where), where)
    except FileNotFoundError:
        empty = "{organisations: [], people: [], identity: []}" if path.stem == "people" else "[]"
        hint = (
            "every paper needs it" if path.stem == "work" else f"write {empty} when there is nothing to say"
        )
        problems.append(Problem(where, "the file is missing", hint))
    except OSError as error:  # no permission, a link that leads in a circle
        problems.append(Problem(where, f"the file cannot be read: {error.strerror or error}"))
    except KnowledgeError as error:
        problems.append(Problem(error.where or where, error.message, error.hint))
    else:
        return data, SourceFile(where, path, hashlib.sha256(content).hexdigest())
    return None


@dataclass
class _Reading:
    """What has been read of one folder so far.

    Attributes:
        problems: is extended.
        files: the files that were read.
        records: the valid records, by name of their list.
        lines: file and line of every node of the valid records.
        unread: keys of the invalid records, and names of the files that could not be read.
    """

    problems: list[Problem]
    files: list[SourceFile] = field(default_factory=list)
    records: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    lines: dict[Place, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def add_file(self, name: str, loaded: YamlData, where: str) -> None:
        """Take over the records of one file."""
        lists = FILE_RECORDS[name]
        data: Any = loaded.data
        if data is None and name != "work":
            data = {} if name in MAPPING_FILES else []
        is_mapping = name in MAPPING_FILES
        if not (isinstance(data, dict) if is_mapping else isinstance(data, list)):
            expected = "fields with values" if is_mapping else "a list of records"
            self.problems.append(Problem(f"{where}:1", f"the file is {shown(data)}", f"expected {expected}"))
            self.unread.add(f"{name}{_SUFFIX}")
            return
        if name == "work":
            self._add_list("work", Work, [data], _lines_below(loaded, where, ()), single=True)
            return
        for list_name, record_class in lists.items():
            root: Place = (list_name,) if is_mapping else ()
            entries = (data.get(list_name) or []) if is_mapping else data
            self._add_list(list_name, record_class, entries, _lines_below(loaded, where, root))
        for stranger in data.keys() - lists.keys() if is_mapping else ():
            at = f"{where}:{loaded.lines[(stranger,)]}"
            hint = nearest_hint(stranger, lists)
            self.problems.append(Problem(at, f"unknown field '{stranger}'", hint))

    def _add_list(
        self,
        list_name: str,
        record_class: type[Record],
        entries: Any,
        lines: Mapping[Place, str],
        single: bool = False,
    ) -> None:
        if not isinstance(entries, list):
            message = f"'{list_name}' is {shown(entries)}"
            self.problems.append(Problem(lines[()], message, "expected a list of records"))
            return
        _find_double_keys(entries, lines, self.problems)
        records: list[Record] = []
        kept: dict[int, int] = {}  # index in the file -> index among the valid records
        for index, entry in enumerate(entries):
            place: Place = () if single else (index,)
            record = to_record(record_class, entry, list_name, place, lines, self.problems)
            if record is not None:
                kept[index] = len(records)
                records.append(record)
            elif isinstance(entry, dict) and isinstance(entry.get("key"), str):
                self.unread.add(entry["key"])
        self.records[list_name] = tuple(records)
        for place, line in lines.items():
            if single or not place:
                self.lines[(list_name, *place)] = line
            elif isinstance(place[0], int) and place[0] in kept:
                self.lines[(list_name, kept[place[0]], *place[1:])] = line


def _lines_below(loaded: YamlData, where: str, root: Place) -> dict[Place, str]:
    """Return file and line of all nodes below `root`, by their path from there."""
    skip = len(root)
    return {place[skip:]: f"{where}:{line}" for place, line in loaded.lines.items() if place[:skip] == root}


def _find_double_keys(entries: list[Any], lines: Mapping[Place, str], problems: list[Problem]) -> None:
    first: dict[str, str] = {}
    for index, entry in enumerate(entries):
        key = entry.get("key") if isinstance(entry, dict) else None
        where = lines.get((index, "key"))
        if not isinstance(key, str) or where is None:
            continue
        if key in first:
            hint = f"first on line {first[key].rpartition(':')[2]}"
            problems.append(Problem(where, f"the key '{key}' stands twice", hint))
        first.setdefault(key, where)
