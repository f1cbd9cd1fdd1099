"""What the bureau does with many at once: filters, sums, reminders, bulk uploads, consolidation, final files, audits;
and what the maintainer does with formats."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.board.board_lines import Amounts, BoardLine, Filter, totals
from gongkai.board.outcomes import packages
from gongkai.maintenance.new_format import new_pack
from gongkai.web import walk as steps
from tests.board.boards import (
    FORMAT,
    OTHER,
    THIRD,
    UNIT,
    Board,
    add_checked,
    begun,
    form,
    run,
    send_file,
    sent,
    token,
)
from tests.support.library import LIBRARY
from tests.web.client import BOUNDARY, Answer, Client, multipart
from tests.web.test_attacks import _with_unit as with_unit
from tests.web.workbooks import changed_amount, whole, with_errors


def rows_of(page: Answer) -> list[str]:
    """The departments of a board in the order in which they are shown."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page.text)


def main_of(page: Answer) -> str:
    return page.text.partition("<main")[2].partition("</main>")[0]


async def send_files(browser: Client, address: str, field: str, files: Mapping[str, bytes]) -> Answer:
    """A form with several files of one field."""
    end, kind = multipart({}, {"form_token": await token(browser)})
    parts = [
        multipart({field: (name, content)}, {})[0].removesuffix(f"--{BOUNDARY}--\r\n".encode())
        for name, content in files.items()
    ]
    answer = await browser.ask("POST", address, b"".join((*parts, end)), {"content-type": kind})
    return await browser.get(answer.headers["location"]) if answer.status == 303 else answer


def test_filters_sorting_and_sums(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        figures = {"收入总计": ["20000000", "10000000"], "支出总计": ["30000.55", ""]}
        for work, state, errors in ((1, "有错误", 3), (2, "可送审", 0)):
            add_checked(made, work, state, figures, {"result": {}}, errors=errors, warnings=1)
        page = await bureau.get("/rounds/1")
        assert rows_of(page) == [UNIT, OTHER, THIRD]
        assert "2,000.00" in page.text and "1,000.00" in page.text and "100.00%" in page.text
        foot = page.text.partition("<tfoot>")[2]
        assert "合计 3 个" in foot and "4,000.00" in foot and "2,000.00" in foot and "6.00" in foot
        assert foot.count("%") == 1  # no change of 支出: last year's is not known
        assert rows_of(await bureau.get("/rounds/1?sort=errors&down=yes")) == [UNIT, OTHER, THIRD]
        assert rows_of(await bureau.get("/rounds/1?sort=errors")) == [OTHER, UNIT, THIRD]
        assert rows_of(await bureau.get("/rounds/1?sort=state"))[0] == THIRD
        assert rows_of(await bureau.get("/rounds/1?state=可送审")) == [OTHER]
        assert rows_of(await bureau.get("/rounds/1?q=气象")) == [THIRD]
        assert rows_of(await bureau.get("/rounds/1?q=没有的")) == []
        made.clock.now = made.clock.now.replace(day=25)
        page = await bureau.get("/rounds/1?state=逾期")
        assert rows_of(page) == [UNIT, OTHER, THIRD] and "逾期 5 天" in page.text
        reminders = await bureau.get("/rounds/1/reminders.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(reminders.body)).active
        assert [row[:5] for row in sheet.iter_rows(values_only=True)][1:] == [
            (UNIT, "有错误", "2024-09-20", -5, 3),
            (OTHER, "可送审", "2024-09-20", -5, 0),
            (THIRD, "未交", "2024-09-20", -5, ""),
        ]

    run(tmp_path, walk)


def test_sums_are_exact_and_say_nothing_of_what_is_not_known() -> None:
    lines = [
        BoardLine(
            {"department_name": "甲"}, "可送审", None, {"收入": Amounts(Decimal("0.1"), Decimal("0.1"))}
        ),  # type: ignore[arg-type]
        BoardLine({"department_name": "乙"}, "可送审", None, {"收入": Amounts(Decimal("0.2"), None)}),  # type: ignore[arg-type]
    ]
    assert totals(lines) == {"收入": Amounts(Decimal("0.3"), None)}
    assert totals(lines[:1])["收入"].change == "0.00"
    assert totals([]) == {}
    for down in (False, True):
        shown = Filter(sort="figure:支出", down=down).lines(lines)
        assert [line.row["department_name"] for line in shown] == ["甲", "乙"]


def test_many_workbooks_at_once_each_to_its_department(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        pack, of_other = io.BytesIO(), with_unit(OTHER)
        with zipfile.ZipFile(pack, "w") as archive:
            archive.writestr("子文件夹/档案馆.xlsx", of_other)
            archive.writestr("不认识.xlsx", with_unit("没有这个单位"))
            archive.writestr("说明.docx", b"x")
        files = {
            "人社局.xlsx": whole(),
            "又一份.xlsx": changed_amount(),
            "报送.zip": pack.getvalue(),
            "坏.xlsx": b"x",
            "没有名称.xlsx": with_unit(""),
        }
        page = await send_files(bureau, "/rounds/1/bulk", "files", files)
        await made.done()
        page = await bureau.get(page.address)
        assert "收下 2 份，没有收 5 份" in page.text
        for words in (
            "与“人社局.xlsx”是同一个部门的",
            "名单里没有“没有这个单位”",
            "说明.docx：不是填好的工作簿",
            "没有名称.xlsx：“单位信息”里没有填“单位名称”",
        ):
            assert words in page.text, words
        assert made.state(UNIT) == "可送审" and made.state(THIRD) == "未交"
        assert (await bureau.get("/works/1/input")).body == whole()
        assert (await bureau.get("/works/2/input")).body == of_other

    run(tmp_path, walk)


@pytest.mark.trial
def test_departments_are_added_up_and_held_against_the_whole(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        for number, (name, content) in enumerate(
            ((UNIT, whole()), (OTHER, other_figures()), (THIRD, with_errors())), 1
        ):
            await send_file(await made.browser(name), f"/departments/{number}/input", "我的.xlsx", content)
        await made.done()
        made.house.database.change(
            "UPDATE works SET state = '可送审' WHERE id = 2"
        )  # its sums are no report's
        page = await bureau.get("/rounds/1/together")
        assert "没有错误的 2 个部门" in page.text and f"> {THIRD}" not in page.text
        fields = {"work-1": "yes", "work-2": "yes", "work-3": "yes", "name": "全县"}
        page = await send_file(bureau, "/rounds/1/together", "总表.xlsx", whole(), "whole", **fields)
        await made.done()
        page = await bureau.get(page.address)
        assert "2 个部门" in page.text and "各单位之和是" in page.text
        added = await bureau.get(f"{page.address}/file")
        assert "汇总来源（自动计算）" in openpyxl.load_workbook(io.BytesIO(added.body)).sheetnames

    run(tmp_path, walk)


def other_figures() -> bytes:
    """The sample of another department: without its reasons' and with every amount of 支出 and 收入 doubled."""
    book = openpyxl.load_workbook(io.BytesIO(with_unit(OTHER)))
    for name in book.sheetnames:
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, int | float) and cell.value > 3000:
                    cell.value *= 2
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_several_are_returned_together_or_none(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        made.house.database.change("UPDATE works SET state = '已送审' WHERE id < 3")
        for fields in ({}, {"work-1": "yes"}, {"work-1": "yes", "work-3": "yes", "words": "都改"}):
            answer = await form(bureau, "/", "/rounds/1/return", **fields)
            assert answer.status in (409, 422)
            assert made.state(UNIT) == "已送审"
        await form(
            bureau, "/", "/rounds/1/return", **{"work-1": "yes", "work-2": "yes", "words": "请写明口径"}
        )
        assert (made.state(UNIT), made.state(OTHER), made.state(THIRD)) == ("退回", "退回", "未交")

    run(tmp_path, walk)


async def finished(made: Board) -> tuple[Client, dict[str, bytes]]:
    """The bureau's browser and the final files of UNIT."""
    bureau = await begun(made, (UNIT,))
    await sent(made)
    await form(bureau, "/", "/departments/1/finish", version="1")
    await made.done()
    answer = await bureau.get("/departments/1/final.zip")
    assert answer.status == 200, main_of(await bureau.get("/departments/1"))
    return bureau, steps.unzipped(answer.body)


@pytest.mark.trial
def test_what_is_on_the_website_is_held_against_the_final_files(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau, files = await finished(made)
        word = next(name for name in files if name.endswith(".docx"))
        page = await send_file(bureau, "/departments/1/published", "挂网.docx", files[word], "published")
        await made.done()
        assert "挂网稿等于定稿" in (await bureau.get(page.address)).text
        for changed, same in ((resaved(files[word]), True), (other_digit(files[word]), False)):
            page = await send_file(bureau, "/departments/1/published", "挂网.docx", changed, "published")
            await made.done()
            text = (await bureau.get(page.address)).text
            assert ("内容与定稿相同" in text) == same and ("挂网稿与定稿不一样" in text) != same

    run(tmp_path, walk)


def resaved(content: bytes) -> bytes:
    """The same document in other bytes."""
    return steps.zipped(steps.unzipped(content))


def other_digit(content: bytes) -> bytes:
    """A document in whose text one amount is another."""
    parts = steps.unzipped(content)
    body = parts["word/document.xml"].decode()
    found = re.search(r"(\d\.\d)(\d)万元", body)
    assert found is not None
    parts["word/document.xml"] = (
        body[: found.start()] + f"{found[1]}{(int(found[2]) + 1) % 10}万元" + body[found.end() :]
    ).encode()
    return steps.zipped(parts)


def test_all_final_files_in_one_package_with_their_digests(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau, files = await finished(made)
        package = steps.unzipped((await bureau.get("/rounds/1/final.zip")).body)
        assert {
            name.removeprefix(f"{UNIT}/"): content for name, content in package.items() if "/" in name
        } == files
        listed = openpyxl.load_workbook(io.BytesIO(package["定稿清单.xlsx"])).active
        assert [row[1] for row in listed.iter_rows(min_row=2, values_only=True)] == list(files)

    run(tmp_path, walk)


def test_the_next_year_begins_from_the_final_version(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau, _ = await finished(made)
        later = next(
            info.format for info in LIBRARY.published() if info.format == "shanxi/final_accounts/2024"
        )
        await form(bureau, "/", "/rounds", format=later, deadline="2025-09-20", names=f"{UNIT}\n{OTHER}")
        work = made.house.database.value("SELECT max(id) FROM works WHERE department = 1")
        page = await bureau.get(f"/works/{work}")
        assert "从上年的材料开始" in page.text and "带着上年的内容" in page.text

    run(tmp_path, walk)


NEW = "elsewhere/final_accounts/2025"


def brought(damage: bool = False) -> bytes:
    """A province that there is not yet, as a package: what `templates new` makes of another one."""
    made = new_pack(NEW, "shanxi/final_accounts/2025", LIBRARY)
    (pack,) = (name for name in made.files if name.endswith("pack.yaml"))
    files = {**made.files, pack: made.files[pack] + ("nonsense: x\n" if damage else "")}
    return steps.zipped({name: text.encode() for name, text in files.items()})


def test_a_format_is_tried_before_it_is_switched_on(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        made.house.queue.start()
        maintainer, bureau = await made.browser("维护"), await made.browser("局")
        page = await send_file(maintainer, "/formats", "新年度.zip", brought(), "format")
        await made.done()
        assert NEW not in (await bureau.get("/")).text
        page = await maintainer.get(page.address)
        assert "没有错误" in page.text and "相比的变化" in page.text, main_of(page)
        preview = await maintainer.get(f"{page.address}/preview/1")
        assert "虚拟" in preview.text and 'class="paper' in preview.text
        await form(maintainer, page.address, f"{page.address}/switch")
        assert f'value="{NEW}"' in (await bureau.get("/")).text
        begun = await form(bureau, "/", "/rounds", format=NEW, deadline="2030-01-01", names=UNIT)
        assert begun.status == 200
        off = await form(maintainer, page.address, f"{page.address}/switch")
        assert off.status == 409 and "正在用" in off.text

    run(tmp_path, walk)


def test_a_format_in_use_is_mended_by_another_package_of_it(tmp_path: Path) -> None:
    """It is tried beside those in use; from when it is switched on what departments have in hand is held against it."""

    async def walk(made: Board) -> None:
        made.house.queue.start()
        maintainer, bureau = await made.browser("维护"), await made.browser("局")

        async def switched_on(content: bytes) -> Answer:
            page = await send_file(maintainer, "/formats", "格式.zip", content, "format")
            await made.done()
            return await form(maintainer, page.address, f"{page.address}/switch")

        await switched_on(brought())
        await form(bureau, "/", "/rounds", format=NEW, deadline="2030-01-01", names=UNIT)
        await send_file(bureau, "/departments/1/input", "我的.xlsx", whole())
        await made.done()
        checks = made.house.database.value("SELECT count(*) FROM jobs WHERE kind = 'check'")
        files = steps.unzipped(brought())
        (pack,) = (name for name in files if name.endswith("pack.yaml"))
        mended = {**files, pack: files[pack] + "# 改过\n".encode()}
        assert (await switched_on(steps.zipped(mended))).status == 200
        states = made.house.database.rows("SELECT state FROM formats ORDER BY id")
        assert [row["state"] for row in states] == ["停用", "启用"]
        await made.done()
        assert made.house.database.value("SELECT count(*) FROM jobs WHERE kind = 'check'") == checks + 1
        root = made.house.formats.library.root
        assert "# 改过" in (root / pack).read_text("utf-8")
        assert len(packages(made.house)) == 1
        own = steps.zipped({f"{FORMAT}/pack.yaml": b"name: x\n"})
        refused = await send_file(maintainer, "/formats", "自带.zip", own, "format")
        assert refused.status == 422 and "是自带的" in refused.text

    run(tmp_path, walk)


EVIL = ("{{ ''.__class__.__mro__ }}", "{% for i in range(10 ** 9) %}x{% endfor %}", "{% import 'os' as x %}")


def test_template_code_in_a_format_does_nothing(tmp_path: Path) -> None:
    """It is found when the format is tried; nobody can switch it on."""

    async def walk(made: Board) -> None:
        made.house.queue.start()
        maintainer = await made.browser("维护")
        parent = LIBRARY.root / "shanxi/final_accounts/2023/narrative"
        names = sorted(path.name for path in parent.iterdir())[: len(EVIL)]
        more = {f"{NEW}/narrative/{name}": code.encode() for name, code in zip(names, EVIL, strict=True)}
        packed = steps.zipped({**steps.unzipped(brought()), **more})
        page = await send_file(maintainer, "/formats", "恶意.zip", packed, "format")
        await made.done()
        page = await maintainer.get(page.address)
        assert "有错误，不能启用" in page.text, main_of(page)
        assert all(name in page.text for name in names), main_of(page)
        assert "class 'object'" not in page.text and "xxxxx" not in page.text
        assert (await form(maintainer, page.address, f"{page.address}/switch")).status == 409
        assert (await maintainer.get("/formats")).status == 200

    run(tmp_path, walk)


def test_a_format_with_errors_is_never_switched_on(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        made.house.queue.start()
        maintainer = await made.browser("维护")
        page = await send_file(maintainer, "/formats", "坏.zip", brought(damage=True), "format")
        await made.done()
        page = await maintainer.get(page.address)
        assert "有错误，不能启用" in page.text
        refused = await form(maintainer, page.address, f"{page.address}/switch")
        assert refused.status == 409
        assert FORMAT in {info.format for info in made.house.formats.published}

    run(tmp_path, walk)


def test_a_round_needs_a_list_and_happens_once(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        book = openpyxl.Workbook()
        book.active.append(["序号", "单位名称"])
        book.active.append([1, UNIT])
        book.active.append([2, OTHER])
        stream = io.BytesIO()
        book.save(stream)
        await send_file(bureau, "/rounds/1/departments", "名单.xlsx", stream.getvalue(), "expected")
        assert rows_of(await bureau.get("/rounds/1")) == [UNIT, OTHER]
        for name, content in (("空.xlsx", b""), ("坏.xlsx", b"PK\x03\x04"), ("空.txt", b"")):
            assert (await send_file(bureau, "/rounds/1/departments", name, content, "expected")).status == 422
        twice = await form(bureau, "/", "/rounds", format=FORMAT, deadline="2024-10-01", names=UNIT)
        assert twice.status == 409
        wrong = await form(bureau, "/", "/rounds", format=FORMAT, deadline="下个月", names=UNIT)
        assert wrong.status == 422
        assert made.house.database.value("SELECT count(*) FROM rounds") == 1

    run(tmp_path, walk)
