"""CPU time of a call: on a shared machine the only figure that can be compared.

Source: https://docs.python.org/3/library/time.html#time.process_time, user and system time of this process.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import geometric_mean, median
from types import FrameType
from typing import Any, Final, TypeVar

T = TypeVar("T")

_ENOUGH_RUNS: Final = 5
_ENOUGH_SECONDS: Final = 2.0  # of all runs together; slow calls are measured once


class TooSlowError(Exception):
    """The call was ended: it had used up its time."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a call took.

    Attributes:
        cpu_ms: median of CPU time in milliseconds; where `finished` is False, when it was ended.
        runs: how often it was measured.
        finished: False where it was ended, so that the true time is longer.
    """

    cpu_ms: float
    runs: int
    finished: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON has them."""
        return asdict(self)


def measure(call: Callable[[], T], limit_seconds: float | None = None) -> tuple[Timing, T | None]:
    """Return how long a call takes, and what it gave the first time.

    Args:
        call: what to measure; the first run counts too, unless more follow.
        limit_seconds: CPU time after which it is ended, where it runs Python code; None for no limit.
    """
    spent: list[float] = []
    first: T | None = None
    while not spent or (len(spent) < _ENOUGH_RUNS and sum(spent) < _ENOUGH_SECONDS):
        started = time.process_time()
        try:
            found = _call(call, limit_seconds)
        except TooSlowError:
            return Timing((time.process_time() - started) * 1000, 1, finished=False), None
        spent.append(time.process_time() - started)
        first = found if first is None else first
    warm = spent[1:] or spent
    return Timing(median(warm) * 1000, len(warm)), first


def to_ratio(peer: list[Timing], ours: list[Timing]) -> float:
    """Return how many times as long the peer takes, as geometric mean over the same calls."""
    floor = 0.01  # milliseconds: the clock does not resolve less
    return geometric_mean(
        max(theirs.cpu_ms, floor) / max(mine.cpu_ms, floor) for theirs, mine in zip(peer, ours, strict=True)
    )


def _call(call: Callable[[], T], limit_seconds: float | None) -> T:
    if limit_seconds is None:
        return call()
    before = signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, limit_seconds)
    try:
        return call()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError
