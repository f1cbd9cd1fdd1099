"""What a file carries beside its text: comments, tracked changes, hidden text, the title of another document."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.findings import Location, Severity
from gongkai.office_files import MAX_UNPACKED
from gongkai.source import Source

_PARTS = {
    "word/comments.xml": (re.compile(rb"<w:comment\s"), "批注"),
    "word/document.xml": (re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\s"), "修订痕迹"),
}
_HIDDEN = re.compile(rb"<w:vanish\s*/>")
_PROPERTIES = {
    "title": re.compile(rb"<dc:title[^>]*>([^<]+)</dc:title>"),
    "author": re.compile(rb"<dc:creator[^>]*>([^<]+)</dc:creator>"),
}
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_PERSON = re.compile(rf"([{_SURNAMES}][一-龥]{{1,2}})(?:[（(][^（）()]*[）)])?")
_NO_PERSON = re.compile(
    r"[局委办院校处科室站队所会厅部司府社]|中心|用户|管理|作者|电脑|文档|财务|预算|微软|系统"
)
_GENERIC = re.compile(
    r"^(?:word|microsoft|wps|document|untitled|无标题|新建|文档|幻灯片)|^[\x00-\x7f]*$", re.IGNORECASE
)
_GENERAL = re.compile(r"[\W\d_]+|年度?|部门|单位|预算|决算|公开|报告|情况|说明|绩效|自评|表")
"""What titles of many documents say."""
_FIRST = 40  # lines in which a document says what it is
_SHARED = 3  # characters in a row that a title must share with the document


def check_files(document: AuditedDocument, sources: list[Source]) -> list[AuditFinding]:
    """Look at the files themselves."""
    found: list[AuditFinding] = []
    for source in sources:
        if source.content.startswith(b"PK"):
            found += _package(source)
        found += _title(document, source)
        found += _author(source)
    return found


def _package(source: Source) -> Iterator[AuditFinding]:
    try:
        with zipfile.ZipFile(BytesIO(source.content)) as package:
            sizes = {info.filename: info.file_size for info in package.infolist()}
            for name, (pattern, what) in _PARTS.items():
                if not 0 < sizes.get(name, 0) <= MAX_UNPACKED:
                    continue
                count = len(pattern.findall(package.read(name)))
                if count:
                    yield found_in(
                        "SJ-28", f"文件里有{what} {count} 处，公开前要清掉", Spot(Location(source.name))
                    )
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return  # told by the reader


def _title(document: AuditedDocument, source: Source) -> Iterator[AuditFinding]:
    title = _property(source, "title").strip()
    if not title or _GENERIC.search(title):
        return
    lines = islice(document.printed.lines(), _FIRST)
    first = "".join(each.text for each in lines) + source.name + document.unit_name
    said, beginning = _GENERAL.sub("", title), _GENERAL.sub("", first)
    alike = any(said[at : at + _SHARED] in beginning for at in range(max(1, len(said) - 2)))
    sample = re.search(r"样张|样表|模板|模版|范本", title)
    if said and (not alike or sample):
        yield found_in(
            "SJ-29",
            f"文件属性里的标题是“{title[:40]}”，不是这份文件的",
            Spot(Location(source.name), title[:60]),
            severity=Severity.WARNING if sample is None else None,
            found=title[:60],
            compared_with="文件开头的文字",
        )


def _author(source: Source) -> Iterator[AuditFinding]:
    """The name of a person among the properties, which is nobody's business; it is not shown whole."""
    author = _property(source, "author").strip()
    match = _PERSON.fullmatch(author)
    if match is not None and not _NO_PERSON.search(author):
        masked = author[0] + "*" * (len(match[1]) - 1)
        yield found_in(
            "SJ-29",
            f"文件属性里的作者“{masked}”像是人名，公开前要清掉",
            Spot(Location(source.name), masked),
            severity=Severity.WARNING,
            found=masked,
        )


def _property(source: Source, name: str) -> str:
    """The title or the author among the properties of a file; "" where there is none or it cannot be told."""
    if source.content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(source.content)) as package:
                if package.getinfo("docProps/core.xml").file_size > 1_000_000:
                    return ""
                found = _PROPERTIES[name].search(package.read("docProps/core.xml"))
        except (KeyError, zipfile.BadZipFile, OSError, RuntimeError):
            return ""
        return found[1].decode("utf-8", "replace") if found else ""
    if b"%PDF-" in source.content[:1024]:
        return _pdf_property(source.content, name)
    return ""


def _pdf_property(content: bytes, name: str) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return ""
    try:
        metadata = PdfReader(BytesIO(content)).metadata
        return str(getattr(metadata, name) or "") if metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""  # a damaged trailer; the reader has told it
