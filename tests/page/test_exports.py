"""What reading exports needs is in the page: the descriptions, and what reads .xls and writes the filled copy."""

from __future__ import annotations

from gongkai.page.own_code import own_files
from gongkai.third_party.parts import parts_of
from tests.conftest import ROOT


def test_the_page_reads_exports() -> None:
    inside = own_files()
    described = sorted((ROOT / "templates" / "common" / "exports").glob("*.yaml"))
    assert len(described) == 3
    assert all(f"gongkai/templates/common/exports/{path.name}" in inside for path in described)
    assert {
        "gongkai/filling/fill.py",
        "gongkai/web/export_pages.py",
        "gongkai/web/pages/exports.html",
    } <= inside.keys()
    assert {"xlrd", "openpyxl"} <= {part.name for part in parts_of("page")}
