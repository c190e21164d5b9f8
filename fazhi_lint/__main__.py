"""`python -m fazhi_lint`: the same as the `fazhi-lint` command."""

from .cli import main

if __name__ == "__main__":
    main()
