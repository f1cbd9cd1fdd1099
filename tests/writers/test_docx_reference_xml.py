"""Reference files as Word, WPS and LibreOffice save them: what is taken over is valid in a report."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gongkai.office_files import RELATIONS
from gongkai.writers.docx import StyleError, load_style, write_docx
from gongkai.writers.docx.reference_style import NEEDED
from gongkai.writers.docx.reference_xml import DamagedXml, as_utf8, children, parse, word_text
from tests.support.ooxml import validate
from tests.writers.sample_tree import sample_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EXTENDED = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
)
WORD_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r
<w:settings xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="{RELATIONS}"
 xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:w="{W}" {_EXTENDED}><w:zoom w:percent="100"/><w:proofState w:spelling="clean"/><w:attachedTemplate r:id="rId1"/>\
<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>\
<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>\
<w:endnotePr><w:endnote w:id="-1"/></w:endnotePr><w:compat><w:compatSetting w:name="compatibilityMode"
 w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
<w:rsids><w:rsidRoot w:val="00A77B3E"/></w:rsids><m:mathPr><m:mathFont m:val="Cambria Math"/></m:mathPr>\
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>\
<w14:docId w14:val="5C5B0B1F"/><w15:docId w15:val="{{A1B2C3D4-0000-4000-8000-00000000000A}}"/></w:settings>"""
WORD_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/attachedTemplate" Target="file:///D:/Normal.dotm" TargetMode="External"/></Relationships>'
)


def changed(reference: Path, target: Path, change: Callable[[str, str], str | bytes], **more: str) -> Path:
    """A copy of the reference whose parts went through `change(name, text)`, with more parts."""
    with zipfile.ZipFile(reference) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode("utf-8")))
        for name, text in more.items():
            new.writestr(name.replace("__", "/"), text)
    return target


def as_word(name: str, text: str) -> str:
    if name == "word/settings.xml":
        return WORD_SETTINGS
    if name.startswith("word/footer"):
        text = re.sub("<w:ftr [^>]*>", f'<w:ftr xmlns:w="{W}" {_EXTENDED}>', text)
        return text.replace("<w:p>", '<w:p w14:paraId="0A1B2C3D" w14:textId="77777777">')
    if name == "word/styles.xml":
        text = re.sub("<w:styles [^>]*>", f'<w:styles xmlns:w="{W}" {_EXTENDED}>', text)
        title = text.index('w:styleId="表标题"')
        end = text.index("</w:rPr>", title)
        return f'{text[:end]}<w14:ligatures w14:val="standardContextual"/>{text[end:]}'
    return text


def as_wps(name: str, text: str) -> str | bytes:
    """Other prefixes, single quotes, character references, a byte order mark; the header that WPS writes."""
    if not name.startswith("word/") or name.endswith(".rels"):
        return text
    text = re.sub(r"(</?|[ ])w:", r"\1x:", text.replace("xmlns:w=", "xmlns:x="))
    text = re.sub(r'="([^"\']*)"', r"='\1'", text).replace("='公开表格'", "='&#x516C;开表格'")
    return text.encode("utf-8-sig")


def report(reference: Path, target: Path, pages: dict[str, int] | None = None) -> dict[str, str]:
    """The parts of a valid report in the look of this reference, as text."""
    target.write_bytes(write_docx(sample_document(), load_style(reference), pages))
    assert validate(target) == []
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    for name, text in texts.items():
        assert "ns0:" not in text, name
    for name in ("word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"):
        assert "&#" not in texts[name], name
    return texts


@pytest.mark.parametrize("pages", [None, {}])
def test_saved_by_word(root: Path, tmp_path: Path, pages: dict[str, int] | None) -> None:
    reference = root / "templates/common/style/reference.docx"
    saved = changed(
        reference, tmp_path / "word.docx", as_word, **{"word___rels__settings.xml.rels": WORD_RELATIONS}
    )
    parts = report(saved, tmp_path / "report.docx", pages)
    settings = parts["word/settings.xml"]
    assert 'mc:Ignorable="w14 w15"' in settings
    assert '<w14:docId w14:val="5C5B0B1F"/>' in settings
    order = '<w:updateFields w:val="true"/><w:compat>'
    assert (order in settings) is (pages is None)
    for gone in ("attachedTemplate", "footnotePr", "endnotePr"):
        assert gone not in settings
    assert "D:/Normal.dotm" not in "".join(parts.values())
    assert "w14:paraId" in parts["word/footer1.xml"]
    assert "w14:" not in parts["word/document.xml"]
    assert load_style(saved).title_properties == load_style(reference).title_properties


def test_saved_by_wps(root: Path, tmp_path: Path) -> None:
    reference = root / "templates/common/style/reference.docx"
    saved = changed(reference, tmp_path / "wps.docx", as_wps)
    assert b"x:styles" in zipfile.ZipFile(saved).read("word/styles.xml")
    parts = report(saved, tmp_path / "report.docx")
    assert '<x:updateFields x:val="true"/>' in parts["word/settings.xml"]
    ours, theirs = load_style(reference), load_style(saved)
    assert (theirs.looks, theirs.table, theirs.title_properties) == (
        ours.looks, ours.table, ours.title_properties,
    )  # fmt: skip
    assert theirs.pages == ours.pages


@pytest.mark.trial
def test_saved_by_libreoffice(root: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    reference = root / "templates/common/style/reference.docx"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path), str(reference)],
        check=True, capture_output=True, timeout=170,
    )  # fmt: skip
    saved = tmp_path / "reference.docx"
    report(saved, tmp_path / "report.docx")
    ours, theirs = load_style(reference), load_style(saved)
    for name in NEEDED:
        assert (theirs.looks[name].size, theirs.looks[name].line) == (
            ours.looks[name].size, ours.looks[name].line,
        ), name  # fmt: skip


def test_another_name_for_the_main_part(root: Path, tmp_path: Path) -> None:
    """Some programs write word/document2.xml."""
    reference = root / "templates/common/style/reference.docx"
    target = tmp_path / "other.docx"
    with zipfile.ZipFile(reference) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace("word/document.xml", "word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), text)
    report(target, tmp_path / "report.docx")


def test_pictures_of_a_footer_come_along(root: Path, tmp_path: Path) -> None:
    reference = root / "templates/common/style/reference.docx"
    link = f"<Relationship Id='rId1' Type='{RELATIONS}/image' Target='/word/media/mark.png'/>"
    links = f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{link}</Relationships>"
    saved = changed(
        reference, tmp_path / "own.docx", lambda _, text: text,
        **{"word___rels__footer1.xml.rels": links, "word__media__mark.png": "a picture"},
    )  # fmt: skip
    names = [name for name, _ in load_style(saved).parts]
    assert names[-3:-1] == ["word/_rels/footer1.xml.rels", "word/media/mark.png"]


def test_a_document_type_is_refused(root: Path, tmp_path: Path) -> None:
    """It could define entities that grow without end."""
    reference = root / "templates/common/style/reference.docx"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for part in ("word/styles.xml", "word/settings.xml"):
        saved = changed(
            reference, tmp_path / "bad.docx",
            lambda name, text, part=part: text.replace("?>", f"?>{bomb}", 1) if name == part else text,
        )  # fmt: skip
        with pytest.raises(StyleError, match="已损坏"):
            load_style(saved)
    with pytest.raises(DamagedXml):
        parse(f'<?xml version="1.0" encoding="UTF-16"?>{bomb}<x/>'.encode("utf-16"))


CHILDREN = """<?xml version='1.0'?><!-- <a/> --><s:r xmlns:s='u' xmlns:q="{r}"><!--x--><s:a/>
 <s:b k='>'>方<s:a/></s:b ><?p <s:z/>?><c q:id = "1"><![CDATA[</s:r>]]></c><s:d><s:e q:id='2'/></s:d></s:r>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_children_stand_where_the_text_says(encoding: str) -> None:
    data = as_utf8(CHILDREN.format(r=RELATIONS).encode(encoding))
    found, prefix, end = children(data, RELATIONS)
    assert [data[child.start : child.end].decode() for child in found] == [
        "<s:a/>",
        "<s:b k='>'>方<s:a/></s:b >",
        '<c q:id = "1"><![CDATA[</s:r>]]></c>',
        "<s:d><s:e q:id='2'/></s:d>",
    ]
    assert [child.tag for child in found] == ["{u}a", "{u}b", "c", "{u}d"]
    assert [child.related for child in found] == [False, False, True, True]
    assert prefix == "s:"
    assert data[end:] == b"</s:r>"


@pytest.mark.parametrize("text", ["<a/>", "<a>", "", "<a></b>"])
def test_no_children_in_what_is_no_part(text: str) -> None:
    with pytest.raises(DamagedXml):
        children(text.encode(), RELATIONS)


def test_properties_are_written_in_our_prefix() -> None:
    xml = f"""<p:rPr xmlns:p='{W}' xmlns:e='urn:e'><p:rFonts p:eastAsia='&#x65B9;正"&amp;' e:x='1'/>
    <e:glow e:rad='1'/><p:b/><p:tabs><p:tab p:pos='1'/></p:tabs></p:rPr>"""
    written = "".join(map(word_text, ET.parse(io.StringIO(xml)).getroot()))
    assert written == '<w:rFonts w:eastAsia="方正&quot;&amp;"/><w:b/><w:tabs><w:tab w:pos="1"/></w:tabs>'
