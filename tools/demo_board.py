"""`make demo-web`: the samples on a board at once, in a folder that is thrown away, on this machine alone."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from gongkai import pipeline  # noqa: E402  # after the path, on which the program is found
from gongkai.app.environment import library  # noqa: E402
from gongkai.board import accounts, course, records  # noqa: E402
from gongkai.board.folder import Folder  # noqa: E402
from gongkai.board.round_pages import add_departments  # noqa: E402
from gongkai.board.server import opened, serve_board, usual_workers  # noqa: E402
from gongkai.board.who import ACCOUNTANT, BUREAU  # noqa: E402
from gongkai.model.labels import IDENTITY_SCHEDULE, UNIT_NAME_LINE  # noqa: E402
from gongkai.source import Source  # noqa: E402
from gongkai.web.server import free_socket  # noqa: E402

if TYPE_CHECKING:
    from gongkai.board.house import House

BY = "样例"
OTHERS = ("（样例）还没有交的部门", "（样例）延期的部门", "（样例）不公开的部门")


def fill(house: House, samples: list[Path]) -> None:
    """A round for each sample's format; beside the sample's department some that are late, put off and withheld."""
    today = house.clock().date()
    deadline = (today + timedelta(days=10)).isoformat()
    for path in samples:
        source = Source.from_path(path)
        loaded = pipeline.read(source, house.formats.library)
        assert loaded.pack is not None and loaded.department is not None
        pack, name = loaded.pack, loaded.department.line_text(IDENTITY_SCHEDULE, UNIT_NAME_LINE)
        with house.database.transaction():
            round = house.database.add("rounds", format=pack.format, title=pack.name, deadline=deadline)
            add_departments(house, round, [name, *OTHERS], BY)
            works = house.database.rows("SELECT id FROM works WHERE round = ? ORDER BY id", round)
            own, _, late, withheld = (row["id"] for row in works)
            records.hand_in(house, own, "input", source.name, house.blobs.put(source.content), "交回", BY)
            later = {"extended": (today + timedelta(days=40)).isoformat(), "why": "系统搬迁"}
            records.move(house, late, course.EXTEND, BY, "系统搬迁", columns=later)
            records.move(house, withheld, course.WITHHOLD, BY, "涉密", columns={"why": "涉密部门"})


def main() -> None:
    samples = sorted((ROOT / "sample_inputs").glob("*/input.xlsx"))
    listening = free_socket(8300)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-demo-") as room,
        opened(Folder(Path(room) / "data"), library(), address, usual_workers()) as house,
    ):
        fill(house, samples)
        password = accounts.first_password()
        secret = house.passwords.sum(password)
        first = house.database.value("SELECT id FROM departments ORDER BY id LIMIT 1")
        for name, role, department in (("财政局", BUREAU, None), ("会计", ACCOUNTANT, first)):
            made = accounts.make_account(house.database, name, role, department, secret)
            house.database.change("UPDATE accounts SET given = 0 WHERE id = ?", made)

        def started() -> None:
            print(f"公开台（{len(samples)} 份样例）：{address}")
            print(f"账号：财政局，或者 会计；口令都是：{password}")
            print("按 Ctrl-C 停止，数据随之删去。", flush=True)
            if "--no-browser" not in sys.argv:
                webbrowser.open(address)

        serve_board(listening, house, "", started)


if __name__ == "__main__":
    main()
