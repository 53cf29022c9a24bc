"""How a header is written: YAML with a closed set of keys, read with the line of every mistake.

In a `.rq` file the header is YAML behind `#+` at the start of each line, so the file stays a plain SPARQL
query. The file of a question that Python answers is nothing but the header, plus the key `function`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, get_args

import yaml

from kg.errors import QueryError
from kg.queries.header import (
    NO_LIMIT,
    NUMERIC,
    Bound,
    Column,
    ColumnKind,
    Header,
    Parameter,
    ParameterType,
    View,
)

_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where PyYAML was built with it
_MAX_DEPTH: Final = 10  # a header needs five
_HEADER_KEYS: Final = frozenset({"summary", "description", "tags", "view", "parameters", "columns"})
_FUNCTION: Final = re.compile(r"kg(?:\.[a-z_]+)+:[a-z][a-z0-9_]*")
_PARAMETER_KEYS: Final = frozenset(
    {"type", "class", "unit", "choices", "default", "example", "description", "required", "bound"}
)
_COLUMN_KEYS: Final = frozenset({"label", "unit", "kind", "names"})


def read_header(text: str, path: str) -> Header:
    """Return the header of a question file.

    Args:
        text: the whole file.
        path: what to call the file in an error.

    Raises:
        QueryError: the header is missing, is not YAML, or has a key or value that is not allowed.
    """
    lines = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        lines.append(line[2:].removeprefix(" "))
    if not lines:
        raise QueryError("the header is missing: the first lines must start with '#+'", where=f"{path}:1")
    return _Reader(path).read(_compose("\n".join(lines), path))


def read_function_header(text: str, path: str) -> tuple[Header, str]:
    """Return the header of a question that Python answers, and the function that does, "module:function".

    Args:
        text: the whole file, which is YAML.
        path: what to call the file in an error.

    Raises:
        QueryError: the file is not YAML, or has a key or value that is not allowed.
    """
    return _Reader(path).read_with_function(_compose(text, path))


def _compose(text: str, path: str) -> yaml.Node | None:
    try:
        _check_depth(text, path)
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line_number = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QueryError(f"the header is not YAML: {error.problem}", where=f"{path}:{line_number}") from error
    except yaml.YAMLError as error:
        raise QueryError("the header is not YAML", where=f"{path}:1") from error
    return root


def _check_depth(text: str, path: str) -> None:
    """Return nothing if no bracket stands too deep: `yaml.compose` would end the process on deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise QueryError(f"the header nests deeper than {_MAX_DEPTH} levels", where=f"{path}:1")


class _Reader:
    """Turns YAML nodes, which know their lines, into a header."""

    def __init__(self, path: str) -> None:
        self._path = path

    def read_with_function(self, root: yaml.Node | None) -> tuple[Header, str]:
        header = self.read(root, _HEADER_KEYS | {"function"})
        assert isinstance(root, yaml.MappingNode)  # else it could not have been read
        node = next((value for key, value in root.value if key.value == "function"), None)
        self._check(node is not None, root, "the header lacks 'function'")
        assert node is not None
        function = self._text(node)
        self._check(
            bool(_FUNCTION.fullmatch(function)),
            node,
            f"{function!r} is not like 'kg.network.module:function'",
        )
        return header, function

    def read(self, root: yaml.Node | None, allowed: frozenset[str] = _HEADER_KEYS) -> Header:
        if root is None:
            raise QueryError("the header is empty", where=f"{self._path}:1")
        keys = self._mapping(root, "the header", allowed)
        for wanted in ("summary", "description", "columns"):
            self._need(keys, wanted, root, "the header")
        return Header(
            summary=self._text(keys["summary"]),
            description=self._text(keys["description"]),
            tags=self._list(keys["tags"]) if "tags" in keys else (),
            view=self._choice(keys["view"], get_args(View)) if "view" in keys else "table",  # type: ignore[arg-type] # one of View, just checked
            parameters=dict(self._parameters(keys.get("parameters"))),
            columns=dict(self._columns(keys["columns"])),
        )

    def _parameters(self, node: yaml.Node | None) -> Iterator[tuple[str, Parameter]]:
        if node is None:
            return
        for name, value in self._named(node, "parameters"):
            keys = self._mapping(value, f"parameter {name}", _PARAMETER_KEYS)
            for wanted in ("type", "example", "description"):
                self._need(keys, wanted, value, f"parameter {name}")
            kind = self._choice(keys["type"], get_args(ParameterType))
            classes = self._list(keys["class"]) if "class" in keys else ()
            unit = self._text(keys["unit"]) if "unit" in keys else None
            default = self._text(keys["default"]) if "default" in keys else None
            required = "required" in keys and self._choice(keys["required"], ("true", "false")) == "true"
            self._check(
                (kind == "entity") == bool(classes), value, f"{name}: an entity, and only it, has a class"
            )
            self._check(
                (kind == "quantity") == bool(unit), value, f"{name}: a quantity, and only it, has a unit"
            )
            self._check(
                required != (default is not None), value, f"{name}: either required or with a default"
            )
            bound = self._choice(keys["bound"], get_args(Bound)) if "bound" in keys else None
            self._check(bound is None or kind in NUMERIC, value, f"{name}: only a number can be a bound")
            self._check(
                bool(bound) or kind not in NUMERIC or default != NO_LIMIT,
                value,
                f"{name}: only a bound can be {NO_LIMIT!r}",
            )
            yield (
                name,
                Parameter(
                    name,
                    kind,  # type: ignore[arg-type] # one of ParameterType, just checked
                    self._text(keys["example"]),
                    self._text(keys["description"]),
                    classes,
                    unit,
                    self._list(keys["choices"]) if "choices" in keys else (),
                    default,
                    required,
                    bound,  # type: ignore[arg-type] # one of Bound, just checked
                ),
            )

    def _columns(self, node: yaml.Node) -> Iterator[tuple[str, Column]]:
        for name, value in self._named(node, "columns"):
            keys = self._mapping(value, f"column {name}", _COLUMN_KEYS)
            self._need(keys, "label", value, f"column {name}")
            kind = self._choice(keys["kind"], get_args(ColumnKind)) if "kind" in keys else "text"
            self._check("names" not in keys or kind == "text", value, f"{name}: only a text names things")
            yield (
                name,
                Column(
                    self._text(keys["label"]),
                    kind,  # type: ignore[arg-type] # one of ColumnKind, just checked
                    self._text(keys["unit"]) if "unit" in keys else None,
                    self._list(keys["names"]) if "names" in keys else (),
                ),
            )

    def _named(self, node: yaml.Node, what: str) -> Iterator[tuple[str, yaml.Node]]:
        for name, value in self._mapping(node, what, None).items():
            self._check(bool(_NAME.fullmatch(name)), node, f"{name!r} is not a name such as 'cellFormat'")
            yield name, value

    def _mapping(self, node: yaml.Node, what: str, allowed: frozenset[str] | None) -> dict[str, yaml.Node]:
        self._check(isinstance(node, yaml.MappingNode), node, f"{what} must be a mapping")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key)
            known = allowed is None or name in allowed
            self._check(known, key, f"{what} has the unknown key {name!r}")
            self._check(name not in found, key, f"{what} has the key {name!r} twice")
            found[name] = value
        return found

    def _list(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._text(item) for item in node.value)
        return (self._text(node),)

    def _text(self, node: yaml.Node) -> str:
        self._check(isinstance(node, yaml.ScalarNode) and bool(node.value), node, "a value is missing here")
        return str(node.value).strip()

    def _choice(self, node: yaml.Node, allowed: tuple[str, ...]) -> str:
        value = self._text(node)
        self._check(value in allowed, node, f"{value!r} is not one of {', '.join(allowed)}")
        return value

    def _need(self, keys: Mapping[str, yaml.Node], key: str, node: yaml.Node, what: str) -> None:
        self._check(key in keys, node, f"{what} lacks {key!r}")

    def _check(self, holds: bool, node: yaml.Node, message: str) -> None:
        if not holds:
            raise QueryError(message, where=f"{self._path}:{node.start_mark.line + 1}")
