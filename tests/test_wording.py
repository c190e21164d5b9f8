"""The word lists of the comparison, and files of a county's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_lint.copies import load_wording
from fazhi_lint.copies.wording import CONCRETE, NAME_PARTS, PRESCRIBED, SAME_WORDS, VARIED
from fazhi_lint.errors import RuleError

HEAD = "lexicons:\n  prescribed-county:\n    title: 本县\n    source: 通知\n"


def test_every_list_is_used() -> None:
    assert {n for n in load_wording() if not n.startswith(PRESCRIBED)} == {SAME_WORDS, VARIED, NAME_PARTS, CONCRETE}


def test_it_is_kept_between_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_LINT_CACHE", str(tmp_path))
    load_wording.cache_clear()
    load_wording()
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert kept
    load_wording.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr("fazhi_lint.copies.wording._compile", lambda files: pytest.fail("compiled again"))
        load_wording()


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("lexicons:\n  my-list:\n    title: 甲\n    source: 乙\n    words: [丙]\n", "须以 prescribed- 开头", 2),
        (f"{HEAD}    words: [甲]\n  prescribed-form:\n    title: 甲\n    source: 乙\n    words: [丙]\n", "已有同名的", 6),
        (f"{HEAD}    patterns: ['甲(']\n", "prescribed-county", 2),
        (f"{HEAD}    patterns: ['甲\\b']\n", "没有词边界", 5),
        (f"{HEAD}    wrods: [甲]\n", "wrods", 5),
        ("lexicons: [\n", "不是正确的 YAML", 2),
        ("id: a-rule\n", "", None),
        ("", "", None),
    ],
)
def test_a_wrong_file_is_named_with_its_line(text: str, said: str, line: int | None, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleError) as error:
        load_wording((str(file),))
    assert said in error.value.message
    assert str(error.value.path).startswith(str(file))
    if line is not None:
        assert str(line) in f"{error.value.path}:{error.value.line}".removeprefix(str(file))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(RuleError) as error:
        load_wording(("/no/such/file.yaml",))
    assert (error.value.message, error.value.path) == ("词表文件不存在，或没有读取权限。", "/no/such/file.yaml")
