"""Faults of published documents that are read: what could not be read in them, and what was not recognised."""

from __future__ import annotations

from gongkai.codes.code import Code, Severity

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

OF_DOCUMENTS = (
    Code(
        "DQ-01",
        _E,
        "文件读不出来",
        "文件损坏、加了密码、太大，或者不是能读的种类（docx、xlsx、xls、et、ods、pdf、html）。",
        "去掉密码，或者用原来的软件打开，另存为能读的种类再试。",
    ),
    Code(
        "DQ-02",
        _W,
        "扫描件没有文字",
        "PDF 的这些页是图片，没有文字。",
        '请找原来的 Word 或 Excel；只有扫描件的，装上识别组件（pip install "gongkai[ocr]"）再读，或者照着填，逐个核对。',
    ),
    Code(
        "DQ-03",
        _W,
        "文字没有编码",
        "PDF 用的字体没有写明每个字是什么字，看得见，读不出来；读不出的字用“�”代替，其中的数一律不用。",
        "请找原来的 Word 或 Excel；或者用 WPS、Word 打开后另存为 PDF 再试。",
    ),
    Code(
        "DQ-04",
        _H,
        "没有认出的表",
        "表里有金额，标题和表头都没有认出是哪一种表，其中的数没有读。",
        "其中的数没有用上，要用的请看原件；各省特有的表，可以请格式维护人员按《格式维护手册》加进认表的说明。",
    ),
    Code(
        "DQ-05",
        _H,
        "没有读的数",
        "表认出来了，但按行、列的文字不能确定这些数是哪一项，没有读。",
        "这些数没有用上，要用的请看原件；表头、行名有别的说法的，可以请格式维护人员按《格式维护手册》加进认表的说明。",
    ),
    Code(
        "DQ-06",
        _W,
        "识别的文字",
        "PDF 的这些页是图片，其中的字和数是识别组件从图片上认出来的，不是文件里的文字；认错的看不出来。",
        "这些页的数请逐个对照原件，核对过再用；有原来的 Word 或 Excel 的请用它。",
    ),
    Code(
        "DQ-07",
        _W,
        "没有画线的表",
        "各行的名称和数并排放着，没有表格线，只靠空白对齐；哪个数是哪一栏的分不清，没有读。",
        "请找原来的 Word 或 Excel；没有的，这些数对照原件自己填。",
    ),
)
