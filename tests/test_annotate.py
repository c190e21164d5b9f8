"""Findings as Word comments: on their words, and nothing else in the document is touched."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import drafts
import make_docx
import pytest
import wordfile as w
from drafts import W, characters, comments, parts, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.annotate import Draft, annotate, is_untouched
from fazhi_lint.cli_annotate import COMMAND
from fazhi_lint.finding import Finding
from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.readers import read
from fazhi_lint.ruleset import Ruleset, load

ROOT = Path(__file__).resolve().parent.parent
RULESET: Ruleset = load()[0]
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
SAMPLES = sorted((ROOT / "samples").glob("*.docx"))
MINE = "fazhi-lint"
Run = Callable[..., Any]


def annotated(data: bytes) -> tuple[Draft, list[Finding], bytes]:
    """A document as it was read, what is found in it, and the document with that in it."""
    draft = Draft(data, "a.docx")
    found = check_source(draft.source, RULESET, Options(force=True)).findings
    return draft, list(found), annotate(draft, found)


def expected(draft: Draft, finding: Finding) -> str | None:
    """The words that a comment on a finding must be on; None where they are no words of the document's own text."""
    lines = draft.lines[finding.line - 1 : finding.end_line]
    starts = draft.source.line_starts
    start = starts[finding.line - 1] + finding.column - 1
    end = starts[finding.end_line - 1] + finding.end_column - 1
    said = []
    for line, at in zip(lines, starts[finding.line - 1 :], strict=False):
        if line.anchor is not None or line.paragraph is None or drafts._boxed(line.paragraph):
            return None
        said.append(line.text[max(start - at, line.lead) : max(end - at, line.lead)])
    return "\n".join(said)


def holds(data: bytes) -> list[Finding]:
    """Check all that must hold of an annotated document."""
    draft, found, out = annotated(data)
    before, after = comments(data), comments(out)
    said = [comment for comment in after.values() if comment.author == MINE]
    assert {name: comment for name, comment in after.items() if comment.author != MINE} == before
    assert len(said) == len(found)
    for finding, comment in zip(found, said, strict=True):
        assert f"规则：{finding.rule}" in comment.text
        words = expected(draft, finding)
        if words:
            assert comment.words == words.strip("\n")
        else:
            assert finding.excerpt.strip()[:30] in comment.text or not finding.excerpt.strip()
    assert characters(out, own=False) == characters(data)
    assert read(out, "a.docx", ".docx").text == read(data, "a.docx", ".docx").text
    complete(out)
    draft, again, twice = annotated(out)
    assert [f.fingerprint for f in again] == [f.fingerprint for f in found]
    assert twice == out
    return found


def complete(data: bytes) -> None:
    """Check that a package with comments is whole: python-docx opens it, each part has a type, each relation a target."""
    said = docx.Document(io.BytesIO(data)).comments
    assert len({comment.comment_id for comment in said}) == len(said)
    names = set(parts(data))
    types = tree(data, "[Content_Types].xml")
    named = [override.get("PartName") for override in types if override.get("PartName")]
    assert len(named) == len(set(named))
    assert {name.lstrip("/") for name in named} <= names
    links = tree(data, "word/_rels/document.xml.rels")
    ids = [link.get("Id") for link in links]
    assert len(ids) == len(set(ids))
    assert {f"word/{link.get('Target')}" for link in links} <= names


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    assert holds(path.read_bytes())


@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_reports_typed_and_numbered(text: str) -> None:
    assert len(holds(make_docx.typed(text))) == len(holds(make_docx.numbered(text)))


@settings(max_examples=25)
@given(st.sampled_from(TEXTS), st.integers(0, 10**9))
def test_drafts_as_they_come(text: str, seed: int) -> None:
    holds(drafts.make(text, random.Random(seed)))


def mark(data: bytes, *places: tuple[int, int, int]) -> bytes:
    """The document with a comment on each place: (line, first column, last column)."""
    draft = Draft(data, "a.docx")
    found = []
    for line, first, last in places:
        words = draft.source.line_text(line)[first - 1 : last]
        found.append(Finding("some-rule", "error", line, first, line, last + 1, "错了。", words, (), "改好。"))
    return annotate(draft, found)


def own(data: bytes) -> list[str]:
    """The words of this program's comments, in order."""
    return [said.words for said in comments(data).values() if said.author == MINE]


def test_what_a_comment_says() -> None:
    out = mark(w.build(w.body(w.paragraph(w.run("一二三四")))), (1, 2, 3))
    said = next(iter(comments(out).values()))
    assert (said.author, said.words) == (MINE, "二三")
    assert said.text.split("\n") == ["【必改】错了。", "改法：改好。", "规则：some-rule"]
    assert parts(out)["word/document.xml"].count("一".encode()) == 1


def test_comments_side_by_side_inside_and_across_each_other() -> None:
    data = w.build(w.body(w.paragraph(w.run("一二三四五六七八"))))
    places = [(1, 1, 2), (1, 3, 4), (1, 3, 4), (1, 2, 6), (1, 5, 5), (1, 8, 8), (1, 1, 8)]
    out = mark(data, *places)
    assert own(out) == ["一二", "一二三四五六七八", "二三四五六", "三四", "三四", "五", "八"]
    assert characters(out, own=False) == characters(data)


def test_a_number_that_is_not_in_the_text_is_commented_on_at_the_first_run() -> None:
    data = w.build(
        w.body(w.paragraph(w.run("甲"), w.run("乙"), numbered=(1, 0)), w.paragraph(numbered=(1, 0))), {"numbering": w.OFFICIAL}
    )
    out = mark(data, (1, 1, 2), (1, 2, 3), (2, 1, 2))
    assert read(data, "a.docx", ".docx").text == "一、甲乙\n二、"
    assert own(out) == ["甲", "甲", ""]
    assert "原文：“一、”" in next(iter(comments(out).values())).text
    assert tree(out).findall(f".//{W}p")[1].find(f"{W}commentRangeStart") is not None


def test_words_over_several_paragraphs() -> None:
    data = w.build(w.body(w.paragraph(w.run("甲乙")), w.table([[w.paragraph(w.run("丙"))]]), w.paragraph(w.run("丁戊"))))
    draft = Draft(data, "a.docx")
    out = annotate(draft, [Finding("some-rule", "info", 1, 2, 3, 2, "错了。", "乙\n丙\n丁")])
    assert own(out) == ["乙\n丙\n丁"]


def test_what_word_keeps_no_comments_in_is_commented_on_from_outside() -> None:
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    box = w.text_box(w.paragraph(w.run("框里")))
    header = w.margin("hdr", w.paragraph(w.run("眉上")))
    used = '<w:headerReference w:type="default" r:id="rIdheader1"/>'
    body = w.body(w.paragraph(), w.paragraph(w.run("甲"), note, w.run("乙"), box, w.run("丙")), section=used)
    data = w.build(body, {"footnotes": w.notes("footnote", ["注中"]), "header1": header})
    assert read(data, "a.docx", ".docx").text.split("\n")[1:4] == ["甲乙丙", "［脚注1］注中", "框里"]
    out = mark(data, (3, 6, 7), (4, 1, 2), (6, 1, 2), (5, 1, 3))
    for said, words in zip(comments(out).values(), ("注中", "框里", "［以下", "眉上"), strict=True):
        assert f"原文：“{words}" in said.text
    assert own(out) == ["", "", "甲", "甲"]
    assert characters(out, own=False) == characters(data)
    for name in ("word/footnotes.xml", "word/header1.xml"):
        assert parts(out)[name] == parts(data)[name]
    for element in tree(out).iter(W + "txbxContent"):
        assert element.find(f".//{W}commentRangeStart") is None


def test_places_that_cannot_be_split_are_marked_as_a_whole() -> None:
    maths = "<m:oMath><m:r><m:t>98.5%</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{w.run('pin')}</w:rt><w:rubyBase>{w.run('拼音')}</w:rubyBase></w:ruby></w:r>"
    data = w.build(w.body(w.paragraph(w.run("达"), maths, w.run("用"), ruby)))
    out = mark(data, (1, 2, 3), (1, 8, 8))
    assert characters(out, own=False) == characters(data)
    assert [element.tag for element in tree(out).find(f".//{W}p")][1:7] == [
        *(W + name for name in ("r", "commentRangeStart")),
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
        *(W + name for name in ("commentRangeEnd", "r", "r")),
    ]


def test_running_again_replaces_own_comments_only() -> None:
    data = w.build(
        w.body(w.paragraph(w.run("甲"), w.commented(3, w.run("乙丙丁")), w.run("戊"))),
        {"comments": w.comments((3, "王审核", "好"))},
    )
    first = mark(data, (1, 2, 3), (1, 5, 5))
    assert own(first) == ["乙丙", "戊"]
    assert mark(first, (1, 2, 3), (1, 5, 5)) == first
    second = mark(first, (1, 4, 4))
    assert own(second) == ["丁"]
    none = mark(second)
    assert own(none) == []
    assert comments(none) == comments(data)
    assert characters(none) == characters(data)


EXTENDED = """<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">
<w15:commentEx w15:paraId="0A" w15:done="0"/><w15:commentEx w15:paraId="0B" w15:done="0"/>
<w15:commentEx w15:paraId="0C" w15:done="1"/></w15:commentsEx>"""
IDS = """<w16cid:commentsIds xmlns:w16cid="http://schemas.microsoft.com/office/word/2016/wordml/cid">
<w16cid:commentId w16cid:paraId="0A" w16cid:durableId="1A"/><w16cid:commentId w16cid:paraId="0B" w16cid:durableId="1B"/>
</w16cid:commentsIds>"""
EXTENSIBLE = """<w16cex:commentsExtensible xmlns:w16cex="http://schemas.microsoft.com/office/word/2018/wordml/cex">
<w16cex:commentExtensible w16cex:durableId="1A"/><w16cex:commentExtensible w16cex:durableId="1B"/>
</w16cex:commentsExtensible>"""


def test_what_word_says_of_comments_beside_them_stays_consistent() -> None:
    said = w.comments((1, MINE, "旧的"), (2, "王审核", "已改"), (3, "李", "好"))
    for name in ("0A", "0B", "0C"):
        said = said.replace("<w:p>", f'<w:p w14:paraId="{name}">', 1)
    inside = "".join(f'<w:r><w:commentReference w:id="{n}"/></w:r>' for n in (1, 2, 3))
    beside = {"commentsExtended": EXTENDED, "commentsIds": IDS, "commentsExtensible": EXTENSIBLE}
    data = w.build(w.body(w.paragraph(w.run("甲乙"), inside)), {"comments": said, **beside})
    out = mark(data, (1, 1, 1))
    assert [(c.author, c.words) for c in comments(out).values()] == [("王审核", ""), ("李", ""), (MINE, "甲")]
    entries = [[dict(e.attrib) for e in tree(out, f"word/{name}.xml")] for name in beside]
    ids = [[{key.rpartition("}")[2]: value for key, value in entry.items()} for entry in part] for part in entries]
    assert ids == [
        [{"paraId": "0B", "done": "0"}, {"paraId": "0C", "done": "1"}],
        [{"paraId": "0B", "durableId": "1B"}],
        [{"durableId": "1B"}],
    ]


def test_output_does_not_depend_on_the_day_and_says_whose_it_is() -> None:
    data = SAMPLES[0].read_bytes()
    out = annotated(data)[2]
    assert out == annotated(data)[2]
    assert is_untouched(out)
    assert not is_untouched(data)
    assert not is_untouched(b"PK")
    saved = io.BytesIO()
    document = docx.Document(io.BytesIO(out))
    document.paragraphs[0].add_run("改过")
    document.save(saved)
    changed = w.zipped({**parts(out), "word/document.xml": parts(out)["word/document.xml"].rpartition(b"<!--")[0]})
    assert not is_untouched(changed)


def test_a_strict_document_cannot_be_annotated(fazhi: Run, tmp_path: Path) -> None:
    strict = w.body(w.paragraph(w.run("甲"))).replace(W.strip("{}"), "http://purl.oclc.org/ooxml/wordprocessingml/main")
    (tmp_path / "a.docx").write_bytes(w.build(strict))
    done = fazhi("annotate", tmp_path / "a.docx", "--force")
    assert done.status == 2
    assert "Strict" in done.err


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A report with faults, as a Word file."""
    file = tmp_path / "报告.docx"
    shutil.copy(ROOT / "samples" / "town-fair-numbered.docx", file)
    return file


def test_the_command_writes_beside_the_report(fazhi: Run, word: Path) -> None:
    before = word.read_bytes()
    done = fazhi("annotate", word)
    target = word.with_name("报告.批注.docx")
    assert (done.status, done.err) == (0, "")
    assert done.out == f"加了 7 条批注（必改 4 处、应改 2 处、建议 1 处），文件另存为：{target}\n"
    assert word.read_bytes() == before
    assert own(target.read_bytes())[0] == "法制政府"
    assert sorted(path.name for path in word.parent.iterdir()) == ["报告.docx", "报告.批注.docx"]
    again = target.read_bytes()
    assert fazhi("annotate", word).status == 0
    assert target.read_bytes() == again


def test_options_choose_as_in_check(fazhi: Run, word: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.docx"

    def rules(*options: str) -> set[str]:
        assert fazhi("annotate", word, "-o", out, *options).status == 0
        return {
            line.removeprefix("规则：") for said in comments(out.read_bytes()).values() for line in said.text.split("\n")[-1:]
        }

    assert rules("--select", "shortcoming-cause") == {"shortcoming-cause"}
    assert "shortcoming-cause" not in rules("--ignore", "shortcomings")
    assert rules("--select", "missing-signature", "--profile", "draft", "--level", "township") == set()
    assert fazhi("annotate", word, "-o", out, "--select", "no-such").status == 2
    assert fazhi("annotate", word, "-o", out, "--rules", tmp_path / "none").status == 2
    said = fazhi("annotate", word, "-o", out, "--select", "missing-signature").out
    assert said.startswith("没有发现问题，没有加批注")


def test_what_is_accepted_gets_no_comment(fazhi: Run, word: Path, tmp_path: Path) -> None:
    out, rule = tmp_path / "结果.docx", "shortcoming-cause"
    word.with_name("fazhi-lint.yaml").write_text(f"ignore: [{rule}]\n", "utf-8")
    baseline = tmp_path / "基线.json"
    assert fazhi("baseline", "write", word, "--no-config", "--baseline", baseline).status == 0

    def told(*options: object) -> bool:
        assert fazhi("annotate", word, "-o", out, *options).status == 0
        return any(rule in said.text for said in comments(out.read_bytes()).values())

    assert not told()
    assert told("--no-config")
    assert told("--mandatory", rule)
    assert not told("--no-config", "--baseline", baseline)
    assert told("--no-config", "--no-waivers")
    assert told("--config", word.with_name("fazhi-lint.yaml"), "--mandatory", rule)


def test_a_waiver_that_is_typed_in_the_document_counts(fazhi: Run, word: Path) -> None:
    note = "<!-- fazhi-lint: 忽略 confused-term 原文如此 -->"
    text = (ROOT / "samples" / "town-fair.txt").read_text("utf-8").replace("2024年，梭椤乡", f"{note}2024年，梭椤乡")
    word.write_bytes(make_docx.typed(text))
    target = word.with_name("报告.批注.docx")
    for options, found in (((), False), (("--no-waivers",), True)):
        assert fazhi("annotate", word, *options).status == 0
        assert ("法制政府" in own(target.read_bytes())) is found
    assert "没有发现问题" in fazhi("check", word, "--select", "confused-term").out


def test_every_option_of_annotate_is_tried_here() -> None:
    here = Path(__file__).read_text("utf-8")
    options = [name for option in COMMAND.params for name in option.opts if name.startswith("-")]
    assert [name for name in options if f'"{name}"' not in here and name != "--output"] == []


def test_nothing_is_written_over(fazhi: Run, word: Path) -> None:
    before = word.read_bytes()
    done = fazhi("annotate", word, "--output", word)
    assert (done.status, word.read_bytes()) == (2, before)
    assert "原文件" in done.err
    assert fazhi("annotate", word, "-o", word.parent / "." / word.name, "--overwrite").status == 2
    assert word.read_bytes() == before
    target = word.with_name("报告.批注.docx")
    for content in (b"", before, b"x"):
        target.write_bytes(content)
        done = fazhi("annotate", word)
        assert (done.status, target.read_bytes()) == (2, content)
        assert "--overwrite" in done.err
    assert fazhi("annotate", word, "--overwrite").status == 0
    assert own(target.read_bytes())
    assert fazhi("annotate", word, "-o", word.parent / "没有" / "a.docx").status == 2


OTHERS = {
    "报告.txt": "check",
    "报告.md": "check",
    "报告.html": "原来的 Word 稿",
    "报告.pdf": "原来的 Word 稿",
    "报告.doc": "另存为 docx",
    "报告.wps": "另存为 docx",
    "报告": "check",
    "-": "标准输入",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_word_document_is_refused(fazhi: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if name != "-":
        Path(name).write_text("关于梭椤乡2024年度法治政府建设工作情况的报告\n", "utf-8")
    done = fazhi("annotate", name)
    assert (done.status, done.out) == (2, "")
    assert OTHERS[name] in done.err
    assert [path.name for path in tmp_path.iterdir()] == [name] * (name != "-")


def test_files_that_cannot_be_annotated(fazhi: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    assert "找不到" in fazhi("annotate", file).err
    file.write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
    done = fazhi("annotate", file)
    assert (done.status, "密码" in done.err) == (2, True)
    file.write_bytes(w.build(w.body(w.paragraph(w.run("红烧肉")))))
    done = fazhi("annotate", file)
    assert (done.status, "--force" in done.err) == (2, True)
    assert fazhi("annotate", file, "--force").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "a.批注.docx"]


def test_macro_documents_keep_their_kind(fazhi: Run, word: Path) -> None:
    macro = word.with_suffix(".docm")
    word.rename(macro)
    assert fazhi("annotate", macro).status == 0
    assert macro.with_name("报告.批注.docm").exists()


def test_too_many_findings_for_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from fazhi_lint import annotate as package
    from fazhi_lint.errors import ReadError

    monkeypatch.setattr(package, "MOST", 1)
    with pytest.raises(ReadError, match="放不下"):
        mark(w.build(w.body(w.paragraph(w.run("甲乙")))), (1, 1, 1), (1, 2, 2))


def test_limits_refuse_what_costs_too_much(fazhi: Any, tmp_path: Path) -> None:
    file = tmp_path / "稿.docx"
    shutil.copy(ROOT / "samples" / "town-fair.docx", file)
    assert fazhi("annotate", file, "--max-size", "9", "--max-expanded", "9").status == 0
    file.write_bytes(file.read_bytes() + b"\0" * 1_100_000)
    done = fazhi("annotate", file, "--max-size", "1", "--overwrite")
    assert done.status == 2
    assert "MB" in done.err
