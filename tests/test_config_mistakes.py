"""Mistakes in files that lie beside reports: one plain sentence with file and line, exit status 2, nothing half done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import regex

Run = Callable[..., Any]
ENGLISH = regex.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests begin in a folder of their own."""
    monkeypatch.chdir(tmp_path)


CONFIGS = [
    ("- profile: draft\n", "1", "却是一个列表"),
    ("草稿\n", "1", "却是一段文字"),
    ("profile: draft\nselct: [dates]\n", "2", "是不是“select”"),
    ("select: [dates]\nignore: [wordng]\n", "2", "没有规则或分组“wordng”（是不是“wording”？）"),
    ("select:\n  - dates\n  - no-such-rule\n", "3", "no-such-rule"),
    ("select: dates\n", "1", "应写成列表，如 [dates]"),
    ("select: []\n", "1", "项数太少"),
    ("profile: secret\n", "1", "没有报送场景“secret”；可用的有 draft"),
    ("level: village\n", "1", "没有层级“village”"),
    ("fail-on: fatal\n", "1", "不在可用的值之中"),
    ("severity:\n  late-report: bad\n", "2", "可用的有 error、warning、info、off"),
    ("severity:\n  late-reprot: error\n", "2", "late-report"),
    ("parameters:\n  late-report: {years: 2}\n", "2", "不能在配置里改"),
    ("parameters:\n  late-report: {month: 13}\n", "2", "数太大"),
    ("parameters:\n  late-report: {month: 一月}\n", "2", "应写成整数"),
    ("parameters:\n  late-report: {month: true}\n", "2", "应写成整数"),
    ("parameters:\n  no-such-rule: {month: 1}\n", "2", "没有规则“no-such-rule”"),
    ("parameters:\n  confused-term: {min: 1}\n", "2", "没有可以改的参数"),
    ("lexicons:\n  no-such-words: {words: [词]}\n", "2", "没有词表“no-such-words”"),
    ("lexicons:\n  look-back:\n    words: ['法(制']\n", "3", "永远不会出现"),
    ("lexicons:\n  look-back:\n    patterns: ['法制[']\n", "2", "方括号“[”没有配对"),
    ("lexicons:\n  look-back: {wrds: [词]}\n", "2", "是不是“words”"),
    ("rules: [没有]\n", "1", "没有这个规则文件或文件夹：没有"),
    ("extends: 没有\n", "1", "找不到引用的“没有”"),
    ("extends:\n  - 空的\n", "2", "引用的文件夹“空的”里没有 fazhi-lint.yaml"),
    ("extends: json\n", "1", "引用的 Python 包“json”里没有 fazhi-lint.yaml"),
    ("extends: fazhi-lint.yaml\n", "1", "没有尽头：fazhi-lint.yaml → fazhi-lint.yaml"),
    ("files:\n  - profile: draft\n", "2", "缺少“paths”"),
    ("files:\n  - {paths: ['不存在的/**'], select: [nothing]}\n", "2", "没有规则或分组“nothing”"),
    ("waivers: 没有.yaml\n", "1", "没有这个文件：没有.yaml"),
    ("profile: [draft\n", "2", "方括号没有配对"),
    ("profile: draft\nprofile: draft\n", "2", "写了两次"),
    ("profile:\n", "1", "冒号后面没有内容"),
]


@pytest.mark.parametrize(("text", "line", "said"), CONFIGS, ids=lambda value: value[:30] if "\n" in value else "")
@pytest.mark.parametrize("command", ["check", "config show", "baseline write"])
def test_a_wrong_configuration(fazhi: Run, report: Path, command: str, text: str, line: str, said: str) -> None:
    Path("空的").mkdir()
    Path("fazhi-lint.yaml").write_text(text, "utf-8")
    done = fazhi(*command.split(), report)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"错误：fazhi-lint.yaml:{line}: "), done.err
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not ENGLISH.search(done.err.replace("fazhi-lint rules list", "")), done.err
    assert sorted(path.name for path in Path().iterdir()) == ["fazhi-lint.yaml", "报告.txt", "空的"]


def test_a_circle_of_three(fazhi: Run, report: Path) -> None:
    for name, other in (("fazhi-lint.yaml", "二.yaml"), ("二.yaml", "三.yaml"), ("三.yaml", "二.yaml")):
        Path(name).write_text(f"extends: {other}\n", "utf-8")
    done = fazhi("check", report)
    assert done.status == 2
    assert "三.yaml:1: 配置互相引用，没有尽头：" in done.err
    assert "二.yaml → 三.yaml → 二.yaml" in done.err


def test_bytes_that_are_no_text_and_files_that_are_not_there(fazhi: Run, report: Path) -> None:
    Path("fazhi-lint.yaml").write_bytes("profile: 草稿".encode("gbk"))
    assert "fazhi-lint.yaml: 文件须是 UTF-8 编码" in fazhi("check", report).err
    Path("fazhi-lint.yaml").unlink()
    done = fazhi("check", report, "--config", "没有.yaml")
    assert (done.status, done.err) == (2, "错误：没有.yaml: 文件不存在，或没有读取权限。\n")
    assert fazhi("check", report, "--config", ".").status == 2


def test_a_wrong_configuration_further_down_stops_no_other_file(fazhi: Run, report: Path) -> None:
    for name in ("甲", "乙"):
        Path(name).mkdir()
        Path(name, "a.txt").write_bytes(report.read_bytes())
    Path("乙", "fazhi-lint.yaml").write_text("profil: draft\n", "utf-8")
    done = fazhi("check", ".", "--format", "json")
    assert done.status == 2
    by_path = {Path(file["path"]).as_posix(): file for file in json.loads(done.out)["files"]}
    assert {path: file["status"] for path, file in by_path.items()} == {
        "./报告.txt".removeprefix("./"): "checked",
        "甲/a.txt": "checked",
        "乙/a.txt": "unreadable",
    }
    error = by_path["乙/a.txt"]["error"]
    assert error["code"] == "config"
    assert f"{Path('乙', 'fazhi-lint.yaml')}:1: 不认识的键“profil”" in error["message"]
    assert fazhi("check", "乙").status == 2
    assert "乙" in fazhi("check", "乙").err


WAIVERS = [
    ("- rule: confused-term\n", "1", "却是一个列表"),
    ("waivers:\n  - {rule: confused-term, file: a.txt}\n", "2", "没有写理由"),
    ("waivers:\n  - rule: confused-term\n    reason: ' '\n", "3", "没有写理由"),
    ("waivers:\n  - rule: confused-term\n    reason:\n", "3", "没有写理由"),
    ("waivers:\n  - {reason: 有理由}\n", "2", "缺少“fingerprint”“rule”"),
    ("waivers:\n  - rule: confused-trem\n    reason: 有\n", "2", "是不是“confused-term”"),
    ("waivers:\n  - fingerprint: abc\n    reason: 有\n", "2", "指纹是 16 位"),
    ("waivers:\n  - rule: confused-term\n    reason: 有\n    until: 2026-02-30\n", "4", ""),
    ("waivers:\n  - rule: confused-term\n    reason: 有\n    until: '2026-02-30'\n", "4", "日历上没有这一天"),
    ("waivers:\n  - rule: confused-term\n    reason: 有\n    until: 明年\n", "4", "日期应写成 2026-12-31 这样"),
    ("waivers:\n  - fingerprint: '0123456789abcdef'\n    words: 词\n    reason: 有\n", "3", "words 只能和 rule 一起写"),
    ("waivers:\n  - rule: confused-term\n    reson: 有\n", "3", "是不是“reason”"),
    ("", "1", "缺少“waivers”"),
]


@pytest.mark.parametrize(("text", "line", "said"), WAIVERS, ids=range(len(WAIVERS)))
def test_wrong_waivers(fazhi: Run, report: Path, text: str, line: str, said: str) -> None:
    Path("fazhi-lint-waivers.yaml").write_text(text, "utf-8")
    done = fazhi("check", report)
    assert (done.status, done.out) == (2, "")
    assert regex.match(rf"错误：fazhi-lint-waivers.yaml:{line}: |错误：fazhi-lint-waivers.yaml: ", done.err), done.err
    assert said in done.err
    assert done.err.count("\n") == 1
    assert fazhi("check", report, "--no-waivers").status == 1


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"3", b'{"files": {"a": 3}}', b'{"version": 9, "files": {}}', b"\xff\xfe\x00"]
)
def test_what_is_no_baseline(fazhi: Run, report: Path, data: bytes) -> None:
    Path("b.json").write_bytes(data)
    for args in (("check",), ("baseline", "write"), ("baseline", "prune")):
        done = fazhi(*args, report, "--baseline", "b.json")
        assert (done.status, done.out) == (2, ""), args
        assert done.err.startswith("错误：b.json")
        assert "基线" in done.err
        assert Path("b.json").read_bytes() == data


def test_a_baseline_that_is_not_there(fazhi: Run, report: Path) -> None:
    done = fazhi("check", report, "--baseline", "没有.json")
    assert (done.status, done.out) == (2, "")
    assert "没有.json: 基线文件不存在" in done.err
    assert fazhi("baseline", "write", report, "--baseline", Path("没有", "b.json")).status == 2
    assert fazhi("baseline", "prune", report).status == 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("no-such-rule", "没有规则或分组“no-such-rule”"),
        ("./没有.txt", "清单不存在"),
        ("./必查.txt", "必查.txt:2: "),
        (",", "没有写"),
    ],
)
def test_wrong_mandatory_rules(fazhi: Run, report: Path, names: str, said: str) -> None:
    Path("必查.txt").write_text("dates  # 日期\nno-such\n", "utf-8")
    done = fazhi("check", report, "--mandatory", names)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
