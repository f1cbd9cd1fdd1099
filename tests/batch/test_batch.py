"""A folder of inputs through `gongkai batch` as a bureau runs it, again and again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.batch.support import (
    HANGS,
    ROOT,
    Held,
    assert_whole,
    changed,
    contents,
    overview,
    reports,
    run,
    spoil,
    start,
    states,
    times,
    wait_for_results,
)


def inputs(county: Path) -> list[Path]:
    found = sorted(county.rglob("0*.yaml"))
    assert len(found) == 8
    return found


def key_of(county: Path, path: Path) -> str:
    return path.relative_to(county).as_posix()


def final_accounts(county: Path) -> list[Path]:
    """Inputs with a schedule of expenditure, which `spoil` changes."""
    found = [path for path in inputs(county) if "\n支出:" in path.read_text(encoding="utf-8")]
    assert len(found) >= 4
    return found


def test_every_department_is_done(county: Path, tmp_path: Path) -> None:
    done = run(county, "-o", tmp_path / "出", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(states(tmp_path / "出").values()) == {"已生成"}
    assert assert_whole(tmp_path / "出") == 16
    formats = {row["format"] for row in overview(tmp_path / "出")["departments"]}
    assert len(formats) >= 3  # a mix of provinces and kinds


def test_one_bad_file_is_a_row(county: Path, tmp_path: Path) -> None:
    """Broken in every way there is; the others do not notice."""
    good = len(inputs(county))
    (county / "坏.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (county / "空.xlsx").write_bytes(b"")
    (county / "无格式.yaml").write_text("单位信息:\n  单位名称: 某局\n", encoding="utf-8")
    (county / "不认识的格式.yaml").write_text("单位信息:\n  公开格式: 没有/这个/2023\n", encoding="utf-8")
    (county / "语法.yaml").write_text("单位信息: [", encoding="utf-8")
    (county / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (county / "金山.et").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (county / "无格式.xls").write_bytes(b"")  # beside a file that is taken
    spoil(final_accounts(county)[0])
    done = run(county, "-o", tmp_path / "出", "--jobs", "2")
    assert done.returncode == 1
    found = states(tmp_path / "出")
    assert len(found) == good + 7
    assert [state for state in found.values() if state != "已生成"].count("无法读取") == 7
    assert found[key_of(county, final_accounts(county)[0])] == "有错误未生成"
    assert assert_whole(tmp_path / "出") == 2 * (good - 1)


def test_nothing_changed_nothing_done(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    before, bytes_before = times(out), contents(out)
    done = run(county, "-o", out)
    assert done.returncode == 0
    assert "其中 8 个没有变动" in done.stdout
    assert times(out) == before
    assert contents(out) == bytes_before


@pytest.mark.trial
def test_only_what_was_touched(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    before = times(out)
    first, second = inputs(county)[1], inputs(county)[4]
    for path in (first, second):
        path.write_text(path.read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")
    os.utime(inputs(county)[0])  # a new date alone changes nothing
    done = run(county, "-o", out)
    assert "其中 6 个没有变动" in done.stdout
    expected = {path.relative_to(county).with_suffix("").as_posix() for path in (first, second)}
    assert changed(before, times(out)) == expected


@pytest.mark.trial
def test_force_does_all(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    before, bytes_before = times(out), contents(out)
    done = run(county, "-o", out, "--force")
    assert "没有变动" not in done.stdout
    assert len(changed(before, times(out))) == 8
    assert contents(out) == bytes_before


@pytest.mark.parametrize("change", [("--to", "docx"), ("--draft",)])
@pytest.mark.trial
def test_other_options_do_all_again(county: Path, tmp_path: Path, change: tuple[str, ...]) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    done = run(county, "-o", out, *change)
    assert "没有变动" not in done.stdout
    if change[0] == "--to":  # tables that this run did not write would pass for current
        assert {path.suffix for path in reports(out)} == {".docx"}


@pytest.mark.trial
def test_a_changed_format_does_all_again(county: Path, tmp_path: Path) -> None:
    import shutil

    packs = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    env = {**os.environ, "GONGKAI_TEMPLATES": str(packs)}
    out = tmp_path / "出"
    run(county, "-o", out, env=env)
    assert "8 个没有变动" in run(county, "-o", out, env=env).stdout
    glossary = next(packs.rglob("glossary.yaml"))
    glossary.write_text(glossary.read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")
    assert "没有变动" not in run(county, "-o", out, env=env).stdout


@pytest.mark.trial
def test_formats_brought_along_do_nothing_again(county: Path, tmp_path: Path) -> None:
    """They lie in another folder at every run."""
    own = tmp_path / "格式/benxian/final_accounts/2023"
    own.mkdir(parents=True)
    words = (
        "format: benxian/final_accounts/2023\nextends: shanxi/final_accounts/2023\nname: 本县\nyear: 2023\n"
    )
    (own / "pack.yaml").write_text(words, encoding="utf-8")
    env = {**os.environ, "GONGKAI_FORMATS": str(tmp_path / "格式")}
    out = tmp_path / "出"
    run(county, "-o", out, env=env)
    assert "8 个没有变动" in run(county, "-o", out, env=env).stdout


@pytest.mark.trial
def test_removed_reports_are_written_again(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    before = contents(out)
    lost = reports(out)[3]
    lost.unlink()
    done = run(county, "-o", out)
    assert "其中 7 个没有变动" in done.stdout
    assert contents(out) == before


@pytest.mark.trial
def test_an_input_that_became_faulty_loses_its_reports(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    path = final_accounts(county)[0]
    folder = out / path.relative_to(county).with_suffix("")
    assert len(list(folder.iterdir())) == 2
    (folder / "批注.txt").write_text("某人自己的", encoding="utf-8")
    spoil(path)
    assert run(county, "-o", out).returncode == 1
    assert [item.name for item in folder.iterdir()] == ["批注.txt"]
    assert run(county, "-o", out, "--draft").returncode == 1
    names = [item.name for item in folder.iterdir() if item.suffix == ".docx"]
    assert names and all("草稿" in name for name in names)


@pytest.mark.trial
def test_reports_of_a_killed_run_do_not_outlive_their_input(county: Path, tmp_path: Path) -> None:
    """Killed after writing the reports and before keeping the result; then the input becomes faulty."""
    out = tmp_path / "出"
    run(county, "-o", out)
    for kept in (out / ".gongkai").glob("*.json"):
        kept.unlink()
    path = final_accounts(county)[0]
    spoil(path)
    assert run(county, "-o", out).returncode == 1
    assert list((out / path.relative_to(county).with_suffix("")).iterdir()) == []


@pytest.mark.trial
def test_only_one_format(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    formats = [row["format"] for row in overview(out)["departments"]]
    done = run(county, "-o", tmp_path / "一种", "--format", formats[0])
    assert done.returncode == 0
    found = list(states(tmp_path / "一种").values())
    assert found.count("已生成") == formats.count(formats[0])
    assert found.count("格式不符未处理") == 8 - formats.count(formats[0])
    assert len(reports(tmp_path / "一种")) == 2 * formats.count(formats[0])


@pytest.mark.trial
@pytest.mark.parametrize("form", ["xlsx", "txt"])
def test_expected_departments(county: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "出"
    run(county, "-o", out)
    names = [row["name"] for row in overview(out)["departments"]]
    expected = ["单位名称", *names[:3], "没有报送的甲局", "没有报送的乙局"]
    path = tmp_path / f"名单.{form}"
    if form == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        assert book.active is not None
        for name in expected:
            book.active.append([name, "备注"])
        book.save(path)
    else:
        path.write_text("\n".join(expected), encoding="utf-8")
    done = run(county, "-o", out, "--expect", path)
    assert done.returncode == 1
    assert overview(out)["missing"] == ["没有报送的甲局", "没有报送的乙局"]
    assert "还没有收到 2 个单位" in done.stdout


def test_expected_list_that_cannot_be_read(county: Path, tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"nothing of the kind")
    done = run(county, "-o", tmp_path / "出", "--expect", tmp_path / "名单.xlsx")
    assert done.returncode == 2
    assert "读不出名单" in done.stderr


@pytest.mark.trial
def test_one_folder_that_cannot_be_written(county: Path, tmp_path: Path) -> None:
    """A file stands where a department's reports should go: that department is a row."""
    out = tmp_path / "出"
    first = inputs(county)[0]
    blocked = out / first.relative_to(county).with_suffix("")
    blocked.parent.mkdir(parents=True)
    blocked.write_text("占着", encoding="utf-8")
    done = run(county, "-o", out)
    assert done.returncode == 1
    found = states(out)
    assert found[key_of(county, first)] == "程序出错"
    assert list(found.values()).count("已生成") == 7
    blocked.unlink()
    again = run(county, "-o", out)
    assert again.returncode == 0
    assert "其中 7 个没有变动" in again.stdout


@pytest.mark.trial
def test_names_out_of_a_windows_archive(county: Path, tmp_path: Path) -> None:
    """Names in GBK, which are no UTF-8, and one that reads the same as a name beside it."""
    source = inputs(county)[0].read_text(encoding="utf-8")
    assert "第1分局" in source
    folder = county / os.fsdecode("乡镇".encode("gbk"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("the file system takes only UTF-8")
    for number, name in enumerate(("报表.yaml".encode("gbk"), "报表.yaml".encode()), 90):
        text = source.replace("第1分局", f"第{number}分局")
        (folder / os.fsdecode(name)).write_text(text, encoding="utf-8")
    out = tmp_path / "出"
    assert run(county, "-o", out, "--jobs", "2").returncode == 0
    added = {"乡镇/报表.yaml", "乡镇/报表（2）.yaml"}
    assert set(states(out)) == {key_of(county, path) for path in inputs(county)} | added
    assert set(states(out).values()) == {"已生成"}
    assert len(reports(out)) == 2 * 10
    for place in added:
        assert len(list((out / place).with_suffix("").iterdir())) == 2
    assert "其中 10 个没有变动" in run(county, "-o", out).stdout


def test_an_output_folder_whose_name_is_not_utf8(county: Path, tmp_path: Path) -> None:
    """One department cannot be written there: its row says so, in words that can be written."""
    out = tmp_path / os.fsdecode("成品".encode("gbk"))
    try:
        out.mkdir()
    except OSError:
        pytest.skip("the file system takes only UTF-8")
    blocked = out / inputs(county)[0].relative_to(county).with_suffix("")
    blocked.parent.mkdir(parents=True)
    blocked.write_text("占着", encoding="utf-8")
    done = run(county, "-o", out)
    assert done.returncode == 1
    assert list(states(out).values()).count("已生成") == 7
    assert states(out)[key_of(county, inputs(county)[0])] == "程序出错"


def test_output_that_cannot_be_written(county: Path, tmp_path: Path) -> None:
    (tmp_path / "出").write_text("一个文件", encoding="utf-8")
    done = run(county, "-o", tmp_path / "出")
    assert done.returncode == 2
    assert "无法写入" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有的文件夹", "-o", "出"], "没有文件夹"),
        (["空", "-o", "出"], "没有 .xlsx 或 .yaml 输入"),
        (["空", "-o", "空"], "输出文件夹不能就是输入文件夹"),
        (["空", "-o", "出", "--to", "odt"], "--to 只能是"),
        (["有", "-o", "出", "--jobs", "-1"], "--jobs 应是"),
        (["有", "-o", "出", "--jobs", "0"], "--jobs 应是"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "有").mkdir()
    (tmp_path / "有" / "一份.yaml").touch()
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "出").exists()


@pytest.mark.trial
def test_interrupted(county: Path, tmp_path: Path) -> None:
    """Ctrl-C, to the whole group as a terminal sends it: whole files, and a state that goes on."""
    undisturbed = tmp_path / "不中断"
    run(county, "-o", undisturbed, "--jobs", "2")
    out = tmp_path / "出"
    held = Held(tmp_path, inputs(county)[3].name)
    process = start(county, "-o", out, "--jobs", "2", held=held)
    wait_for_results(out, 2, held)
    os.killpg(process.pid, signal.SIGINT)
    held.go_on()  # not before: the batch cannot have ended when the interrupt comes
    said, error = process.communicate(timeout=HANGS)
    assert process.returncode == 130, said + error
    assert "已中断" in error
    assert "Traceback" not in said + error
    assert list(out.rglob(".gongkai-part-*")) == []
    assert_whole(out)
    done = run(county, "-o", out, "--jobs", "2")
    assert done.returncode == 0
    assert contents(out) == contents(undisturbed)
