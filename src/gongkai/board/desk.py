"""What the pages of a board share for one request: all of one accountant's desk, for whoever asks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Hashable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from gongkai.board.file_lock import Taken, held
from gongkai.board.look import environment, style
from gongkai.board.who import BUREAU, MAINTAINER, READER, Who
from gongkai.board.work_store import WorkStore
from gongkai.web import look
from gongkai.web.desk import Desk

if TYPE_CHECKING:
    from gongkai.board.house import House
    from gongkai.web.jobs import PageJob, Steps

_FORM = re.compile(r'<form method="post"[^>]*>')
_FORMS = re.compile(r'<form method="post".*?</form>', re.DOTALL)
_OWN = re.compile(r'<form method="post" action="/(?:logout|password|login)"')
_BETWEEN = 0.05  # seconds between two questions for LibreOffice
_NOBODY = Who(0, "", "", None, "", "")
_MENU = (
    ("公开台", "/", frozenset((BUREAU, READER))),
    ("我的部门", "/", frozenset(("会计",))),
    ("账号", "/accounts", frozenset((BUREAU,))),
    ("格式", "/formats", frozenset((BUREAU, MAINTAINER))),
)


class BoardDesk(Desk):
    """The desk of one request. What was worked out is shared by all; whose files it is worked out of is not."""

    remembered = 24

    def __init__(self, house: House, who: Who | None) -> None:
        super().__init__(WorkStore(house, who or _NOBODY), house.walks, house.formats.library, "board", None)
        self.house = house
        self.who = who or _NOBODY
        self.formats = house.formats
        self._known = house.known

    @property
    def can_pdf(self) -> bool:
        from gongkai.writers.pdf import find_libreoffice

        return find_libreoffice() is not None

    @property
    def can_read_pdf(self) -> bool:
        from importlib.util import find_spec

        return find_spec("pypdfium2") is not None

    def job(self, key: Hashable, title: str, make: Callable[[], Steps]) -> PageJob:
        if isinstance(key, tuple) and key and key[0] == "make":
            make = partial(_alone, self.house, make)  # it may ask LibreOffice
        found = super().job(key, title, make)
        self.house.owners.setdefault(found.key, set()).add(self.who.account)
        while len(self.house.owners) > 500:
            del self.house.owners[next(iter(self.house.owners))]
        return found

    def show(self, page: str, status: int = 200, **values: Any) -> Response:
        menu = [(words, address) for words, address, roles in _MENU if self.who.role in roles]
        text = (
            environment()
            .get_template(page)
            .render(
                **values,
                home=self.home,
                who=self.who,
                menu=menu,
                style=style(),
                script=look.script(),
                has_page=False,
            )
        )
        token = f'<input type="hidden" name="form_token" value="{self.who.form_token}">'
        if self.who.role == READER:
            text = _FORMS.sub(lambda found: found[0] if _OWN.match(found[0]) else "", text)
        if self.who.form_token:  # of ours; what others wrote is escaped and begins no form
            text = _FORM.sub(lambda found: found[0] + token, text)
        return HTMLResponse(text, status)


def _alone(house: House, make: Callable[[], Steps]) -> Generator[str, None, Any]:
    """Asks again and again instead of waiting: the thread has the pages of others to work at."""
    while True:
        yield "等前面的做完"
        with suppress(Taken), held(house.folder.office_lock, wait=False):
            return (yield from make())
        time.sleep(_BETWEEN)
