"""Failures of commands that are told in a sentence."""

from rootnode.kit.errors import Problem
from rootnode.kit.lock import Locked


class Refused(Exception):
    """The command was not carried out. The text says why and what to do."""


def foreseen() -> tuple[type[Exception], ...]:
    """Kinds of exceptions whose text is meant for whoever typed the command."""
    # late: the database libraries are slow to import
    from rootnode.migrations.run import CannotUse

    return (Problem, Locked, CannotUse, Refused, OSError)
