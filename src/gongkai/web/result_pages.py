"""The last pages of a publication: what it will look like, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.findings import Severity, has_errors
from gongkai.web import handbook, walk
from gongkai.web.answers import download, see
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.work_pages import chosen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.web.desk import Desk
    from gongkai.web.store import File, Work

_WORDS = ("docx", "xlsx")
_OTHERS = {
    "report.html": ("html", ".html", "写网页"),
    "digest.html": ("图解", "一图读懂.html", "画一图读懂"),
    "digest.pdf": ("图解", "一图读懂.pdf", "画一图读懂"),
    "data.zip": ("data", "数据.zip", "写开放数据"),
}
"""The files offered beside Word and Excel, by address: kind, end of the file's name, message while it is made."""


def _errors(result: walk.CheckedInput) -> int:
    return sum(item.severity is Severity.ERROR for item in result.checked.findings)


async def preview(desk: Desk, request: Request) -> Response:
    """The pages of the report, of a draft while there are errors."""
    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file)
    document = None
    if result.checked.readable:
        document = pipeline.compose(result.checked, draft=has_errors(result.checked.findings))
    if document is None:
        return see(f"/works/{work.key}/findings?version={file.number}")
    pages = await desk.result(
        ("preview", desk.library, file.key, result.key), "排出全文", lambda: walk.preview(document)
    )
    assert result.checked.subject is not None
    return desk.show(
        "preview.html",
        work=work,
        pack=result.checked.subject.pack,
        file=file,
        errors=_errors(result),
        pages=pages,
    )


async def result_page(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    file = chosen(work, request)
    result = await desk.checked(work, file)
    if not result.checked.readable or result.checked.subject is None:
        return see(f"/works/{work.key}/findings?version={file.number}")
    errors, draft, pdf = _errors(result), "draft" in request.query_params, "pdf" in request.query_params
    made = None if errors and not draft else await _made(desk, work, file, request)
    known = set(map(id, result.checked.findings))
    document = result.checked.subject.document
    return desk.show(
        "result.html",
        digest=document is not None and document.digest is not None,
        work=work,
        pack=result.checked.subject.pack,
        file=file,
        errors=errors,
        draft=draft and errors > 0,
        pdf=pdf,
        can_pdf=desk.can_pdf,
        query="&".join(
            [f"version={file.number}", *(["draft=yes"] if draft else []), *(["pdf=yes"] if pdf else [])]
        ),
        files=[(name, _size(content)) for name, content in made.files.items()] if made is not None else [],
        findings=[item for item in made.findings if id(item) not in known] if made is not None else [],
        entries=handbook.sections_titled(handbook.QUESTIONS),
    )


async def _made(desk: Desk, work: Work, file: File, request: Request, patient: bool = False) -> walk.Made:
    """The finished files of a version. Raises Working, and Refusal while there are errors and no draft was asked for."""
    result = await desk.checked(work, file, patient)
    errors, draft = has_errors(result.checked.findings), "draft" in request.query_params
    if not result.checked.readable or (errors and not draft):
        raise Refusal(409, "还有错误", "改好错误以前不能出正式报告。")
    pdf = "pdf" in request.query_params and desk.can_pdf
    kinds = (*_WORDS, "pdf") if pdf else _WORDS
    draft = draft and errors
    key = ("make", desk.library, file.key, result.key, kinds, draft)
    made: walk.Made = await desk.result(key, "生成公开材料", lambda: walk.make(result, kinds, draft), patient)
    return made


def _size(content: bytes) -> str:
    return f"{max(len(content) // 1000, 1):,} KB"


async def package(desk: Desk, request: Request) -> Response:
    """All files as one zip package, named as the report is."""
    work = await desk.work(request)
    made = await _made(desk, work, chosen(work, request), request, patient=True)
    if not made.files:
        raise not_found()
    stem = next(iter(made.files)).rpartition(".")[0]
    return download(f"{stem}.zip", walk.zipped(made.files))


async def one_file(desk: Desk, request: Request) -> Response:
    work = await desk.work(request)
    made = await _made(desk, work, chosen(work, request), request, patient=True)
    number = request.path_params["number"]
    names = list(made.files)
    if not 1 <= number <= len(names):
        raise not_found()
    return download(names[number - 1], made.files[names[number - 1]])


async def other_file(desk: Desk, request: Request) -> Response:
    """A file beside Word and Excel, a draft while there are errors."""
    work = await desk.work(request)
    file = chosen(work, request)
    kind, end, said = _OTHERS[request.url.path.rpartition("/")[2]]
    result = await desk.checked(work, file, patient=True)
    if not result.checked.readable:
        raise not_found()
    draft = has_errors(result.checked.findings)
    key = ("make", desk.library, file.key, result.key, (kind,), draft)
    made: walk.Made = await desk.result(key, said, lambda: walk.make(result, (kind,), draft), patient=True)
    found = next((name for name in made.files if name.endswith(end)), "")
    if not found:
        raise not_found()
    return download(found, made.files[found])


PAGES = (
    ("GET", "/works/{work}/preview", preview),
    *(("GET", f"/works/{{work}}/{name}", other_file) for name in _OTHERS),
    ("GET", "/works/{work}/result", result_page),
    ("GET", "/works/{work}/files.zip", package),
    ("GET", "/works/{work}/files/{number:int}", one_file),
)
