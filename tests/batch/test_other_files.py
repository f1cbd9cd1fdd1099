"""What stands in the folder and no batch can read is counted and listed; what we wrote is known as ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from gongkai.batch.overview_sheet import guessed_name
from tests.batch.support import overview, run, states

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "县"
    made.mkdir()
    shutil.copy(SAMPLE / "input.yaml", made / "柳林县人社局2023年度决算.yaml")
    return made


def listed(out: Path) -> dict[str, str]:
    return {row["file"]: row["why"] for row in overview(out)["not_read"]}


def test_files_that_are_no_inputs(folder: Path, tmp_path: Path) -> None:
    for name in ("通知.pdf", "说明.docx", "名单.csv", "照片.JPG", "什么"):
        (folder / name).write_bytes(b"x")
    (folder / "~$锁.xlsx").write_bytes(b"x")
    (folder / ".隐藏").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    out = tmp_path / "出"
    done = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert done.returncode == 0, done.stdout
    assert set(listed(out)) == {"通知.pdf", "说明.docx", "名单.csv", "照片.JPG", "什么"}
    assert "另有 5 个文件没有读" in done.stdout
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["没有读的文件"]
    assert {row[0] for row in sheet.iter_rows(min_row=3, values_only=True)} == set(listed(out))


def folder_elsewhere(tmp_path: Path) -> Path:
    made = tmp_path / "别处的县"
    made.mkdir()
    shutil.copy(SAMPLE / "input.yaml", made / "丁局.yaml")
    return made


def test_what_may_hold_an_input_is_named_and_not_well(folder: Path, tmp_path: Path) -> None:
    (folder / "打包.rar").write_bytes(b"Rar!")
    (folder / "坏.zip").write_bytes(b"PK\x03\x04")
    (folder / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (folder / "别处").symlink_to(folder_elsewhere(tmp_path), target_is_directory=True)
    (folder / "圈").symlink_to(folder, target_is_directory=True)
    out = tmp_path / "出"
    done = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert done.returncode == 1
    found = listed(out)
    assert "不是 .zip，没有解开" in found["打包.rar"]
    assert "链接" in found["断.xlsx"] and "压缩包" in found["坏.zip"]
    assert "链接" in found["别处"] and "链接" in found["圈"]
    assert all(name in done.stdout for name in found)


def test_earlier_outputs_are_known_as_ours(folder: Path, tmp_path: Path) -> None:
    """Publications, check reports and overviews that came to stand among the inputs, edited or not."""
    out = tmp_path / "出"
    run(folder, "-o", out, "--jobs", "1", "--report")
    shutil.copytree(out, folder / "去年的成品", ignore=shutil.ignore_patterns("*.json", ".gongkai"))
    made = [path for path in (folder / "去年的成品").rglob("*") if path.is_file()]
    assert len(made) == 4
    (edited,) = (path for path in made if path.name.endswith("公开.xlsx"))
    book = openpyxl.load_workbook(edited)
    book.worksheets[0]["H30"] = "改过"
    book.save(edited)
    again = tmp_path / "又出"
    done = run(folder, "-o", again, "--jobs", "1", "--to", "xlsx")
    assert done.returncode == 0, done.stdout
    assert len(states(again)) == 1
    assert set(listed(again).values()) == {"本程序以前生成的成品"}
    assert len(listed(again)) == 4


@pytest.mark.trial
def test_force_writes_over_what_somebody_edited(folder: Path, tmp_path: Path) -> None:
    """As `generate --force` does; without it the new one stands beside."""
    out = tmp_path / "出"
    run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    (made,) = (path for path in out.rglob("*公开.xlsx"))
    as_written, overview_as_written = made.read_bytes(), (out / "总览.xlsx").read_bytes()

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        book.worksheets[0]["A1"] = "改过"
        book.save(path)

    edit(made)
    edit(out / "总览.xlsx")
    forced = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx", "--force")
    assert made.read_bytes() == as_written
    assert (out / "总览.xlsx").read_bytes() == overview_as_written
    assert "有人改过" not in forced.stdout
    kept = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert "其中 1 个没有变动" in kept.stdout  # --force is no option that results depend on
    edit(made)
    made.with_name("旁").write_bytes(made.read_bytes())
    shutil.rmtree(out / ".gongkai")
    run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    assert made.read_bytes() == made.with_name("旁").read_bytes()
    assert made.with_stem(f"{made.stem}（2）").is_file()


def test_totals_and_counts(tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    folder.mkdir()
    text = (SAMPLE / "input.yaml").read_text(encoding="utf-8")
    names = ("甲局", "乙局")
    for name in names:
        made = text.replace("单位名称: 柳林县人力资源和社会保障局", f"单位名称: {name}")
        assert made != text
        (folder / f"{name}.yaml").write_text(made, encoding="utf-8")
    (folder / "2023年丙局决算.xlsx").write_bytes(b"x")
    expected = tmp_path / "名单.txt"
    expected.write_text("1、甲局\n2、乙局\n3、丁局\n合计 3", encoding="utf-8")
    done = run(folder, "-o", out, "--jobs", "1", "--to", "xlsx", "--expect", expected)
    assert "应报送 3 个单位，收到 2 个" in done.stdout
    assert overview(out)["expected"] == 3
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["总览"]
    rows = list(sheet.iter_rows(values_only=True))
    assert "应报送 3 个，收到 2 个，没有收到 1 个" in str(rows[0][0])
    assert any(row[0] == "（文件名：丙局）" for row in rows)
    (total,) = [row for row in rows if str(row[0]).startswith("合计：2023年度 2 份")]
    one = next(row for row in rows if row[0] == "甲局")
    assert one[1] == total[1] and "/" not in str(one[1])
    money = [(a, b) for a, b in zip(one, total, strict=True) if isinstance(a, float) and a > 1]
    assert len(money) > 3
    for single, both in money:
        assert abs(both - 2 * single) < 0.02


@pytest.mark.parametrize(("again", "told"), [(0, "2 份（重复报送的另 1 份没有计入）"), (1, "各份的数不同")])
def test_no_department_counts_twice_in_the_totals(again: int, told: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "县", tmp_path / "出"
    folder.mkdir()
    text = (SAMPLE / "input.yaml").read_text(encoding="utf-8")
    other = text.replace("单位名称: 柳林县人力资源和社会保障局", "单位名称: 乙局")
    changed = text.replace("10865080", f"{10865080 + again}")
    assert other != text and (changed != text) == bool(again)
    for name, made in (("甲", text), ("乙", other), ("甲改", changed + "\n# 重报\n")):
        (folder / f"{name}.yaml").write_text(made, encoding="utf-8")
    run(folder, "-o", out, "--jobs", "1", "--to", "xlsx")
    rows = list(openpyxl.load_workbook(out / "总览.xlsx")["总览"].iter_rows(values_only=True))
    (total,) = [row for row in rows if str(row[0]).startswith("合计：")]
    assert told in str(total[0])
    one = next(row for row in rows if row[0] == "乙局")
    money = [(a, b) for a, b in zip(one, total, strict=True) if isinstance(a, float) and a > 1]
    assert len(money) > 3
    assert all(abs(both - (1 if again else 2) * single) < 0.02 for single, both in money)


def test_an_unreadable_input_of_last_year_is_named(folder: Path, tmp_path: Path) -> None:
    last = tmp_path / "上年"
    last.mkdir()
    shutil.copy(SAMPLE / "input.yaml", last / "好.yaml")
    (last / "坏.xlsx").write_bytes(b"PK\x03\x04")
    done = run(folder, "-o", tmp_path / "出", "--jobs", "1", "--to", "xlsx", "--last-year", last)
    assert "坏.xlsx" in done.stderr and "好.yaml" not in done.stderr


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("2023年度丙局部门决算公开.xlsx", "丙局"),
        ("丁局/input.xlsx", "丁局"),
        ("a.xlsx", ""),
        ("戊局.xls", "戊局"),
        ("微信/副本戊局(1).xlsx", "戊局"),
        ("戊局决算 终稿2.xlsx", "戊局"),
        ("戊局 - 副本 (2).xlsx", "戊局"),
        ("戊局2023年度部门决算最终版.xlsx", "戊局"),
        ("副本(3)戊局（本级）.xlsx", "戊局（本级）"),
    ],
)
def test_whose_it_may_be(key: str, name: str) -> None:
    assert guessed_name(key) == (f"（文件名：{name}）" if name else "")
