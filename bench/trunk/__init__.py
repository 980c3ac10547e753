"""Rows of the section trunk: the graph's stores, the server's start and memory, and what a kill loses."""
