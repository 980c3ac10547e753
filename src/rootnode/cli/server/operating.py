"""How an operator's command reaches the stores: through the server that owns the data folder, or by owning it for a moment."""

import time
from typing import Any

from rootnode.cli.server.asking import PATIENCE, Command, Done, ask
from rootnode.cli.server.failures import Refused
from rootnode.config import Settings
from rootnode.kit import lock
from rootnode.kit.lock import Locked


def administer(settings: Settings, command: str, arguments: dict[str, Any]) -> Done:
    """Have a command carried out, whether the server is up or down. Raises Refused, a Problem, or Locked after PATIENCE."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            held = lock.take(settings.data, command)
        except Locked as locked:
            done = ask(settings.data, Command(command, arguments))
            if done is not None:
                return done
            if time.monotonic() > until:
                raise Refused(f"{locked} It does not answer; try again, or end that process.") from None
            time.sleep(0.1)
        else:
            with held:
                return _alone(settings, command, arguments)


def _alone(settings: Settings, command: str, arguments: dict[str, Any]) -> Done:
    # late: only this way needs the whole server
    from rootnode.app import open_rootnode
    from rootnode.cli.server.admin import carry_out  # late: for the same reason

    rootnode = open_rootnode(settings)
    try:
        return carry_out(rootnode, command, arguments)
    finally:
        rootnode.close()
