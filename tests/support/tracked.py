"""LibreOffice accepts or rejects all tracked changes of a Word file: by a macro of its own language in a profile of ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

_LIBRARY = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">\n<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>\n'
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(source As String, command As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  Dim nothing_()
  hidden(0).Name = &quot;Hidden&quot;
  hidden(0).Value = True
  kind(0).Name = &quot;FilterName&quot;
  kind(0).Value = &quot;MS Word 2007 XML&quot;
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, hidden())
  dispatcher = createUnoService(&quot;com.sun.star.frame.DispatchHelper&quot;)
  dispatcher.executeDispatch(document.CurrentController.Frame, command, &quot;&quot;, 0, nothing_())
  document.storeToURL(target, kind())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""


def settled(path: Path, folder: Path, accept: bool) -> Path:
    """The Word file with all its changes accepted or rejected, written by LibreOffice into `folder`."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    profile = (folder / "profile").resolve().as_uri()
    start = [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    standard = folder / "profile" / "user" / "basic" / "Standard"
    if not standard.is_dir():  # the first start of a profile would write over what stands there
        _run([*start, "--terminate_after_init"])
        standard.mkdir(parents=True, exist_ok=True)
        (standard / "script.xlb").write_text(_LIBRARY)
        (standard / "Module1.xba").write_text(_MODULE)
    word = "accepted" if accept else "rejected"
    target = folder / f"{path.stem}-{word}.docx"
    command = ".uno:AcceptAllTrackedChanges" if accept else ".uno:RejectAllTrackedChanges"
    arguments = f'"{path.resolve().as_uri()}","{command}","{target.resolve().as_uri()}"'
    _run([*start, f"macro:///Standard.Module1.Settle({arguments})"])
    assert target.is_file(), "LibreOffice ran no macro"
    return target


def _run(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, timeout=300, check=False)
