"""Answers to the comments of `annotate`: 忽略 waives what the comment is on, and no answer is ever lost."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import wordfile as w
from answers import W14, W15, answer
from drafts import W, comments, parts, tree
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fazhi_lint.annotate import Draft, annotate
from fazhi_lint.finding import Finding
from fazhi_lint.readers import read
from fazhi_lint.readers.docx import heads, threads
from fazhi_lint.text import Location
from fazhi_lint.waivers import Waiver, from_note

ROOT = Path(__file__).resolve().parent.parent
PAST = datetime.date.today() - datetime.timedelta(days=1)
Run = Callable[..., Any]
WORDS = "法制政府"


@pytest.fixture
def copy(fazhi: Run, tmp_path: Path) -> Path:
    """A report with comments on its faults."""
    file = tmp_path / "报告.docx"
    shutil.copy(ROOT / "samples" / "town-fair-numbered.docx", file)
    assert fazhi("annotate", file).status == 0
    return tmp_path / "报告.批注.docx"


def on(data: bytes, words: str = WORDS) -> str:
    """The id of this program's comment on some words."""
    return next(name for name, said in comments(data).items() if said.author == "fazhi-lint" and said.words == words)


def say(file: Path, *paragraphs: str, of: str | None = None, **more: str) -> None:
    """Answer the comment on the wrong word, or another."""
    data = file.read_bytes()
    file.write_bytes(answer(data, of or on(data), *paragraphs, **more))


def change(file: Path, name: str, old: str, new: str) -> None:
    """Change a part of a docx."""
    files = parts(file.read_bytes())
    text = files[name].decode()
    assert old in text
    file.write_bytes(w.zipped({**files, name: text.replace(old, new).encode()}))


def checked(fazhi: Run, file: Path, *more: str) -> tuple[list[str], list[tuple[str, str, str | None]], Any]:
    """The words of the findings on the wrong word; those that are waived with why and until when; the run."""
    done = fazhi("check", file, "--format", "json", "--select", "confused-term", *more)
    (one,) = json.loads(done.out)["files"]
    said = [(f["excerpt"], f["suppression"]["reason"], f["suppression"]["until"]) for f in one["suppressed"]]
    return [f["excerpt"] for f in one["findings"]], said, done


def test_from_comment_to_answer_and_back(fazhi: Run, copy: Path, tmp_path: Path) -> None:
    before = fazhi("check", copy, "--format", "json")
    say(copy, "忽略：原文件名如此")
    after, suppressed, done = checked(fazhi, copy)
    assert (after, suppressed) == ([], [(WORDS, "原文件名如此", None)])
    assert (done.status, done.err) == (0, "")
    full = json.loads(fazhi("check", copy, "--format", "json").out)["files"][0]
    was = json.loads(before.out)["files"][0]["findings"]
    assert [f for f in was if f["excerpt"] != WORDS] == full["findings"]
    assert "原文件名如此" in fazhi("check", copy, "--format", "sarif").out
    assert checked(fazhi, copy, "--no-waivers")[:2] == ([WORDS], [])
    assert checked(fazhi, copy, "--mandatory", "confused-term")[:2] == ([WORDS], [])

    again = tmp_path / "再来.docx"
    done = fazhi("annotate", copy, "-o", again)
    assert (done.status, done.err) == (0, "")
    assert done.out == f"加了 6 条批注（必改 3 处、应改 2 处、建议 1 处），有人答复过的 1 条原样留下，文件另存为：{again}\n"
    one, other = comments(copy.read_bytes()), comments(again.read_bytes())
    assert sorted(one.values()) == sorted(other.values())  # nothing is lost, nothing is said twice
    assert checked(fazhi, again)[1] == suppressed
    twice = tmp_path / "三来.docx"
    assert fazhi("annotate", again, "-o", twice).status == 0
    assert twice.read_bytes() == again.read_bytes()


UNTIL = [
    ("忽略：原名", "原名", None),
    ("忽略 原名", "原名", None),
    ("  忽略。原名。", "原名。", None),
    ("忽略——原名", "原名", None),
    ("忽略（至2099-12-31）原名", "原名", "2099-12-31"),
    ("忽略：至2099年12月1日，原名", "原名", "2099-12-01"),
    ("忽略至 2099-1-1：原名", "原名", "2099-01-01"),
    ("忽略（上级文件原名）", "（上级文件原名）", None),
]


@pytest.mark.parametrize(("words", "reason", "until"), UNTIL)
def test_forms_of_an_answer(fazhi: Run, copy: Path, words: str, reason: str, until: str | None) -> None:
    say(copy, words)
    assert checked(fazhi, copy)[:2] == ([], [(WORDS, reason, until)])


FAULTS = [
    ("忽略", "错误", "没有写理由", 2),
    ("忽略：。", "错误", "没有写理由", 2),
    ("忽略：至2026-02-30 原名", "错误", "日历上没有这一天", 2),
    (f"忽略（至{PAST}）原名", "提示", f"到 {PAST} 为止，已经过期", 1),
    ("忽略了这一处，已改", "提示", "没有当作忽略", 1),
]


@pytest.mark.parametrize(("words", "kind", "said", "status"), FAULTS)
def test_answers_that_waive_nothing(fazhi: Run, copy: Path, words: str, kind: str, said: str, status: int) -> None:
    say(copy, words)
    left, suppressed, done = checked(fazhi, copy)
    assert (left, suppressed, done.status) == ([WORDS], [], status)
    assert done.err.startswith(f"{kind}：{copy}:4: ")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert checked(fazhi, copy, "--no-waivers")[2].err == ""


def test_other_answers_are_no_waivers(fazhi: Run, copy: Path) -> None:
    say(copy, "这一处不能忽略：要改")
    assert checked(fazhi, copy)[:2] == ([WORDS], [])
    assert checked(fazhi, copy)[2].err == ""


def test_the_last_answer_of_a_thread_counts(fazhi: Run, copy: Path) -> None:
    say(copy, "忽略")
    first = max(comments(copy.read_bytes()), key=int)
    say(copy, "请写明理由", author="李县")
    say(copy, "忽略：原名", of=first)  # LibreOffice lets answers be answered
    assert checked(fazhi, copy)[:2] == ([], [(WORDS, "原名", None)])
    assert checked(fazhi, copy)[2].err == ""


def test_what_libreoffice_writes_in_front_of_an_answer(fazhi: Run, copy: Path) -> None:
    say(copy, "Reply to fazhi-lint (2026-01-05, 09:30): “【必改】……", "规则：late-report”", "", "忽略：原名", "见第 3 页")
    assert checked(fazhi, copy)[:2] == ([], [(WORDS, "原名 见第 3 页", None)])


def test_only_answers_to_this_program_count(fazhi: Run, copy: Path) -> None:
    change(copy, "word/comments.xml", 'w:author="fazhi-lint"', 'w:author="李县"')
    name = next(iter(comments(copy.read_bytes())))
    say(copy, "忽略：原名", of=name)
    assert checked(fazhi, copy)[:2] == ([WORDS], [])
    change(copy, "word/commentsExtended.xml", "paraIdParent", "x")
    change(copy, "word/comments.xml", 'w:author="李县"', 'w:author="fazhi-lint"')
    assert checked(fazhi, copy)[:2] == ([WORDS], [])  # the answer stands for itself
    assert checked(fazhi, copy)[2].err == ""


def test_an_answer_by_somebody_of_this_programs_name_is_an_answer(fazhi: Run, copy: Path, tmp_path: Path) -> None:
    say(copy, "忽略：原名", author="fazhi-lint")
    assert checked(fazhi, copy)[1] == [(WORDS, "原名", None)]
    assert fazhi("annotate", copy, "-o", tmp_path / "b.docx").status == 0
    assert checked(fazhi, tmp_path / "b.docx")[1] == [(WORDS, "原名", None)]


def done_marks(file: Path) -> list[str]:
    """What the parts beside say of each comment that they know: done or not."""
    return [entry.get(W15 + "done") for entry in tree(file.read_bytes(), "word/commentsExtended.xml")]


def test_a_finding_that_is_gone(fazhi: Run, copy: Path, tmp_path: Path) -> None:
    say(copy, "忽略：原名")
    change(copy, "word/document.xml", f">{WORDS}<", ">法治政府<")
    left, suppressed, done = checked(fazhi, copy)
    assert (left, suppressed, done.status) == ([], [], 0)
    assert done.err == f"提示：{copy}:4: 批注答复里的忽略没有用到；请删去。\n"
    assert fazhi("check", copy, "--select", "duty").err.count("忽略") == 0  # nobody asked that rule

    said = sorted(comments(copy.read_bytes()).values())
    out = tmp_path / "b.docx"
    assert fazhi("annotate", copy, "-o", out, "--select", "duty").status == 0
    assert set(done_marks(out)) == {"0"}  # nobody asked
    assert fazhi("annotate", copy, "-o", out, "--overwrite").status == 0
    assert done_marks(out) == ["1", "1"]
    assert sorted(comments(out.read_bytes()).values()) == said
    change(out, "word/document.xml", ">法治政府<", f">{WORDS}<")
    back = tmp_path / "c.docx"
    assert fazhi("annotate", out, "-o", back, "--no-waivers").status == 0
    assert done_marks(back) == ["0", "0"]
    assert fazhi("annotate", out, "-o", back, "--overwrite").status == 0
    assert done_marks(back) == ["1", "1"]  # waived: whoever marked it may have it so


def test_other_answers_keep_their_thread(fazhi: Run, copy: Path, tmp_path: Path) -> None:
    say(copy, "为什么？")
    out = tmp_path / "b.docx"
    assert "有人答复过的 1 条原样留下" in fazhi("annotate", copy, "-o", out).out
    assert sorted(comments(out.read_bytes()).values()) == sorted(comments(copy.read_bytes()).values())
    only = fazhi("annotate", copy, "-o", out, "--overwrite", "--select", "confused-term").out
    assert only.startswith("没有要加的批注，有人答复过的 1 条原样留下，文件另存为")
    entries = tree(out.read_bytes(), "word/commentsExtended.xml")
    assert [entry.get(W15 + "paraIdParent") for entry in entries] == [None, entries[0].get(W15 + "paraId")]
    assert len(tree(out.read_bytes(), "word/commentsIds.xml")) == 2


def small(*inside: str, more: dict[str, str] | None = None, **properties: Any) -> bytes:
    """A document of one paragraph."""
    return w.build(w.body(w.paragraph(*inside, **properties)), more)


def found(data: bytes, *places: tuple[int, int, int], rule: str = "some-rule") -> list[Finding]:
    """Findings at (line, first column, last column)."""
    source = Draft(data, "a.docx").source
    return [
        Finding(
            rule, "error", line, first, line, last + 1, "错了。", source.line_text(line)[first - 1 : last],
            location=Location(source.location(line).paragraph),
        )
        for line, first, last in places
    ]  # fmt: skip


def waived(data: bytes, findings: list[Finding]) -> list[Finding]:
    """The findings that answers in a document waive."""
    known = {finding.rule: finding.rule for finding in findings}
    made = [from_note(note, number, known) for number, note in enumerate(read(data, "a.docx", ".docx").notes)]
    return [finding for finding in findings if any(isinstance(one, Waiver) and one.accepts(finding) for one in made)]


def test_one_answer_waives_one_of_several_findings_in_a_paragraph() -> None:
    data = small(w.run("甲乙甲乙甲乙"))
    findings = found(data, (1, 1, 2), (1, 3, 4), (1, 5, 6))
    out = annotate(Draft(data, "a.docx"), findings)
    for number, finding in enumerate(findings):
        assert waived(answer(out, str(number), "忽略：好"), findings) == [finding]
    other = [finding._replace(rule="other-rule") for finding in findings]
    assert waived(answer(out, "0", "忽略：好"), other) == []


def test_the_place_moves_with_the_words() -> None:
    data = small(w.run("甲乙丙丁"))
    out = answer(annotate(Draft(data, "a.docx"), found(data, (1, 3, 4))), "0", "忽略：好")
    files = parts(out)
    text = files["word/document.xml"].decode()
    moved = w.zipped({**files, "word/document.xml": text.replace("甲乙", "前面新加的甲乙").encode()})
    assert waived(moved, found(moved, (1, 8, 9), (1, 3, 4))) == found(moved, (1, 8, 9))
    longer = w.zipped({**files, "word/document.xml": text.replace("丙丁", "丙丁戊").encode()})
    assert waived(longer, found(longer, (1, 3, 4))) == found(longer, (1, 3, 4))  # it begins where it began
    before = w.zipped({**files, "word/document.xml": text.replace("丙丁", "新丙丁").encode()})
    assert waived(before, found(before, (1, 4, 5), (1, 4, 4))) == found(before, (1, 4, 5))  # it ends where it ended
    gone = w.zipped({**files, "word/document.xml": text.replace("丙丁", "").encode()})
    assert waived(gone, found(gone, (1, 1, 2))) == []


def test_places_that_no_comment_can_be_on() -> None:
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    header = w.margin("hdr", w.paragraph(w.run("眉上")))
    used = '<w:headerReference w:type="default" r:id="rIdheader1"/>'
    box = w.text_box(w.paragraph(w.run("框一")), w.paragraph(w.run("框二")))
    number = w.paragraph(numbered=(1, 0))
    body = w.body(w.paragraph(w.run("甲"), note, w.run("乙"), box, numbered=(1, 0)), number, section=used)
    more = {"footnotes": w.notes("footnote", ["注中注中"]), "header1": header, "numbering": w.OFFICIAL}
    data = w.build(body, more)
    assert read(data, "a.docx", ".docx").text.split("\n")[:5] == ["一、甲乙", "［脚注1］注中注中", "框一", "框二", "二、"]
    # a number, a number with a word, a note, text boxes, a number alone, a header
    findings = found(data, (1, 1, 2), (1, 2, 3), (2, 7, 8), (3, 1, 2), (4, 1, 2), (5, 1, 2), (7, 1, 2))
    for finding in findings:
        out = answer(annotate(Draft(data, "a.docx"), [finding]), "0", "忽略：好")
        assert waived(out, [finding]) == [finding], finding.excerpt
        draft = Draft(out, "a.docx")
        assert len(comments(annotate(draft, [finding]))) == 2, finding.excerpt
        elsewhere = [one for one in findings if one != finding and one.line != finding.line]
        assert waived(out, elsewhere) == []


@pytest.mark.parametrize("form", ["UTF-16", "references", "in the usual bytes"])
def test_the_word_is_found_in_any_bytes(fazhi: Run, copy: Path, form: str) -> None:
    say(copy, "忽略：原名")
    files = parts(copy.read_bytes())
    text = files["word/comments.xml"].decode()
    if form == "UTF-16":
        data = text.replace("encoding='UTF-8'", "").encode("utf-16")
    elif form == "references":
        data = text.replace("忽", "&#x5FFD;").replace("略", "&#30053;").encode()
    else:
        data = text.encode()
    copy.write_bytes(w.zipped({**files, "word/comments.xml": data}))
    assert checked(fazhi, copy)[1] == [(WORDS, "原名", None)]


def test_comments_without_the_word_are_not_parsed(fazhi: Run, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("fazhi_lint.readers.docx.threads")
    asked: list[int] = []
    monkeypatch.setattr(module, "parse", lambda data: asked.append(len(data)) or etree.fromstring(data))
    say(copy, "已改")
    assert fazhi("check", copy, "--no-cache").status == 1
    assert asked == []
    say(copy, "忽略：原名")
    assert fazhi("check", copy, "--no-cache").status == 1
    assert len(asked) == 2


BROKEN = {
    "word/comments.xml": "<w:comments>fazhi-lint 忽略",
    "word/commentsExtended.xml": "<x",
    "DTD": '<!DOCTYPE x [<!ENTITY a "忽略">]><w:comments>fazhi-lint</w:comments>',
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_comments_are_no_reason_to_refuse_a_document(fazhi: Run, copy: Path, name: str) -> None:
    say(copy, "忽略：原名")
    files = parts(copy.read_bytes())
    where = name if name in files else "word/comments.xml"
    copy.write_bytes(w.zipped({**files, where: BROKEN[name].encode()}))
    left, suppressed, done = checked(fazhi, copy)
    assert (left, suppressed, done.status) == ([WORDS], [], 1)
    assert done.err.startswith(f"提示：{copy}: 文件里的批注读不出来")
    assert fazhi("annotate", copy, "-o", copy.with_name("b.docx")).status == 2  # who cannot read them must not write them
    assert not copy.with_name("b.docx").exists()


HOSTILE = {
    "each other": [("A", "B"), ("B", "A")],
    "itself": [("B", "B")],
    "round and in": [("B", "C"), ("C", "D"), ("D", "C")],
    "nobody": [("B", "FF"), ("FF", "A"), ("", "A"), ("B", "")],
    "twice": [("B", "A"), ("B", "C"), ("A", "B")],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_answers_in_circles(name: str) -> None:
    data = small(w.run("甲乙丙丁"))
    findings = found(data, (1, 1, 2), (1, 3, 4))
    out = annotate(Draft(data, "a.docx"), findings)
    out = answer(answer(out, "0", "忽略：好"), "1", "好")
    ids = dict(zip("ACBD", (comment[-1].get(W14 + "paraId") for comment in tree(out, "word/comments.xml")), strict=True))
    entries = "".join(
        f'<w15:commentEx w15:paraId="{ids.get(child, child)}" w15:paraIdParent="{ids.get(parent, parent)}"/>'
        for child, parent in HOSTILE[name]
    )
    extended = f'<w15:commentsEx xmlns:w15="{W15.strip("{}")}">{entries}</w15:commentsEx>'
    bad = w.zipped({**parts(out), "word/commentsExtended.xml": extended.encode()})
    assert len(waived(bad, findings)) <= 1
    again = annotate(Draft(bad, "a.docx"), findings)
    people = {said for said in comments(bad).values() if said.author != "fazhi-lint"}
    assert people <= set(comments(again).values())
    assert annotate(Draft(again, "a.docx"), findings) == again


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.lists(st.integers(0, 5), max_size=8))
def test_threads_have_one_head(links: list[tuple[int, int]], ids: list[int]) -> None:
    said = etree.Element("x")
    for name in ids:
        etree.SubElement(etree.SubElement(said, "c"), W + "p", {W14 + "paraId": str(name)})
    extended = etree.Element("x")
    for child, parent in links:
        etree.SubElement(extended, "e", {W15 + "paraId": str(child), W15 + "paraIdParent": str(parent)})
    headed = heads(said, extended)
    assert not set(headed) & set(headed.values())


def test_a_very_long_chain_of_answers_takes_no_longer_than_its_length() -> None:
    said, extended = etree.Element("x"), etree.Element("x")
    for number in range(50_000):
        etree.SubElement(etree.SubElement(said, "c"), W + "p", {W14 + "paraId": str(number)})
        etree.SubElement(extended, "e", {W15 + "paraId": str(number), W15 + "paraIdParent": str(number + 1)})
    assert set(heads(said, extended).values()) == {said[-1]}


def test_paragraphs_get_ids_that_nobody_has() -> None:
    mine = "465A0001"
    said = w.comments((7, "李", "好")).replace("<w:p>", f'<w:p w14:paraId="{mine}">', 1)
    extended = f'<w15:commentsEx {w.NAMESPACES}><w15:commentEx w15:paraId="0B" w15:paraIdParent="465a0002"/></w15:commentsEx>'
    data = small(w.commented(7, w.run("甲乙")), more={"comments": said, "commentsExtended": extended})
    out = annotate(Draft(data, "a.docx"), found(data, (1, 1, 1), (1, 2, 2)))
    root = tree(out, "word/comments.xml")
    assert [comment[-1].get(W14 + "paraId") for comment in root] == [mine, "465A0003", "465A0004"]
    ignorable = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
    assert [root.nsmap[prefix] for prefix in ignorable.split()] == [W14.strip("{}")]  # Word 2007 does not know them
    assert comments(out)["7"] == comments(data)["7"]


def test_a_comment_that_no_longer_names_its_rule(fazhi: Run, copy: Path, tmp_path: Path) -> None:
    say(copy, "忽略：原名")
    change(copy, "word/comments.xml", "规则：confused-term", "改过的")
    left, suppressed, done = checked(fazhi, copy)
    assert (left, suppressed, done.status) == ([WORDS], [], 2)
    assert "“规则：”那一行没有了" in done.err
    draft = Draft(copy.read_bytes(), "a.docx")
    (talk,) = threads(draft.package, draft.root, draft.found)
    assert (talk.on.rule, talk.on.line, talk.answers) == ("", 4, (("忽略：原名",),))
    assert fazhi("annotate", copy, "-o", tmp_path / "b.docx").status == 0
    kept = comments((tmp_path / "b.docx").read_bytes()).values()
    assert any("改过的" in one.text for one in kept)
    assert any(one.text == "忽略：原名" for one in kept)
