"""Fault test F1: writers over HTTP, a server that is killed again and again, and a checker that compares everything.

`harness.run(...)` starts writers that keep a journal of what they sent and what was acknowledged, kills the server with
SIGKILL at random moments, starts it again, and at the end holds the stores against the journal: an acknowledged write is
there, once, with what was sent; one that was not acknowledged is there once or not at all; nothing else is there.
"""
