"""Starting processes in tests."""

import signal


def heed_interrupts() -> None:
    """Make a new process end on Ctrl-C, even where the tests themselves run in the background and ignore it.

    For `subprocess.Popen(..., preexec_fn=heed_interrupts)`.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
