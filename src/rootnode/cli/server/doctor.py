"""`rootnode doctor`: what this installation is made of, and each problem with its remedy. Changes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rootnode.cli.server.examining import ask_the_server, look_at_the_stores
from rootnode.config import SettingsInvalid, load_settings
from rootnode.keep.condition import folder_of_data, limits, settings_in_use, versions
from rootnode.keep.mark import REMEDY, mark_in
from rootnode.kit import lock
from rootnode.wire.admin import Finding


def run(flags: Mapping[str, Any], config: Path | None) -> int:
    """Print the report; answers 1 when there is a problem, else 0."""
    problems = 0
    for finding in examine(flags, config):
        print(f"{'PROBLEM' if finding.remedy else 'ok':<8} {finding.topic:<12} {finding.text}")
        if finding.remedy:
            problems += 1
            print(f"{'':<8} {'':<12} -> {finding.remedy}")
    print(f"\n{problems} problem{'' if problems == 1 else 's'} found." if problems else "\nNo problem found.")
    return 1 if problems else 0


def examine(flags: Mapping[str, Any], config: Path | None) -> Iterator[Finding]:
    """Everything that is looked at, in the order of the report."""
    yield from versions()
    try:
        settings = load_settings(flags, config=config)
    except SettingsInvalid as error:
        for problem in error.problems:
            yield Finding("settings", f"{problem.name} ({problem.source}): {problem.what}", problem.remedy)
        return
    yield from settings_in_use(settings)
    yield from folder_of_data(settings.data)
    if mark := mark_in(settings.data):
        yield Finding("data", f"incomplete: a restore of {mark.folder} did not finish", REMEDY)
    try:
        holder = lock.holder_of(settings.data)
    except OSError as error:
        yield Finding("lock", f"{error.filename} cannot be read ({error.strerror})", "Run this as the user who runs the server.")
        return
    yield Finding("lock", f"held by process {holder.pid} ({holder.what})" if holder else "free: no server runs on this data")
    if holder:
        yield from ask_the_server(settings)
    yield from look_at_the_stores(settings, alone=holder is None)
    yield limits()
