"""A small county, written once: two inputs after each sample, in YAML."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.batch.support import ROOT, write_county


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    write_county(ROOT, folder, 8, "yaml")
    return folder


@pytest.fixture
def county(written: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copytree(written, tmp_path / "县"))
