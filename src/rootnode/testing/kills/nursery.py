"""A process that has imported the server already and forks one for each line of JSON on its standard input.

`{"arguments": [...], "out": path, "log": path}` runs `rootnode ARGUMENTS...` in a fork, with its standard output and error
in those files; the answer is the fork's process id, on a line. So a start costs a tenth of what a new interpreter costs,
and two hundred kills of the real server take minutes. The forks end when standard input does.
"""

import importlib
import json
import os
import signal
import sys
from typing import Final, NoReturn

THE_SERVER: Final = (
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
    "rootnode.cli.commands",
    "rootnode.cli.server.serving",
)


def main() -> None:
    """Serve until standard input ends."""
    _import_the_server()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks: the system may forget them
    forks: list[int] = []
    for line in sys.stdin:
        asked = json.loads(line)
        fork = os.fork()
        if fork == 0:
            _become(asked["arguments"], asked["out"], asked["log"])
        forks.append(fork)
        sys.stdout.write(f"{fork}\n")
        sys.stdout.flush()
    for fork in forks[-1:]:  # those before it are dead, and their numbers may be others' by now
        try:
            os.kill(fork, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _import_the_server() -> None:
    for module in THE_SERVER:
        importlib.import_module(module)  # banned: so that each child finds it imported


def _become(arguments: list[str], out: str, log: str) -> NoReturn:
    """Run the command in this process, as the console script would."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for path, descriptor in ((os.devnull, 0), (out, 1), (log, 2)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, descriptor)
    sys.argv = ["rootnode", *arguments]
    try:
        importlib.import_module("rootnode.cli").main()  # banned: suites below the commands name them, not know them
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    os._exit(0)


if __name__ == "__main__":
    main()
