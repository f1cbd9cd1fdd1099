"""Python's library in the page: what our code imports is in it."""

from __future__ import annotations

import ast
import io
import sys
import zipfile
from pathlib import Path

import pytest

from gongkai.page.own_code import own_files
from gongkai.page.standard_library import trimmed
from tests.support.tools import load_tool


def library(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, f"# {name}" * 20)
    return made.getvalue()


def test_what_nothing_uses_is_left_out_and_the_rest_is_stored() -> None:
    given = library(
        "os.py", "unittest/mock.py", "encodings/gb18030.py", "encodings/mac_roman.py", "xml/dom/minidom.py"
    )
    with zipfile.ZipFile(io.BytesIO(trimmed(given))) as taken:
        assert taken.namelist() == ["encodings/gb18030.py", "os.py"]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in taken.infolist())
        assert taken.read("os.py") == b"# os.py" * 20
    assert trimmed(given) == trimmed(given)


def test_a_library_of_compiled_files_is_trimmed_alike() -> None:
    given = library("os.pyc", "webbrowser.pyc", "pydoc_data/topics.pyc", "socketserver.pyc")
    with zipfile.ZipFile(io.BytesIO(trimmed(given, ("webbrowser.py",), compressed=True))) as taken:
        assert taken.namelist() == ["os.pyc", "webbrowser.pyc"]
        assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in taken.infolist())


def test_what_is_no_library_is_refused() -> None:
    with pytest.raises(AssertionError):
        trimmed(library("readme.py"))


@pytest.mark.parametrize("whole", [False, True])
def test_everything_that_our_code_imports_stays(whole: bool) -> None:
    """Of each module of the standard library that a file of ours names, the file is not left out: in the page, and with
    the whole program in the Windows folder."""
    wanted: set[str] = set()
    ours = {name: content for name, content in own_files(whole).items() if name.endswith(".py")}
    assert len(ours) > 100
    for name, content in ours.items():
        for node in ast.walk(ast.parse(content, name)):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                wanted.add(node.module)
    standard = {name for name in wanted if name.partition(".")[0] in sys.stdlib_module_names}
    assert {"zipfile", "xml.parsers", "decimal"} & standard
    paths = [f"{name.replace('.', '/')}.py" for name in sorted(standard)]
    kept = load_tool("make_windows").KEPT if whole else ()
    with zipfile.ZipFile(io.BytesIO(trimmed(library("os.py", *{*paths} - {"os.py"}), kept))) as taken:
        assert set(paths) <= set(taken.namelist())


def test_our_own_part_has_the_formats_and_no_command_line(root: Path) -> None:
    page, whole = own_files(), own_files(whole=True)
    assert "gongkai/pipeline.py" in page
    assert "gongkai/web/pages/base.html" in page
    assert "gongkai/page/inside/worker_side.py" in page
    formats = {name for name in page if name.endswith("/pack.yaml")}
    assert len(formats) == len(list((root / "templates").glob("*/*/*/pack.yaml")))
    assert not any(name.startswith(("gongkai/app/", "gongkai/third_party/")) for name in page)
    assert "gongkai/app/main.py" in whole
    assert "gongkai/page/build.py" in whole
    assert set(page) < set(whole)
    assert not any("__pycache__" in name for name in whole)
