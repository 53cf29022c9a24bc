"""Memory that a large answer took, given back to the system."""

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Give freed memory back where the C library would keep it: after a million rows that is a gigabyte.

    Source: malloc_trim(3) of the GNU C library; elsewhere this does nothing.
    """
    trim = _find_trim()
    if trim is not None:
        trim(0)


@cache
def _find_trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
