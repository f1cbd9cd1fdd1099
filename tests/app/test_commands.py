"""The commands as typed: exit codes, what is written, and that nothing but Chinese reaches the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml"
FORMAT = "shanxi/final_accounts/2023"
COMMAND = [sys.executable, "-m", "gongkai"]


def run(
    *arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8", **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        encoding=encoding,
        env={**os.environ, "PYTHONIOENCODING": encoding, **environment},
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def unbalanced(tmp_path: Path) -> Path:
    """The sample with one digit of one amount changed."""
    text = SAMPLE.read_text(encoding="utf-8")
    assert "项目支出: 8685220.00" in text
    path = tmp_path / "错.yaml"
    path.write_text(text.replace("项目支出: 8685220.00", "项目支出: 8685230.00", 1), encoding="utf-8")
    return path


def test_check_clean() -> None:
    done = run("check", SAMPLE)
    assert done.returncode == 0
    assert "错误 0 条，警告 0 条" in done.stdout  # the real figures give hints


def test_check_json() -> None:
    done = run("check", SAMPLE, "--json")
    assert done.returncode == 0
    data = json.loads(done.stdout)
    assert data["format"] == FORMAT
    assert data["publishable"] is True
    assert len(data["coverage"]) > 40
    assert {item["level"] for item in data["findings"]} <= {"提示"}
    hinted = {item["code"] for item in data["findings"]}
    for item in data["coverage"]:
        assert item["status"] in {"通过", "不适用"} or item["code"] in hinted or item["why"], item


def test_check_faulty(unbalanced: Path) -> None:
    done = run("check", unbalanced)
    assert done.returncode == 1
    assert "[错误] HD-01" in done.stdout and "BN-05、BN-07、BN-07a" in done.stdout
    assert "相差" in done.stdout
    assert "改法" in done.stdout
    data = json.loads(run("check", unbalanced, "--json").stdout)
    first = data["findings"][0]
    assert (first["code"], first["difference"]) == ("HD-01", "10.00 元")
    assert first["location"]["line"] > 0


def test_errors_stop_generate(unbalanced: Path, tmp_path: Path) -> None:
    done = run("generate", unbalanced, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.trial
def test_a_draft_says_so_in_name_and_on_every_page(unbalanced: Path, tmp_path: Path) -> None:
    import zipfile

    out = tmp_path / "out"
    done = run("generate", unbalanced, "-o", out, "--draft")
    assert done.returncode == 0
    files = sorted(out.iterdir())
    assert [path.suffix for path in files] == [".docx", ".xlsx", ".xlsx"]
    assert all("（草稿）" in path.name for path in files)
    with zipfile.ZipFile(files[0]) as archive:
        headers = [name for name in archive.namelist() if "header" in name and name.endswith(".xml")]
        assert headers
        assert all("草稿" in archive.read(name).decode() for name in headers)


def test_generate_writes_and_says_where(tmp_path: Path) -> None:
    done = run("generate", SAMPLE, "-o", tmp_path / "out")
    assert done.returncode == 0
    written = [
        line.removeprefix("已写出：") for line in done.stdout.splitlines() if line.startswith("已写出：")
    ]
    assert sorted(Path(path).suffix for path in written) == [".docx", ".xlsx", ".xlsx"]
    assert sum("校核报告.xlsx" in path for path in written) == 1
    assert all(Path(path).is_file() for path in written)
    assert sorted((tmp_path / "out").iterdir()) == sorted(map(Path, written))


@pytest.mark.parametrize("suffix", [".xlsx", ".yaml"])
def test_new_writes_a_blank_form_that_can_be_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"我的{suffix}"
    assert run("new", "--format", FORMAT, "-o", path).returncode == 0
    done = run("check", path)
    assert done.returncode == 1, "an empty form lacks what is required"
    assert "单位名称" in done.stdout
    before = path.read_bytes()
    again = run("new", "--format", FORMAT, "-o", path)
    assert again.returncode == 2
    assert path.read_bytes() == before


def test_templates_list() -> None:
    done = run("templates", "list")
    assert done.returncode == 0
    assert FORMAT in done.stdout
    assert "national/" not in [line.split("\t")[0] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "arguments",
    [
        ["没有的命令"],
        ["check"],
        ["check", "没有的文件.xlsx"],
        ["check", str(SAMPLE), "--没有"],
        ["generate", str(SAMPLE), "--to", "doc"],
        ["new", "--format", "shanxi/final_accounts/1999", "-o", "x.xlsx"],
        ["new", "--format", "national/final_accounts/2023", "-o", "x.xlsx"],
        ["new", "--format", FORMAT],
        ["new", "--format", FORMAT, "-o", "x.doc"],
    ],
)
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert any("\u4e00" <= char <= "\u9fff" for char in said)
    assert "Error" not in said
    assert "Usage" not in said
    assert not list(tmp_path.iterdir())


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    """A report that would take the input's own name is refused, and the input stays."""
    from gongkai.files import WriteFault, write_all

    path = tmp_path / "输入.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(WriteFault):
        write_all(tmp_path, {"输入.xlsx": b"theirs"}, path)
    assert path.read_bytes() == b"mine"


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    from gongkai.files import WriteFault, write_all

    out = tmp_path / "out"
    out.mkdir()
    (out / "乙.xlsx").mkdir()  # stands in the way of the second file
    with pytest.raises(WriteFault) as fault:
        write_all(out, {"甲.docx": b"1", "乙.xlsx": b"2"}, tmp_path / "输入.xlsx")
    assert "无法写入" in str(fault.value)
    assert sorted(path.name for path in out.iterdir()) == ["乙.xlsx"]


def test_a_department_name_cannot_leave_the_folder() -> None:
    from gongkai.pipeline import file_stem
    from gongkai.tree.nodes import Document

    for name in ("../../etc/passwd", "..\\..\\x", 'a/b:c*?"<>|', "  .. ", "\x00甲\n乙", "长" * 300):
        stem = file_stem(Document("", "", name, ()))
        assert stem
        assert not set(stem) & set('/\\:*?"<>|\x00\n')
        assert not stem.startswith(".")
        assert len(stem) <= 80


def test_output_into_a_file_under_windows(unbalanced: Path) -> None:
    """GBK has not every character of a name: what is said is said, with ? for these; data keep all."""
    path = unbalanced.rename(unbalanced.with_name("㎡²𠮷.yaml"))
    done = run("check", path, encoding="gbk")
    assert done.returncode == 1
    assert "BN-05" in done.stdout
    assert "㎡??.yaml" in done.stdout
    data = json.loads(run("check", path, "--json", encoding="gbk").stdout)
    assert data["file"] == path.name
    assert data == json.loads(run("check", path, "--json").stdout)


@pytest.mark.trial
def test_a_name_that_is_not_utf8(unbalanced: Path, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("决算表.yaml".encode("gbk"))
    try:
        unbalanced.rename(path)
    except OSError:
        pytest.skip("the file system takes only UTF-8")
    done = run("generate", path, "-o", tmp_path / "出", "--draft")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "决算表.yaml 第" in done.stdout
    assert len(list((tmp_path / "出").iterdir())) == 3
    assert json.loads(run("check", path, "--json").stdout)["file"] == "决算表.yaml"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files are always Unicode")
def test_a_locale_that_cannot_read_names() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run("check", SAMPLE, **plain)
    assert done.returncode == 2
    assert "export PYTHONUTF8=1" in done.stderr
    assert run("check", SAMPLE, **plain | {"PYTHONUTF8": "1"}).returncode == 0
