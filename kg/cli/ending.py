"""How the program ends early: Ctrl-C and other signals, heard even while the engine works, and a time limit.

Python calls no handler of a signal while the engine answers a query, and the program would look dead. But the
engine lets other threads run, so one of them waits for signals and ends the program where nothing else does.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final, NoReturn

from kg.errors import EngineTimeoutError, IncompleteAnswerError

WRONG_USE: Final = 2
EXIT_CODES: Final = {
    0: "done",
    1: "failed: one line on stderr says why and what would mend it; `kg ask` and `kg find`: nothing fits; "
    "without a word: what reads the output has read enough, such as `head`",
    WRONG_USE: "wrong use: an unknown command, option, question or name, or a value that does not fit",
    3: "checked and found wanting (`kg check`, `kg site`, `kg doctor`)",
    EngineTimeoutError.exit_code: "took too long",
    IncompleteAnswerError.exit_code: "the answer broke off or was cut, and is not whole",
    130: "ended by Ctrl-C; 143 by `kill`, 129 because the terminal was closed",
}
_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")  # the last is not on Windows, and ignored under nohup
_SHELL: Final = 128  # Source: POSIX, Shell Command Language, section 2.8.2: the exit code tells the signal
_GRACE_SECONDS: Final = 0.3  # in which Python's own handler is called, unless the engine works
_STEP_SECONDS: Final = 0.02


def heed_signals() -> None:
    """Let Ctrl-C, `kill` and a closed terminal end the program at once, with 128 and the signal's number.

    What is half written is removed. To be called once, by the main thread of a program.
    """
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    called = threading.Event()

    def end(number: int, _: FrameType | None) -> NoReturn:
        called.set()
        sys.exit(_SHELL + number)

    for number in heard:
        signal.signal(number, end)
    if os.name != "posix":  # elsewhere only a socket can tell of signals, and it takes long to load
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader, frozenset(heard), called), daemon=True).start()


def _watch(reader: int, heard: frozenset[int], called: threading.Event) -> None:
    """Wait for signals; end the program where the main thread does not take one in time."""
    while True:
        number = os.read(reader, 1)[0]
        if number not in heard:
            continue
        limit = time.monotonic() + _GRACE_SECONDS
        while not called.is_set() and time.monotonic() < limit:
            time.sleep(_STEP_SECONDS)
        if not called.is_set():
            _end(_SHELL + number)
        called.clear()


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """End the program where the block takes longer than so many seconds; None for no limit."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, _end_late, [seconds])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end_late(seconds: float) -> None:
    message = f"Error: there was no whole answer after {seconds:g} s (allow more with --timeout)\n"
    with contextlib.suppress(OSError):
        os.write(2, message.encode())
    _end(EngineTimeoutError.exit_code)


def _end(code: int) -> NoReturn:
    """End the program without waiting for the main thread, which the engine holds."""
    from kg.files import remove_unfinished  # here, because most commands write no file

    with contextlib.suppress(OSError):
        remove_unfinished()
    os._exit(code)
