"""The schedule in which a department explains warnings (核对说明); it is never printed, carried or added up."""

from __future__ import annotations

EXPLANATION_SCHEDULE = "核对说明"
RULE_CODE, ABOUT, TEXT = "规则编号", "对象", "说明"
