"""A format pack as the pipeline uses it: typed declarations with all names resolved, without any YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from pathlib import Path

from gongkai.declared import Declared, Keeper
from gongkai.findings import NOWHERE, Location, Severity
from gongkai.frozen import frozen
from gongkai.model.classification import Classification
from gongkai.model.definitions import Definitions
from gongkai.model.expression import Comparison, Expression
from gongkai.model.schema import Bands, InputSpec
from gongkai.model.scoresheet import Scoring
from gongkai.packs.compilers.consolidation import Consolidation
from gongkai.packs.compilers.last_year import Carry, Drafts
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.numbering import USUAL_NUMBERING, Numbering, numberings
from gongkai.packs.tables import LedgerTable
from gongkai.plans.chart_plan import ChartPlan
from gongkai.plans.digest_plan import DigestPlan
from gongkai.plans.table_plan import TablePlan

DOCUMENT_KINDS = {"budget": "部门预算公开", "final_accounts": "部门决算公开", "self_evaluation": "绩效自评"}
"""The kinds of documents, by the folder in which their formats stand."""


@frozen
class NumberStyle:
    """How numbers are printed. `zero` is printed for a zero; None prints it like any other number.

    `trim` drops trailing zeros of the decimals (17, 16.987).
    """

    decimals: int = 2
    thousands: bool = False
    zero: str | None = None
    trim: bool = False


PROSE = "正文"  # the style of `numbers` for sentences
_PLAIN = NumberStyle()


PHRASE_FIELDS = ("差额", "差数", "比率", "完成率", "差异率", "本数", "基数", "年度", "上年度")
"""What may stand in braces in the wording of a phrase."""


@frozen
class Phrase:
    """A wording chosen by how a figure compares with its base (another stage).

    `wording` maps a situation (增加 减少 持平 零基 皆零 归零 任意) to a text with fields in braces; `numbers` names the style
    of pack.yaml in which its amounts are compared and printed.
    """

    name: str
    base: str
    wording: Mapping[str, str]
    numbers: str = PROSE


@frozen
class FormCell(Declared):
    """A cell of a form: a text template, how it looks and how far it spans.

    `merge` joins equal neighbours below each other within one repetition; a `rowspan` of 0 reaches down
    to the end of the next repetition.
    """

    text: str
    kind: str = "text"
    colspan: int = 1
    rowspan: int = 1
    align: str = ""
    merge: bool = False

    __hash__ = Declared.__hash__


@frozen
class FormRow(Declared):
    """A row of a form, or with `repeat` one row per record that the template expression lists."""

    cells: tuple[FormCell, ...]
    repeat: str = ""
    when: str = ""
    location: Location = field(default=NOWHERE, compare=False)

    __hash__ = Declared.__hash__


@frozen
class Form:
    """A performance form: one copy per record of `each` (a template expression), none gives one copy."""

    key: str
    title: str
    widths: tuple[float, ...]
    rows: tuple[FormRow, ...]
    each: str = ""
    sheet: str = ""
    subtitle: str = ""
    caption: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    header_rows: int = 0
    landscape: bool = False
    heading: bool = False
    location: Location = field(default=NOWHERE, compare=False)


@frozen
class PartItem:
    """One piece of a part: `kind` is 正文, 表, 附表, 图, 名词解释, 目录, 封面 or 换页; `name` says which."""

    kind: str
    name: str
    location: Location = field(default=NOWHERE, compare=False)


@frozen
class Part:
    """A part of a report; `empty` is the sentence under its heading where none of its items prints anything."""

    key: str
    heading: str
    items: tuple[PartItem, ...]
    empty: str = ""


@frozen
class ReasonSlot:
    """A change that must be explained (变动原因): of which figure, compared with which stage.

    With `each` (科目) a reason is asked for per value of that coordinate; `length` is then the number of digits of the
    codes, 0 for the finest. `threshold` is the change in percent above which a reason is required, `always` asks for
    one even without a change. `stage` is the stage of the figure that is compared, empty for this year's. `detail` is
    a figure that divides the same money further, for the draft of a reason.
    """

    name: str
    figure: Expression
    base: str
    each: str = ""
    always: bool = False
    threshold: Decimal = Decimal(0)
    prompt: str = ""
    stage: str = ""
    detail: Expression | None = None
    length: int = 0


@frozen
class EquationRule:
    """A rule that is an equation between named figures.

    `each` repeats it for every coordinate of `over`. It applies only where `when` holds and the lines of 单位信息 in
    `identity` have these texts. `rounding` tolerates the rounding differences of amounts given in 万元; with `count`
    the equation is between counts.
    """

    code: str
    name: str
    equation: Comparison
    text: str
    severity: Severity
    hint: str
    when: Comparison | None = None
    when_text: str = ""
    identity: tuple[tuple[str, str], ...] = ()
    each: str = ""
    over: Expression | None = None
    rounding: bool = True
    count: bool = False
    manual: str = ""
    location: Location = field(default=NOWHERE, compare=False)


@frozen
class RequirementRule:
    """A rule that something must be filled in.

    That is either `columns` of the rows of `schedule` whose texts match `rows`, or `lines` of a LINES schedule;
    both only when the comparison `when` holds, which with `count` is between counts.
    """

    code: str
    name: str
    schedule: str
    severity: Severity
    hint: str
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    when: Comparison | None = None
    when_text: str = ""
    count: bool = False
    location: Location = field(default=NOWHERE, compare=False)


@frozen
class ReferenceRule:
    """A rule that the texts of `column` of `schedule` must occur in another: `target` is (schedule, column).

    With `over`, every code of that figure must occur in `column` instead; `length` is the number of digits of those
    codes, 0 for the finest.
    """

    code: str
    name: str
    schedule: str
    column: str
    severity: Severity
    hint: str
    target: tuple[str, str] = ("", "")
    rows: tuple[tuple[str, str], ...] = ()
    over: Expression | None = None
    length: int = 0
    location: Location = field(default=NOWHERE, compare=False)


@frozen
class RuleSetting:
    """How a pack tunes an algorithmic rule: switched on or off, its level, its parameters."""

    code: str
    enabled: bool = True
    severity: Severity | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@frozen
class Pack(Keeper):
    """A compiled format.

    `overview` names the figures that a bureau sees of each department. `table_numbers` puts 一、二、… before the titles
    of tables, `contents_numbers` numbers them in the contents only. `years` are the years it applies to, `status` says
    what is still to be confirmed in it, `root` is the templates folder that it was read from.
    """

    format: str
    name: str
    kind: str
    year: str
    abstract: bool
    chain: tuple[str, ...]
    inputs: InputSpec
    classification: Classification
    definitions: Definitions
    figure_places: Mapping[str, Location]
    numbers: Mapping[str, NumberStyle]
    phrases: Mapping[str, Phrase]
    titles: Mapping[str, str]
    cover: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    tables: Mapping[str, LedgerTable]
    table_plans: Mapping[str, TablePlan]
    forms: Mapping[str, Form]
    narrative: Mapping[str, NarrativeFile]
    glossary: tuple[tuple[str, str], ...]
    reasons: Mapping[str, ReasonSlot]
    equations: tuple[EquationRule, ...]
    requirements: tuple[RequirementRule, ...]
    references: tuple[ReferenceRule, ...]
    settings: Mapping[str, RuleSetting]
    lists: Mapping[str, tuple[str, ...]]
    overview: Mapping[str, Expression]
    style: Path
    table_numbers: bool = True
    contents_numbers: Numbering | None = None
    glossary_numbers: Numbering | None = USUAL_NUMBERING
    years: tuple[str, ...] = ()
    status: str = ""
    root: Path = Path()
    bands: Mapping[str, Bands] = field(default_factory=dict)
    carry: Carry = field(default_factory=Carry)
    drafts: Drafts = field(default_factory=Drafts)
    consolidation: Consolidation = field(default_factory=Consolidation)
    scoring: Scoring = field(default_factory=Scoring)
    charts: Mapping[str, ChartPlan] = field(default_factory=dict)
    digest: DigestPlan | None = None

    __hash__ = Keeper.__hash__

    @property
    def numberings(self) -> dict[str, str]:
        """See `packs.numbering.numberings`."""
        return numberings(self.table_numbers, self.contents_numbers, self.glossary_numbers)

    @property
    def prose(self) -> NumberStyle:
        """The style of amounts in sentences; comparisons judge by the amounts rounded to its decimals."""
        return self.numbers.get(PROSE, _PLAIN)
