"""`gongkai trace`: where something printed comes from, and where a cell of the input counts."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from gongkai import pipeline
from gongkai.app.environment import library
from gongkai.app.form_commands import InputFile, exit_code, show_findings
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, prints_everything
from gongkai.findings import has_errors
from gongkai.source import Source


def trace(
    input_file: InputFile,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="要查的...",
            help="数的名称、表格的单元格（表名 行 栏，中间空格）、正文里的文字，或填报的单元格（支出!F12）",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
) -> None:
    """查一个数从哪里来：算式、各项、填报的单元格；查填报的一格，列出报告中用到它的每一处。"""
    from gongkai.tracing.question import Meant, Tracer
    from gongkai.tracing.telling import as_data, lines

    source = Source.from_path(input_file)
    checked = pipeline.check(source, library())
    document = pipeline.compose(checked) if checked.readable else None
    if document is None or checked.subject is None:
        show_findings(checked.findings)
        raise typer.Exit(exit_code(checked))
    if has_errors(checked.findings):
        say("注意：这份输入还有“错误”级问题，用 gongkai check 查看。", err=True)
    tracer = Tracer(checked.subject, document, source)
    asked = " ".join(what)
    answer = tracer.ask(asked)
    if as_json:
        data = as_data(asked, answer, tracer, source.name)
        say(json.dumps(data, ensure_ascii=not prints_everything(), indent=1))
    else:
        for line in lines(answer, tracer):
            say(line)
    if answer.kind is Meant.NOTHING or not (answer.found or answer.cell):
        raise typer.Exit(FOUND)
