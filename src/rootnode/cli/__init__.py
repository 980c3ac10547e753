"""The command `rootnode`. `client` works on any machine; `server` needs `rootnode[server]` and the data folder.

Modules are imported when their command runs, so that each starts quickly.
"""

# late: the modules of a command come with it


def main() -> None:
    """What the console script runs."""
    import os

    from rootnode.cli.commands import app

    os.umask(0o077)  # what is written into the data folder is for its owner only
    app()
