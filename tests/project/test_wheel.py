"""What users install: the wheel, built from the sdist, in an environment with the checkout out of reach.

The environment holds the wheel and exactly what the wheel declares to need, taken from the running
environment, so that a dependency that is used but not declared fails here. Nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from gongkai.page.brought_formats import with_formats
from gongkai.page.build import build
from gongkai.third_party.fetched import CACHE
from tests.page.built import formats_in, missing

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("wheel")]
FORMAT = "shanxi/final_accounts/2023"
SAMPLE = "liulin-2023-final"


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "GONGKAI"))
    }
    environment["PYTHONUTF8"] = "1"
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def needed(requirements: list[str]) -> set[str]:
    """The names of all distributions that these requirements bring along on this machine."""
    found: set[str] = set()
    todo = [(text, "") for text in requirements]
    while todo:
        text, extra = todo.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = requirement.name.lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        try:
            below = distribution(name).requires or []
        except PackageNotFoundError:
            pytest.fail(f"{name} is declared but not installed here")
        todo += [(line, "") for line in below]
        todo += [(line, extra) for extra in requirement.extras for line in below]
    return found


def copy_distribution(name: str, target: Path) -> None:
    """The installed files of a distribution; what lies outside site-packages (scripts) is left."""
    installed = distribution(name)
    files = [
        file for file in installed.files or [] if ".." not in file.parts and "__pycache__" not in file.parts
    ]
    assert files, f"{name} has no list of files"
    for file in files:
        source = Path(str(installed.locate_file(file)))
        destination = target / file
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, destination)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    done = run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(root)], target)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `gongkai` command in a fresh environment."""
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    done = run([python, "-m", "pip", "install", "--no-deps", "--no-index", str(wheel)], folder)
    assert done.returncode == 0, done.stdout + done.stderr
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run([python, "-c", where], folder).stdout.strip())
    with ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode("utf-8").splitlines()
    for name in needed(
        [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    ):
        copy_distribution(name, packages)
    return scripts / "gongkai"


def test_wheel_carries_the_packs_and_nothing_else(wheel: Path, root: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = [path for path in (root / "templates").rglob("*") if path.is_file()]
    assert len(files) > 30
    assert {f"gongkai/templates/{path.relative_to(root / 'templates').as_posix()}" for path in files} <= names
    assert "gongkai/py.typed" in names
    beside = [path for name in ("pages", "assets") for path in (root / "src/gongkai/web" / name).iterdir()]
    assert len(beside) > 8
    assert {f"gongkai/web/{path.parent.name}/{path.name}" for path in beside} <= names
    board = root / "src/gongkai/board"
    needed = [path for path in board.rglob("*") if path.suffix in (".html", ".sql", ".css")]
    assert len(needed) > 15
    assert {f"gongkai/board/{path.relative_to(board).as_posix()}" for path in needed} <= names
    assert {"gongkai/web/handbook.md", "gongkai/board/handbook.md"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"gongkai"}


def test_source_is_out_of_reach(command: Path, root: Path, tmp_path: Path) -> None:
    script = (
        "import gongkai, gongkai.packs.location as at; print(gongkai.__file__); print(at.templates_root())"
    )
    done = run([str(command.with_name("python")), "-c", script], tmp_path)
    assert done.returncode == 0, done.stderr
    places = [Path(line) for line in done.stdout.splitlines()]
    assert len(places) == 2
    for place in places:
        assert place.exists()
        assert command.parents[1] in place.parents
        assert root not in place.parents or root in command.parents


def test_formats_are_listed(command: Path, tmp_path: Path) -> None:
    done = run([str(command), "templates", "list"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert FORMAT in done.stdout


@pytest.mark.parametrize("name", ["input.xlsx", "input.yaml"])
def test_sample_is_generated(command: Path, root: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(root / "sample_inputs" / SAMPLE / name, tmp_path)
    done = run([str(command), "generate", name, "-o", "out", "--to", "docx,xlsx"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    written = sorted((tmp_path / "out").iterdir())
    assert [path.suffix for path in written] == [".docx", ".xlsx", ".xlsx"]  # the last is the check report
    for path in written:
        assert path.name in done.stdout
        with ZipFile(path) as archive:
            assert archive.testzip() is None
            assert "[Content_Types].xml" in archive.namelist()


def test_blank_workbook_is_written(command: Path, tmp_path: Path) -> None:
    done = run([str(command), "new", "--format", FORMAT, "-o", "我的.xlsx"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    with ZipFile(tmp_path / "我的.xlsx") as archive:
        assert "xl/workbook.xml" in archive.namelist()


def test_the_offline_page_is_built_from_what_is_installed(command: Path, tmp_path: Path) -> None:
    """The same page as from the checkout; and with a bureau's own format, from a built page, without any network."""
    done = run([str(command), "page", "-o", "gongkai.html"], tmp_path)
    if "没有能下载" in done.stderr:
        missing(done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "gongkai.html").read_text("utf-8") == build(CACHE)
    own = "benxian/final_accounts/2023"
    (tmp_path / "own" / own).mkdir(parents=True)
    pack = f"format: {own}\nextends: {FORMAT}\nname: 本县部门决算公开\nyear: 2023\n"
    (tmp_path / "own" / own / "pack.yaml").write_text(pack, "utf-8")
    offline = ["env", f"PATH={tmp_path}", f"HOME={tmp_path}", str(command)]
    done = run([*offline, "page", "--formats", "own", "--base", "gongkai.html", "-o", "own.html"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    made = (tmp_path / "own.html").read_text("utf-8")
    assert list(formats_in(made)) == ["own.zip"]
    assert with_formats(made, {}) == build(CACHE)


def test_pages_are_served(command: Path, tmp_path: Path) -> None:
    """What `pip install` brought is enough for `gongkai serve`: a page comes, with the handbook in it."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "XDG_DATA_HOME": str(tmp_path)}
    for name in [name for name in environment if name.startswith(("PYTHONPATH", "GONGKAI"))]:
        del environment[name]
    arguments = [str(command), "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().partition("：")[2].strip()
            opener = build_opener(HTTPCookieProcessor())
            start = opener.open(address, timeout=120).read().decode()
            help_page = opener.open(address.partition("?")[0] + "help", timeout=120).read().decode()
        finally:
            server.terminate()
    assert FORMAT in start
    assert "核对数" in help_page
