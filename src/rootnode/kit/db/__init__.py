"""The SQL store: SQLite or PostgreSQL behind one pair of transaction types.

Verbs are plain functions `verb(tx: WriteTx, caller, ...)`, queries are `query(tx: ReadTx, caller, ...)`.
Code that awaits calls them through `Database.write` and `Database.read`.
"""

from rootnode.kit.db.tx import Database, Dialect, ReadTx, Row, WriteTx

__all__ = ["Database", "Dialect", "ReadTx", "Row", "WriteTx"]
