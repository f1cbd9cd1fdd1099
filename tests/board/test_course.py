"""A department's whole course, from missing to published, as its accountant and the bureau go it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gongkai.board.file_lock import held
from tests.board.boards import OTHER, THIRD, UNIT, Board, begun, form, run, send_file, sent, token
from tests.web.workbooks import changed_amount, whole, with_errors, without_reasons


def test_from_missing_to_published(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        own = await made.browser(UNIT)
        place = f"/departments/{made.work(UNIT)}"
        assert made.state(UNIT) == "未交"
        for content, state in (
            (with_errors(), "有错误"),
            (without_reasons(), "待写原因"),
            (whole(), "可送审"),
        ):
            await send_file(own, f"{place}/input", "我的.xlsx", content)
            await made.done()
            assert made.state(UNIT) == state
        page = await form(own, place, f"{place}/send", version="3", words="请审")
        assert "已送审" in page.text and made.state(UNIT) == "已送审"
        board = await bureau.get("/rounds/1")
        assert f'href="{place}"' in board.text and "已送审 1" in board.text
        returned = await form(
            bureau,
            place,
            f"{place}/return",
            **{"place-1": "支出!F12", "words-1": "这一格请核", "words-2": "整份再看一遍"},
        )
        assert made.state(UNIT) == "退回"
        assert "支出!F12" in returned.text
        mine = await own.get(place)
        assert "支出!F12" in mine.text and "这一格请核" in mine.text
        assert "这一格请核" in (await own.get("/")).text  # new since the last visit
        await form(own, place, f"{place}/answer", words="已改")
        await send_file(own, f"{place}/input", "我的.xlsx", whole())
        await made.done()
        await form(own, place, f"{place}/send", version="4")
        await form(bureau, place, f"{place}/finish", version="4")
        await made.done()
        assert made.state(UNIT) == "已定稿"
        final = await own.get(f"{place}/final.zip")
        with zipfile.ZipFile(io.BytesIO(final.body)) as archive:
            names = archive.namelist()
        assert [name.rpartition(".")[2] for name in names] == ["docx", "xlsx", "xlsx"]
        page = await form(
            bureau,
            place,
            f"{place}/publish",
            address="https://www.example.gov/gk/1.html",
            published="2024-09-01",
        )
        assert made.state(UNIT) == "已公开"
        assert "https://www.example.gov/gk/1.html" in page.text
        said = [
            row["what"]
            for row in made.house.database.rows("SELECT what FROM history WHERE work = 1 ORDER BY id")
        ]
        assert said == [
            "列入名单", "交回", "核对完", "交回", "核对完", "交回", "核对完", "送审", "退回", "意见", "意见", "答复",
            "交回", "核对完", "送审", "定稿", "已定稿", "公开",
        ]  # fmt: skip

    run(tmp_path, walk)


def test_a_new_upload_after_sending_is_checked_anew(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made)
        place = await sent(made)
        own = await made.browser(UNIT)
        await send_file(own, f"{place}/input", "我的.xlsx", with_errors())
        await made.done()
        assert made.state(UNIT) == "有错误"
        refused = await form(own, place, f"{place}/send", version="2")
        assert refused.status == 409 and "现在是“有错误”" in refused.text

    run(tmp_path, walk)


def test_what_is_final_takes_no_new_version(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        place = await sent(made)
        own = await made.browser(UNIT)
        await form(bureau, place, f"{place}/finish", version="1")
        refused = await send_file(own, f"{place}/input", "晚来的.xlsx", whole())
        assert refused.status == 409
        await made.done()
        assert made.state(UNIT) == "已定稿"
        assert (await send_file(own, f"{place}/input", "晚来的.xlsx", whole())).status == 409
        assert (await send_file(own, "/works/1/last", "上年.xlsx", whole())).status == 409
        assert made.house.database.value("SELECT count(*) FROM versions") == 1
        await form(bureau, place, f"{place}/return", **{"words-1": "要改"})
        assert made.state(UNIT) == "退回"
        assert made.house.database.value("SELECT final_hash FROM works WHERE id = 1") == ""

    run(tmp_path, walk)


def test_extended_withheld_and_resumed(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        late, secret = f"/departments/{made.work(OTHER)}", f"/departments/{made.work(THIRD)}"
        assert (await form(bureau, late, f"{late}/extend", extended="2024-10-08", words="")).status == 422
        await form(bureau, late, f"{late}/extend", extended="2024-10-08", words="系统搬迁")
        assert (await form(bureau, secret, f"{secret}/withhold", words=" ")).status == 422
        await form(bureau, secret, f"{secret}/withhold", words="涉密部门，依法不公开")
        page = (await bureau.get("/rounds/1")).text
        assert "延期 1" in page and "不公开 1" in page and "还有 37 天" in page
        assert made.state(THIRD) == "不公开"
        accountant = await made.browser(THIRD)
        assert (await send_file(accountant, f"{secret}/input", "x.xlsx", whole())).status == 409
        await form(bureau, secret, f"{secret}/resume")
        assert made.state(THIRD) == "未交"

    run(tmp_path, walk)


def test_a_remark_must_have_a_place_that_is_there(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        place = await sent(made)
        own = await made.browser(UNIT)
        for where, words in (("没有的表!A1", "没有这张表"), ("报告里从来没有的一句话", "报告里没有这句话")):
            refused = await form(bureau, place, f"{place}/return", **{"place-1": where, "words-1": "改"})
            assert refused.status == 422 and words in refused.text
            assert made.state(UNIT) == "已送审"
        text = made.house.database.value("SELECT json_extract(result, '$.text') FROM checks")
        sentence = next(line for line in text.split("\n") if len(line) > 30)
        await form(bureau, place, f"{place}/return", **{"place-1": sentence, "words-1": "说法不对"})
        assert made.state(UNIT) == "退回"
        assert sentence in (await own.get(place)).text

    run(tmp_path, walk)


def test_another_departments_workbook_is_an_error(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made)
        other = await made.browser(OTHER)
        place = f"/departments/{made.work(OTHER)}"
        await send_file(other, f"{place}/input", "别人的.xlsx", whole())
        await made.done()
        assert made.state(OTHER) == "有错误"
        assert "名单上是“柳林县档案馆”" in (await other.get(place)).text

    run(tmp_path, walk)


@pytest.mark.parametrize("content", [b"", b"PK nonsense", b"\0" * 2000])
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    async def walk(made: Board) -> None:
        await begun(made)
        own = await made.browser(UNIT)
        place = f"/departments/{made.work(UNIT)}"
        page = await send_file(own, f"{place}/input", "坏.xlsx", content)
        await made.done()
        assert page.status == 200
        assert made.state(UNIT) == "有错误"

    run(tmp_path, walk)


@pytest.mark.trial
def test_two_versions_are_compared(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made)
        own = await made.browser(UNIT)
        place = f"/departments/{made.work(UNIT)}"
        for content in (whole(), changed_amount()):
            await send_file(own, f"{place}/input", "我的.xlsx", content)
        await made.done()
        page = await bureau.get("/works/1/changes?version=2")
        assert page.status == 200 and "第 2 版与第 1 版比" in page.text

    run(tmp_path, walk)


def test_a_name_on_the_list_is_mended(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, ("人社局", OTHER))
        own = await made.browser("人社局")
        await send_file(own, "/departments/1/input", "我的.xlsx", whole())
        await made.done()
        assert made.state("人社局") == "有错误"
        for name, status in ((OTHER, 409), (f" {OTHER} ", 409), ("", 422), ("长" * 101, 422)):
            assert (await form(bureau, "/", "/departments/1/rename", name=name)).status == status
        await form(bureau, "/", "/departments/1/rename", name=UNIT)
        await made.done()
        assert made.state(UNIT) == "可送审"

    run(tmp_path, walk)


def test_libreoffice_is_asked_by_one_at_a_time(tmp_path: Path) -> None:
    """While somebody else has it, final files wait; the board answers all the same."""

    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        place = await sent(made)
        with held(made.house.folder.office_lock):
            address = (await bureau.ask("GET", place)).address
            body = f"form_token={await token(bureau)}&version=1".encode()
            kind = {"content-type": "application/x-www-form-urlencoded"}
            assert (await bureau.ask("POST", f"{address}/finish", body, kind)).status == 303
            job = made.house.database.value("SELECT max(id) FROM jobs")
            async for words in made.house.queue.follow(job):
                assert words == "等前面的做完"
                break
            assert "等前面的做完" in _said(made, job) and made.state(UNIT) == "定稿中"
            assert (await bureau.ask("GET", "/rounds/1")).status == 200
        await made.done()
        assert made.state(UNIT) == "已定稿"

    run(tmp_path, walk)


def _said(made: Board, job: int) -> list[str]:
    return made.house.queue._said[job]
