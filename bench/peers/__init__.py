"""Peers: what Rootnode is measured beside. Each lives in an environment of its own under `bench/.envs` (not in git)."""
