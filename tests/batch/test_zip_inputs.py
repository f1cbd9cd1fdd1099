"""A zip among the inputs is read: each workbook in it is a row of its own, and what cannot be read is named."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from gongkai.batch import zip_inputs
from gongkai.batch.work_list import Options, find_inputs, make_jobs
from gongkai.batch.zip_inputs import ZipFault, members, source
from gongkai.source import Trouble
from tests.batch.support import overview, run, states

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final"
WORKBOOK = (SAMPLE / "input.xlsx").read_bytes()
TEXT = (SAMPLE / "input.yaml").read_text(encoding="utf-8")


def department(name: str) -> bytes:
    changed = TEXT.replace("单位名称: 柳林县人力资源和社会保障局", f"单位名称: {name}")
    assert changed != TEXT
    return changed.encode()


def pack(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def pack_named(path: Path, files: dict[bytes, bytes], flags: int = 0, extra: bytes = b"") -> Path:
    """A zip with names of any bytes, as other programs write them."""
    body, directory = b"", b""
    for name, content in files.items():
        fields = (
            20,
            flags,
            0,
            0,
            0x21,
            zlib.crc32(content),
            len(content),
            len(content),
            len(name),
            len(extra),
        )
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, *fields, 0, 0, 0, 0, len(body)) + name
        directory += extra
        body += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", *fields) + name + extra + content
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path


def listed(out: Path) -> dict[str, str]:
    return {row["file"]: row["why"] for row in overview(out)["not_read"]}


def names(path: Path) -> list[str]:
    return [member.path.relative_to(path).as_posix() for member in members(path)]


def test_each_workbook_in_a_zip_is_a_row(tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    inner = {"甲局.xlsx": WORKBOOK, "二级/乙所.yaml": department("乙所"), "读我.txt": b"x", "丙/": b""}
    pack(folder / "报送.zip", inner)
    (folder / "丁局.yaml").write_bytes(department("丁局"))
    done = run(folder, "-o", out, "--jobs", "2", "--to", "xlsx")
    assert done.returncode == 0, done.stdout
    keys = {"报送.zip/甲局.xlsx", "报送.zip/二级/乙所.yaml", "丁局.yaml"}
    assert states(out) == dict.fromkeys(keys, "已生成")
    assert list((out / "报送.zip" / "二级" / "乙所").glob("*.xlsx"))
    assert set(listed(out)) == {"报送.zip/读我.txt"}
    again = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert "其中 3 个没有变动" in again.stdout
    pack(folder / "报送.zip", {**inner, "二级/乙所.yaml": department("乙所（改）")})
    changed = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert "其中 2 个没有变动" in changed.stdout


def test_the_same_report_as_unpacked(tmp_path: Path) -> None:
    pack(tmp_path / "包" / "a.zip", {"b.xlsx": WORKBOOK})
    (tmp_path / "散" / "a.zip").mkdir(parents=True)
    (tmp_path / "散" / "a.zip" / "b.xlsx").write_bytes(WORKBOOK)
    for name in ("包", "散"):
        assert run(tmp_path / name, "-o", tmp_path / f"{name}出", "--jobs", "1").returncode == 0
    made = {
        name: {path.name: path.read_bytes() for path in (tmp_path / f"{name}出" / "a.zip" / "b").iterdir()}
        for name in ("包", "散")
    }
    assert len(made["包"]) == 2
    assert made["包"] == made["散"]


def test_a_zip_that_was_unpacked_beside_itself_is_not_read_twice(tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    pack(folder / "甲局.zip", {"甲局.xlsx": WORKBOOK})
    (folder / "甲局").mkdir()
    (folder / "甲局" / "甲局.xlsx").write_bytes(WORKBOOK)
    assert run(folder, "-o", out, "--jobs", "1", "--to", "xlsx").returncode == 0
    assert set(states(out)) == {"甲局/甲局.xlsx"}
    assert "内容相同" in listed(out)["甲局.zip/甲局.xlsx"]


def test_what_cannot_be_read_is_named_with_its_reason(tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    good = pack(
        folder / "好.zip", {"甲局.yaml": department("甲局"), "../../外.xlsx": WORKBOOK, "内.zip": b"PK"}
    )
    (folder / "坏.zip").write_bytes(good.read_bytes()[:-40])
    (folder / "空.zip").write_bytes(b"PK\5\6" + bytes(18))
    (folder / "其实是工作簿.zip").write_bytes(WORKBOOK)
    secret = bytearray(pack(folder / "密.zip", {"乙局.xlsx": WORKBOOK}, zipfile.ZIP_STORED).read_bytes())
    secret[6] |= 1
    secret[secret.rindex(b"PK\1\2") + 8] |= 1
    (folder / "密.zip").write_bytes(secret)
    torn = bytearray(
        pack(folder / "残.zip", {"2023年丙局决算.xlsx": WORKBOOK}, zipfile.ZIP_STORED).read_bytes()
    )
    torn[2000:2100] = bytes(100)
    (folder / "残.zip").write_bytes(torn)
    done = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert done.returncode == 1
    found = listed(out)
    assert "以外" in found["好.zip/外.xlsx"]
    assert "压缩包里的压缩包" in found["好.zip/内.zip"]
    assert "没有传完整" in found["坏.zip"]
    assert "没有文件" in found["空.zip"]
    assert "改了扩展名" in found["其实是工作簿.zip"]
    assert "密码" in found["密.zip/乙局.xlsx"]
    assert all(name in done.stdout for name in found)
    assert states(out) == {"好.zip/甲局.yaml": "已生成", "残.zip/2023年丙局决算.xlsx": "无法读取"}
    assert not list(tmp_path.glob("*外*")) and not list(folder.glob("*外*"))
    finding = next(row for row in overview(out)["departments"] if row["key"].startswith("残"))
    assert finding["counts"]["错误"] == 1


@pytest.mark.parametrize(
    ("raw", "flags", "extra", "name"),
    [
        ("甲局/决算.xlsx".encode("gbk"), 0, b"", "甲局/决算.xlsx"),
        ("甲局/决算.xlsx".encode(), 0, b"", "甲局/决算.xlsx"),  # a Mac
        ("甲局/决算.xlsx".encode(), 0x800, b"", "甲局/决算.xlsx"),
        (
            b"?.xlsx",
            0,
            struct.pack("<HHBI", 0x7075, 5 + len("丁局.xlsx".encode()), 1, 0) + "丁局.xlsx".encode(),
            "丁局.xlsx",
        ),
        ("甲局\\决算.xlsx".encode("gbk"), 0, b"", "甲局/决算.xlsx"),
        ("乗\\a.xlsx".encode("gbk"), 0, b"", "乗/a.xlsx"),  # whose second byte is a backslash
        (b"./a//b.xlsx", 0, b"", "a/b.xlsx"),
        (b"\xff\xff.xlsx", 0, b"", "��.xlsx"),
        ("甲\x1b[2J局.xlsx".encode("gbk"), 0, b"", "甲_[2J局.xlsx"),
        (b'a<b>|?*".xlsx', 0, b"", "a_b_____.xlsx"),
        (b"con/AUX.xlsx", 0, b"", "_con/_AUX.xlsx"),
        (b"a . /b.yaml", 0, b"", "a/b.yaml"),
        (b"C:\\a.xlsx", 0, b"", "a.xlsx"),
    ],
)
def test_names_as_other_programs_write_them(
    tmp_path: Path, raw: bytes, flags: int, extra: bytes, name: str
) -> None:
    path = pack_named(tmp_path / "包.zip", {raw: b"x"}, flags, extra)
    assert names(path) == [name]


@pytest.mark.parametrize(
    "name", ["../a.xlsx", "甲/../../a.xlsx", "/a.xlsx", "C:\\a.xlsx", "..\\a.xlsx", "\\a.xlsx"]
)
def test_a_name_that_leads_out_is_refused_and_stays_inside(tmp_path: Path, name: str) -> None:
    path = pack_named(tmp_path / "包.zip", {name.encode(): WORKBOOK})
    (member,) = members(path)
    assert "以外" in member.why
    assert ".." not in member.path.parts and member.path.is_relative_to(path)
    assert source(member.path).content == b""


def test_two_of_one_name_are_both_refused(tmp_path: Path) -> None:
    path = pack_named(tmp_path / "包.zip", {b"a.xlsx": WORKBOOK, b"./a.xlsx": b"x", b"b.xlsx": WORKBOOK})
    found = {member.path.name: member.why for member in members(path)}
    assert "同名" in found["a.xlsx"] and not found["b.xlsx"]


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    odd = ("__MACOSX/._甲.xlsx", ".DS_Store", "甲/Thumbs.db", "~$甲.xlsx", "甲/.隐藏/乙.xlsx")
    path = pack(tmp_path / "包.zip", {**dict.fromkeys(odd, b"x"), "甲.xlsx": WORKBOOK})
    assert names(path) == ["甲.xlsx"]


def test_too_many_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = pack(tmp_path / "多.zip", {f"{number}.txt": b"" for number in range(zip_inputs.MOST_MEMBERS + 1)})
    with pytest.raises(ZipFault, match="太多"):
        members(many)
    monkeypatch.setattr(zip_inputs, "MOST_UNPACKED", 1000)
    with pytest.raises(ZipFault, match="太大"):
        members(pack(tmp_path / "大.zip", {"a.xlsx": bytes(2000)}))
    monkeypatch.setattr(zip_inputs, "MOST_PACKED", 100)
    with pytest.raises(ZipFault, match="太大"):
        members(pack(tmp_path / "重.zip", {"a.xlsx": b"x"}))
    monkeypatch.undo()
    monkeypatch.setattr(zip_inputs, "_MOST_ENTRIES", 20)
    with pytest.raises(ZipFault, match="太多"):
        members(pack(tmp_path / "目录.zip", {f"{number}": b"" for number in range(30)}))


def test_a_member_that_says_less_than_it_holds(tmp_path: Path) -> None:
    path = pack(tmp_path / "谎.zip", {"a.xlsx": bytes(30_000_000)})
    lying = bytearray(path.read_bytes())
    at = lying.rindex(b"PK\1\2") + 24
    lying[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(lying)
    assert source(path / "a.xlsx").trouble is Trouble.BROKEN


def test_a_member_too_large_to_be_an_input(tmp_path: Path) -> None:
    path = pack(tmp_path / "大.zip", {"a.xlsx": bytes(60_000_000)})
    found = source(path / "a.xlsx")
    assert (found.trouble, found.size) == (Trouble.TOO_LARGE, 60_000_000)


def test_bytes_changed_at_random_never_raise(tmp_path: Path) -> None:
    """Every damage is a named zip, a refused member or an unreadable input."""
    whole = pack(tmp_path / "好.zip", {"甲局.yaml": department("甲局"), "乙.xlsx": WORKBOOK}).read_bytes()
    ends = range(len(whole) - 260, len(whole), 3)
    tried = 0
    for at in (*range(0, 60, 2), *ends):
        for value in (0, 0xFF):
            damaged = bytearray(whole)
            damaged[at] = value
            path = tmp_path / f"{at}-{value}.zip"
            path.write_bytes(damaged)
            tried += 1
            try:
                found = members(path)
            except ZipFault:
                continue
            for member in found:
                source(member.path)
            path.unlink()
    assert tried > 200


def test_last_years_inputs_may_be_packed_too(tmp_path: Path) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    (folder / "甲局.yaml").write_bytes(department("甲局"))
    before = department("甲局").replace("年度: 2023".encode(), "年度: 2022".encode(), 1)
    assert before != department("甲局")
    last = tmp_path / "上年"
    pack(last / "全县.zip", {"甲局.yaml": before})
    out = tmp_path / "出"
    done = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx", "--last-year", last)
    assert "用来对照的输入 1 份" in done.stderr
    (row,) = overview(out)["departments"]
    assert row["compared"] == "全县.zip/甲局.yaml"


def test_jobs_of_a_zip_have_places_of_their_own(tmp_path: Path) -> None:
    """A zip and a folder of the same name, and names that differ only in what is not shown."""
    folder = tmp_path / "县"
    pack_named(folder_made(folder) / "a.zip", {"甲\x01.yaml".encode(): b"1", "甲\x02.yaml".encode(): b"2"})
    (folder / "a").mkdir()
    (folder / "a" / "甲_.yaml").write_bytes(b"3")
    jobs = make_jobs(folder, tmp_path / "出", Options())
    assert len({job.folder for job in jobs}) == len(jobs)
    assert [job.key for job in jobs] == ["a/甲_.yaml"]  # the two in the zip cannot be told apart
    assert all("同名" in member.why for member in members(folder / "a.zip"))
    assert find_inputs(folder, tmp_path / "出") == [folder / "a" / "甲_.yaml"]


def folder_made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_folder_with_nothing_but_a_broken_zip_says_so(tmp_path: Path) -> None:
    folder = folder_made(tmp_path / "县")
    (folder / "说明.docx").write_bytes(b"x")
    (folder / "坏.zip").write_bytes(b"PK\3\4")
    done = run(folder, "-o", tmp_path / "出", "--jobs", "1")
    assert done.returncode == 2
    first, second, *_ = done.stderr.splitlines()
    assert "另有 2 个文件没有读" in first and "坏.zip：压缩包打不开" in second
    (folder / "坏.zip").unlink()
    (folder / "说明.docx").unlink()
    empty = run(folder, "-o", tmp_path / "出", "--jobs", "1")
    assert empty.returncode == 2 and empty.stderr.strip().endswith("里没有 .xlsx 或 .yaml 输入")


def test_our_own_outputs_in_a_zip_are_known(tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    folder.mkdir()
    (folder / "甲局.yaml").write_bytes(department("甲局"))
    run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    shutil.make_archive(str(folder / "成品"), "zip", out)
    again = tmp_path / "又出"
    done = run(folder, "-o", again, "--jobs", "1", "--to", "xlsx")
    assert done.returncode == 0, done.stdout
    assert list(states(again)) == ["甲局.yaml"]
    assert "本程序以前生成的成品" in listed(again).values()


def test_a_bomb_in_a_property_of_a_workbook_is_not_inflated() -> None:
    """Whether a file is ours is asked of strangers' files too."""
    import tracemalloc

    from gongkai.own_files import holds_ours

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/custom.xml", bytes(60_000_000))
    tracemalloc.start()
    assert not holds_ours(made.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
