"""What all tests share: where things are, and golden files with the one flag that updates them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# No deadline and no complaint about slowness: on a loaded machine nothing else is wrong. The same examples each time,
# so that what fails at one desk fails at the next.
settings.register_profile(
    "gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)
settings.load_profile("gongkai")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update", action="store_true", help="write the golden files anew from what comes out now"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each kind of trial in tests/robust: how many ended how, over all workers."""
    reports = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    for line in summed_up(item for report in reports for item in report.user_properties):
        terminalreporter.write_line(line)


def summed_up(properties: Iterable[tuple[str, object]]) -> Iterator[str]:
    """The counts that tests recorded, added up by name, and what they measured as it is."""
    totals: dict[str, Counter[str]] = {}
    for name, recorded in properties:
        if isinstance(recorded, dict):
            totals.setdefault(name, Counter()).update(recorded)
        elif isinstance(recorded, str):
            yield f"{name}：{recorded}"
    for name, total in totals.items():
        shown = "，".join(f"{outcome} {count:,}" for outcome, count in sorted(total.items()))
        yield f"{name} {total.total():,}：{shown}"


@pytest.fixture(autouse=True)
def _pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page numbers cost seconds and hang on the machine: without the marker `libreoffice` none are asked for."""
    if not request.node.get_closest_marker("libreoffice"):
        monkeypatch.setattr("gongkai.writers.pdf.number_pages", lambda *_: None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """The folders of all sample department-years; there is at least one."""
    folders = sorted(path.parent for path in (ROOT / "sample_inputs").glob("*/input.xlsx"))
    assert folders, "no sample_inputs/*/input.xlsx"
    return folders


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` compares a text with `tests/golden/<name>`, or writes it under --golden-update."""

    def check(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        assert text.strip(), f"{name}: an empty text proves nothing"
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert path.is_file(), f"no golden file {name}: run `make golden` and read what it wrote"
        expected = path.read_text(encoding="utf-8")
        if text != expected:
            lines = difflib.unified_diff(
                expected.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm="", n=1
            )
            shown = list(lines)[:80]
            pytest.fail("\n".join([*shown, "if this is meant, run `make golden` and read the difference"]))

    return check
