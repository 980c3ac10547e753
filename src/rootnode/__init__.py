"""Rootnode: scope, plan, build, ship and watch machine learning work in one place."""

__version__ = "0.1.0"
