"""Small PDFs from content streams, so that a test says exactly what stands where."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842


def pdf(*pages: str, rotate: int = 0, form: str = "", font: str = "/Helvetica") -> bytes:
    """A PDF with a page for each content stream; `form` is a form that a page may draw as `/X Do`."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        f"<</Type/Font/Subtype/Type1/BaseFont{font}/Encoding/WinAnsiEncoding>>",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 600 850]/Matrix[1 0 0 1 50 0]/Resources<</Font<</F 3 0 R>>>>"
        f"/Length {len(form)}>>stream\n{form}\nendstream",
    ]
    kids = []
    for content in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Rotate {rotate}"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</X 4 0 R>>>>/Contents {number + 1} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out = b"%PDF-1.7\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def text(x: float, y: float, words: str, size: float = 10) -> str:
    """Words on a baseline; y counts from the foot of the page."""
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n"


def across(y: float, begin: float, end: float) -> str:
    return f"{begin} {y} m {end} {y} l S\n"


def down(x: float, begin: float, end: float) -> str:
    return f"{x} {begin} m {x} {end} l S\n"


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """All rules of a table."""
    lines = [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[-1], ys[0]) for x in xs]
    return "".join(lines)
