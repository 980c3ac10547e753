"""`python -m bench [--only NAME] [--seed N]`: measure all rows, those of a section, or one; print a table; write `latest.jsonl`."""

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.rows import HERE, Measured, Place, Row, rows, targets


def main() -> int:
    """Answers 0 when every row that was asked for could be measured, met or not."""
    given = argparse.ArgumentParser(prog="bench", description=__doc__)
    given.add_argument("--only", default="", help="the name of a row or of a section")
    given.add_argument("--seed", type=int, default=int(time.time()), help="of everything random; printed and kept in the results")
    given.add_argument("--folder", type=Path, default=HERE / "results" / "work", help="on the disk that is to be measured")
    asked = given.parse_args()
    known = targets()
    chosen = [row for row in rows() if asked.only in ("", row.name, known[row.name].section)]
    if not chosen:
        print(f"There is no row or section '{asked.only}'. Rows: {', '.join(row.name for row in rows())}.", file=sys.stderr)
        return 2
    facts = {"seed": asked.seed, "machine": report.machine(), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    results = []
    for row in chosen:
        print(f"{row.name} ...", flush=True)
        measured, more = _measure(row, asked.folder, asked.seed)
        results.append(report.result(known[row.name], measured, {**more, **facts}))
        report.write(results)
    print(report.table(results))
    print(f"seed {asked.seed}; written to {report.LATEST}")
    return 0 if all(each["value"] is not None for each in results) else 1


def _measure(row: Row, folder: Path, seed: int) -> tuple[Measured | None, dict[str, Any]]:
    """The row's figure, None when it could not be had, and how long that took under which load."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{row.name}-", dir=folder))
    started = time.monotonic()
    load = os.getloadavg()[0]
    error = None
    measured = None
    try:
        measured = row.measure(Place(place, seed))
    except Exception as failed:  # noqa: BLE001 - one row that fails must not keep the others from being measured
        traceback.print_exc()
        error = f"{type(failed).__name__}: {failed}"
    finally:
        shutil.rmtree(place, ignore_errors=True)
    facts = {"took_seconds": round(time.monotonic() - started, 1), "load_before": load, "load_after": os.getloadavg()[0]}
    return measured, facts | ({"error": error} if error else {})


if __name__ == "__main__":
    sys.exit(main())
