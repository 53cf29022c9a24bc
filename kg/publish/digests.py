"""Eight bytes that stand for an address, and sets of them that take no more than that for each.

Source: RFC 7693, BLAKE2; a key of its own for each run, so that nobody can make two addresses meet.
"""

import secrets
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Final

import numpy as np

_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Digester:
    """Turns addresses into numbers; those with the same key give the same ones, in any process."""

    key: bytes = field(default_factory=partial(secrets.token_bytes, _KEY_BYTES))

    def __call__(self, text: str) -> int:
        """Return the number for an address, below 2 to the 64."""
        data = text.encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(data, digest_size=8, key=self.key).digest(), "little")


class DigestSet:
    """A set of such numbers."""

    def __init__(self, digests: Iterable[int]) -> None:
        self._sorted = np.unique(np.array(array("Q", digests), dtype=np.uint64))

    def __len__(self) -> int:
        return int(self._sorted.size)

    def __contains__(self, digest: int) -> bool:
        place = int(np.searchsorted(self._sorted, np.uint64(digest)))
        return place < self._sorted.size and int(self._sorted[place]) == digest
