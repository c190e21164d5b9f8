"""What a user's own rules are told: every mistake by file and line, in plain Chinese, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
import yaml

from fazhi_lint import yamlfile
from fazhi_lint.errors import RuleError
from fazhi_lint.examples import silent
from fazhi_lint.lexbuild import build
from fazhi_lint.plainly import yaml_problem
from fazhi_lint.reach import never_pattern, never_word
from fazhi_lint.ruleset import load

RULE = """\
id: no-rain
title: 没有写下雨
severity: warning
group: results
select: {node: role, roles: [achievements]}
check:
  contains: {lexicon: rain}
message: “{heading}”没有写到下雨。
suggestion: 写下雨。
why: 要写。
basis:
  - {document: 通知, confidence: verified}
examples:
  bad:
    - text: |
        一、主要举措和成效
        晴。
      lines: [1]
  good:
    - text: |
        一、主要举措和成效
        下雨。
status: stable
since: "1.0"
"""
WORDS = """\
lexicons:
  rain:
    title: 下雨
    source: 通知
    words: [下雨]
"""
ENGLISH = regex.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one rule and its word list."""
    (tmp_path / "no-rain.yaml").write_text(RULE, "utf-8")
    (tmp_path / "words.yaml").write_text(WORDS, "utf-8")
    return tmp_path


def change(file: Path, old: str, new: str) -> str:
    """Change a file, load its folder, and give what is said."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RuleError) as caught:
        load([str(file.parent)])
    assert regex.match(rf"{regex.escape(str(file))}:\d+: ", str(caught.value))
    return str(caught.value).removeprefix(f"{file}:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{heading}", "{heading:d}", "8: 花括号里只能写名称"),
        ("{heading}", "{heading!r}", "应写成“{heading}”"),
        ("{heading}", "{heading:{excerpt}}", "8: 花括号里只能写名称"),
        ("{heading}", "{heading.real}", "没有值可填"),
        ("select: {node: role, roles: [achievements]}", "select: raport", "5: “raport”不在可用的值之中（是不是“report”？）"),
        ("select: {node: role, roles: [achievements]}", "select: [raport]", "可用的有 acting、"),
        ("select: {node: role, roles: [achievements]}", "select:", "5: 冒号后面没有内容"),
        ("node: role,", "nod: role,", "不认识的键“nod”（是不是“node”？）"),
        ("[achievements]", "achievements", "应写成列表，如 [achievements]"),
        ("[achievements]", "[成效]", "没有部分“成效”；可用的有 achievements、"),
        ('since: "1.0"', "since: 1.0", '24: 请加引号，写成 "1.0"'),
        ('since: "1.0"', "since: 2024-01-01", '请加引号，写成 "2024-01-01"'),
        ("group: results", "group: 成效", "没有分组“成效”；可用的有 structure、"),
        ("group: results", "group: results\nlevels: [镇]", "没有层级“镇”；可用的有 county、"),
        ("group: results", "group: results\nlevels: county", "应写成列表，如 [county]"),
        ("group: results", "group: results\nprofiles: [draft]", "应写成“键: 值”"),
        ("why:", "fix: {title: 改}\nwhy:", "replace 换成什么文字，或者 signs"),
        ("why:", "fix: {title: 改, replace: 晴, signs: {晴: 雨}}\nwhy:", "写其中一项"),
        ("why:", "fix: {title: 改, part: 晴, signs: {晴: 雨}}\nwhy:", "要和 replace 一起写"),
        ("why:", "fix: {title: 改, replace: '{rihgt}'}\nwhy:", "“{rihgt}”没有值可填"),
        ("why:", "fix: {replace: 晴}\nwhy:", "缺少“title”"),
        ("why:", "fix: {title: 改, safe: 是, replace: 晴}\nwhy:", "应写成 true 或 false"),
        ("why:", "fix: {title: 改, signs: {}}\nwhy:", "不能为空"),
        ("why:", "fix: {title: 改, signs: {晴天: 雨}}\nwhy:", "10: "),
        ("      lines: [1]", "      lines: 1", "应写成列表，如 [1]"),
        ("      lines: [1]", "      level: 镇", "没有层级“镇”"),
        ("message: “{heading}”没有写到下雨。", "message: {heading}", "应写成文字；以花括号开头的，整个加上引号"),
        ("contains: {lexicon: rain}", "contains: {lexicon: rains}", "没有词表“rains”（是不是“rain”？）"),
        ("contains: {lexicon: rain}", "value: {of: year}", "缺少“equals”“is”“at-least”，须写其中一种"),
        ("contains: {lexicon: rain}", "count: {node: figures, roles: [成效]}", "没有部分“成效”；可用的有"),
    ],
)
def test_a_rule(own: Path, old: str, new: str, said: str) -> None:
    assert said in change(own / "no-rain.yaml", old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[下雨]", "['下雨(雪)']", "5: “下雨(雪)”里的“(”永远不会出现"),
        ("[下雨]", "[下雨, '雨:']", "请改成“：”"),
        ("[下雨]", "[１场]", "请改成“1”"),
        ("    words: [下雨]", "    entries:\n      - {words: [下雨]}\n      - {words: ['雨;']}", "7: “雨;”里的“;”永远不会出现"),
        ("words: [下雨]", "patterns: ['下雨[(]雪[)]']", "5: “下雨[(]雪[)]”里的“[(]”永远不会出现"),
        ("words: [下雨]", "patterns: ['责任单位:']", "里的“:”永远不会出现"),
        ("words: [下雨]", "patterns: ['(雨']", "不能使用：正则表达式左括号“(”没有配对的右括号"),
        ("words: [下雨]", "patterns: ['{rains}']", "引用了不存在的词表“rains”（是不是“rain”？）"),
        ("words: [下雨]", "words: 下雨", "应写成列表，如 [下雨]"),
        ("    words: [下雨]", "    note: 无", "不认识的键“note”"),
        ("    words: [下雨]\n", "", "缺少“words”“patterns”“entries”，须写其中一种"),
    ],
)
def test_a_word_list(own: Path, old: str, new: str, said: str) -> None:
    assert said in change(own / "words.yaml", old, new)


def test_a_level_of_a_word_that_does_not_exist(own: Path) -> None:
    (own / "words.yaml").write_text(WORDS.replace("words: [下雨]", "entries: [{words: [下雨], levels: [镇]}]"), "utf-8")
    with pytest.raises(RuleError, match="词表“rain”里写的层级“镇”不存在；可用的有 county、"):
        load([str(own)])


@pytest.mark.parametrize("words", ["words: [下雨]", "entries: [{words: [下雨], right: 晴}]"])
def test_a_word_without_what_the_check_must_know_of_it(own: Path, words: str) -> None:
    (own / "words.yaml").write_text(WORDS.replace("words: [下雨]", words), "utf-8")
    said = change(
        own / "no-rain.yaml",
        "contains: {lexicon: rain}",
        "current: {lexicon: rain, look-back: look-back, closing: closing}",
    )
    assert said.startswith("7: 词表“rain”的词须写在 entries 里，每一条都要有“until”")


@pytest.mark.parametrize("word", ["12:30", "1,000", "12,", "服务（站）", "问题：", "“1+N”", "A类"])
def test_words_that_can_be_found(word: str) -> None:
    assert never_word(word) is None


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            r"\d:\d",
            "单位[:：]",
            "[(（]一[)）]",
            "(?:;|；)",
            "(?!甲)乙",
            "(?<!甲)乙",
            "(?P<n>甲)乙{1,2}",
            "(?:甲)?乙",
            "(?#;)甲",
        ),
        *(r"\d位?:\d", "[^;]", "{figure}:{figure}", "<!-|<！-", r"[0-9]+:", r"\p{Han}{2,3}", "(?i:a)", "[:;]"),
    ],
)
def test_patterns_that_can_be_found(pattern: str) -> None:
    assert never_pattern(pattern) is None


@pytest.mark.parametrize("pattern", ["[(]", "单位:", ":单位", "[,]件", r"\s*;", "(?:甲)!", r"\(", "１次", "甲[:,]", r"\d;"])
def test_patterns_that_can_not(pattern: str) -> None:
    assert "永远不会出现" in str(never_pattern(pattern))


YAML_MISTAKES = {
    "a:\n\tb: 1": "缩进不能用制表符（Tab），请改成空格",
    "a:\n  - x\n\t- y": "缩进不能用制表符（Tab），请改成空格",
    "a: @x": "“@”不能放在值的开头",
    "a: %x": "“%”不能放在值的开头",
    "a: b: c": "值里有冒号的，整个加上单引号",
    "a: 1\n  b: 2": "同一级的键要左对齐",
    "a：b\nc: d": "第 1 行的键后面要用半角冒号加一个空格",
    "a:b\nc: d": "第 1 行的键后面要用半角冒号加一个空格",
    "a: 1\nb\nc: 2": "缺少“键: 值”里的冒号",
    "a: [1, 2\nb: 3": "方括号没有配对",
    "a: {b: 1\nc: 2": "花括号没有配对",
    "a: 'x\nb: 1": "引号没有配对",
    'a: "x\\q"': "请改用单引号",
    'a: "\\xZZ"': "请改用单引号",
    "- a\n- b\nb: 1": "列表里混进了别的内容",
    "a:\n  b: 1\n c: 2": "缩进没有对齐",
    "a: {heading}不对": "整个加上单引号",
    'a: "x" y': "整个加上单引号",
    "a: - b": "列表要另起一行写",
    "a: ]": "这里缺少值",
    "a: *x": "不支持",
    "a: *": "值不能以“*”",
    "a: &": "值不能以“*”“&”开头",
    "a: !foo x": "值不能以“!”开头",
    "a: !<": "值不能以“!”开头",
    "a: |x\n  k": "之后要换行再写文字",
    "%a\n": "一行不能以“%”开头",
    "a: 1\n---\nb: 2": "一个文件只能写一份内容",
    "? [a]\n: b": "键只能是一个词",
    "<<: 3": "不能用“<<”合并",
    "b: 1\na: \x01": "控制字符",
    "a: 2024-13-45": "日期、数字要加引号",
    "tag: 1\ntag: 2": "键“tag”写了两次",
}


@pytest.mark.parametrize("text", YAML_MISTAKES)
def test_yaml_mistakes_are_told_in_chinese(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        yamlfile.parse(text.encode(), "x.yaml")
    assert YAML_MISTAKES[text] in caught.value.message
    assert not ENGLISH.search(caught.value.message)


@pytest.mark.parametrize("text", [text for text in YAML_MISTAKES if not text.startswith("tag")])  # it takes a key twice
def test_so_are_those_of_the_loader_without_libyaml(text: str) -> None:
    with pytest.raises((yaml.YAMLError, ValueError)) as caught:
        yaml.load(text, Loader=yaml.SafeLoader)
    said = yaml_problem(caught.value, text)
    assert not ENGLISH.search(said)
    assert ("不能识别的值" in said) == text.startswith("a: 2024")


def test_a_control_character_is_told_with_its_line() -> None:
    with pytest.raises(RuleError) as caught:
        yamlfile.parse(b"b: 1\na: \x01", "x.yaml")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(雨", "左括号"),
        ("雨)", "右括号"),
        ("[雨", "方括号"),
        ("[]", "方括号"),
        ("*雨", "没有可以重复的内容"),
        ("雨**", "连写了两个重复符号"),
        ("雨{3,1}", "次数写反了"),
        ("雨\\", "末尾多了一个反斜杠"),
        (r"\y雨", "反斜杠后面的字母"),
        ("[9-0]", "范围写反"),
        (r"\p{Hanzi}", r"汉字是 \p{Han}"),
        ("(?P<1a>雨)", "组的名称"),
        ("(?P=x)", "组的名称"),
        ("(?~雨)", "“(?”后面的写法"),
    ],
)
def test_pattern_mistakes_are_told_in_chinese(pattern: str, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        build({"a": {"patterns": [pattern]}})
    assert said in caught.value.message
    assert not ENGLISH.search(caught.value.message)


def test_one_rule_is_loaded_with_the_word_lists_beside_it(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "other.yaml").write_text("- no rule\n", "utf-8")
    rule, words = str(own / "no-rain.yaml"), str(own / "words.yaml")
    monkeypatch.chdir(own)
    for extra in ([rule], ["no-rain.yaml"], [rule, words], [words, rule], [rule, rule]):
        ruleset, _ = load(extra)
        assert [r.id for r in ruleset.rules if r.extra] == ["no-rain"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("        晴。\n      lines: [1]\n", "        晴。\n      lines: [2]\n", "反例 1 应在第 2 行，却在第 1 行"),
        ("        晴。\n", "        没有下雨。\n", "反例 1 没有被发现"),
        ("        下雨。\n", "        晴。\n", "正例 1 被误报（第 1 行）"),
        ("  good:\n", "    - text: 一、主要举措和成效\n      lines: [7]\n  good:\n", "反例 2 "),
    ],
)
def test_a_rule_that_fails_one_of_its_examples_is_refused(own: Path, old: str, new: str, said: str) -> None:
    file = own / "no-rain.yaml"
    assert old in RULE
    file.write_text(RULE.replace(old, new, 1), "utf-8")
    ruleset, _ = load([str(file)])
    rule = next(rule for rule in ruleset.rules if rule.extra)
    assert said in str(silent(rule, ruleset))


def test_a_rule_that_passes_its_examples_may_be_used(own: Path) -> None:
    ruleset, _ = load([str(own)])
    assert [silent(rule, ruleset) for rule in ruleset.rules if rule.extra] == [None]
