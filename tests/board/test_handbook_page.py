"""The handbook that the board shows is the one that is written."""

from __future__ import annotations

from pathlib import Path

from gongkai.board.handbook_page import OF_ACCOUNTANTS, OF_THE_BUREAU, board_chapter
from tests.board.boards import UNIT, Board, begun, run


def test_each_role_reads_how_the_board_is_used_and_no_commands(tmp_path: Path) -> None:
    assert {*OF_ACCOUNTANTS, *OF_THE_BUREAU} <= board_chapter().keys()

    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        for browser, wanted in (
            (bureau, OF_THE_BUREAU),
            (await made.browser(UNIT), OF_ACCOUNTANTS),
            (await made.browser("看"), OF_THE_BUREAU),
        ):
            page = (await browser.get("/help")).text
            for title in wanted:
                assert f"<h2>{title}</h2>" in page
            assert "<ol><li>用财政局给的账号" in page and page.count("<ol>") == (
                2 if wanted == OF_THE_BUREAU else 1
            )
            assert "撤回送审" in page and "填本年的数" in page
            assert "gongkai board" not in page and "pip install" not in page
        assert "移出名单" not in (await (await made.browser(UNIT)).get("/help")).text

    run(tmp_path, walk)
