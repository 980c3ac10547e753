"""Answers and live changes that come late, so that their order is another: ROOTNODE_SLOW=answers pytest tests/browser.

A slow machine in CI finds such orders by chance; what fails here alone waits for the wrong thing, in the app or in the test.
"""

import os
from typing import Final

LATE: Final = {
    "answers": ("0", "700", "0"),
    "requests": ("500", "0", "0"),
    "socket": ("0", "0", "1200"),
    "any": ("Math.random() * 300", "Math.random() * 900", "Math.random() * 900"),
}
"""Milliseconds before a request leaves, before its answer is heard, and before a live change is."""

_SCRIPT: Final = """(() => {
  const late = { request: () => REQUEST, answer: () => ANSWER, change: () => CHANGE };
  const sleep = ms => new Promise(done => ms > 0 ? setTimeout(done, ms) : done());
  const ask = window.fetch;
  window.fetch = async (input, init) => {
    if (!String(input.url ?? input).includes("/api/")) return ask(input, init);
    await sleep(late.request());
    const answer = await ask(input, init);
    await sleep(late.answer());
    init?.signal?.throwIfAborted();
    return answer;
  };
  const heard = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  let last = 0;
  const delayed = hear => event => {
    last = Math.max(last, performance.now() + late.change());
    setTimeout(() => hear(event), last - performance.now());
  };
  Object.defineProperty(WebSocket.prototype, "onmessage", { ...heard, set(hear) { heard.set.call(this, hear && delayed(hear)); } });
})();"""


def lateness() -> str | None:
    """What each page is to run first, where the environment asks for it."""
    asked = os.environ.get("ROOTNODE_SLOW")
    if asked is None:
        return None
    request, answer, change = LATE[asked]
    return _SCRIPT.replace("REQUEST", request).replace("ANSWER", answer).replace("CHANGE", change)
