"""The story that pages are looked at with: a project three weeks before a launch, one with edges, one with nothing."""

import math
import random
from dataclasses import dataclass
from typing import Any, Final

from browser.looking import Api, Tracking

TEXT: Final = """Chargebacks on small cross-border payments rose 18 % since August. The champion finds 62 % of them, 71 % of domestic ones.
Fraudsters split card checks into amounts of €5 to €15 at foreign merchants, and our velocity counts reset per country.

## What must hold

- [x] Slice `xborder_lt20` in the evaluation config
- [x] Baseline measured on v3: recall 0.618
- [ ] Velocity counts per card, not per country
- [ ] Retrain on v4 with labels of August and September
"""
RUNBOOK: Final = """Labels come from the issuers, two weeks after the payment. When a feed is late:

1. Look at `s3://northbank-ml/labels` for the newest day.
2. Ask the issuer desk; the list of contacts is in the channel.
3. Do not retrain on less than 60 days of labels.
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
LONG: Final = ("A title of two hundred characters, as people paste them from a mail whose subject never wanted to end, about recall on "
    "cross-border payments, calibration per issuer country, and velocity counts which reset far too often")  # fmt: skip
EDGES: Final = (
    LONG, "Donaudampfschifffahrtsgesellschaftskapitän" * 4, "تراجع الاستدعاء في المدفوعات الصغيرة عبر الحدود منذ أغسطس",
    "跨境小额支付的召回率自八月以来下降：需要按卡而不是按国家计算速度特征", "כיול מחדש לפי מדינה (v19) ובדיקת עומס",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """Where it is told."""

    key: str
    runs: list[str]
    issue: str
    items: dict[str, str]
    """References of items, by the names of their types."""

    def at(self, kind: str) -> str:
        """The address of the page of an item of a type."""
        return f"/p/{self.key}/items/{self.items[kind]}"


def tell(api: Api, key: str = "FRAUD") -> Story:
    """The project itself: some of everything."""
    me = api.get("/session")["person"]["id"]
    purpose = "Find card fraud before the money leaves, without blocking honest customers."
    api.post("/projects", {"name": "Card fraud detection", "key": key, "summary": purpose})
    items = _plan(api, key, me)
    tracking = api.tracking(key)
    runs = _train(tracking)
    items |= _models(api, tracking, key, runs)
    api.post(f"/projects/{key}/resources", {"text": LINKS})
    return Story(key, runs, items["issue"], items)


def _plan(api: Api, key: str, me: str) -> dict[str, str]:
    """What people write; answers references by type."""
    recall = api.item(key, "requirement", "Recall ≥ 0.70 in every slice above 1 % of volume", "agreed", target=0.7, owner=me)
    api.item(key, "requirement", "p99 at most 80 ms at 2,400 requests a second", "met", target=80, unit="ms")
    api.item(key, "requirement", "PR-AUC 0.900 on holdout-2026-09", "agreed", **PR_AUC)
    runbook = api.item(key, "document", "Runbook: labels arrive late", "current", category="runbook", body=RUNBOOK)
    api.item(key, "document", "Guideline: evaluating rare positives", "current", category="guideline", body=RUNBOOK)
    api.item(key, "decision", "Keep FPR at 0.5 %", "accepted")
    feed = api.item(key, "dataset", "Labels of September", "active", owner=me)
    launch = api.item(key, "milestone", "Launch v2", "active", due="2026-12-16", owner=me)
    for title, state, priority in ISSUES:
        api.item(key, "issue", title, state, priority=priority)
    fields = {"description": TEXT, "priority": "high", "assignee": me, "due": "2026-11-20", "estimate": 3, "labels": ["slice", "recall"]}
    issue = api.item(key, "issue", "Recall drops on cross-border payments", "todo", **fields)
    limits = {"cpu": "4", "memory": "8Gi", "requests_per_second": 2400}
    spec = api.item(key, "deployment_spec", "Two replicas in Frankfurt", "current", replicas=2, region="eu-central-1", limits=limits)
    plan = api.item(key, "deployment_plan", "v19 to production", "checking", environment="production", due="2026-12-10", owner=me)
    endpoint = api.item(key, "endpoint", "fraud-prod", "live", environment="production", owner=me)
    monitor = api.item(key, "monitor", "p99 of fraud-prod", "on", signal="p99", comparison="above", threshold=80)
    incident = api.item(key, "incident", "p99 of fraud-prod doubled", "resolved", severity="high", impact="Checkout waited 160 ms.")
    links = (
        ("blocks", feed, issue), ("implements", issue, recall), ("documents", runbook, issue), ("derived_from", issue, launch),
        ("documents", runbook, incident),
    )  # fmt: skip
    for kind, source, end in links:
        api.post("/links", {"type": kind, "source": source["id"], "target": end["id"]})
    changed = api.patch(f"/items/{issue['key']}", {"rev": issue["rev"], "title": "Recall drops on cross-border payments under €20"})
    api.patch(f"/items/{issue['key']}", {"rev": changed["rev"], "state": "blocked"})
    api.post(f"/items/{issue['id']}/comments", {"text": "Recall is **0.618** on the slice now. Who looks at the velocity counts?"})
    trashed = api.item(key, "issue", "Try a bigger batch")
    api.post(f"/items/{trashed['key']}/trash")
    made = {"issue": issue, "document": runbook, "deployment_spec": spec, "deployment_plan": plan, "endpoint": endpoint}
    made |= {"monitor": monitor, "incident": incident, "requirement": recall, "milestone": launch}
    return {name: str(item["key"]) for name, item in made.items()}


def _train(tracking: Tracking) -> list[str]:
    """A few runs; answers their ids, the best one last."""
    chance = random.Random(3)  # the same picture each time
    made: list[str] = []
    runs = (("gbm-mf14", 0.869, 400), ("ftt-base", 0.8633, 1_200), ("ftt-base-lr1e3", 0.61, 150), ("ftt-large-s2", 0.8714, 3_000))
    for number, (name, score, steps) in enumerate(runs):
        depth = 4 + number // 2
        run = tracking.start(name, model=name.split("-")[0], n_layers=depth, d_token=192, lr=0.001 / (number + 1), batch_size=8192)
        decay = [math.exp(-step / (steps * 0.15)) for step in range(steps)]
        tracking.log(run, "train/loss", [0.04 + 0.9 * left + chance.gauss(0, 0.012) * (0.3 + left) for left in decay])
        tracking.log(run, "val/loss", [0.05 + 0.85 * left + chance.gauss(0, 0.02) * (0.3 + left) for left in decay])
        tracking.log(run, "val/pr_auc", [score - 0.25 * left + chance.gauss(0, 0.006) for left in decay])
        tracking.log(run, "gpu/util", [(0.55 if step in (1_500, 2_200) else 0.94) + chance.gauss(0, 0.01) for step in range(steps)])
        tracking.log(run, "lr", [3e-4 * min(1, step / 200) * 0.5 * (1 + math.cos(math.pi * step / steps)) for step in range(steps)])
        tracking.put(run, "card.md", b"# Model card\n\nTrained on **card-transactions v3**.")
        tracking.put(run, "report.json", b'{"pr_auc": 0.8714}')
        tracking.uses(run, "card-transactions", f"2026-{8 + number // 2:02}", rows=18_200_000 + 400_000 * number)
        tracking.finish(run, "FAILED" if "lr1e3" in name else "FINISHED")
        made.append(run)
    return made


def _models(api: Api, tracking: Tracking, key: str, runs: list[str]) -> dict[str, str]:
    """A registered model with a champion and a challenger, a logged model, a dataset with its versions."""
    logged = tracking.call("logged-models", experiment_id="0", name="model", source_run_id=runs[-1], model_type="classifier")
    logged_id = str(logged["model"]["info"]["model_id"])
    tracking.call("runs/outputs", run_id=runs[-1], models=[{"model_id": logged_id, "step": "3000"}])
    versions: list[Any] = [api.post(f"/runs/{run}/versions", {"name": "fraud-scorer", "path": "model"}) for run in (runs[0], runs[-1])]
    for alias, number in (("champion", "1"), ("challenger", "2")):
        tracking.call("registered-models/alias", name="fraud-scorer", alias=alias, version=number)
    made = {"model": str(versions[0]["parent"]), "model_version": str(versions[-1]["id"]), "logged_model": logged_id.removeprefix("m-")}
    for kind in ("dataset", "dataset_version"):
        found = api.get(f"/projects/{key}/items?type={kind}")["items"]
        made[kind] = next(str(each["id"]) for each in found if each["title"].startswith("card-transactions"))
    return made


def tell_edges(api: Api, key: str = "EDGE") -> str:
    """Titles that are very long, of one word, from right to left, in Chinese; answers the reference of the longest."""
    api.post("/projects", {"name": LONG[:120], "key": key, "summary": EDGES[2]})
    tracking = api.tracking(key)
    made = [api.item(key, "issue", title, "blocked", priority="urgent", due="2026-11-02", labels=[title[:40]]) for title in EDGES]
    for title, kind in zip(EDGES, ("requirement", "document", "endpoint", "monitor", "milestone"), strict=True):
        other = api.item(key, kind, title)
        api.post("/links", {"type": "relates", "source": made[0]["id"], "target": other["id"]})
        run = tracking.start(title[:240], **{"a/param/whose/name/is/quite/long/and/goes/on/lr": title[:200]})
        tracking.log(run, "a/metric/whose/name/is/quite/long/and/goes/on/val_pr_auc", [0.1, 0.4, 0.5])
        tracking.finish(run)
    api.post(f"/items/{made[0]['id']}/comments", {"text": " ".join(EDGES)})
    return str(made[0]["key"])
