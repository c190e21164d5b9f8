"""The `fazhi-lint` command, and `python -m fazhi_lint`."""

import gc


def main() -> None:
    """Run the command line: it prints and exits."""
    gc.disable()  # what is imported lives to the end: looking through it for garbage takes a twentieth of a short run
    from .cli import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
