"""Who asks: an account, its role, and which departments' works it may see; every query of works bears that."""

from __future__ import annotations

from gongkai.frozen import frozen

ACCOUNTANT, BUREAU, MAINTAINER, READER = "会计", "财政局", "格式维护", "只读"
ROLES = (ACCOUNTANT, BUREAU, MAINTAINER, READER)
DOES = {
    ACCOUNTANT: "交自己部门的，写原因、送审",
    BUREAU: "看全部部门，退回、定稿、管账号",
    MAINTAINER: "装入、试用、启用格式",
    READER: "看全部部门，什么也不改",
}
"""What each role is for, as the page of accounts says it."""
EVERYBODY = frozenset(ROLES)
SEES_WORKS = frozenset((ACCOUNTANT, BUREAU, READER))
WRITES_WORKS = frozenset((ACCOUNTANT, BUREAU))
SEES_ALL = frozenset((BUREAU, READER))


@frozen
class Who:
    """Somebody who logged in. `session` is the digest of his cookie, `form_token` stands in each of his forms.

    `given` says that somebody else knows his password. What is newer than the event `fresh` is new to him.
    """

    account: int
    name: str
    role: str
    department: int | None
    session: str
    form_token: str
    given: bool = False
    fresh: int = 0

    def sees(self, works: str = "works") -> str:
        """The condition of SQL under which a row of `works` is his to see. It holds no words of anybody's."""
        if self.role == ACCOUNTANT and self.department is not None:
            return f"{works}.department = {int(self.department)}"
        return "1" if self.role in SEES_ALL else "0"
