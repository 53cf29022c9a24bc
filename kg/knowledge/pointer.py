"""Pointers: how a record names the passage that backs it.

Source: https://wicg.github.io/scroll-to-text-fragment/ for naming a passage by its first and last words.
"""

import re
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from kg.knowledge.closed_lists import PlaceKind

MAX_CHARACTERS: Final = 10_000  # of one field; no note of a person is longer

# Invisible, and at work in a terminal or on a page all the same; line ends and tabs are neither.
# Source: Unicode 15.1, category Cc, the embedding and isolating part of Bidi_Control, and noncharacters.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


def _check_characters(text: str) -> str:
    """Return the text unchanged when all its characters can be shown."""
    found = _CONTROL.search(text)
    if found:
        raise PydanticCustomError(
            "text_characters",
            "the text holds the control character U+{code}",
            {"code": f"{ord(found.group()):04X}", "hint": "take it out"},
        )
    return text


Text = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS), AfterValidator(_check_characters)]
Count = Annotated[int, Strict(), Field(ge=1)]

# Names of sections that are no heading number. Source: `docs`, the format of the knowledge files.
NAMED_SECTIONS: Final = ("abstract", "byline", "acknowledgements", "references", "biographies")

_PLACES: Final = ("section", "figure", "caption_of_table", "table", "reference")
_ONLY_IN_TABLES: Final = ("row", "nth", "column")
_ONLY_IN_PROSE: Final = ("from", "to")
_EXAMPLE: Final = '{section: "4", from: "first few words", to: "last few words"}'


class Record(BaseModel):
    """Behaviour of every record: unchangeable, no unknown fields, numbers accepted where text is wanted."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        str_strip_whitespace=True,
        validate_by_name=False,
        validate_by_alias=True,
    )


class Pointer(Record):
    """One passage of the paper: words of a section or caption, a table cell or row, or a reference entry."""

    section: Text | None = Field(None, description="heading number such as 2.1, or a named section")
    figure: Text | None = Field(None, description="number of the figure whose caption is meant")
    caption_of_table: Text | None = Field(None, description="number of the table whose caption is meant")
    table: Text | None = Field(None, description="number of the table in which the row or cell stands")
    reference: Count | None = Field(None, description="printed number of the reference entry")
    from_words: Text | None = Field(None, alias="from", description="the first 3 to 6 words of the passage")
    to_words: Text | None = Field(None, alias="to", description="the last 3 to 6 words of the passage")
    row: Text | None = Field(None, description="the first cell of the row, as printed")
    nth: Count | None = Field(None, description="which of the rows that share the first cell, from 1")
    column: Text | None = Field(None, description="column key of the table's layout; absent: the whole row")

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, given: Any) -> Any:
        """Return the mapping unchanged when its keys name exactly one place and suit that place."""
        if not isinstance(given, dict):
            return given
        keys = {key for key, value in given.items() if value is not None}
        places = [place for place in _PLACES if place in keys]
        if len(places) != 1:
            stated = " and ".join(places) or "no place"
            raise PydanticCustomError(
                "pointer_place",
                "evidence names {stated} instead of exactly one of {places}",
                {"stated": stated, "places": ", ".join(_PLACES), "hint": f"write for example {_EXAMPLE}"},
            )
        place = places[0]
        wanted = {"table": "row", "reference": None}.get(place, "from")
        allowed = {"table": _ONLY_IN_TABLES, "reference": ()}.get(place, _ONLY_IN_PROSE)
        misplaced = sorted((keys & {*_ONLY_IN_TABLES, *_ONLY_IN_PROSE}) - set(allowed))
        if misplaced or (wanted and wanted not in keys):
            fault = f"does not take '{misplaced[0]}'" if misplaced else f"needs '{wanted}'"
            raise PydanticCustomError(
                "pointer_keys",
                "evidence with '{place}' {fault}",
                {"place": place, "fault": fault, "hint": f"it takes {', '.join(allowed) or 'nothing else'}"},
            )
        return given

    @property
    def place_kind(self) -> PlaceKind:
        """The kind of place in which the passage stands."""
        if self.table is not None:
            return "table"
        if self.reference is not None:
            return "reference-list"
        return "running-text" if self.section is not None else "caption"

    @property
    def place(self) -> str:
        """The place in words, such as `section 4` or `Table 2, row Mg powder, capacity retention`."""
        if self.table is not None:
            nth = f" ({self.nth})" if self.nth else ""
            column = f", {self.column.replace('-', ' ')}" if self.column else ""
            return f"Table {self.table}, row {self.row}{nth}{column}"
        if self.reference is not None:
            return f"reference {self.reference}"
        if self.figure is not None:
            return f"caption of Figure {self.figure}"
        if self.caption_of_table is not None:
            return f"caption of Table {self.caption_of_table}"
        return str(self.section) if self.section in NAMED_SECTIONS else f"section {self.section}"


class _OneOrMany:
    """Lets the JSON Schema of a list say that a single entry may stand without brackets."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(schema)
        return {"anyOf": [listed["items"], listed]}


def _to_list(given: Any) -> Any:
    """Return a list with the one entry, where no list was given; None becomes the empty list."""
    if given is None:
        return []
    return given if isinstance(given, list | tuple) else [given]


ONE_OR_MANY: Final = (BeforeValidator(_to_list), _OneOrMany())
Passages = Annotated[tuple[Pointer, ...], *ONE_OR_MANY]
SomePassages = Annotated[tuple[Pointer, ...], Field(min_length=1), *ONE_OR_MANY]
Words = Annotated[tuple[Text, ...], *ONE_OR_MANY]
