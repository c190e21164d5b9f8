"""Old Word, WPS, OpenDocument and RTF files, through LibreOffice where it is installed.

In: bytes. Out: the bytes of a docx. LibreOffice runs apart from the user's own: with a
profile of its own without macros and without network, for a limited time, and nothing of it is left behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from ..errors import ReadError
from .base import Limits, require_kind

_DOCX = "docx:MS Word 2007 XML"
_PLACES = (  # where it is installed when no command of that name is on the path
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_NETWORK = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_NETWORK, "ooInetProxyType", "2"),  # through a proxy that is not there
    (_NETWORK, "ooInetHTTPProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPProxyPort", "9"),
    (_NETWORK, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPSProxyPort", "9"),
)


def convert(data: bytes, path: str, limits: Limits) -> bytes:
    """The docx that LibreOffice makes of a document.

    Args:
        data: the document.
        path: how the user named it.
        limits: how long it may take and how large the result may be.

    Raises:
        ReadError: `binary`, `missing-program`, `damaged`, `timeout` or `too-large`.
    """
    require_kind(data, path, ".doc", ".rtf", ".odt", ".docx", ".html")
    program = find()
    if program is None:
        words = "读取这种文件需要本机装有 LibreOffice，没有找到；请在 Word 或 WPS 里把报告另存为 .docx 再检查。"
        raise ReadError("missing-program", words, path)
    with TemporaryDirectory(prefix="fazhi-lint-", ignore_cleanup_errors=True) as folder:
        source, result = Path(folder, f"report{PurePath(path).suffix.lower()}"), Path(folder, "out", "report.docx")
        source.write_bytes(data)
        _make_profile(Path(folder, "profile"))
        command = [
            program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", _DOCX, "--outdir", str(result.parent), str(source),
        ]  # fmt: skip
        if not _run(command, limits.seconds):
            words = f"LibreOffice 打开文件超过 {limits.seconds:g} 秒，没有读完；确要检查，用 --timeout 放宽，或者另存为 .docx。"
            raise ReadError("timeout", words, path)
        try:
            if result.stat().st_size > limits.expanded:
                raise ReadError("too-large", "文件展开后太大，不像一份报告，没有读取。", path)
            return result.read_bytes()
        except FileNotFoundError as error:
            words = "LibreOffice 打不开这个文件（已损坏，或者加了密码）；请在 Word 或 WPS 里打开后另存为 .docx 再检查。"
            raise ReadError("damaged", words, path) from error


def find() -> str | None:
    """LibreOffice's command, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or next(filter(os.path.exists, _PLACES), None)


def _make_profile(folder: Path) -> None:
    """A user profile in which no macro runs and nothing is fetched."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _run(command: list[str], seconds: float) -> bool:
    """Run a command with all that it starts; False where it did not end in time. Nothing of it goes on running."""
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603  the program is LibreOffice, its arguments are ours
        command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
