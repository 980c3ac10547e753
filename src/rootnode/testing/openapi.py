"""Prints the description of the API, from which the web app's client is generated: `python -m rootnode.testing.openapi`."""

import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from rootnode.app import asgi, open_rootnode
from rootnode.config import Settings
from rootnode.doors.http.openapi import description_of


def description() -> str:
    """The OpenAPI document as text that is the same each time."""
    with tempfile.TemporaryDirectory() as folder, closing(open_rootnode(Settings(data=Path(folder)))) as rootnode:
        return json.dumps(description_of(asgi(rootnode)), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
