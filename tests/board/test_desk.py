"""The desk of one request: whoever waits for LibreOffice keeps nobody else from his page."""

from __future__ import annotations

from pathlib import Path

from gongkai.board.desk import BoardDesk
from gongkai.board.file_lock import held
from gongkai.web.jobs import Steps
from tests.board.boards import Board, run


def quick(words: str) -> Steps:
    yield words
    return words


def test_who_waits_for_libreoffice_holds_up_no_other_page(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        desk = BoardDesk(made.house, None)
        with held(made.house.folder.office_lock):
            making = desk.job(("make", 1), "生成", lambda: quick("请 LibreOffice 排版"))
            for number in range(3):
                other = desk.job(("check", number), "预览", lambda: quick("排好全文"))
                assert [words async for words in desk.jobs.follow(other)] == ["排好全文"]
                assert other.result == "排好全文"
            assert not making.done and making.said == ["等前面的做完"]
        assert [words async for words in desk.jobs.follow(making)] == ["等前面的做完", "请 LibreOffice 排版"]
        assert making.result == "请 LibreOffice 排版"

    run(tmp_path, walk)
