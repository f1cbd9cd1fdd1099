"""Passwords and accounts by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.board.accounts import (
    BadAccount,
    Passwords,
    all_accounts,
    check_password,
    close_account,
    first_password,
    make_account,
    set_password,
)
from gongkai.board.database import NAME, Database
from gongkai.board.who import ACCOUNTANT, BUREAU, READER
from tests.board.boards import PASSWORD, QUICK, UNIT, Board, begun, form, log_in, run
from tests.web.client import Client


def test_the_sum_of_a_password_is_argon2_with_its_usual_cost() -> None:
    passwords = Passwords()
    made = passwords.sum(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in made and made != passwords.sum(PASSWORD)
    assert passwords.fits(made, PASSWORD)
    assert not passwords.fits(made, PASSWORD + "x")
    for nobody in (None, "", "no sum"):
        assert not passwords.fits(nobody, PASSWORD)


def test_first_passwords_are_all_others_and_good_enough() -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_password(password, UNIT)


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 201, "abababababab", "AA柳林县AA档案馆", "档案馆12345"]
)
def test_what_is_easily_guessed_is_no_password(password: str) -> None:
    with pytest.raises(BadAccount):
        check_password(password, "档案馆")


def test_accounts_are_made_as_they_may_be(tmp_path: Path) -> None:
    database = Database(tmp_path / NAME)
    department = database.add("departments", name=UNIT, plain=UNIT)
    make_account(database, " 甲 ", ACCOUNTANT, department, "x")
    for name, role, of in (
        ("甲", BUREAU, None),
        ("", BUREAU, None),
        ("长" * 41, BUREAU, None),
        ("乙\n", "没有", None),
        ("乙\x1b丙", BUREAU, None),
        ("乙", ACCOUNTANT, None),
        ("乙", READER, department),
    ):
        with pytest.raises(BadAccount):
            make_account(database, name, role, of, "x")
    assert [(row["name"], row["department"]) for row in all_accounts(database)] == [("甲", UNIT)]
    assert "secret" not in all_accounts(database)[0].keys()  # noqa: SIM118  # a row of sqlite3 has no __contains__ of names
    database.close()


def test_a_new_password_and_a_closed_account_end_what_was_begun(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        await begun(made, (UNIT,))
        key = made.house.database.value("SELECT id FROM accounts WHERE name = ?", UNIT)
        own = await made.browser(UNIT)
        set_password(made.house.database, key, QUICK.sum(PASSWORD), given=False)
        assert (await own.ask("GET", "/")).status == 303
        await log_in(own, UNIT)
        close_account(made.house.database, key, True)
        assert (await own.ask("GET", "/")).status == 303
        assert (await log_in(own, UNIT)).status == 401

    run(tmp_path, walk)


def test_the_bureau_makes_accounts_and_gives_passwords(tmp_path: Path) -> None:
    async def walk(made: Board) -> None:
        bureau = await begun(made, (UNIT,))
        page = await form(bureau, "/", "/accounts", name="新来的", role="只读")
        given = page.text.partition("<code>")[2].partition("</code>")[0]
        own = Client(made.app, bureau.host)
        assert (await log_in(own, "新来的", given)).address == "/password"
        key = made.house.database.value("SELECT id FROM accounts WHERE name = '新来的'")
        page = await form(bureau, "/", f"/accounts/{key}/password")
        again = page.text.partition("<code>")[2].partition("</code>")[0]
        assert again != given and (await log_in(Client(made.app, bureau.host), "新来的", given)).status == 401
        assert given not in (await bureau.get("/accounts")).text
        await form(bureau, "/", f"/accounts/{key}/close")
        assert (await log_in(Client(made.app, bureau.host), "新来的", again)).status == 401
        me = made.house.database.value("SELECT id FROM accounts WHERE name = '局'")
        assert (await form(bureau, "/", f"/accounts/{me}/close")).status == 409

    run(tmp_path, walk)
