"""One department of a batch from start to end. It may run in any process and never raises."""

from __future__ import annotations

import json
from pathlib import Path

from gongkai import pipeline
from gongkai.batch.job_input import library_of_job, read_input
from gongkai.batch.past_inputs import find_last_year
from gongkai.batch.work_list import CRASHED, DONE, DRAFTED, FAULTY, SKIPPED, UNREADABLE, Job, Result
from gongkai.batch.zip_inputs import source
from gongkai.files import WriteFault, shown_name, write_all
from gongkai.findings import Finding, Location, Severity, has_errors
from gongkai.own_files import places_beside
from gongkai.rules.passages import year_in

_REASONS_RULE = "BW-10"
MOST_FINDINGS = 500  # findings of one department in the overview; its check report lists all


def run_job(job: Job) -> Result:
    """Check one input and, if there are no errors, write its reports. A bug of ours becomes a row of the
    overview too."""
    try:
        return _run(job)
    except WriteFault as fault:
        return _failed(job, str(fault), "请检查输出文件夹是否可写、磁盘是否已满")
    except Exception as error:
        return _failed(job, f"程序自身出错：{type(error).__name__}: {error}", "请把这个输入文件发给我们")


def _run(job: Job) -> Result:
    result = Result(job.key, UNREADABLE, fingerprint=job.fingerprint)
    loaded = read_input(job.path, job)
    skipped = (
        bool(job.options.format) and loaded.pack is not None and loaded.pack.format != job.options.format
    )
    other = None if skipped else _last_year(loaded, job, result)
    checked = pipeline.check_department(loaded, other)
    fill_findings(result, checked.findings)
    subject = checked.subject
    if subject is None:
        return result
    fill_figures(result, checked)
    if skipped:
        result.state = SKIPPED
        return result
    drafted = not checked.publishable
    document = pipeline.compose(checked, drafted)
    result.state = FAULTY
    if document is None:
        return result
    files = pipeline.check_report(checked, document) if job.options.report else {}
    if not drafted or job.options.draft:
        if "html" in job.options.kinds:
            from gongkai.tracing.told_cells import with_told_cells

            document = with_told_cells(document, checked, source(Path(job.path)))
        rendered = pipeline.render(document, subject.pack, job.options.kinds, pages=job.options.pages)
        looked = _second_look(job, rendered, checked) if job.options.audit and not drafted else []
        if has_errors([*rendered.findings, *looked]):
            fill_findings(result, [*checked.findings, *rendered.findings, *looked])
            return result
        files = {**rendered.files, **files}
        result.state = DRAFTED if drafted else DONE
    result.outputs = _write(job, files, result)
    return result


def _second_look(job: Job, rendered: pipeline.Rendered, checked: pipeline.Checked) -> list[Finding]:
    """What the finished files say against themselves, read back."""
    from gongkai.auditing.second_look import second_look

    assert checked.subject is not None
    library = library_of_job(job.options.packs, job.formats)
    return second_look(rendered.files, library, checked.subject.department.texts())


def _last_year(loaded: pipeline.Loaded, job: Job, result: Result) -> pipeline.Loaded | None:
    if not job.options.last_year:
        return None
    past = find_last_year(loaded, job.options)
    if isinstance(past, str):
        result.compared = past
        return None
    result.compared, result.partner = past.key, past.fingerprint
    return read_input(past.path, job)


def _write(job: Job, files: dict[str, bytes], result: Result) -> list[str]:
    """Note the names of a job's files, write the files, and return the names.

    A file that somebody has edited is kept; a hint names the new file beside it.
    """
    if not files:
        return []
    beside = {} if job.force else places_beside(Path(job.folder), files)
    files = {beside.get(name, name): content for name, content in files.items()}
    for name, other in beside.items():
        told = Finding(
            "XT-03",
            Severity.HINT,
            f"“{name}”有人改过（或者不是这个程序写的），没有覆盖，新的写在“{other}”",
            Location(file=job.key),
            "看过以后留下要用的一份；不要改过的那份，删掉再运行，或者加 --force 覆盖",
        )
        result.findings.append(told.as_dict())
        result.counts[Severity.HINT.value] = result.counts.get(Severity.HINT.value, 0) + 1
    if job.intent:
        intent = Path(job.intent)
        write_all(intent.parent, {intent.name: json.dumps(list(files)).encode()}, intent.parent)
    return [path.name for path in write_all(Path(job.folder), files, Path(job.path))]


def fill_findings(result: Result, findings: list[Finding]) -> None:
    """Put what was found, and how often, into a result."""
    result.counts = {
        level.value: sum(1 for finding in findings if finding.severity is level) for level in Severity
    }
    result.missing_reasons = sum(1 for finding in findings if finding.code == _REASONS_RULE)
    result.findings = [finding.as_dict() for finding in findings[:MOST_FINDINGS]]


def fill_figures(result: Result, checked: pipeline.Checked) -> None:
    """Put whose input it is, and the figures that a bureau sees of it, into a result."""
    assert checked.subject is not None
    subject = checked.subject
    result.format, result.kind = subject.pack.format, subject.pack.kind
    result.format_name = subject.pack.name
    result.year = str(year_in(subject.department))
    result.name = subject.department.unit_name
    for label, expression in subject.pack.overview.items():
        figure = subject.book.expression(expression, label)
        asked = subject.book.is_asked_for(expression, subject.pack.definitions.previous)
        result.figures[label] = [str(figure.amount), str(figure.previous.amount) if asked else ""]


def _failed(job: Job, message: str, hint: str) -> Result:
    where = Location(file=shown_name(Path(job.path)))
    # The message may contain a file name that cannot be encoded.
    message = message.encode(errors="replace").decode()
    result = Result(job.key, CRASHED)  # without a fingerprint: the next run tries again
    fill_findings(result, [Finding("XT-01", Severity.ERROR, message, where, hint)])
    return result
