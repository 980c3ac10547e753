"""Takes the pictures in docs/screenshots anew: `PYTHONPATH=src:tests .venv/bin/python -m browser.screenshots`."""

import math
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from browser.looking import MAYA, REPOSITORY, SCHEMES, SIZES, Api, Tracking, open_context
from rootnode.testing.server import RunningServer, running_server

FOLDER: Final = REPOSITORY / "docs/screenshots"
TEXT: Final = """Chargebacks on small cross-border payments rose 18 % since August. The champion finds 62 % of them, 71 % of domestic ones.
Fraudsters split card checks into amounts of €5 to €15 at foreign merchants, and our velocity counts reset per country.

## What must hold

- [x] Slice `xborder_lt20` in the evaluation config
- [x] Baseline measured on v3: recall 0.618
- [ ] Velocity counts per card, not per country
- [ ] Retrain on v4 with labels of August and September
"""
LINKS: Final = """https://github.com/northbank/fraud
s3://northbank-ml/fraud
https://grafana.northbank.example/d/fraud
https://northbank.slack.com/archives/fraud
https://www.figma.com/file/1/review-screen"""
PR_AUC: Final = {"category": "metric target", "metric": "val/pr_auc", "comparison": "at least", "target": 0.9}
ISSUES: Final = (
    ("Refit calibration per issuer country", "in_progress", "medium"), ("Merchant features behind a flag", "done", "medium"),
    ("Load test for v19 at 2,400 requests a second", "todo", "high"), ("Alert on drift of the amount histogram", "backlog", "low"),
    ("Write down how labels arrive", "in_review", "low"), ("Speed up the velocity counts", "in_progress", "urgent"),
    ("Compare gradient boosting with the transformer", "done", "medium"), ("Remove the old scoring path", "backlog", "none"),
)  # fmt: skip


def tell(api: Api) -> dict[str, str]:
    """A project three weeks before a launch; answers the addresses of its pages."""
    me = api.get("/session")["person"]["id"]
    purpose = "Find card fraud before the money leaves, without blocking honest customers."
    api.post("/projects", {"name": "Card fraud detection", "key": "FRAUD", "summary": purpose})
    for name, key in (("Chargeback triage", "CBT"), ("Merchant embeddings", "MERCH")):
        api.post("/projects", {"name": name, "key": key})
    recall = api.item("FRAUD", "requirement", "Recall ≥ 0.70 in every slice above 1 % of volume", "agreed", target=0.7, owner=me)
    api.item("FRAUD", "requirement", "p99 at most 80 ms at 2,400 requests a second", "met", target=80, unit="ms")
    api.item("FRAUD", "requirement", "PR-AUC 0.900 on holdout-2026-09", "agreed", **PR_AUC)
    runbook = api.item("FRAUD", "document", "Runbook: data arrives late", "current", category="runbook")
    api.item("FRAUD", "decision", "Keep FPR at 0.5 %", "accepted")
    data = api.item("FRAUD", "dataset", "card-transactions v4", "active", owner=me)
    launch = api.item("FRAUD", "milestone", "Launch v2", "active", due="2026-12-02", owner=me)
    for title, state, priority in ISSUES:
        api.item("FRAUD", "issue", title, state, priority=priority)
    fields = {"description": TEXT, "priority": "high", "assignee": me, "due": "2026-11-20", "estimate": 3, "labels": ["slice", "recall"]}
    issue = api.item("FRAUD", "issue", "Recall drops on cross-border payments", "todo", **fields)
    api.item("FRAUD", "endpoint", "fraud-prod", "live", environment="production")
    api.item("FRAUD", "deployment_plan", "v19 to production", "checking", environment="production")
    api.item("FRAUD", "monitor", "p99 of fraud-prod", "on")
    links = (("blocks", data, issue), ("implements", issue, recall), ("documents", runbook, issue), ("derived_from", issue, launch))
    for kind, source, end in links:
        api.post("/links", {"type": kind, "source": source["id"], "target": end["id"]})
    changed = api.patch(f"/items/{issue['key']}", {"rev": issue["rev"], "title": "Recall drops on cross-border payments under €20"})
    api.patch(f"/items/{issue['key']}", {"rev": changed["rev"], "state": "blocked"})
    runs = train(api.tracking("FRAUD"))
    api.post("/projects/FRAUD/resources", {"text": LINKS})
    api.post(f"/items/{issue['id']}/comments", {"text": "Recall is **0.618** on the slice now. Who looks at the velocity counts?"})
    return {
        "home": "/", "hub": "/p/FRAUD", "plan": "/p/FRAUD/plan", "runs": "/p/FRAUD/build", "run": f"/p/FRAUD/runs/{runs[-1]}",
        "compare": f"/p/FRAUD/compare?runs={','.join(runs)}", "item": f"/p/FRAUD/items/{issue['key']}", "connect": "/p/CBT/build",
        "welcome": "/welcome", "inbox": "/inbox", "activity": "/p/FRAUD/activity", "docs": "/docs", "settings": "/settings",
        "storage": "/settings/storage",
    }  # fmt: skip


def train(tracking: Tracking) -> list[str]:
    """A few runs; answers their ids, the best one last."""
    chance = random.Random(3)  # the same picture each time
    made: list[str] = []
    runs = (("gbm-mf14", 0.869, 400), ("ftt-base", 0.8633, 1_200), ("ftt-base-lr1e3", 0.61, 150), ("ftt-large-s2", 0.8714, 3_000))
    for name, score, steps in runs:
        run = tracking.start(name, model=name.split("-")[0], n_layers=6, d_token=192, lr=0.0003, weight_decay=1e-5, batch_size=8192)
        decay = [math.exp(-step / (steps * 0.15)) for step in range(steps)]
        tracking.log(run, "train/loss", [0.04 + 0.9 * left + chance.gauss(0, 0.012) * (0.3 + left) for left in decay])
        tracking.log(run, "val/loss", [0.05 + 0.85 * left + chance.gauss(0, 0.02) * (0.3 + left) for left in decay])
        tracking.log(run, "val/pr_auc", [score - 0.25 * left + chance.gauss(0, 0.006) for left in decay])
        tracking.log(run, "gpu/util", [(0.55 if step in (1_500, 2_200) else 0.94) + chance.gauss(0, 0.01) for step in range(steps)])
        tracking.log(run, "lr", [3e-4 * min(1, step / 200) * 0.5 * (1 + math.cos(math.pi * step / steps)) for step in range(steps)])
        tracking.put(run, "card.md", b"# Model card\n\nTrained on **card-transactions v3**.")
        tracking.put(run, "report.json", b'{"pr_auc": 0.8714}')
        tracking.finish(run, "FAILED" if "lr1e3" in name else "FINISHED")
        made.append(run)
    return made


def settled(page: Page) -> None:
    """Everything asked for has come, and is drawn."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(600)


def photograph(server: RunningServer, browser: Any, state: Any, pages: dict[str, str]) -> None:
    """Every page at both sizes and in both themes."""
    for size in SIZES:
        for scheme in SCHEMES:
            context = open_context(browser, server, size=size, scheme=scheme, state=state)
            page = context.new_page()
            for name, path in pages.items():
                page.goto(path)
                settled(page)
                if name == "run" and size == "desk":
                    page.mouse.move(480, 370)
                page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}.png")
            context.close()


def main() -> None:
    """Takes all pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server, sync_playwright() as playwright:
        api = Api(server)
        api.post("/setup", {"code": (server.setup_link or "").split("code=")[1], **MAYA})
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = open_context(browser, server)
        host = server.url.split("//")[1].split(":")[0]
        for each in api.client.cookies.jar:
            context.add_cookies([{"name": each.name, "value": each.value or "", "domain": host, "path": "/"}])
        photograph(server, browser, context.storage_state(), tell(api))


if __name__ == "__main__":
    main()
