"""Files that hold no report that could be read: what is said of each kind instead.

In: a file's suffix. Out: a `ReadError`.
"""

from __future__ import annotations

from pathlib import PurePath

from ..errors import ReadError
from ..text import SourceText
from .base import Limits

_PICTURE = "这是图片，没有可以检查的文字；请找报告的 Word 原稿，或者先用文字识别（OCR）转成 .docx。"
_ARCHIVE = "这是压缩文件；请先解压，再检查里面的报告。"
_TABLE = "这是电子表格，不是报告；报告请用 .docx、.pdf、.html 或 .txt。"
_SLIDES = "这是幻灯片，不是报告；报告请用 .docx、.pdf、.html 或 .txt。"
_MAIL = "这是邮件或打包的网页；请在浏览器里另存为“网页，仅 HTML”，或者把报告另存为 .docx。"
_OWN = "这种文件只有专用软件能打开；请在该软件里导出为 .pdf 或 .docx 再检查。"

SENTENCES: dict[str, str] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"), _PICTURE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"), _ARCHIVE),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".csv", ".ods"), _TABLE),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp"), _SLIDES),
    **dict.fromkeys((".mht", ".mhtml", ".eml", ".msg"), _MAIL),
    **dict.fromkeys((".ceb", ".cebx", ".gd", ".sep", ".pages", ".epub", ".mobi"), _OWN),
}


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """Say of a file of a known kind why it is not read.

    Raises:
        ReadError: always, `unsupported`.
    """
    raise ReadError("unsupported", SENTENCES[PurePath(path).suffix.lower()], path)
