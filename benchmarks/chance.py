"""Random choices that are the same on every machine: made from `random.Random.random()` alone.

Source: https://docs.python.org/3/library/random.html#notes-on-reproducibility, which promises that `random()`
keeps giving the same numbers for the same seed; the other methods may change.
"""

from bisect import bisect
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")

_STREAMS: Final = 64  # kinds of things that have random properties of their own


class Chance:
    """A source of random choices of its own for each thing, so that things can be made in any order.

    Args:
        seed: the seed of the whole literature.
        stream: which kind of thing, below 64.
        index: which thing of that kind.
    """

    def __init__(self, seed: int, stream: int, index: int) -> None:
        assert 0 <= stream < _STREAMS
        self._random = Random((index * _STREAMS + stream) * 1_000_003 + seed).random  # noqa: S311 - no secret

    def whether(self, share: float) -> bool:
        """Return True in that share of all cases."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included, each as likely."""
        return low + int(self._random() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        """Return a number between `low` and `high`."""
        return low + self._random() * (high - low)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """Return one of the items, as often as its weight says."""
        limits = list(accumulate(weight for _, weight in items))
        return items[min(bisect(limits, self._random() * limits[-1]), len(items) - 1)][0]

    def zipf(self, items: Sequence[T], exponent: float = 1.0) -> T:
        """Return one of the items, the n-th in proportion to 1/n^exponent.

        Source: Zipf's law, as found for words, species and topics; https://doi.org/10.1137/070710111
        """
        return items[self.zipf_rank(len(items), exponent)]

    def zipf_rank(self, count: int, exponent: float = 1.0) -> int:
        """Return a rank below `count`, rank n in proportion to 1/(n+1)^exponent."""
        limits = _zipf_limits(count, exponent)
        return min(bisect(limits, self._random() * limits[-1]), count - 1)

    def old(self, count: int) -> int:
        """Return an index below `count`, early ones more often: in proportion to index^(-1/2).

        So citations follow a power law with exponent 3 where each new work cites earlier ones.
        Source: https://doi.org/10.1126/science.286.5439.509, where a node's degree grows as (t/i)^(1/2).
        """
        return int(count * self._random() ** 2)


@lru_cache(maxsize=64)
def _zipf_limits(count: int, exponent: float) -> list[float]:
    return list(accumulate(1.0 / rank**exponent for rank in range(1, count + 1)))
