"""The `fazhi-lint` command, and `python -m fazhi_lint`."""

import atexit
import gc
import os
import sys


def main() -> None:
    """Run the command line: it prints and exits."""
    gc.disable()  # what is imported lives to the end: looking through it for garbage takes a twentieth of a short run
    from .cli import main as run

    gc.freeze()
    gc.enable()
    try:
        run()
    except SystemExit as ending:
        _leave(ending.code)
        raise


def _leave(status: object) -> None:
    """End the process at once: to free all that was loaded, value by value, takes another twentieth of a short run.

    All output is flushed by then. Not where threads or other processes are, or were: Python ends those in order.
    """
    if not isinstance(status, int | None) or "multiprocessing" in sys.modules or len(sys._current_frames()) > 1:
        return
    atexit._run_exitfuncs()
    os._exit(status or 0)


if __name__ == "__main__":
    main()
