"""Archives: asked for once, checked at every use, refused where they are not what the list says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gongkai.third_party import fetched
from gongkai.third_party.fetched import FetchError, fetch
from gongkai.third_party.parts import PinnedPart

ARCHIVE = b"an archive"


def part(content: bytes = ARCHIVE) -> PinnedPart:
    return PinnedPart("thing", "pypi", "1.0", hashlib.sha256(content).hexdigest(), ("page",), "MIT")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A registry that always gives the same, and who asked it."""
    names: list[str] = []

    def downloaded(wanted: PinnedPart) -> bytes:
        names.append(wanted.name)
        return ARCHIVE

    monkeypatch.setattr(fetched, "_downloaded", downloaded)
    return names


def test_what_was_fetched_once_is_kept(tmp_path: Path, asked: list[str]) -> None:
    assert fetch(part(), tmp_path / "cache") == ARCHIVE
    assert fetch(part(), tmp_path / "cache") == ARCHIVE
    assert asked == ["thing"]


def test_a_changed_file_in_the_cache_is_not_used(tmp_path: Path, asked: list[str]) -> None:
    fetch(part(), tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"something else")
    assert fetch(part(), tmp_path) == ARCHIVE
    assert asked == ["thing", "thing"]


@pytest.mark.usefixtures("asked")
def test_another_archive_than_the_listed_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="与清单不符"):
        fetch(part(b"another"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_registry_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = PinnedPart("thing", "npm", "1.0", "0" * 64, ("page",), "MIT")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match=r"需要 npm，这台电脑上没有"):
        fetch(wanted, tmp_path / "cache")
