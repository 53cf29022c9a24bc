"""The header of a question file: what is asked, which values it takes, what its columns mean.

Source: the decorators of grlc, https://grlc.io/, narrowed to a closed set of keys.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

View = Literal["table", "chart", "graph", "matrix"]
ParameterType = Literal["entity", "string", "integer", "decimal", "quantity", "year"]
ColumnKind = Literal["entity", "quantity", "text", "passage", "link", "number"]
Bound = Literal["lower", "upper"]

NO_LIMIT: Final = "any"
"""What is typed for a bound that limits nothing."""
NUMERIC: Final = ("integer", "decimal", "quantity", "year")
"""Types of parameters that can be bounds."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that a question takes.

    Attributes:
        name: as `$name` in the query and `--name` on the command line.
        type: how the value is checked and written.
        example: a value that gives rows on the first paper.
        description: what it means, without final full stop.
        classes: for an entity, prefixed names of the classes it may belong to.
        unit: for a quantity, the unit in which it is compared.
        choices: the only values allowed, where there is such a list.
        default: the value taken where none is given.
        required: whether a value must be given.
        bound: whether a number is the lowest or the highest that passes; only then it may be "any".
    """

    name: str
    type: ParameterType
    example: str
    description: str
    classes: tuple[str, ...] = ()
    unit: str | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    required: bool = False
    bound: Bound | None = None

    @property
    def option(self) -> str:
        """The parameter as an option of the command line: `minWorks` becomes `--min-works`."""
        return "--" + re.sub(r"(?<!^)([A-Z])", r"-\1", self.name).lower()


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of an answer is called and holds.

    Attributes:
        label: its heading.
        kind: how its cells are set.
        unit: of its numbers, where it is the same for all.
        names: where the cells are names of things and no column identifies these: prefixed names of the
            classes of these things, so that a page can link each name that only one of them has.
    """

    label: str
    kind: ColumnKind = "text"
    unit: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Everything that the `#+` lines of a question file say."""

    summary: str
    description: str
    tags: tuple[str, ...]
    view: View
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Column]
