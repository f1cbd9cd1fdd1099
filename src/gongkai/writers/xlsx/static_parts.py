"""Parts of the workbook that never change, or only with its properties."""

from __future__ import annotations

from gongkai.office_files import OFFICE, PACKAGE
from gongkai.writers.ooxml import XML_DECLARATION, escape

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWINGML = "application/vnd.openxmlformats-officedocument"
_FIXED_TIME = "1980-01-01T00:00:00Z"  # the same as in the package: no clock in the output

ROOT_RELATIONSHIPS = (
    f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)
APP_PROPERTIES = (
    f'{XML_DECLARATION}<Properties xmlns="{OFFICE}/extended-properties">'
    "<Application>gongkai</Application><DocSecurity>0</DocSecurity></Properties>"
)


def core_properties(title: str, subject: str) -> str:
    """Title and subject; the author stays empty, the times are fixed."""
    return (
        f'{XML_DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(subject)}</dc:subject>"
        "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_FIXED_TIME}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_FIXED_TIME}</dcterms:modified></cp:coreProperties>'
    )


def content_types(sheets: int, charts: int = 0) -> str:
    """The types of all parts, for a workbook of that many sheets and charts."""
    overrides = [
        ("xl/workbook.xml", f"{_SHEETML}.sheet.main+xml"),
        *((f"xl/worksheets/sheet{n}.xml", f"{_SHEETML}.worksheet+xml") for n in range(1, sheets + 1)),
        ("xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("xl/styles.xml", f"{_SHEETML}.styles+xml"),
        ("xl/sharedStrings.xml", f"{_SHEETML}.sharedStrings+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    if charts:
        overrides += [
            (f"xl/drawings/drawing{n}.xml", f"{_DRAWINGML}.drawing+xml") for n in range(1, charts + 1)
        ]
        overrides += [
            (f"xl/charts/chart{n}.xml", f"{_DRAWINGML}.drawingml.chart+xml") for n in range(1, charts + 1)
        ]
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        f'{XML_DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def workbook_relationships(sheets: int) -> str:
    """Sheet n is rId n; theme, styles and strings follow."""
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
    targets += [
        ("theme", "theme/theme1.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    ]
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _color(name: str, value: str) -> str:
    return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'


def _fonts(name: str, face: str) -> str:
    return f'<a:{name}><a:latin typeface="{face}"/><a:ea typeface="{face}"/><a:cs typeface=""/></a:{name}>'


_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINES = "".join(f'<a:ln w="{width}">{_FILL}</a:ln>' for width in (6350, 12700, 19050))
_COLORS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "44546A",
    "lt2": "E7E6E6",
    "accent1": "4472C4",
    "accent2": "ED7D31",
    "accent3": "A5A5A5",
    "accent4": "FFC000",
    "accent5": "5B9BD5",
    "accent6": "70AD47",
    "hlink": "0563C1",
    "folHlink": "954F72",
}
THEME = (
    f'{XML_DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="Office"><a:themeElements>'
    f'<a:clrScheme name="Office">{"".join(_color(*item) for item in _COLORS.items())}</a:clrScheme>'
    f'<a:fontScheme name="Office">{_fonts("majorFont", "黑体")}{_fonts("minorFont", "宋体")}</a:fontScheme>'
    f'<a:fmtScheme name="Office"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    f"<a:lnStyleLst>{_LINES}</a:lnStyleLst>"
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)
