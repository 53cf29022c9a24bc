"""The numbers that a citation mark prints."""

import re
from typing import Final

# Source: marks such as [5-7], ^[2,3], [5–7,9]; a letter behind a number names a part of the reference.
_ITEM: Final = re.compile(r"(\d{1,4})[a-z]?(?:\s*[-\u2010-\u2015\u2212]\s*(\d{1,4})[a-z]?)?")
_LONGEST_RANGE: Final = 200


def to_numbers(printed: str) -> list[int]:
    """Return the numbers that a citation mark prints, ranges expanded: "[2,5-7]" gives 2, 5, 6, 7.

    A range that runs backwards or is longer than any list gives its two ends.
    """
    numbers: list[int] = []
    for match in _ITEM.finditer(printed):
        first, last = int(match[1]), int(match[2] or match[1])
        if first <= last <= first + _LONGEST_RANGE:
            numbers += range(first, last + 1)
        else:
            numbers += [first, last]
    return numbers
