"""SQLAlchemy's SQLite dialect over apsw, and the engines that migrations use."""

from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine.interfaces import ConnectArgsType
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.pool import NullPool

from rootnode.kit.db import dbapi


class ApswDialect(SQLiteDialect):
    """SQLite through `rootnode.kit.db.dbapi`."""

    driver = "apsw"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    returns_native_bytes = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return dbapi

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        return ([url.database or ""], {})

    def _get_server_version_info(self, _connection: Any) -> tuple[int, ...]:
        return dbapi.sqlite_version_info

    def detect_autocommit_setting(self, _dbapi_conn: Any) -> bool:
        return False


def engine_for(url: str) -> sa.Engine:
    """An engine without a pool. `url` is `sqlite:///PATH` (the path as it is, not encoded) or `postgresql://...`."""
    if url.startswith("sqlite:///"):
        registry.register("sqlite.apsw", __name__, ApswDialect.__name__)
        return sa.create_engine(URL.create("sqlite+apsw", database=url.removeprefix("sqlite:///")), poolclass=NullPool)
    return sa.create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
