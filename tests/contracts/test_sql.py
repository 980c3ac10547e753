"""The contract of the SQL store over each engine."""

import pytest

from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.sql import SqlContract


class TestSqlite(SqlContract):
    @pytest.fixture
    def db(self, sqlite: SqliteDatabase) -> Database:
        return sqlite


class TestPostgres(SqlContract):
    @pytest.fixture
    def db(self, postgres: PostgresDatabase) -> Database:
        return postgres
