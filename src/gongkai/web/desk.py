"""What all pages share: the store, the jobs, the formats, and recent results."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from gongkai.packs.travelling import formats_of
from gongkai.source import Source
from gongkai.web import look, walk
from gongkai.web.formats import FormatsAtHand
from gongkai.web.refusal import Refusal, not_found
from gongkai.web.store import LAST_FILE

if TYPE_CHECKING:
    from starlette.requests import Request

    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.web.jobs import Jobs, PageJob, Steps
    from gongkai.web.store import File, Store, Work

_REMEMBERED = 6  # results of jobs: a checked department is some megabytes


class Desk:
    """One user's desk. `home` is `server` or `browser`; `page` the bytes of the offline page, where it was built."""

    remembered = _REMEMBERED

    def __init__(self, store: Store, jobs: Jobs, library: Library, home: str, page: bytes | None) -> None:
        self.store = store
        self.jobs = jobs
        self.formats = FormatsAtHand(library)
        self.home = home
        self.page = page
        self._known: OrderedDict[Hashable, PageJob] = OrderedDict()
        self._restored = False

    @property
    def library(self) -> Library:
        return self.formats.library

    async def bring(self, files: Mapping[str, bytes]) -> None:
        """Add a package of formats. Raises packs.travelling.Unusable, and then nothing has changed."""
        from gongkai.packs.travelling import Unusable

        self.formats.bring(files)
        for format in formats_of(files):
            _, faults = self.library.pack(format)
            if faults:
                where = faults[0].location
                self.formats.drop_last()
                raise Unusable(f"里的格式“{format}”有错：{where} {faults[0].message}")

    async def restore(self) -> None:
        """Add the formats that the store kept, once, before the first answer; unusable ones are left out."""
        from gongkai.packs.travelling import Unusable, unpacked

        if self._restored:
            return
        self._restored = True
        for file in await self.store.formats():
            with suppress(Unusable, KeyError):
                await self.bring(unpacked(await self.store.content(file)))

    @property
    def can_pdf(self) -> bool:
        """Whether LibreOffice is installed, which makes PDF files and fills in the contents' page numbers."""
        from gongkai.writers.pdf import find_libreoffice

        return self.home == "server" and find_libreoffice() is not None

    @property
    def can_read_pdf(self) -> bool:
        """Whether PDF files can be read here."""
        from importlib.util import find_spec

        return self.home == "server" and find_spec("pypdfium2") is not None

    def job(self, key: Hashable, title: str, make: Callable[[], Steps]) -> PageJob:
        """The job of a key, started when first asked for."""
        job = self._known.pop(key, None)
        if job is None:
            job = self.jobs.start(title, make)
        self._known[key] = job
        self._forget_oldest()
        return job

    def _forget_oldest(self) -> None:
        """Drop the oldest finished jobs; unfinished ones are kept, since somebody waits for them."""
        beyond = len(self._known) - self.remembered
        for old in [key for key, job in self._known.items() if job.done][: max(beyond, 0)]:
            del self._known[old]
        while len(self._known) > self.remembered * 8:  # nobody waits any more
            self._known.popitem(last=False)

    async def result(
        self, key: Hashable, title: str, make: Callable[[], Steps], patient: bool = False
    ) -> Any:
        """The result of the job of a key. Raises Working while it is not done, and its exception if it failed; it is
        then started anew next time.

        With `patient` it waits: for a download, because a progress page would be saved in its place.
        """
        job = self.job(key, title, make)
        if patient:
            async for _ in self.jobs.follow(job):
                pass
        elif not await self.jobs.soon(job):
            raise Working(job)
        if job.fault is not None:
            self._known.pop(key, None)
            raise job.fault
        return job.result

    async def work(self, request: Request) -> Work:
        """The work that the address names. Raises Refusal."""
        found = await self.store.work(request.path_params["work"])
        if found is None:
            raise not_found()
        return found

    async def source(self, file: File) -> Source:
        content = await self.store.content(file)
        return Source(file.name, content, None, len(content))

    async def checked(self, work: Work, file: File, patient: bool = False) -> walk.CheckedInput:
        """A version of the input, checked. Raises Working."""
        last = work.newest(LAST_FILE)
        other = last.key if last is not None else ""
        key = ("check", self.library, file.key, other)
        source = await self.source(file)
        before = await self.source(last) if last is not None else None
        found: walk.CheckedInput = await self.result(
            key, f"核对“{file.name}”", lambda: walk.check(source, self.library, before, other), patient
        )
        return found

    def pack(self, format: str) -> Pack:
        """A format that can be published. Raises Refusal."""
        pack, faults = self.library.pack(format)
        if pack is None or faults or pack.abstract:
            why = faults[0].message if faults else "这是供各省继承的底稿"
            raise Refusal(404, "这个格式不能用", f"{why}。请从“开始”另选一个。")
        return pack

    def forget(self) -> None:
        """Forget all results and added formats."""
        self._known.clear()
        self.formats.forget()

    def show(self, page: str, status: int = 200, **values: Any) -> Response:
        """A page from its template."""
        template = look.environment().get_template(page)
        text = template.render(
            **values, home=self.home, style=look.style(), script=look.script(), has_page=self.page is not None
        )
        return HTMLResponse(text, status)

    def refused(self, refusal: Refusal, back: str = "") -> Response:
        """The page of a refusal; `back` is the address to go back to."""
        return self.show(
            "refusal.html", refusal.status, heading=refusal.heading, words=refusal.words, back=back
        )

    def waits(self, working: Working, request: Request) -> Response:
        """The page of a job's progress, instead of the page that needs its result."""
        return self.show("working.html", job=working.job, address=request.url.path)


class Working(Exception):
    """The answer needs a job that is not done yet."""

    def __init__(self, job: PageJob) -> None:
        super().__init__(job.title)
        self.job = job
