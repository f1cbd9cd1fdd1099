"""What is taken out of a wheel, and what is not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from gongkai.third_party.parts import PinnedPart
from gongkai.third_party.wheels import licences, modules

PART = PinnedPart("thing", "pypi", "1.0", "0" * 64, ("page",), "MIT")
FILES = {
    "thing/__init__.py": b"1",
    "thing/_fast.cpython-311-x86_64-linux-gnu.so": b"compiled",
    "thing/_fast.c": b"source of the compiled",
    "thing/py.typed": b"",
    "thing/tests/test_it.py": b"test",
    "thing/data/zh.dat": b"zh",
    "thing/data/fr.dat": b"fr",
    "thing/data/LICENSE.data": b"words of the data",
    "thing/heavy.py": b"heavy",
    "thing-1.0.dist-info/METADATA": b"Name: thing",
    "thing-1.0.dist-info/licenses/LICENSE.txt": "许可".encode(),
}


def wheel(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_nothing_compiled_and_no_tests_are_taken() -> None:
    taken = modules(PART, wheel(FILES))
    assert list(taken) == [
        *("thing/__init__.py", "thing/data/LICENSE.data", "thing/data/fr.dat", "thing/data/zh.dat"),
        "thing/heavy.py",
    ]


def test_what_the_list_leaves_out_is_left_out() -> None:
    part = replace(PART, leave_out=("thing/heavy.py",), only=("thing/data/zh.dat",))
    assert list(modules(part, wheel(FILES))) == ["thing/__init__.py", "thing/data/zh.dat"]


def test_every_licence_is_told() -> None:
    assert licences(PART, wheel(FILES)) == "许可\n\nwords of the data"


def test_a_wheel_without_a_licence_is_refused() -> None:
    with pytest.raises(AssertionError, match="no licence"):
        licences(PART, wheel({"thing/__init__.py": b"1"}))
