"""`rootnode export`."""

import time
from pathlib import Path

from rootnode.cli.server.failures import Refused
from rootnode.cli.server.progress import Progress
from rootnode.cli.server.words import amount, moment
from rootnode.config import Settings
from rootnode.keep.cut import open_cut
from rootnode.keep.export.work import export
from rootnode.migrations.run import KNOWN
from rootnode.wiring import new_graph


def run(settings: Settings, folder: Path, project: str) -> int:
    """Answers 1 when some files are no longer there. Raises Refused for data of another version."""
    folder = folder.absolute()
    began = time.monotonic()
    with Progress("Exporting") as progress, open_cut(settings) as cut:
        if cut.revision != KNOWN[-1]:
            raise Refused(f"The data has schema {cut.revision}, this version reads {KNOWN[-1]}. Start its server once, then export.")
        done = export(cut, folder, new_graph().kinds, progress.tell, only=project)
        at = cut.at
    print(f"Exported to {folder} in {time.monotonic() - began:.1f} s: everything acknowledged before {moment(at)}.")
    print(f"  {done.projects:,} projects, {done.items:,} items, {done.runs:,} runs, {done.files:,} files ({amount(done.bytes)}).")
    if not done.points:
        print("  NOT in it: the points of runs, which are in ClickHouse. The last, least and greatest values of each metric are.")
    if done.lost:
        print(f"  NOT in it: {done.lost:,} files that are damaged or missing; files.csv names them. Run rootnode doctor.")
    print("  README.md in it says what is where. It holds what people wrote and their addresses, no password and no token.")
    return 1 if done.lost else 0
