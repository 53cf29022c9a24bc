"""The errors the package raises on purpose. This room imports nothing of ours.

Library code raises one of these and never prints; the command line turns it into one line. Anything else that
escapes is a bug.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

Severity = Literal["error", "warning", "info"]

DAMAGE: Final = "Corruption:"  # Source: RocksDB, how the store tells that its files are damaged

# What would break the line, recolour the terminal or turn the text around.
# Source: Unicode 15.1, categories Cc, Zl and Zp, and the property Bidi_Control.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True)
class Problem:
    """One thing found wanting, with the place where a person can mend it.

    Attributes:
        where: File and line, "papers/x/claims.yaml:41".
        message: What is wrong, without a final full stop.
        hint: What would mend it.
        severity: "error" fails a check, "warning" fails only a strict check, "info" never does.
    """

    where: str
    message: str
    hint: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        """One line: where, severity, message, hint."""
        return _line(f"{self.where}: {self.severity}", self.message, self.hint)


class KgError(Exception):
    """A failure the reader of the message can understand and mend.

    Attributes:
        message: What is wrong, without a final full stop.
        where: File and line, "papers/x/claims.yaml:41"; may be filled in later by a caller that knows it.
        hint: What would mend it.
        exit_code: With what the command line ends.
    """

    exit_code: ClassVar[int] = 1
    message: str
    where: str | None
    hint: str | None

    def __init__(self, message: str, where: str | None = None, hint: str | None = None) -> None:
        """Keeps the three parts apart, so that a caller can add `where` before passing the error on."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """One line: "where: message (hint)"."""
        return _line(self.where, self.message, self.hint)


class KnowledgeError(KgError):
    """Knowledge files cannot be used; carries every problem found, not only the first."""

    problems: list[Problem]

    def __init__(
        self,
        message: str,
        where: str | None = None,
        hint: str | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        """Keeps the problems in the order in which they were found."""
        super().__init__(message, where, hint)
        self.problems = list(problems)


class EvidenceError(KgError):
    """A pointer does not resolve to exactly one passage of the text."""


class QuantityError(KgError):
    """A printed or typed quantity is not one value with a known unit."""


class IdentifierError(KgError):
    """An identifier or key breaks its grammar or its checksum."""


class ReadError(KgError):
    """A source file is not a text this package can read."""


class BuildError(KgError):
    """The graph cannot be built from the knowledge files."""


class UnknownPaperError(BuildError):
    """A paper is named that is not there."""

    exit_code = 2


class SettingError(KgError):
    """A value of an option that does not fit."""

    exit_code = 2


class QueryError(KgError):
    """A question or one of its parameters is not valid."""


class EngineError(KgError):
    """A query engine cannot be reached, ended the query, or answered with an error."""


class AddressError(EngineError):
    """What was given as a server is no address, or no kind of server."""

    exit_code = 2


class QuerySyntaxError(EngineError):
    """A query breaks the grammar.

    Attributes:
        excerpt: The line of the query in which it does, and a line with a mark under the place; "" where the
            place is not known.
    """

    excerpt: str

    def __init__(
        self, message: str, where: str | None = None, hint: str | None = None, excerpt: str = ""
    ) -> None:
        """Keeps the excerpt apart, since it is no part of the one line of an error."""
        super().__init__(message, where, hint)
        self.excerpt = excerpt


class EngineTimeoutError(EngineError):
    """A query took longer than it may."""

    exit_code = 4


class IncompleteAnswerError(EngineError):
    """An answer broke off, or a server cut it short and would not give the rest."""

    exit_code = 5


class OntologyError(KgError):
    """The ontology files contradict themselves or lack a term the code relies on."""


def _line(where: str | None, message: str, hint: str | None) -> str:
    head = f"{where}: " if where else ""
    tail = f" ({hint})" if hint else ""
    return to_printable(f"{head}{message}{tail}")


def to_printable(text: str) -> str:
    """Return the text with control characters written out, so that it is one line on every terminal."""
    return _UNPRINTABLE.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def measure_width(text: str) -> int:
    """Return how many columns a text takes on a terminal: two for wide signs, none for combining marks.

    Source: Unicode Standard Annex 11, https://www.unicode.org/reports/tr11/
    """
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me") for character in text)
    return len(text) + wide - marks
