"""No state is a dead end: each says what comes next, mistakes of the bureau can be undone, and what cannot be done says
why and leads back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from gongkai.board import accounts, course
from gongkai.board.accounts import BadAccount, find_account, make_account
from gongkai.board.course import EXTENDED, WORK_STATES
from gongkai.board.database import NAME, Database
from gongkai.board.who import ACCOUNTANT, BUREAU
from tests.board.boards import (
    FORMAT,
    OTHER,
    PASSWORD,
    THIRD,
    UNIT,
    Board,
    add_checked,
    begun,
    form,
    log_in,
    run,
    send_file,
    sent,
)
from tests.board.test_bureau import main_of, rows_of, send_files
from tests.web.client import Client
from tests.web.test_attacks import _with_unit as with_unit
from tests.web.workbooks import whole


def test_each_state_says_what_comes_next_to_either_side(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        own, reader = await made.browser(UNIT), await made.browser("看")
        for state in WORK_STATES:
            made.house.database.change("UPDATE works SET state = ?", state)
            for browser, page in ((bureau, "/departments/1"), (own, "/departments/1"), (own, "/")):
                text = main_of(await browser.get(page))
                assert re.search(r'class="next"><b>(下一步|现在)</b>　\S', text), (state, page)
            assert "<form method" not in main_of(await reader.get("/departments/1"))
            acts = re.findall(
                r'action="/departments/1/([a-z-]+)"', main_of(await bureau.get("/departments/1"))
            )
            computing = state in (course.CHECKING, course.FINISHING)
            assert computing or set(acts) - {"rename"}, f"nothing can be done about {state}"

    run(tmp_path, walk)
    assert EXTENDED in course.TO_DO


def test_a_reader_sees_the_same_board_as_the_bureau(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau, reader = await begun(made), await made.browser("看")
        add_checked(made, 1, "有错误", {"收入总计": ["20000000", "10000000"]}, {"result": {}}, errors=3)
        one, other = await bureau.get("/rounds/1"), await reader.get("/rounds/1")
        assert rows_of(other) == rows_of(one) == [UNIT, OTHER, THIRD]
        assert "2,000.00" in other.text and "checkbox" not in main_of(other)

    run(tmp_path, walk)


def test_the_states_stand_in_the_order_of_the_course(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        for work, state in enumerate(("已公开", "未交", "有错误"), 1):
            made.house.database.change("UPDATE works SET state = ? WHERE id = ?", state, work)
        made.house.database.change("UPDATE works SET extended = '2024-10-08' WHERE id = 2")
        filters = main_of(await bureau.get("/rounds/1")).partition("<nav")[2].partition("</nav>")[0]
        assert re.findall(r">(\S+) 1</a>", filters) == ["延期", "有错误", "已公开"]

    run(tmp_path, walk)


def test_the_bureau_sends_for_a_department_that_cannot(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        await send_files(bureau, "/rounds/1/bulk", "files", {"人社局.xlsx": whole()})
        await made.done()
        page = await bureau.get("/departments/1")
        assert "代部门送审" in page.text
        await form(bureau, "/", "/departments/1/send", version="1", words="会计出差，电话里说好了")
        assert made.state(UNIT) == "已送审"
        page = await bureau.get("/departments/1")
        assert "送审时说：会计出差" in page.text
        assert "会计出差" in (await (await made.browser(UNIT)).get("/departments/1")).text

    run(tmp_path, walk)


def test_a_department_that_was_listed_by_mistake_goes_off_the_list_and_comes_back(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        place = f"/departments/{made.work(OTHER)}"
        assert (await form(bureau, place, f"{place}/drop", words=" ")).status == 422
        await form(bureau, place, f"{place}/drop", words="已经并入教育局")
        page = await bureau.get("/rounds/1")
        assert rows_of(page) == [UNIT, THIRD] and "应报送 2 个部门" in page.text and "移出名单 1" in page.text
        assert rows_of(await bureau.get("/rounds/1?state=移出名单")) == [OTHER]
        own = await made.browser(OTHER)
        assert "已经并入教育局" in (await own.get(place)).text
        assert (await send_file(own, f"{place}/input", "x.xlsx", whole())).status == 409
        await form(bureau, place, f"{place}/relist")
        assert made.state(OTHER) == "未交"
        await form(bureau, place, f"{place}/drop", words="又错了")
        await form(bureau, "/", "/rounds/1/departments", names=OTHER)
        assert made.state(OTHER) == "未交" and rows_of(await bureau.get("/rounds/1")) == [UNIT, OTHER, THIRD]

    run(tmp_path, walk)


def test_a_reason_is_not_lost_by_what_came_after(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        await form(bureau, "/", "/departments/1/extend", extended="2024-10-08", words="系统搬迁：两周")
        await form(bureau, "/", "/departments/1/withhold", words="涉密部门")
        page = await bureau.get("/departments/1")
        assert "依据：涉密部门" in page.text
        page = await form(bureau, "/", "/departments/1/resume")
        assert "截止 2024-10-08（已延期：系统搬迁：两周）" in page.text

    run(tmp_path, walk)


def test_days_that_cannot_be_are_refused(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        for day in ("2024-09-20", "2023-10-08", "下个月", ""):
            refused = await form(bureau, "/", "/departments/1/extend", extended=day, words="系统搬迁")
            assert refused.status == 422, day
        made.house.database.change("UPDATE works SET state = '已定稿'")
        web = {"address": "https://www.example.gov/"}
        refused = await form(bureau, "/", "/departments/1/publish", **web, published="2024-09-02")
        assert refused.status == 422 and "在今天以后" in refused.text
        await form(bureau, "/", "/departments/1/publish", **web, published="2024-09-01")
        assert made.state(UNIT) == "已公开"

    run(tmp_path, walk)


def test_what_cannot_be_returned_is_named_and_nothing_is_done(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        made.house.database.change("UPDATE works SET state = '已送审' WHERE id = 1")
        both = {"work-1": "yes", "work-2": "yes"}
        assert (await form(bureau, "/", "/rounds/1/return", **both, words=" ")).status == 422
        refused = await form(bureau, "/", "/rounds/1/return", **both, words="请改")
        assert refused.status == 409 and f"{OTHER}（未交）" in refused.text and UNIT not in main_of(refused)
        assert made.state(UNIT) == "已送审"
        assert 'href="/rounds/1">回到刚才的地方' in refused.text
        await form(bureau, "/", "/rounds/1/return", **{"work-1": "yes"}, words="请改")
        assert made.state(UNIT) == "退回"

    run(tmp_path, walk)


def test_the_same_zip_once_more_sets_nobody_back(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT, OTHER))
        place = await sent(made)
        files = {"人社局.xlsx": whole(), "档案馆.xlsx": with_unit(OTHER)}
        page = await send_files(bureau, "/rounds/1/bulk", "files", files)
        await made.done()
        page = await bureau.get(page.address)
        assert "收下 1 份，没有收 1 份" in page.text and "与第 1 版完全相同" in page.text
        assert f'档案馆.xlsx → <a href="/departments/2">{OTHER}' in page.text
        assert made.state(UNIT) == "已送审"
        await form(bureau, place, f"{place}/return", **{"words-1": "再看一遍"})
        await send_files(bureau, "/rounds/1/bulk", "files", {"人社局.xlsx": whole()})
        await made.done()
        assert made.state(UNIT) == "可送审"

    run(tmp_path, walk)


def test_what_was_handed_in_by_mistake_is_in_no_sum(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT, OTHER))
        for name in (UNIT, OTHER):  # both hand in that of UNIT
            place = f"/departments/{made.work(name)}/input"
            await send_file(await made.browser(name), place, "我的.xlsx", whole())
        await made.done()
        foot = (await bureau.get("/rounds/1")).text.partition("<tfoot>")[2]
        assert "1,955.03" in foot and "3,910" not in foot
        budget = (Path(__file__).parents[2] / "sample_inputs/xingxian-2023-budget/input.xlsx").read_bytes()
        await send_file(
            await made.browser(OTHER), f"/departments/{made.work(OTHER)}/input", "预算.xlsx", budget
        )
        await made.done()
        page = await bureau.get(f"/departments/{made.work(OTHER)}")
        assert "这份工作簿是“山西省部门预算公开（2023年度）”" in page.text and "“shanxi" not in main_of(page)
        assert "?format=shanxi/budget/2023" in page.text  # the rules that it was held against
        assert "1,955.03" in (await bureau.get("/rounds/1")).text.partition("<tfoot>")[2]

    run(tmp_path, walk)


def test_departments_of_like_names_have_folders_of_their_own(tmp_path: Path) -> None:
    names = ("甲?局", "甲|局", "甲<局")

    async def walk(made: Board) -> None:
        bureau = await begun(made, names)
        database = made.house.database
        for work in range(1, 4):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr("报告.docx", f"{work}")
            key = made.house.keep(made.house.blobs.put(packed.getvalue()))
            database.change("UPDATE works SET state = '已定稿', final_file = ? WHERE id = ?", key, work)
            told = {"work": work, "kind": "finish", "title": "x", "asked": "null", "state": "做完"}
            database.add("jobs", **told, answer='{"files": {}}', file=key, by="局", at="x")
        answer = await bureau.get("/rounds/1/final.zip")
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            contents = {name: archive.read(name) for name in archive.namelist() if name.endswith("docx")}
        assert sorted(contents.values()) == [b"1", b"2", b"3"], contents.keys()

    run(tmp_path, walk)


def test_a_new_deadline_is_told_to_those_who_have_something_to_do(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        made.house.database.change("UPDATE works SET state = '已公开' WHERE id = 3")
        for _ in range(2):
            await form(bureau, "/", "/rounds/1/deadline", deadline="2024-09-30")
        said = made.house.database.rows("SELECT work, words FROM history WHERE what = '改截止日期'")
        assert [tuple(row) for row in said] == [(work, "从 2024-09-20 改到 2024-09-30") for work in (1, 2)]
        assert "改到 2024-09-30" in (await (await made.browser(UNIT)).get("/")).text

    run(tmp_path, walk)


def test_a_new_name_is_checked_in_all_rounds(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, ("人社局",))
        budget = "shanxi/budget/2023"
        await form(bureau, "/", "/rounds", format=budget, deadline="2024-09-20", names="人社局")
        own = await made.browser("人社局")
        for work in (1, 2):
            await send_file(own, f"/departments/{work}/input", "我的.xlsx", whole())
        await made.done()
        await form(bureau, "/", "/departments/2/rename", name=UNIT)
        await made.done()
        states = made.house.database.rows("SELECT state FROM works ORDER BY id")
        assert [row["state"] for row in states] == ["可送审", "有错误"]  # the other one is of another format

    run(tmp_path, walk)


@pytest.mark.parametrize("other", ["ＡＢ局", "ab 局", "AB局"])
def test_names_that_look_alike_are_one_account(tmp_path: Path, other: str) -> None:
    database = Database(tmp_path / NAME)
    made = make_account(database, "AB局", BUREAU, None, "x")
    with pytest.raises(BadAccount, match="已经有账号"):
        make_account(database, other, BUREAU, None, "x")
    found = find_account(database, f" {other}")
    assert found is not None and found["id"] == made
    assert find_account(database, "没有") is None
    long = "长" * 40
    make_account(database, long, BUREAU, None, "x")
    assert accounts.free_name(database, f"{long}一") == f"{'长' * 37}（2）"
    database.close()


def test_a_list_of_first_passwords_that_was_lost_is_given_again(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT, OTHER))
        made.house.database.change("UPDATE accounts SET given = 1 WHERE name = ?", OTHER)
        page = await bureau.get("/accounts")
        assert "口令还没有改的 1 个会计" in page.text
        answer = await form(bureau, "/", "/accounts/again")
        assert answer.status == 200 and answer.body[:2] == b"PK"
        assert (await log_in(Client(made.app, bureau.host), OTHER)).status == 401
        assert (await log_in(Client(made.app, bureau.host), UNIT, PASSWORD)).status == 200
        made.house.database.change("UPDATE accounts SET given = 0 WHERE role = ?", ACCOUNTANT)
        assert (await form(bureau, "/", "/accounts/again")).status == 409
        me = made.house.database.value("SELECT id FROM accounts WHERE name = '局'")
        assert (await form(bureau, "/", f"/accounts/{me}/password")).status == 409

    run(tmp_path, walk)


def test_the_walk_leads_to_the_bureau_and_back_to_an_empty_workbook(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        own = await made.browser(UNIT)
        await send_file(own, "/departments/1/input", "坏.xlsx", b"x")
        await made.done()
        page = main_of(await own.get("/departments/1"))
        assert 'href="/works/1"' in page and "/preview" not in page and "/reasons" not in page
        for address in ("/works/1", "/works/1/findings"):
            assert '<a href="/departments/1">送审、意见</a>' in (await own.get(address)).text
        assert FORMAT in {info.format for info in made.house.formats.published}

    run(tmp_path, walk)
