"""Starting processes in tests."""

import signal


def heed_interrupts() -> None:
    """Make a new process end on Ctrl-C and a closed terminal, even where tests in the background ignore them.

    For `subprocess.Popen(..., preexec_fn=heed_interrupts)`.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
