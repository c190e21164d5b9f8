"""Paged files (PDF, OFD): paragraphs put together again, pages known, nothing lost; hostile files kept in bounds."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import make_paged
import make_web
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint import pdfrows, pipeline
from fazhi_lint.errors import ReadError
from fazhi_lint.paragraphs import Row, Rule, paragraphs
from fazhi_lint.readers import pdf, read
from fazhi_lint.readers.base import Limits
from fazhi_lint.ruleset import Ruleset, load

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = [path for path in sorted((ROOT / "samples").glob("*.txt")) if path.stem != "town-pasted"]  # no page is so broken
TEXT = (ROOT / "samples" / "town-fair.txt").read_text("utf-8")
FORMS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "pdf": (make_paged.pdf, ".pdf"),
    "pdf, small, with a header": (lambda text: make_paged.pdf(text, 10.5, "梭椤乡法治政府建设年度报告"), ".pdf"),
    "pdf, large": (lambda text: make_paged.pdf(text, 18), ".pdf"),
    "ofd": (make_paged.ofd, ".ofd"),
    "ofd, character by character": (lambda text: make_paged.ofd(text, one_by_one=True), ".ofd"),
}
TABLE = TEXT.replace(
    "一是执法力量较为薄弱。",
    "序号\t存在的不足\t原因分析\n1\t执法力量薄弱，难以满足重点领域全天候巡查的需要\t主要原因是人员编制偏少，招录以后多数调离\n"
    "2\t普法形式比较单一\t主要原因是经费不足\n一是执法力量较为薄弱。",
)


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load()[0]


def bare(text: str) -> str:
    return "".join(text.split())


def code_of(data: bytes, suffix: str, limits: Limits = Limits()) -> str:  # noqa: B008  a value that does not change
    """The code of what hinders reading, "" where the file is read."""
    try:
        read(data, f"a{suffix}", suffix, limits)
    except ReadError as error:
        return error.code if error.message.endswith("。") else error.message
    return ""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_paged_file_gives_paragraphs_and_findings_of_its_text(ruleset: Ruleset, sample: Path, form: str) -> None:
    make, suffix = FORMS[form]
    text = sample.read_text("utf-8")
    source = read(make(text), f"a{suffix}", suffix)
    report = make_web.parse(text)
    own = [*report.title, *report.body]
    assert source.text.splitlines()[: len(own)] == own
    assert bare(source.text) == bare("".join([*own, *report.end]))  # a long signature fills two rows

    def found(data: bytes, suffix: str) -> list[tuple[str, str]]:
        checked = pipeline.check_source(read(data, f"a{suffix}", suffix), ruleset, pipeline.Options())
        return sorted((finding.rule, bare(finding.excerpt)) for finding in checked.findings)

    assert found(make(text), suffix) == found(text.encode(), ".txt")


@pytest.mark.parametrize("form", FORMS)
def test_each_line_has_its_page(form: str) -> None:
    make, suffix = FORMS[form]
    source = read(make(TEXT), f"a{suffix}", suffix)
    pages = [source.location(line).page or 0 for line in range(1, len(source) + 1)]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert pages[-1] == {"pdf": 4, "pdf, small, with a header": 2, "pdf, large": 5}.get(form, 4)
    assert all(location.paragraph is None for location in source.locations)


def test_a_ruled_table_is_read_row_by_row(ruleset: Ruleset) -> None:
    source = read(make_paged.pdf(TABLE), "a.pdf", ".pdf")
    rows = [line for line in source.text.splitlines() if "\t" in line]
    assert rows == [line.strip("　") for line in TABLE.splitlines() if "\t" in line]
    checked = pipeline.check_source(source, ruleset, pipeline.Options())
    assert checked.report is not None
    assert [row["has_cause"] for row in checked.report["shortcomings"]][:2] == [True, True]


def drawing(pages: list[bytes], extra: list[bytes] = []) -> bytes:  # noqa: B006  is not changed
    """A PDF with these contents of pages and these objects, the first of which is number 10."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
    kids = []
    for i, content in enumerate(pages):
        number = 1000 + 2 * i
        kids.append(b"%d 0 R" % number)
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> /XObject << /X 10 0 R >> >> >>" % (number + 1)
        )
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.update(enumerate(extra, 10))
    out = b"%PDF-1.7\n"
    for number, words in objects.items():
        out += b"%d 0 obj\n%s\nendobj\n" % (number, words)
    return out + b"trailer << /Root 1 0 R >>\n%%EOF"


def nested(depth: int, fan: int) -> bytes:
    """A small PDF whose page draws fan ** depth texts: forms that draw forms."""
    forms = []
    for level in range(depth):
        content = b"/X Do " * fan if level + 1 < depth else b"BT /F 12 Tf (x) Tj ET"
        inner = b"/XObject << /X %d 0 R >>" % (11 + level) if level + 1 < depth else b"/Font << /F 3 0 R >>"
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >> /Length %d >>" % (inner, len(content))
        forms.append(head + b"\nstream\n" + content + b"\nendstream")
    return drawing([b"/X Do"], forms)


def scan() -> bytes:
    """A PDF of two pages, each with a picture and no text."""
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    return drawing([b"q 595 0 0 842 0 0 cm /X Do Q"] * 2, [picture + b"\nstream\n\x80\nendstream"])


def locked() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "text")
    canvas.save()
    return out.getvalue()


def test_what_a_pdf_can_have_wrong_is_said() -> None:
    good = make_paged.pdf(TEXT)
    assert code_of(scan(), ".pdf") == "scanned"
    assert code_of(locked(), ".pdf") == "encrypted"
    assert code_of(good[: len(good) // 2], ".pdf") == "damaged"
    assert code_of(b"%PDF-1.7\n", ".pdf") == "damaged"
    assert code_of(TEXT.encode(), ".pdf") == "binary"
    assert code_of(drawing([b"BT /F 12 Tf 50 800 Td (   ) Tj ET"]), ".pdf") == "empty"
    assert code_of(good, ".pdf", Limits(pages=3)) == "too-long"
    assert code_of(good, ".pdf") == ""


def test_a_pdf_that_would_take_years_is_given_up_and_the_next_one_is_read() -> None:
    start = time.monotonic()
    assert code_of(nested(40, 6), ".pdf", Limits(seconds=1)) in ("timeout", "crashed")
    assert code_of(make_paged.pdf(TEXT), ".pdf") == ""
    assert time.monotonic() - start < 20


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited where the system can do it")
def test_the_process_may_not_take_all_memory() -> None:
    words = "import fazhi_lint.pdfrows as p, io; p.extract = lambda *_: bytearray(9 << 30); p.serve()"
    ask = pdfrows._LENGTH.pack(2) + b"{}" + pdfrows._LENGTH.pack(0)
    done = subprocess.run([sys.executable, "-c", words], input=ask, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode != 0
    assert done.stdout == b""


def test_no_process_is_left_behind() -> None:
    words = "from fazhi_lint.readers import read, pdf; import sys, os; d = open(sys.argv[1], 'rb').read()\n"
    words += "read(d, 'a.pdf', '.pdf'); print(pdf._process(os.getpid()).pid)"
    file = ROOT / "samples" / "town-fair.pdf"
    done = subprocess.run([sys.executable, "-c", words, str(file)], capture_output=True, check=True, cwd=ROOT, text=True)
    assert done.stderr == ""
    for _ in range(100):
        if not Path("/proc", done.stdout.strip()).exists():
            return
        time.sleep(0.05)
    pytest.fail("the process that opens files goes on")


def test_the_box_font_is_what_its_maker_makes() -> None:
    words = "import make_box_font; import fazhi_lint.pdfrows; assert make_box_font.font() == fazhi_lint.pdfrows._BOXES"
    tools = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); "
    subprocess.run([sys.executable, "-c", tools + words], check=True, cwd=ROOT)


def changed(data: bytes, name: str, words: bytes | None) -> bytes:
    """An OFD file with another part, or without it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if words is not None:
            new.writestr(name, words)
    return out.getvalue()


def test_what_an_ofd_can_have_wrong_is_said() -> None:
    good, page = make_paged.ofd(TEXT), "Doc_0/Pages/Page_1/Content.xml"
    assert code_of(good, ".ofd") == ""
    for at in (10, len(good) // 2, len(good) - 5):
        assert code_of(good[:at], ".ofd") in ("damaged", "binary")
    assert code_of(changed(good, page, None), ".ofd") == "damaged"
    assert code_of(changed(good, page, b"<a><b></a>"), ".ofd") == "damaged"
    assert code_of(changed(good, page, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), ".ofd") == "damaged"
    assert code_of(changed(good, "Doc_0/Document.xml", b"<a/>"), ".ofd") == "scanned"
    assert code_of(changed(good, page, b"<a>" + b" " * 3_000_000 + b"</a>"), ".ofd", Limits(expanded=1_000_000)) == "too-large"
    assert code_of(good, ".ofd", Limits(pages=2)) == "too-long"
    outside = changed(
        good, "Doc_0/Document.xml", b'<d:D xmlns:d="x"><d:Pages><d:Page BaseLoc="../../../etc/passwd"/></d:Pages></d:D>'
    )
    assert code_of(outside, ".ofd") == "damaged"


@pytest.mark.parametrize("suffix", [".pdf", ".ofd"])
def test_damaged_files_are_read_or_refused(suffix: str) -> None:
    rng = random.Random(suffix)
    good = make_paged.pdf(TEXT) if suffix == ".pdf" else make_paged.ofd(TEXT)
    for _ in range(150):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 30)):
            data[rng.randrange(8, len(data))] = rng.randrange(256)
        code = code_of(bytes(data), suffix, Limits(seconds=10))
        assert code in ("", "damaged", "crashed", "binary", "empty", "scanned", "too-large", "too-long", "encrypted")


def row(text: str, top: float, left: float = 80, page: int = 1, size: float = 16) -> Row:
    return Row(text, page, left, top - size, left + size * len(text), top, size)


FULL = "三" * 26  # as wide as the text: 80 to 496


def test_rows_become_paragraphs() -> None:
    rows = [
        row("关于某事的报告", 780, 232),
        row("县委、县政府：", 740),
        row("二" * 24, 712, 112), row(FULL, 684), row("完。", 656),
        row("（一）", 628, 112),
        row("四" * 24, 600, 112), row(FULL, 572),
        row("五" * 10, 780, page=2),
        row("六" * 24, 752, 112, page=2), row("20张", 724, page=2),
    ]  # fmt: skip
    found = paragraphs(rows)
    assert [len(p.text) for p in found] == [7, 7, 24 + 26 + 2, 3, 24 + 26 + 10, 27]
    assert [p.page for p in found] == [1, 1, 1, 1, 1, 2]


def test_page_numbers_and_running_headers_go() -> None:
    rows = []
    for page, char in enumerate("甲乙丙", 1):
        rows += [row("年度报告", 820, page=page), *(row(char * 26, top, page=page) for top in (780, 752, 724, 696))]
        rows.append(row({1: "— 1 —", 2: "第 2 页 共 3 页", 3: "3"}[page], 60, 280, page=page, size=12))
    assert [p.text for p in paragraphs(rows)] == ["甲" * 104 + "乙" * 104 + "丙" * 104]
    assert [p.text for p in paragraphs([row("2025", 780)])] == ["2025"]  # all that there is


def test_cells_of_a_ruled_table() -> None:
    rules = [Rule(1, x, 500, x, 700) for x in (80, 200, 400)] + [Rule(1, 80, y, 400, y) for y in (500, 600, 700)]
    rows = [row("甲甲甲甲甲甲甲", 690, 82), row("甲。", 670, 82), row("乙", 690, 210), row("丙", 590, 82), row("丁", 590, 210)]
    assert [p.text for p in paragraphs(rows, rules)] == ["甲甲甲甲甲甲甲甲。\t乙", "丙\t丁"]
    assert [p.text for p in paragraphs(rows)] != ["甲甲甲甲甲甲甲甲。\t乙", "丙\t丁"]


PLACES = st.floats(0, 900, allow_nan=False)


@given(
    st.lists(st.builds(row, st.text("一二3（）。 ", min_size=1), PLACES, PLACES, st.integers(1, 3), st.floats(1, 40))),
    st.lists(st.builds(Rule, st.integers(1, 3), PLACES, PLACES, PLACES, PLACES), max_size=8),
)
def test_no_rows_make_it_stumble_and_nothing_is_made_up(rows: list[Row], rules: list[Rule]) -> None:
    rows.sort(key=lambda each: each.page)
    text = "".join(paragraph.text for paragraph in paragraphs(rows, rules))
    assert len(text.replace("\t", "").replace(" ", "")) <= sum(len(each.text) for each in rows)
    assert all(text.count(char) <= sum(each.text.count(char) for each in rows) for char in "一二3（）。")


def test_the_samples_are_what_their_maker_makes() -> None:
    assert (ROOT / "samples" / "town-fair.pdf").read_bytes() == make_paged.pdf(TEXT)
    assert (ROOT / "samples" / "town-fair.html").read_bytes() == make_web.page(TEXT, "trs")
    ofd: Any = zipfile.ZipFile(ROOT / "samples" / "town-fair.ofd")
    new = zipfile.ZipFile(io.BytesIO(make_paged.ofd(TEXT)))
    assert {name: ofd.read(name) for name in ofd.namelist()} == {name: new.read(name) for name in new.namelist()}
    assert pdf._PROGRAM.endswith("serve()")
