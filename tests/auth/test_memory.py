"""What auth keeps in memory: proven callers, attempts, times of use, and who is told of revocations."""

from typing import Any

import pytest

from rootnode.auth.caller import Caller
from rootnode.auth.known import LIFETIME, MOST, KnownCallers
from rootnode.auth.passwords import Passwords
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.auth.throttle import Throttle
from rootnode.auth.touches import Touches
from rootnode.kit.clock import MINUTE, SECOND, ManualClock
from rootnode.kit.errors import Unavailable


def caller(**facts: Any) -> Caller:
    return Caller("w", facts.pop("actor", "a"), "Ada", "member", ("a",), **facts)


def test_a_known_caller_is_believed_for_two_seconds(clock: ManualClock) -> None:
    known = KnownCallers(clock)
    known.put("x", caller(), clock.now())
    clock.advance(LIFETIME - 1)
    assert known.get("x") is not None
    clock.advance(1)
    assert known.get("x") is None
    assert known.get("y") is None


def test_a_clock_that_was_set_back_makes_nobody_known(clock: ManualClock) -> None:
    known = KnownCallers(clock)
    known.put("x", caller(), clock.now())
    clock.advance(-SECOND)
    assert known.get("x") is None


def test_the_oldest_known_caller_gives_way(clock: ManualClock) -> None:
    known = KnownCallers(clock)
    for number in range(MOST + 1):
        known.put(str(number), caller(), clock.now())
    assert known.get("0") is None
    assert known.get("1") is not None


@pytest.mark.parametrize(
    ("revocation", "hit"),
    [
        (Revocation("w"), {"session", "other session", "token", "other person"}),
        (Revocation("v"), set()),
        (Revocation("w", account="a"), {"session", "other session", "token"}),
        (Revocation("w", account="a", session="s"), {"session"}),
        (Revocation("w", token="t"), {"token"}),
        (Revocation("w", account="a", sessions_only=True, spared="s"), {"other session"}),
        (Revocation("w", account="b"), {"other person"}),
    ],
)
def test_whom_a_revocation_means(clock: ManualClock, revocation: Revocation, hit: set[str]) -> None:
    callers = {
        "session": caller(account="a", session="s"),
        "other session": caller(account="a", session="r"),
        "token": caller(account="a", token="t"),
        "other person": caller(account="b", session="q"),
    }
    known = KnownCallers(clock)
    for name, one in callers.items():
        known.put(name, one, clock.now())
    known.forget(revocation)
    assert {name for name in callers if known.get(name) is None} == hit


def test_listeners_hear_until_they_leave() -> None:
    revocations, heard = Revocations(), list[Revocation]()
    leave = revocations.subscribe(heard.append)
    revocations.publish(Revocation("one"))
    leave()
    leave()
    revocations.publish(Revocation("two"))
    assert [one.workspace for one in heard] == ["one"]


def test_attempts_within_a_sliding_minute(clock: ManualClock) -> None:
    throttle = Throttle(clock, 3)
    assert [throttle.wait("x") for _ in range(3)] == [0, 0, 0]
    assert throttle.wait("x") == 61
    assert throttle.wait("y") == 0
    clock.advance(MINUTE - 1)
    assert throttle.wait("x") == 1
    clock.advance(1)
    assert throttle.wait("x") == 0


def test_a_good_attempt_is_given_back(clock: ManualClock) -> None:
    throttle = Throttle(clock, 1)
    for _ in range(5):
        assert throttle.wait("x") == 0
        throttle.give_back("x")
    throttle.give_back("never tried")


def test_memory_for_attempts_is_bounded(clock: ManualClock) -> None:
    throttle = Throttle(clock, 1, keys=10)
    for number in range(100):
        throttle.wait(str(number))
    assert throttle.wait("99") > 0
    assert throttle.wait("0") == 0, "forgotten"


def test_uses_are_taken_once() -> None:
    touches = Touches()
    touches.note(caller(account="a", session="s"), 1)
    touches.note(caller(account="a", session="s"), 2)
    touches.note(caller(token="t"), 3)
    assert touches.take() == ({"s": 2}, {"t": 3})
    assert touches.take() == ({}, {})


async def test_at_most_so_many_hashes_at_once_and_waiting() -> None:
    passwords = Passwords(at_once=2, time_cost=1, memory_kib=8, parallelism=1)
    taken = [passwords._waiting.acquire(blocking=False) for _ in range(64)]
    assert all(taken)
    with pytest.raises(Unavailable):
        await passwords.hash("x" * 12)
    for _ in taken:
        passwords._waiting.release()
    assert await passwords.matches(await passwords.hash("x" * 12), "x" * 12)
    assert not await passwords.matches("not a hash", "x" * 12)
    assert passwords._threads._max_workers == 2
    passwords.close()


def test_hashes_are_argon2id_with_the_parameters_that_asvs_asks_for() -> None:
    passwords = Passwords()
    assert passwords.hash_now("x" * 12).startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    passwords.close()
