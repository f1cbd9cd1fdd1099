"""Every command on files and places that no department would give it: an exit code, Chinese words, nothing half
written, and nothing of the user's touched."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai import files
from gongkai.packs.library import Library
from tests.robust.command import Ended, everything, gongkai, refused
from tests.robust.hostile import BOOK, BOOKS, SAMPLES, TEXT, YAMLS
from tests.support.parts import every

FORMAT = "shanxi/final_accounts/2023"
HOSTILE = {f"{name}.xlsx": make for name, (make, _) in BOOKS.items()} | {
    f"{name}.yaml": make for name, (make, _) in YAMLS.items()
}
NAME = "柳林县人力资源和社会保障局"


@pytest.mark.parametrize("name", every(5, list(HOSTILE)))
def test_every_command_refuses_a_hostile_file(name: str, tmp_path: Path) -> None:
    """One finding in Chinese, exit code 2 (1 for a batch), no file, and the input as it was."""
    inputs, out = tmp_path / "报送", tmp_path / "公开"
    inputs.mkdir()
    path = inputs / f"填报{Path(name).suffix}"
    content = HOSTILE[name]()
    path.write_bytes(content)
    new = out / "新.xlsx"
    for ended in (
        gongkai("check", path),
        gongkai("check", path, "--json"),
        gongkai("generate", path, "-o", out),
        gongkai("generate", path, "-o", out, "--draft"),
        gongkai("reasons", path, "-o", new),
        gongkai("new", "--format", FORMAT, "--from", path, "-o", new),
        gongkai("check", SAMPLES / "liulin-2023-final" / "input.yaml", "--last-year", path),
        gongkai("consolidate", path, "-o", new),
    ):
        refused(ended, 2)
        assert not out.exists(), ended.said
    refused(gongkai("batch", inputs, "-o", out, "--jobs", "1"), 1)
    told = json.loads((out / "总览.json").read_text(encoding="utf-8"))
    assert [row["state"] for row in told["departments"]] == ["无法读取"]
    assert not [made for made in everything(out) if made.endswith((".docx", "校核报告.xlsx"))]
    assert path.read_bytes() == content


def test_one_hostile_file_does_not_stop_a_batch(tmp_path: Path) -> None:
    inputs, out = tmp_path / "报送", tmp_path / "公开"
    inputs.mkdir()
    for number, (name, make) in enumerate(HOSTILE.items()):
        (inputs / f"{number:02}{Path(name).suffix}").write_bytes(make())
    (inputs / "好.yaml").write_text(TEXT, encoding="utf-8")
    (inputs / "断开.xlsx").symlink_to(inputs / "没有.xlsx")
    (inputs / "圈").symlink_to(inputs)
    ended = gongkai("batch", inputs, "-o", out, "--jobs", "1", seconds=120)
    refused(ended, 1)
    told = json.loads((out / "总览.json").read_text(encoding="utf-8"))
    states = {row["key"]: row["state"] for row in told["departments"]}
    assert states.pop("好.yaml") == "已生成"
    assert len(states) == len(HOSTILE)
    assert set(states.values()) == {"无法读取"}


COMMANDS: dict[str, Callable[[Path, Path], list[str | Path]]] = {
    "generate": lambda source, out: ["generate", source, "-o", out, "--no-audit"],
    "check --mark": lambda source, out: ["check", source, "--mark", out / "标注.xlsx"],
    "new": lambda source, out: ["new", "--format", FORMAT, "-o", out / "新.xlsx"],
    "new --from": lambda source, out: ["new", "--format", FORMAT, "--from", source, "-o", out / "新.yaml"],
    "consolidate": lambda source, out: ["consolidate", source, "-o", out / "部门.xlsx"],
    "batch": lambda source, out: ["batch", source.parent, "-o", out, "--jobs", "1"],
    "preview": lambda source, out: ["templates", "preview", FORMAT, "-o", out],
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "填报.yaml").write_text(TEXT, encoding="utf-8")
    return folder / "填报.yaml"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_that_cannot_be_written_to(command: str, source: Path, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"mine")
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    places = [tmp_path / "文件", tmp_path / "文件" / "下面", tmp_path / ("长" * 200), tmp_path / "圈"]
    if Path("/proc/1").is_dir():
        places.append(Path("/proc/1/没有"))
    before = everything(tmp_path)
    for place in places:
        refused(gongkai(*COMMANDS[command](source, place)), 2)
        assert everything(tmp_path) == before, place


@pytest.mark.trial
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, 123456])
def test_a_disk_that_fails_leaves_what_was_there(
    command: str, number: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes the first bytes of a file and no more."""
    out = tmp_path / "公开"
    out.mkdir()
    (out / "我的.docx").write_bytes(b"mine")
    before = everything(tmp_path)
    opened = os.fdopen

    class Failing(io.BytesIO):
        def __init__(self, handle: int, mode: str) -> None:
            super().__init__()
            self.stream = opened(handle, mode)

        def write(self, content: Any) -> int:
            self.stream.write(content[:10])
            raise OSError(number, "in English")

        def close(self) -> None:
            self.stream.close()

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fdopen", Failing)
        said = refused(gongkai(*COMMANDS[command](source, out)), 1, 2)
    assert "in English" not in said
    assert everything(tmp_path) == before


def _reports(out: Path) -> dict[str, bytes | None]:
    return {name: content for name, content in everything(out).items() if content is not None}


def test_a_file_that_will_not_move_leaves_all_as_they_were(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of the finished files is open in Excel: the first, last run's, is not changed either."""
    out = tmp_path / "公开"
    assert gongkai("generate", source, "-o", out, "--no-audit").code == 0
    before = _reports(out)
    assert len(before) == 3
    replace = Path.replace
    for refusing in list(before):

        def moved(self: Path, target: Path, name: str = refusing) -> Path:
            if Path(target).name == name and "-old" not in self.name:
                raise PermissionError(errno.EACCES, "in English")
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", moved)
            said = refused(gongkai("generate", source, "-o", out, "--no-audit"), 2)
        assert "请先关闭" in said
        assert _reports(out) == before
    monkeypatch.setattr(files.os, "link", _no_links)
    assert gongkai("generate", source, "-o", out, "--no-audit").code == 0
    assert _reports(out).keys() == before.keys()
    assert all(content and not content.startswith(b"last run") for content in _reports(out).values())


def _no_links(*_: object) -> None:
    raise OSError(errno.EPERM, "no links on this disk")


def test_a_real_limit_on_the_size_of_files(source: Path, tmp_path: Path) -> None:
    """As a full disk does it: the system refuses in the middle of a file."""
    resource = pytest.importorskip("resource")
    out = tmp_path / "公开"
    out.mkdir()
    (out / "我的.docx").write_bytes(b"mine")
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from gongkai.app.main import run; run()"),
            *("generate", str(source), "-o", str(out), "--to", "xlsx"),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)),
    )
    refused(Ended(done.returncode, done.stdout + done.stderr), 2)
    assert everything(out) == {"我的.docx": b"mine"}


def test_errors_stop_the_report_and_leave_the_last_one(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "公开"
    assert gongkai("generate", source, "-o", out, "--no-audit").code == 0
    before = _reports(out)
    text = TEXT.replace("决算: {项目支出: 8685220.00}", "决算: {项目支出: 8685230.00}", 1)
    assert text != TEXT
    source.write_text(text, encoding="utf-8")
    refused(gongkai("generate", source, "-o", out), 1)
    assert _reports(out) == before


NAMES = {
    "up": "../../x",
    "up for Windows": "..\\..\\x",
    "root": "/etc/passwd",
    "drive": "C:\\Windows\\x",
    "device": "CON",
    "device with suffix": "nul.txt",
    "dots": "....",
    "long": "长" * 300,
    "long in bytes": "𠀀" * 79,
    "control": "甲\\0乙\\a丙\\e[31m",
    "lines": "甲\\n乙\\r\\n丙",
    "backwards": "甲\\u202E乙",
    "blank": "　",
    "wildcard": "*?<>|",
    "quote": '甲\\"乙',
}


@pytest.mark.trial
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("draft", [False, True], ids=["report", "draft"])
def test_a_name_of_a_department_stays_a_file_name(
    name: str, draft: bool, source: Path, tmp_path: Path
) -> None:
    """Whatever stands as 单位名称: a refusal, or files in the folder asked for, with names that every system takes."""
    text = TEXT.replace(f"单位名称: {NAME}", f'单位名称: "{NAMES[name]}"'.replace("\\..", "\\\\.."), 1)
    text = text.replace("\\x", "\\\\x").replace(":\\W", ":\\\\W")
    assert text != TEXT
    source.write_text(text, encoding="utf-8")
    out = tmp_path / "公开" / "这里"
    ended = gongkai("generate", source, "-o", out, *(["--draft"] if draft else []))
    made = set(everything(tmp_path)) - {"报送", "报送/填报.yaml", "公开", "公开/这里"}
    if ended.code != 0:
        refused(ended, 1)
        assert not made
        return
    assert len(made) == 3, ended.said
    for path in made:
        folder, _, file = path.rpartition("/")
        assert folder == "公开/这里"
        assert len(file.encode()) <= 255
        assert len(file.encode("utf-16-le")) <= 2 * 200
        assert not re.search(r'[\x00-\x1f\x7f\u202a-\u202e\\:*?"<>|]', file), file
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", file), file
        assert file.strip(" .") == file


@pytest.mark.parametrize("command", ["generate", "new --from", "consolidate"])
def test_an_input_that_is_a_folder_or_leads_nowhere(command: str, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "夹.xlsx"
    folder.mkdir()
    loop = tmp_path / "圈.yaml"
    loop.symlink_to(loop)
    for path in (folder, loop, tmp_path / "没有.xlsx", tmp_path / ("长" * 200 + ".xlsx"), Path("/dev/null")):
        refused(gongkai(*COMMANDS[command](path, tmp_path / "公开")), 2)
        assert not (tmp_path / "公开").exists()


@pytest.mark.trial
def test_a_list_of_expected_names_may_be_anything(source: Path, tmp_path: Path) -> None:
    for name, make in HOSTILE.items():
        given = tmp_path / f"名单{Path(name).suffix}"
        given.write_bytes(make())
        refused(
            gongkai("batch", source.parent, "-o", tmp_path / "公开", "--jobs", "1", "--expect", given),
            0,
            1,
            2,
        )


def test_a_list_of_expected_names_that_never_ends(source: Path, tmp_path: Path) -> None:
    """A device is not read, nor a workbook of macros that is a bomb."""
    bomb = tmp_path / "名单.xlsm"
    bomb.write_bytes(next(make() for name, make in HOSTILE.items() if "bomb" in name or "large" in name))
    for given in (Path("/dev/zero"), bomb):
        refused(gongkai("batch", source.parent, "-o", tmp_path / "公开", "--jobs", "1", "--expect", given), 2)


@pytest.mark.parametrize(
    "name", [*(name for name in HOSTILE if name.endswith(".xlsx")), "text.csv", "binary.csv"]
)
def test_a_list_of_codes_may_be_anything(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"科目{Path(name).suffix}"
    others = {"text.csv": TEXT.encode(), "binary.csv": BOOK}
    path.write_bytes(HOSTILE[name]() if name in HOSTILE else others[name])
    monkeypatch.setattr(
        "gongkai.app.codes_commands.library_to_write", lambda: Library(tmp_path / "templates")
    )
    refused(gongkai("codes", "import", path, "--year", "2025"), 1, 2)
    assert not (tmp_path / "templates").exists()
