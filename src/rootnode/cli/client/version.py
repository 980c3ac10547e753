"""`rootnode version`."""

from rootnode import __version__


def print_version() -> None:
    """The version of this installation, and nothing else."""
    print(__version__)
