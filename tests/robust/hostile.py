"""Files that no department would send, made as they are needed: name, its maker, what a user must be told."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
BOOK = (SAMPLES / "liulin-2023-final" / "input.xlsx").read_bytes()
TEXT = (SAMPLES / "liulin-2023-final" / "input.yaml").read_text(encoding="utf-8")


def parts(content: bytes = BOOK) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(whole: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in whole.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_sheet(change: Callable[[bytes], bytes], name: str = "xl/worksheets/sheet3.xml") -> bytes:
    whole = parts()
    whole[name] = change(whole[name])
    return zipped(whole)


def rows(count: int, cells: str) -> bytes:
    """The sample with so many rows more below a sheet's own."""
    made = "".join(f'<row r="{n}">{cells.format(n=n)}</row>' for n in range(5000, 5000 + count))
    return with_sheet(lambda xml: xml.replace(b"</sheetData>", made.encode() + b"</sheetData>"))


def _doctype(declarations: str) -> Callable[[bytes], bytes]:
    return lambda xml: re.sub(rb"(<worksheet)", declarations.encode() + rb"\1", xml, count=1)


_LAUGHS = (
    '<!DOCTYPE worksheet [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def _sheets(count: int) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for n in range(count):
        book.add_worksheet(f"表{n}").write(0, 0, n)
    book.close()
    return buffer.getvalue()


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + stream.encode("utf-16-le") + b"\x00" * 600


def _many_parts() -> bytes:
    return zipped({**parts(), **{f"xl/media/{n}.bin": b"" for n in range(6000)}})


def _entities_in_workbook() -> bytes:
    whole = parts()
    xml = whole["xl/workbook.xml"].decode()
    whole["xl/workbook.xml"] = re.sub(
        "(<workbook)", _LAUGHS.replace("\\", "\\\\") + r"\1", xml, count=1
    ).encode()
    return zipped(whole)


def linked(kept: bool) -> bytes:
    """The sample with every number of its third sheet taken by formula from a workbook elsewhere."""
    whole = parts()
    name = "xl/worksheets/sheet3.xml"
    result = r"<v>\2</v>" if kept else ""
    made, count = re.subn(
        r'<c (r="\w+" s="\d+")><v>(\d{6,}(?:\.\d+)?)</v></c>',
        rf"<c \1><f>'file:///C:/x/[1]汇总'!$B$2</f>{result}</c>",
        whole[name].decode(),
    )
    assert count, "no number in the third sheet"
    whole[name] = made.encode()
    whole["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
        b"</externalLink>"
    )
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    whole["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{link}Path" Target="http://127.0.0.1:9/汇总.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    rels = whole["xl/_rels/workbook.xml.rels"].decode()
    more = f'<Relationship Id="rIdX" Type="{link}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    whole["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", more).encode()
    book = whole["xl/workbook.xml"].decode()
    references = '</sheets><externalReferences><externalReference r:id="rIdX"/></externalReferences>'
    whole["xl/workbook.xml"] = book.replace("</sheets>", references).encode()
    return zipped(whole)


BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "是空的"),
    "blank": (lambda: b" \r\n" * 100, "是空的"),
    "encrypted": (lambda: _ole("EncryptedPackage"), "加了密码"),
    "xls in xlsx clothing": (lambda: _ole("Workbook"), "不是完整的 .xls 工作簿"),
    "text in xlsx clothing": (TEXT.encode, "不是 Excel 工作簿"),
    "html in xlsx clothing": (
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "其实是网页",
    ),
    "docx in xlsx clothing": (lambda: zipped({"word/document.xml": b"<w/>"}), "Word 文档（.docx）"),
    "zip of nothing": (lambda: zipped({}) + b"PK\x03\x04", "不是 Excel 工作簿"),
    "no sheets": (lambda: zipped({k: v for k, v in parts().items() if "worksheets" not in k}), "丢失了内容"),
    "sheet is no xml": (lambda: with_sheet(lambda xml: b"\x00\xff" * 50), "已损坏"),
    "sheet cut off": (lambda: with_sheet(lambda xml: xml[: len(xml) // 2]), "已损坏"),
    "entities": (lambda: with_sheet(_doctype(_LAUGHS)), "实体声明"),
    "entities in the workbook": (_entities_in_workbook, "实体声明"),
    "file entity": (
        lambda: with_sheet(_doctype('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        "实体声明",
    ),
    "bomb": (lambda: with_sheet(lambda xml: xml + b" " * 80_000_000), "解压后太大"),
    "many bombs": (
        lambda: zipped({**parts(), **{f"xl/x{n}.xml": b"0" * 9_000_000 for n in range(9)}}),
        "解压后太大",
    ),
    "parts": (_many_parts, "解压后太大"),
    "sheets": (lambda: _sheets(1000), "1000 张工作表"),
    "rows": (lambda: rows(100_000, '<c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c>'), "最多 20000 行"),
}


YAMLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "gbk": (lambda: TEXT.encode("gbk", "replace"), "不是 UTF-8"),
    "utf-16": (lambda: TEXT.encode("utf-16"), "不是 UTF-8"),
    "utf-16 without mark": (lambda: TEXT.encode("utf-16-le"), "不是 UTF-8"),
    "null characters": (lambda: b"\x00" * 100, "无法读取"),
    "anchor": ((TEXT + "\n自己的: &a [1]\n").encode, "锚点"),
    "alias": (lambda: b"a: &x 1\nb: *x\n", "锚点"),
    "laughs": (lambda: b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "锚点"),
    "tag": ("单位信息: !!python/object/apply:os.system ['echo 1']\n".encode, "标签"),
    "deep lists": (lambda: b"[" * 100_000, "层次太深"),
    "deep mappings": (lambda: b"{a: " * 50_000, "层次太深"),
    "deep indents": (lambda: "\n".join(" " * n + f"k{n}:" for n in range(300)).encode(), "层次太深"),
    "deep dashes": (lambda: b"- " * 20_000 + b"x", "层次太深"),
    "list at the top": (lambda: b"- a\n- b\n", "最外层"),
    "text at the top": ("只是一句话".encode, "最外层"),
    "two documents": ((TEXT + "\n---\na: 1\n").encode, "又开始了一份"),
    "tabs": ("单位信息:\n\t公开格式: x\n".encode, "无法读取"),
    "open quote": ((TEXT + '\n自己的: "没有结束').encode, "无法读取"),
    "too large": (("a: " + "很长" * 1_000_000).encode, "太大"),
    "comment only": ("# 没有内容\n".encode, "空的"),
    "binary": (lambda: random.Random(7).randbytes(5000), "不是 UTF-8"),
}
