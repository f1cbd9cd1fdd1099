"""Prose: Jinja templates with Chinese names, sandboxed and strict, rendered to paragraphs with figures.

A template file is plain lines. `## ` begins a heading of level 2, `### ` and `#### ` of levels 3 and
4; `> ` is a line without indent, `>> ` one at the right; `@换页` a page break; `@图 名称` a chart; `@报告` begins
a report of its own on a new page, whose title and headings look one level higher; any other line is a paragraph.
What an expression yields (a user's text, a figure) is never read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gongkai.findings import Finding, Location, Severity
from gongkai.packs.compilers.charts import CHART_MARK
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.pack import Pack
from gongkai.packs.template_faults import syntax_words
from gongkai.packs.told import spelling_hint
from gongkai.patterns import late
from gongkai.sections.cell_texts import (
    Evaluator,
    Pieces,
    compile_text,
    compile_value,
    is_constant,
    left_to_jinja,
)
from gongkai.sections.fragment import Fragment, of_text, runs_by_line, text_as_printed
from gongkai.tree.nodes import Block, Heading, PageBreak, Paragraph, Run

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

    from gongkai.packs.pack import FormRow
    from gongkai.sections.form_rows import RowPlan

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_CHINESE = late("[\u4e00-\u9fff]")
_HOW_TO_PRINT = "金额用 |万元、|元，个数用 |数，比率用 |百分比；占比、完成率、在 要在括号里写与什么比"
_HEADINGS = {"## ": 2, "### ": 3, "#### ": 4}
_ROLES = {">> ": "right", "> ": "plain"}
PAGE_BREAK = "@换页"
REPORT = "@报告"


class TemplateFault(Exception):
    """A template that cannot be rendered; carries the finding with file and line."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Templates:
    """The compiled templates of one pack: narrative files, and small texts in tables and forms."""

    def __init__(self, pack: Pack, filters: Mapping[str, Callable[..., Any]]) -> None:
        self.pack = pack
        self.environment = _environment(pack, filters)
        self.left_to_jinja = left_to_jinja()
        self._small: dict[str, Template] = {}
        self._direct: dict[str, Pieces | None] = {}
        self.form_rows: dict[FormRow, RowPlan] = {}
        self._values: dict[str, Evaluator | None] = {}
        self._expressions: dict[str, Callable[..., Any]] = {}

    def text(self, source: str, names: Mapping[str, Any], where: Location) -> Fragment:
        """A small text template, such as a table title, as a fragment."""
        return Fragment(self.runs(source, names, where))

    def runs(self, source: str, names: Mapping[str, Any], where: Location) -> Sequence[Run]:
        """The runs of a small text template."""
        try:
            direct = self._direct[source]
        except KeyError:
            direct = self._direct[source] = self._compiled(source)
        if direct is not None:
            try:
                return direct(names)
            except self.left_to_jinja:
                pass
        template = self._small.get(source)
        file = NarrativeFile(source, where.file)
        if template is None:
            template = self._small[source] = self._guard(
                file, where.line - 1, partial(self.environment.from_string, source)
            )
        text, pieces = self._render(template, names, file, where.line - 1)
        return _expand(text, pieces)

    def _compiled(self, source: str) -> Pieces | None:
        if is_constant(source):
            constant = (Run(source),)
            return lambda names: constant
        return compile_text(self.environment, source)

    def alone(self, source: str) -> Evaluator | None:
        """`compile_value` of a small text, kept; the function may raise what `left_to_jinja` lists."""
        try:
            return self._values[source]
        except KeyError:
            found = self._values[source] = compile_value(self.environment, source)
            return found

    def value(self, expression: str, names: Mapping[str, Any], where: Location) -> Any:
        """The value of a template expression, such as the records a form repeats over."""
        direct = self.alone("{{" + expression + "}}")
        if direct is not None:
            try:
                return direct(names)
            except self.left_to_jinja:
                pass
        file = NarrativeFile(expression, where.file)
        compiled = self._expressions.get(expression)
        if compiled is None:
            build = partial(self.environment.compile_expression, expression, undefined_to_none=False)
            compiled = self._expressions[expression] = self._guard(file, where.line - 1, build)
        return self._guard(file, where.line - 1, lambda: compiled(**names))

    def blocks(
        self,
        name: str,
        names: Mapping[str, Any],
        key: str,
        chart: Callable[[str], Sequence[Block]] | None = None,
    ) -> list[Block]:
        """The paragraphs and headings of a narrative file; `key` makes heading keys unique.

        `chart` gives the blocks for a line that places the chart of that name. Raises TemplateFault.
        """
        from gongkai.sections.line_marks import unmarked

        file = self.pack.narrative[name]
        template = self._guard(file, 0, partial(self.environment.get_template, name))
        text, pieces = self._render(template, names, file, 0)
        blocks: list[Block] = []
        part = key.rpartition(".")[0]
        report = False
        for marked in text.split("\n"):
            line, place = unmarked(marked)
            if line := line.strip():
                report = report or line == REPORT
                if chart is not None and line.startswith(CHART_MARK):
                    blocks += chart(line.removeprefix(CHART_MARK).strip())
                    continue
                blocks += _line_blocks(
                    line, pieces, f"{key}.{len(blocks)}", f"{part}/{place or name}", report
                )
        return blocks

    def _render(
        self, template: Template, names: Mapping[str, Any], file: NarrativeFile, offset: int
    ) -> tuple[str, list[Fragment]]:
        from gongkai.sections.sandbox import SESSION, Session

        session = Session()
        context = template.new_context({**names, SESSION: session}, shared=True)

        def render() -> str:
            try:
                return "".join(template.root_render_func(context))
            except Exception:
                self.environment.handle_exception()  # so that tracebacks show the lines of the template
            finally:
                # A macro and its context refer to each other; that cycle would keep the whole department in memory.
                context.vars.clear()

        return self._guard(file, offset, render), session.pieces

    def _guard(self, file: NarrativeFile, offset: int, action: Callable[[], Any]) -> Any:
        """Run an action of Jinja; its errors become a finding with the template's file and line."""
        from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

        try:
            return action()
        except TemplateSyntaxError as error:
            words = syntax_words(file.text, error.message or "", error.lineno)
            fault = self._finding(file, offset + words.line, f"格式不对：{words.message}", words.hint)
            raise TemplateFault(fault) from error
        except UndefinedError as error:
            line = offset + _line_of(error)
            name = _undefined_name(str(error))
            hint = spelling_hint(name, self.pack.definitions.figures)
            raise TemplateFault(self._finding(file, line, f"没有名称“{name}”", hint)) from error
        except TemplateNotFound as error:
            line = offset + _line_of(error)
            hint = spelling_hint(str(error), self.pack.narrative)
            raise TemplateFault(self._finding(file, line, f"没有正文“{error}”", hint)) from error
        except RecursionError as error:
            line = offset + _line_of(error)
            raise TemplateFault(self._finding(file, line, "自己引用自己，没有尽头")) from error
        except (TemplateError, LookupError, ArithmeticError, TypeError, ValueError, AttributeError) as error:
            line = offset + _line_of(error)
            said = str(error)
            if _CHINESE.search(said):  # our own message; those of Python and Jinja do not help a maintainer
                raise TemplateFault(self._finding(file, line, f"无法生成：{said}")) from error
            message = "无法生成：过滤器或函数用在了不合适的内容上，或者括号里少写、多写了内容"
            raise TemplateFault(self._finding(file, line, message, _HOW_TO_PRINT)) from error

    def _finding(self, file: NarrativeFile, line: int, message: str, hint: str = "") -> Finding:
        where = replace(file.place(max(line, 1)), path=" → ".join(self.pack.chain))
        return Finding("PK-09", Severity.ERROR, f"模板{message}", where, hint)


def _environment(pack: Pack, filters: Mapping[str, Callable[..., Any]]) -> SandboxedEnvironment:
    from jinja2 import DictLoader, StrictUndefined, Undefined, pass_context
    from markupsafe import Markup

    from gongkai.sections.line_marks import LineMarks
    from gongkai.sections.sandbox import SESSION, Sandbox

    @pass_context
    def finalize(context: Context, value: Any) -> str:
        session = context.parent.get(SESSION)
        if isinstance(value, Undefined):  # raises, except for an `if` without `else`, which is empty
            value = str(value)
        text = value if isinstance(value, Fragment | Markup) else text_as_printed(value)
        if session is None:
            return str(text)
        if not isinstance(text, Fragment):
            session.step(len(text))
        if isinstance(text, Markup):  # a macro's text: its pieces are kept
            return text
        session.pieces.append(text if isinstance(text, Fragment) else of_text(text))
        return f"{_OPEN}{len(session.pieces) - 1}{_CLOSE}"

    return Sandbox(
        dict(filters),
        loader=DictLoader({name: file.text for name, file in pack.narrative.items()}),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[LineMarks],
        autoescape=True,  # so that the result of a macro is Markup and a user's text is str
    )


def _expand(text: str, pieces: list[Fragment]) -> list[Run]:
    runs: list[Run] = []
    for index, piece in enumerate(_MARK.split(text)):
        if index % 2:
            runs.extend(pieces[int(piece)].runs)
        elif piece:
            runs.append(Run(piece))
    return runs


def _line_blocks(line: str, pieces: list[Fragment], key: str, place: str, report: bool) -> list[Block]:
    if line in (PAGE_BREAK, REPORT):
        return [PageBreak()]
    for mark, level in _HEADINGS.items() if line[0] == "#" else ():
        if line.startswith(mark):
            text = "".join(run.text for run in _expand(line[len(mark) :], pieces))
            return [Heading(level, text, key, place, report)]
    role = "body"
    if line[0] == ">":
        role = next((role for mark, role in _ROLES.items() if line.startswith(mark)), "body")
        if role != "body":
            line = line.split(" ", 1)[1]
    return [
        Paragraph(runs, role, place) for runs in runs_by_line(_expand(line, pieces)) if _text(runs).strip()
    ]


def _text(runs: tuple[Run, ...]) -> str:
    return runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])


def _line_of(error: BaseException) -> int:
    """The line inside the template, from Jinja's rewritten traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>" or "template" in trace.tb_frame.f_code.co_name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _undefined_name(message: str) -> str:
    found = re.search(r"'([^']+)'[^']*$", message)
    return found[1] if found else message
