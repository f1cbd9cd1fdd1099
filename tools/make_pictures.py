"""Make the pictures of docs/会计手册.md anew, from the accountant's walk as the program does it today.

`make pictures` runs it. It needs LibreOffice, pdftoppm (poppler-utils), Chromium and a Chinese font such as Noto Sans
CJK, and says which program is missing. The walk is made of the steps of tests/app/test_loop.py, with the commands and files
of the handbook; tests/project/test_handbook.py holds the handbook's words against what the commands say.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_from_string
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gongkai.writers import pdf  # noqa: E402  # after the path, on which `tests` is found
from tests.app import test_loop as loop  # noqa: E402
from tests.web.browser import chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
FORMAT = "shanxi/final_accounts/2024"
LIMIT = 60_000  # bytes
LIVING = "数的来源"
REASON = "就业见习人员减少，其他就业补助支出减少68.52万元；在职人员工资正常晋档，新增劳动仲裁信息化建设，行政运行增加13.49万元"


class Sheet(NamedTuple):
    """A part of a sheet: the cells to show, and the columns and rows among them to leave out."""

    file: str
    name: str
    area: str
    without: str = ""  # such as "D:F 7:14"
    narrower: str = ""  # columns with their widths, such as "B12 C60": empty paper makes letters small
    width: int = 1200  # pixels: as many as keep the file below LIMIT


SHEETS = {
    "上年数": Sheet("新.xlsx", "支出", "A1:U10", "D:F L:N R:T", "B20 C21"),
    "带来的文字": Sheet("新.xlsx", "文字", "A1:C8", "5:5", "A25 B88 C40", 900),
    "问题清单": Sheet("标注.xlsx", "问题清单", "A1:F18", "7:14 16:17", "C10 D8 F52", 780),
    "标注的格": Sheet("标注.xlsx", "支出", "A1:U10", "D:F L:N R:T", "B20 C21"),
    "变动原因草稿": Sheet("草稿.xlsx", "变动原因", "A1:H11", "6:7", "A22 B22 C50", 1000),
}


COMPARED = {"对照": (".cmp-sides", 700, 350)}
"""Pictures of the page of a comparison."""


def type_two(book: Any, spent: int, before: int) -> None:
    """The two amounts that are typed wrong at first: one of this year and one of the last."""
    loop.put(book, "支出", "2080799", "决算/项目支出", spent)
    loop.put(book, "支出", "2080101", "上年决算/基本支出", before)


def fill(book: Any) -> None:
    """The new year, with a wrong digit in one amount and two digits turned round in another."""
    loop.confirm_texts(book)
    loop.fill_figures(book)
    book["科目用途"].append(["208", "在职人员工资福利、日常公用支出和就业补助"])
    for sheet in ("项目", "转移支付"):
        loop.empty(book, sheet)
    type_two(book, 8_100_000, 2_843_240)


def confirm(book: Any) -> None:
    """Every draft made a reason, the first one in the words of the handbook."""
    loop.confirm_reasons(book)
    loop.put(book, "变动原因", "收支总体变动", "原因", REASON)


def correct(book: Any) -> None:
    """What the department corrects after it has generated once: an amount, and words of a reason."""
    type_two(book, 8_200_000, 2_834_240)
    loop.put(
        book,
        "变动原因",
        "收支总体变动",
        "原因",
        REASON.replace("就业见习人员减少", "就业见习和公益性岗位人员减少"),
    )


def walk(folder: Path) -> str:
    """The commands of the handbook on files in the folder, and all they said. It leaves the workbooks of SHEETS."""
    last, year, marked, drafted = (folder / f"{name}.xlsx" for name in ("2023", "2024", "标注", "2024-原因"))
    said: list[str] = []

    def run(*arguments: str | Path) -> None:
        said.append(loop.run(*arguments).stdout.replace(f"{folder}{os.sep}", ""))

    shutil.copy(loop.LAST, last)
    run("new", "--format", FORMAT, "-o", year, "--from", last)
    shutil.copy(year, folder / "新.xlsx")
    run("check", year)
    loop.edit(year, year, fill)
    run("check", year, "--mark", marked, "--last-year", last)
    loop.edit(year, year, lambda book: type_two(book, 8_000_000, 2_834_240))
    run("check", year, "--last-year", last)
    run("reasons", year, "-o", drafted)
    shutil.copy(drafted, folder / "草稿.xlsx")
    loop.edit(drafted, drafted, confirm)
    run("generate", drafted, "-o", folder / "公开")
    run("generate", drafted, "-o", folder / "公开", "--to", "图解")
    later = folder / "2024-改.xlsx"
    loop.edit(drafted, later, correct)
    run("compare", drafted, later, "-o", folder / "对照")
    run("generate", drafted, "-o", folder / "公开", "--to", "html")
    run("trace", drafted, "支出总计")
    run("trace", drafted, "支出!J7")
    run("generate", drafted, "-o", folder / "公开", "--to", "data")
    return "\n".join(said)


def show_only(source: Path, part: Sheet, target: Path) -> None:
    """A copy of the workbook that prints one part of one sheet, on one page, with the letters and numbers of cells."""
    book = openpyxl.load_workbook(source)
    for other in book.worksheets:
        other.sheet_state = "hidden"
    page = book[part.name]
    page.sheet_state, book.active = "visible", page
    columns = page.column_dimensions
    held = {index: entry for entry in columns.values() for index in range(entry.min, entry.max + 1)}
    for cell in (cell for row in page[part.area] for cell in row if not cell.has_style):
        cell._style = held[cell.column]._style  # as Excel does with what is typed, and openpyxl does not
    columns.clear()  # one entry may stand for several columns
    for index, entry in held.items():
        columns[get_column_letter(index)].width = entry.width
    for letter, width in map(coordinate_from_string, part.narrower.split()):
        columns[letter].width = width
    for span in part.without.split():
        left, top, right, bottom = range_boundaries(span)
        if span[0].isdigit():
            hidden = [page.row_dimensions[number] for number in range(top, bottom + 1)]
        else:
            hidden = [columns[get_column_letter(index)] for index in range(left, right + 1)]
        for line in hidden:
            line.hidden = True
    page.print_area, page.print_title_rows = part.area, None
    page.print_options.headings = True
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.oddHeader.center.text = page.oddFooter.center.text = None
    book.save(target)


def convert(files: list[Path], folder: Path) -> None:
    """Each file as PDF beside it, in one start of LibreOffice."""
    profile = (folder / "profile").as_uri()
    command = [str(pdf.find_libreoffice()), f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    # The project's own way to start it: stand-ins for fonts, and no process left behind.
    done = pdf._run(command, pdf._environment(folder), timeout=600)
    missing = [file.name for file in files if not file.with_suffix(".pdf").is_file()]
    if missing or not done:
        sys.exit(f"LibreOffice 没有转换：{missing}")


def toppm(source: Path, page: int, *options: object) -> bytes:
    """One page as pdftoppm draws it."""
    command = ["pdftoppm", "-f", page, "-l", page, *options, source]
    return subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout


def picture(source: Path, width: int, page: int = 1, share: float = 1.0, *options: str) -> None:
    """What is drawn on a page, `width` wide; of its height the upper share, ended between two lines.

    Where it stands is read from pdftoppm's grey map (PGM): `P5`, the size, 255 and a byte for each point.
    """
    coarse, margin = 144, 2 if share == 1 else 60
    _, size, _, points = toppm(source, page, "-gray", "-r", coarse).split(b"\n", 3)
    across = int(size.split()[0])
    rows = [points[start : start + across] for start in range(0, len(points), across)]
    dark = [number for number, row in enumerate(rows) if min(row) < 250]
    left = min(next(x for x in range(across) if rows[y][x] < 250) for y in dark) - margin
    right = max(next(x for x in reversed(range(across)) if rows[y][x] < 250) for y in dark) + margin
    top, bottom = dark[0] - 2, round(dark[0] + share * (dark[-1] - dark[0])) + 3
    while share < 1 and any(y in dark for y in range(bottom - 6, bottom + 6)):
        bottom -= 1
    scale = width / (right - left)
    x, y, high = (round(scale * length) for length in (left, top, bottom - top))
    place = ["-r", coarse * scale, "-x", x, "-y", y, "-W", width, "-H", high]
    target = IMAGES / f"{source.stem}.png"
    length = target.write_bytes(toppm(source, page, "-png", *place, *options))
    remark = f"，太大，不应超过 {LIMIT:,}" if length > LIMIT else ""
    print(f"已写出：{target.relative_to(ROOT)}（{width}×{high}，{length:,} 字节{remark}）")


def page_pictures(source: Path, pictures: dict[str, tuple[str, int, int]]) -> None:
    """Parts of a page in a browser, by title: from which element on, how wide and how high."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(source.as_uri())
        for title, (place, width, high) in pictures.items():
            page.set_viewport_size({"width": width, "height": high})
            page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
            target = IMAGES / f"{title}.png"
            page.screenshot(path=target)
            length = target.stat().st_size
            remark = f"，太大，不应超过 {LIMIT:,}" if length > LIMIT else ""
            print(f"已写出：{target.relative_to(ROOT)}（{width}×{high}，{length:,} 字节{remark}）")


def living_picture(report: Path) -> None:
    """The HTML report with a figure of its first sentence told in the panel, as Chromium shows it."""
    target = IMAGES / f"{LIVING}.png"
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1210, "height": 360}, locale="zh-CN")
        page.goto(report.as_uri())
        figure = page.locator("p.p-body [data-f]").filter(has_text="1,900.00").first
        figure.click()
        figure.evaluate("item => window.scrollBy(0, item.getBoundingClientRect().top - 50)")
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)  # pages that come into sight are laid out
        page.screenshot(path=target)
    print(f"已写出：{target.relative_to(ROOT)}（{target.stat().st_size:,} 字节）")


def main() -> None:
    missing = [] if pdf.find_libreoffice() else ["LibreOffice（soffice）"]
    missing += [] if shutil.which("pdftoppm") else ["pdftoppm（poppler-utils）"]
    missing += [] if shutil.which("chromium") else ["chromium"]
    if missing:
        sys.exit(f"缺少 {'、'.join(missing)}，没有写出图片")
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        walk(folder)
        shown = folder / "图"
        shown.mkdir()
        files = [shown / f"{title}.xlsx" for title in SHEETS]
        for part, file in zip(SHEETS.values(), files, strict=True):
            show_only(folder / part.file, part, file)
        [report] = (folder / "公开").glob("*.docx")
        files.append(Path(shutil.copy(report, shown / "报告.docx")))
        loop.run("generate", ROOT / "tests/formats/sichuan/input.yaml", "-o", folder / "四川", "--to", "docx")
        [drawn] = (folder / "四川").glob("*.docx")
        files.append(Path(shutil.copy(drawn, shown / "正文里的图.docx")))
        [revised] = (folder / "对照").glob("*.docx")
        files.append(Path(shutil.copy(revised, shown / "修订.docx")))
        [compared] = (folder / "对照").glob("*.html")
        page_pictures(compared, COMPARED)
        convert(files, shown)
        for title, part in SHEETS.items():
            picture(shown / f"{title}.pdf", part.width)
        source = shown / "报告.pdf"
        pages = ("".join(page.extract_text().split()) for page in PdfReader(source).pages)
        page = next(number for number, text in enumerate(pages, 1) if REASON[:8] in text)
        # Past the reason. Large letters do without grey edges, which would take four times the bytes.
        picture(source, 1200, page, 0.4, "-gray", "-aa", "no")
        living_picture(next((folder / "公开").glob("*公开.html")))
        [digest] = (folder / "公开").glob("*一图读懂.pdf")
        picture(Path(shutil.copy(digest, shown / "一图读懂.pdf")), 430)
        source = shown / "修订.pdf"
        pages = ("".join(page.extract_text().split()) for page in PdfReader(source).pages)
        page = next(number for number, text in enumerate(pages, 1) if "公益性岗位人员" in text)
        picture(source, 580, page, 0.38)
        source = shown / "正文里的图.pdf"
        pages = ("".join(page.extract_text().split()) for page in PdfReader(source).pages)
        page = next(number for number, text in enumerate(pages, 1) if "图4：" in text)
        picture(source, 900, page, 0.97, "-gray", "-aa", "no")


if __name__ == "__main__":
    main()
