"""`python -m bench.page`: put the rows of `latest.jsonl` into `docs/benchmarks.md`, between its two markers."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final

from bench.report import LATEST
from bench.rows import HERE

PAGE: Final = HERE.parent / "docs" / "benchmarks.md"
BEGIN: Final = "<!-- results: written by `python -m bench.page` -->"
END: Final = "<!-- end of results -->"


def main() -> int:
    """Answers 1 where there are no results yet."""
    if not LATEST.exists():
        print("No results yet: run `make bench`.", file=sys.stderr)
        return 1
    results = [json.loads(line) for line in LATEST.read_text().splitlines()]
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{results_as_text(results)}\n{END}{after}")
    return 0


def results_as_text(results: list[Mapping[str, Any]]) -> str:
    """A line on the machine, and the table."""
    machine, first = results[0]["machine"], results[0]
    loads = [each["load_before"] for each in results]
    head = (
        f"{first['at'][:10]}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}; seed {first['seed']}; load average when a row began {min(loads):.1f} to {max(loads):.1f}.\n"
    )
    lines = ["| Row | Result | Unit | Target | Met | Peer | Peer's | Ratio |", "|---|---|---|---|---|---|---|---|"]
    return "\n".join([head, *lines, *map(_line, results)])


def _line(found: Mapping[str, Any]) -> str:
    value = "failed" if found["value"] is None else f"{found['value']:,}"
    met = "yes" if found["met"] else "**no**"
    target = f"{'≥' if found['bound'] == 'min' else '≤'} {found['target']:,g}"
    peer = [str(found[name]) if found[name] is not None else "" for name in ("peer", "peer_value", "ratio")]
    short = f" ({found['short']})" if found.get("short") else ""
    return f"| {found['name']} | {value}{short} | {found['unit']} | {target} | {met} | {' | '.join(peer)} |"


if __name__ == "__main__":
    sys.exit(main())
