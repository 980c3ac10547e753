"""How a project is, in a word and a sentence (docs/spec/hub.md, H1 to H9). Nothing here asks the database."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from rootnode.insight.figures import be, counted, day_in, gap, sentences
from rootnode.insight.looking import Look, Tally, count_of, name_of, open_count
from rootnode.insight.phases import Fire, Ground
from rootnode.wire.hub import Aim, Concern, HealthWord, HubHealth, Piece
from rootnode.wire.items import End, Phase

SOON: Final = 28
"""Days before a deadline within which a gap that no forecast closes is a risk."""
MANY: Final = 20
"""More than one in so many open issues late or blocked is a risk."""
SHORT_NAME: Final = 48
CLAUSES: Final = 3
AT_WORK: Final = ("issue", "requirement", "milestone", "cycle", "hypothesis", "deployment_plan", "study", "incident")
PROMISED: Final = ("milestone", "deployment_plan")

Verdict = tuple[HealthWord, str]


def health_of(look: Look, ground: Ground, closes: date | None, concerns: Sequence[Concern] = ()) -> HubHealth:
    """The word, the rule behind it, and the sentence. Where `concerns` are given they are named, else they are counted."""
    word, because = verdict_of(look, ground, closes)
    told = (_burns(ground.fires), _short(look, ground), _late(look, ground, concerns), _blocked(ground, concerns))
    troubles = [clause for clause in told if clause]
    if troubles:
        return HubHealth(word, because, (*sentences(troubles[:CLAUSES]), *_calm(ground)))
    return HubHealth(word, because, _well(look, ground))


# the word


def verdict_of(look: Look, ground: Ground, closes: date | None) -> Verdict:
    """The word and the rule behind it, H2 to H5: the first rule that holds."""
    for rule in (_off_track, _at_risk):
        if because := rule(look, ground, closes):
            return ("off track" if rule is _off_track else "at risk"), because
    if any(open_count(look, ground.tally, kind) for kind in AT_WORK) or count_of(ground.tally, "run", "running"):
        return "on track", "Work is open, and nothing is late, blocked, short of time or burning."
    if count_of(ground.tally, "endpoint", "live"):
        return "on track", "An endpoint is live and nothing burns."
    return "quiet", "Nothing is open and nothing runs."


def _off_track(look: Look, ground: Ground, closes: date | None) -> str:  # noqa: ARG001 - the rules are called alike
    if any(fire.grave for fire in ground.fires):
        return "A grave incident is open or a grave alert fires."
    if ground.deadline and ground.deadline.days(look.today) < 0 and _gaps(ground):
        return "The deadline is over and a target is not reached."
    return ""


def _at_risk(look: Look, ground: Ground, closes: date | None) -> str:
    promises, tally = ground.promises, ground.tally
    if ground.fires:
        return "An incident is open or an alert fires."
    if any(kind in PROMISED for kind, _ in promises.late):
        return "A milestone or a deployment plan is late."
    if promises.late_blockers:
        return "Something late holds up other work."
    if (promises.lates + promises.blocked) * MANY > open_count(look, tally, "issue") and promises.lates + promises.blocked:
        return f"More than one in {MANY} open issues is late or blocked."
    if ground.deadline and _gaps(ground):
        if closes and closes > ground.deadline.day:
            return "At the present pace the target is reached after the deadline."
        if closes is None and ground.deadline.days(look.today) <= SOON:
            return f"A target is short with at most {SOON} days left, and no forecast closes the gap."
    return ""


def _gaps(ground: Ground) -> list[Aim]:
    return [aim for aim in ground.aims if not aim.reached]


# the sentence: a clause for each trouble, in the order in which people would ask


def _all_of(text: str, phase: Phase, kind: str) -> Piece:
    return Piece(text, strong=True, phase=phase, type=kind)


def _named(text: str, end: End) -> Piece:
    return Piece(text, strong=True, item=end)


def _short_name(end: End) -> str:
    title = end.title or ""
    return title if 0 < len(title) <= SHORT_NAME else name_of(end)


def _burns(fires: Sequence[Fire]) -> list[Piece]:
    clause: list[Piece] = []
    states: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("incident", lambda count: "is open" if count == 1 else "are open"),
        ("alert", lambda count: "fires" if count == 1 else "fire"),
    )
    for kind, does in states:
        these = [fire.end for fire in fires if fire.end.type == kind]
        if not these:
            continue
        if clause:
            clause.append(Piece(" and "))
        if len(these) == 1:
            clause += [Piece(f"{kind} "), _named(_short_name(these[0]), these[0]), Piece(f" {does(1)}")]
        else:
            clause += [_all_of(counted(len(these), kind), "watch", kind), Piece(f" {does(len(these))}")]
    return clause


def _short(look: Look, ground: Ground) -> list[Piece]:
    short = _gaps(ground)
    if not short:
        return []
    worst = short[0]
    if worst.gap is None:
        clause = [_named(f"no run has logged {worst.metric} yet", worst.requirement)]
    else:
        side = "short" if worst.comparison == "at least" else "over"
        of = " of its target" if side == "short" else " its target"
        clause = [Piece(f"{worst.metric} is "), _named(f"{gap(worst.gap, worst.unit)} {side}", worst.requirement), Piece(of)]
    clause += _left(look, ground)
    if len(short) > 1:
        clause += [Piece(" ("), _all_of(counted(len(short) - 1, "other target"), "scope", "requirement"), Piece(" not reached)")]
    return clause


def _left(look: Look, ground: Ground) -> list[Piece]:
    if ground.deadline is None:
        return []
    days = ground.deadline.days(look.today)
    if days < 0:
        return [Piece(f" {counted(-days, 'day')} after its deadline")]
    return [Piece(" on its last day" if days == 0 else f" with {counted(days, 'day')} left")]


def _late(look: Look, ground: Ground, concerns: Sequence[Concern]) -> list[Piece]:
    every = ground.promises.lates
    if not every:
        return []
    first = next((concern for concern in concerns if concern.what == "late"), None)
    due = day_in(first.due) if first else None
    if first is None or due is None:
        return [_all_of(counted(every, "item"), "plan", "issue"), Piece(f" {be(every)} late")]
    days = counted((look.today - due).days, "day")
    if every > CLAUSES:
        of_them = [Piece(", "), _named(_short_name(first.item), first.item), Piece(f" by {days}")]
        return [_all_of(counted(every, "item"), "plan", "issue"), Piece(" are late"), *of_them]
    clause = [_named(f"{_short_name(first.item)} is {days} late", first.item)]
    if first.holds_up:
        clause.append(Piece(f", which holds up {counted(first.holds_up, 'other')}"))
    if every > 1:
        clause.append(Piece(f"; {every - 1} more {be(every - 1)} late"))
    return clause


def _blocked(ground: Ground, concerns: Sequence[Concern]) -> list[Piece]:
    """What is blocked beside that which the late one, named already, holds up."""
    late = next((concern for concern in concerns if concern.what == "late"), None) if ground.promises.lates <= CLAUSES else None
    count = ground.promises.blocked - (late.holds_up if late else 0)
    if count <= 0:
        return []
    known = [concern for concern in concerns if concern.what == "blocked" and concern.blocker and not concern.blocker.restricted]
    first = next((each for each in known if late is None or (each.blocker and each.blocker.id != late.item.id)), None)
    if count == 1 and first and first.blocker:
        return [_named(_short_name(first.item), first.item), Piece(" is blocked by "), _named(_short_name(first.blocker), first.blocker)]
    return [_all_of(counted(count, "item"), "plan", "issue"), Piece(f" {be(count)} blocked")]


def _calm(ground: Ground) -> list[Piece]:
    live = count_of(ground.tally, "endpoint", "live")
    if not live or ground.fires:
        return []
    endpoints = _all_of(counted(live, "endpoint"), "ship", "endpoint")
    return [Piece(" "), endpoints, Piece(f" {be(live)} live and no alert fires.")]


def _well(look: Look, ground: Ground) -> tuple[Piece, ...]:
    """What can be said where nothing is wrong."""
    tally = ground.tally
    if not any(count_of(tally, kind) for kind in tally):
        return (Piece("Nothing is here yet: connect your code, or write down the first requirement."),)
    clauses = [clause for clause in (_reached(ground), _done(tally), _met(ground), _runs(ground)) if clause]
    if not clauses:
        every = sum(count_of(tally, kind) for kind in tally)
        still = any(open_count(look, tally, kind) for kind in AT_WORK)
        clauses = [[Piece(f"{counted(every, 'item')} {be(every)} here, and nothing is {'late' if still else 'open'}")]]
    return (*sentences(clauses[:CLAUSES]), *_calm(ground))


def _reached(ground: Ground) -> list[Piece]:
    aims = ground.aims
    if not aims:
        return []
    if len(aims) == 1:
        return [Piece(f"{aims[0].metric} "), _named("has reached its target", aims[0].requirement)]
    return [_all_of(f"all {len(aims)} targets", "scope", "requirement"), Piece(" are reached")]


def _done(tally: Tally) -> list[Piece]:
    done, every = count_of(tally, "issue", "done"), count_of(tally, "issue") - count_of(tally, "issue", "cancelled")
    if not every:
        return []
    if done == every:
        told = "the only issue" if every == 1 else f"all {every:,} issues"
        return [_all_of(told, "plan", "issue"), Piece(f" {be(every)} done")]
    return [_all_of(f"{done:,} of {counted(every, 'issue')}", "plan", "issue"), Piece(f" {be(every)} done, none late or blocked")]


def _met(ground: Ground) -> list[Piece]:
    met = count_of(ground.tally, "requirement", "met")
    every = count_of(ground.tally, "requirement") - count_of(ground.tally, "requirement", "dropped")
    if not every or len(ground.aims) == every:
        return []
    return [_all_of(f"{met:,} of {counted(every, 'requirement')}", "scope", "requirement"), Piece(f" {be(every)} met")]


def _runs(ground: Ground) -> list[Piece]:
    runs, running = count_of(ground.tally, "run"), count_of(ground.tally, "run", "running")
    if not runs:
        return []
    told = counted(running, "run") if running else counted(runs, "run")
    does = f"{be(running)} training" if running else f"{be(runs)} logged"
    aimless = [] if ground.aims else [Piece("; no target is set yet")]
    return [_all_of(told, "build", "run"), Piece(f" {does}"), *aimless]
