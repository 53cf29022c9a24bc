"""A query that runs away fails its test."""

import sys

import pytest

from tests.limits import limited


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to the limit")
def test_memory_is_limited() -> None:
    """More than is allowed cannot be had, and afterwards it can."""
    with pytest.raises(MemoryError), limited(gigabytes=0.25, cpu_seconds=60):
        bytearray(2**30)
    assert len(bytearray(2**28)) == 2**28


def test_time_is_limited() -> None:
    """A loop without end is ended, and what comes later is not."""
    with pytest.raises(TimeoutError), limited(gigabytes=1, cpu_seconds=0.2):
        loop_without_end()
    assert sum(range(10**6)) > 0


def loop_without_end() -> None:
    while True:
        pass
