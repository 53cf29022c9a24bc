"""What one call may use, so that a query which runs away fails its test and not the machine."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

_PAGE_BYTES: Final = resource.getpagesize()
_SIZES: Final = Path("/proc/self/statm")


@contextmanager
def limited(*, gigabytes: float, cpu_seconds: float) -> Iterator[None]:
    """End what runs inside with MemoryError or TimeoutError, once it takes that much more than at its start.

    Only Python code in the main thread can be ended so.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(_SIZES.read_text(encoding="ascii").split()[0]) * _PAGE_BYTES if _SIZES.exists() else None
    before = signal.signal(signal.SIGVTALRM, _give_up)
    if held is not None:  # only Linux tells it, and only there the limit holds
        resource.setrlimit(resource.RLIMIT_AS, (held + int(gigabytes * 2**30), hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGVTALRM, before)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("took more CPU time than a test may")
