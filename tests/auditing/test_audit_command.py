"""What a stranger gives to `gongkai audit`: one clear sentence each, nothing passed over in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.app.wrong_usage import UserFault
from gongkai.auditing.outcome import NOTHING_TO_AUDIT
from tests.auditing.test_files import FAULT, made, paper, spending
from tests.auditing.test_report_page import NOW
from tests.conftest import ROOT

RUN = CliRunner()


def pdf(password: str = "") -> bytes:
    from io import BytesIO

    writer, buffer = PdfWriter(), BytesIO()
    writer.add_blank_page(300, 300)
    if password:
        writer.encrypt(password)
    writer.write(buffer)
    return buffer.getvalue()


DAMAGED = {
    "空.docx": b"",
    "文字.docx": "这不是 Word".encode(),
    "半份.docx": NOW[:600],
    "半份.pdf": pdf()[:300],
    "密码.pdf": pdf("secret"),
    "旧的.doc": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4000),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_cannot_be_read_is_a_sentence_and_wrong_usage(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(DAMAGED[name])
    done = RUN.invoke(app, ["audit", str(tmp_path / name)])
    assert done.exit_code == 2 and f"“{name}”" in done.output and "怎么改：" in done.output
    assert "没有发现问题" not in done.output


@pytest.mark.parametrize("name", [name for name in DAMAGED if not name.endswith(".doc")])
def test_what_cannot_be_read_is_not_marked(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(DAMAGED[name])
    mark = tmp_path / f"标注{Path(name).suffix}"
    done = RUN.invoke(app, ["audit", str(tmp_path / name), "--mark", str(mark)])
    assert isinstance(done.exception, UserFault) and "没有写标注" in str(done.exception)
    assert not mark.exists()


def test_a_file_with_the_name_of_another_kind_is_audited_and_not_marked(tmp_path: Path) -> None:
    source = tmp_path / "其实.pdf"
    source.write_bytes(NOW)
    done = RUN.invoke(app, ["audit", str(source), "--mark", str(tmp_path / "标注.pdf")])
    assert "SJ-03" in done.output and isinstance(done.exception, UserFault)
    assert "其实是Word 文档" in str(done.exception)


def test_a_library_that_gives_up_while_marking_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "决算.docx"
    source.write_bytes(NOW)

    def give_up(*_: object) -> tuple[bytes, int]:
        raise KeyError("no relationship")

    monkeypatch.setattr("gongkai.auditing.marked_word.marked_word", give_up)
    done = RUN.invoke(app, ["audit", str(source), "--mark", str(tmp_path / "标注.docx")])
    assert isinstance(done.exception, UserFault) and "写不了标注" in str(done.exception)


def test_what_holds_nothing_to_check_is_not_called_faultless(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["name", "count"])
    book.active.append(["apple", 3])
    book.save(tmp_path / "foreign.xlsx")
    (tmp_path / "blank.pdf").write_bytes(pdf())
    for name in ("foreign.xlsx", "blank.pdf"):
        done = RUN.invoke(app, ["audit", str(tmp_path / name), "-o", str(tmp_path / "r.html")])
        assert done.exit_code == 0 and NOTHING_TO_AUDIT in done.output and "没有发现问题" not in done.output
        page = (tmp_path / "r.html").read_text("utf-8")
        assert NOTHING_TO_AUDIT in page and "没有发现问题" not in page
    (tmp_path / "r.html").unlink()
    done = RUN.invoke(app, ["audit", str(tmp_path)])
    assert done.output.count(NOTHING_TO_AUDIT) == 2


def test_of_two_files_the_sound_one_is_audited(tmp_path: Path) -> None:
    sound, broken = tmp_path / "决算.docx", tmp_path / "表.xlsx"
    sound.write_bytes(NOW)
    broken.write_bytes(b"PK\3\4")
    done = RUN.invoke(app, ["audit", str(sound), str(broken)])
    assert done.exit_code == 1 and "SJ-03" in done.output and "“表.xlsx”" in done.output


def test_what_it_is_held_against_and_cannot_be_read_is_told(tmp_path: Path) -> None:
    sound = tmp_path / "决算.docx"
    sound.write_bytes(NOW)
    done = RUN.invoke(app, ["audit", str(sound), "--with", str(tmp_path / "没有.docx"), "--json"])
    said = [each["message"] for each in json.loads(done.stdout)["findings"]]
    assert "用来对照的“没有.docx”找不到，没有对照" in said


def test_it_can_be_held_against_a_folder(tmp_path: Path) -> None:
    source, last = tmp_path / "决算.docx", tmp_path / "上年"
    last.mkdir()
    source.write_bytes(
        made(2024, *spending("120.00"), "卫生健康支出120.00万元。卫生健康支出比上年增加30.00万元。")
    )
    (last / "a.docx").write_bytes(made(2023, *spending("100.00")))
    assert "SJ-50" not in RUN.invoke(app, ["audit", str(source)]).output
    assert "SJ-50" in RUN.invoke(app, ["audit", str(source), "--with", str(last)]).output


def test_a_folder_with_odd_names_and_files_of_other_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "县"
    (folder / "目录.pdf").mkdir(parents=True)
    for name in ("甲 <b>&'\".docx", "乙\n丙.docx"):
        (folder / name).write_bytes(NOW)
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "旧.doc").write_bytes(b"")
    (folder / "断.docx").symlink_to("没有")
    done = RUN.invoke(app, ["audit", str(folder), str(folder / "坏.pdf"), "-o", str(tmp_path / "r.html")])
    assert done.exit_code == 1 and "（1/4）" in done.output and "（5/" not in done.output
    assert "另有 1 个文件不是能审的种类，没有审：旧.doc" in done.output
    assert "乙_丙.docx" in done.output and "“断.docx”" in (tmp_path / "r.html").read_text("utf-8")


def test_units_that_call_their_files_alike_are_told_apart(tmp_path: Path) -> None:
    county, report = tmp_path / "县", tmp_path / "r.json"
    for unit in ("甲局", "乙局"):
        (county / unit).mkdir(parents=True)
        (county / unit / "决算.docx").write_bytes(NOW)
    for folders, wanted in (
        ([county], ["乙局/决算.docx", "甲局/决算.docx"]),
        ([county / "甲局", county / "乙局"], ["乙局/决算.docx", "甲局/决算.docx"]),
    ):
        command = ["audit", *map(str, folders), "-o", str(report), "-o", str(tmp_path / "r.html")]
        done = RUN.invoke(app, command)
        assert all(place in done.output for place in wanted)
        assert [each["files"] for each in json.loads(report.read_bytes())] == [[place] for place in wanted]
        assert all(place in (tmp_path / "r.html").read_text("utf-8") for place in wanted)


def test_a_folder_without_documents_is_a_sentence(tmp_path: Path) -> None:
    assert "没有能审的文件" in str(RUN.invoke(app, ["audit", str(tmp_path)]).exception)
    blank = ROOT / "sample_inputs" / "yangcheng-2024-final" / "input.xlsx"
    (tmp_path / "a.xlsx").write_bytes(blank.read_bytes())
    done = RUN.invoke(app, ["audit", str(tmp_path)])
    assert "没有公开材料" in str(done.exception) and "填报用的工作簿" in done.output


def test_a_format_that_there_is_not_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["audit", str(tmp_path / "没有.docx"), "--format", "没有/格式"])
    assert isinstance(done.exception, UserFault) and "没有格式“没有/格式”" in str(done.exception)


def test_everything_at_once_leaves_the_output_json(tmp_path: Path) -> None:
    source = tmp_path / "决算.docx"
    source.write_bytes(paper("甲县某局2024年度部门决算", FAULT))
    reports = [
        part
        for name in ("a.html", "b.xlsx", "c.docx", "d.json")
        for part in ("-o", str(tmp_path / "r" / name))
    ]
    done = RUN.invoke(
        app,
        [
            "audit",
            str(source),
            "--json",
            "--answers",
            "--mark",
            str(tmp_path / "m.docx"),
            "--with",
            str(source),
            *reports,
        ],
    )
    assert done.exit_code == 1 and json.loads(done.stdout)["files"] == ["决算.docx"]
    assert len(list((tmp_path / "r").iterdir())) == 4 and "已写出" in done.stderr


def test_an_output_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    source, taken = tmp_path / "决算.docx", tmp_path / "file"
    source.write_bytes(NOW)
    taken.write_bytes(b"")
    done = RUN.invoke(app, ["audit", str(source), "-o", str(taken / "a.html")])
    assert "无法写入" in str(done.exception)


def test_what_libraries_log_in_english_is_not_printed(tmp_path: Path) -> None:
    """In a process of its own: pytest listens to what is logged, and then nothing would be printed."""
    source = tmp_path / "半份.pdf"
    source.write_bytes(pdf().rpartition(b"startxref")[0] + b"startxref\n3\n%%EOF\n")
    start = "from gongkai.app.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", start, "audit", str(source)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.stderr == "" and "半份.pdf" in done.stdout
