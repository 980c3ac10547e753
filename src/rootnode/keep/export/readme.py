"""What is said beside an export."""

from typing import Final

README: Final = """# Exported from Rootnode {version}

Everything that was acknowledged before {moment} (change {change}). Nothing here needs Rootnode to be read.
Times are UTC. All text is UTF-8.

| File or folder | What |
|---|---|
| `people.csv` | who had an account: id, name, e-mail address, role |
| `KEY/` | one folder per project, named by its key |
| `KEY/items/TYPE/*.md` | each item that people write: front matter (YAML) with its fields, then its texts, links, discussion and history |
| `KEY/items.jsonl` | every item, runs too, as one line of JSON with all fields |
| `KEY/history.jsonl` | every change, in order: who, when, what was before and what after |
| `KEY/comments.jsonl` | the discussion of every item: which item (`node`), what it answers (`thread`), who, when, the text (Markdown) |
| `KEY/links.csv` | every link from an item of this project |
| `KEY/runs/runs` | the runs, as `.csv` and `.parquet` |
| `KEY/runs/params`, `tags`, `metrics` | what they logged, a row per run and name; `metrics` has the last, least and greatest value |
| `KEY/runs/points.parquet` | every point of every metric: run, metric, step, time, value |
| `KEY/files/` | files of runs and models, in a folder named by whose they are |
| `KEY/files.csv` | what each file was called, its size and SHA-256 |

Names of files are made of letters, digits and dashes and end in a number or an id; the mapping above has the original ones. In CSV a
text that begins with `=`, `+`, `-` or `@` has an apostrophe before it, so that no spreadsheet takes it for a formula; Parquet and JSON
have it as it was.

Read points with DuckDB: `SELECT metric, max(value) FROM 'KEY/runs/points.parquet' GROUP BY metric`, or with pandas:
`pandas.read_parquet("KEY/runs/points.parquet")`.
"""
