"""The MLflow door of a project, in process."""

import pytest

from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door


@pytest.fixture
def door(any_site: Site) -> Door:
    """Of project FRAUD, once on each engine."""
    return Door(any_site)


@pytest.fixture
def sqlite_door(site: Site) -> Door:
    """Of project FRAUD, on SQLite."""
    return Door(site)
