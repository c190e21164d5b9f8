"""`check --fix`, `--unsafe-fixes` and `--diff`: what is written, what is said, and what is never touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi_lint import cli_fix

Run = Callable[..., Any]
ROOT = Path(__file__).resolve().parent.parent
WORDS = "扎实推进法制政府建设,培训8次；办案5件；好，好。\n"
MENDED = "扎实推进法制政府建设，培训8次；办案5件；好，好。\n"
ALL = "扎实推进法治政府建设，培训8次；办案5件；好，好。\n"
ONLY = ("--force", "--select", "wording", "--format", "concise")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "甲镇 报告.txt"
    path.write_text(WORDS, "utf-8")
    return path


def test_safe_fixes_are_written_and_the_rest_reported(fazhi: Run, file: Path) -> None:
    done = fazhi("check", file, "--fix", *ONLY)
    assert file.read_text("utf-8") == MENDED
    assert done.status == 1
    assert "confused-term" in done.out
    assert "half-width-punctuation" not in done.out
    assert done.err == f"已改：{file}：1 处（half-width-punctuation 1）\n"
    again = fazhi("check", file, "--fix", *ONLY)
    assert again.err == ""
    assert again.out == done.out


def test_unsafe_fixes(fazhi: Run, file: Path) -> None:
    done = fazhi("check", file, "--fix", "--unsafe-fixes", *ONLY)
    assert file.read_text("utf-8") == ALL
    assert done.status == 0
    assert "2 处（confused-term 1、half-width-punctuation 1）" in done.err


def test_nothing_is_written_unasked(fazhi: Run, file: Path) -> None:
    for words in ((), ("--diff",), ("--diff", "--unsafe-fixes")):
        fazhi("check", file, "--force", *words)
        assert file.read_text("utf-8") == WORDS


def test_diff(fazhi: Run, file: Path) -> None:
    done = fazhi("check", file, "--diff", "--force")
    assert done.status == 1
    assert done.out == f"--- {file}\n+++ {file}\n@@ -1,2 +1,2 @@\n-{WORDS}+{MENDED} \n"
    assert done.err == "会改 1 个文件，1 处（half-width-punctuation 1）；没有写文件，要改请用 --fix。\n"
    assert f"+{ALL}" in fazhi("check", file, "--diff", "--unsafe-fixes", "--force").out
    fazhi("check", file, "--fix", "--force")
    done = fazhi("check", file, "--diff", "--force")
    assert (done.status, done.out, done.err) == (0, "", "没有能自动改的。\n")


def test_diff_of_a_file_that_cannot_be_read(fazhi: Run, file: Path) -> None:
    done = fazhi("check", file.parent / "没有.txt", file, "--diff", "--force")
    assert done.status == 2
    assert "没有.txt: 找不到这个文件" in done.err
    assert "+扎实" in done.out
    (file.parent / "空").mkdir()
    assert fazhi("check", file.parent / "空", "--diff").status == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unsafe-fixes",), "--unsafe-fixes 要和 --fix 或 --diff 一起写"),
        (("--diff", "--fix"), "不能和 --fix 一起写"),
        (("--diff", "--format", "json"), "不能和 --format 一起写"),
        (("--diff", "--output", "x"), "不能和 --output 一起写"),
        (("--diff", "--statistics"), "不能和 --statistics 一起写"),
        (("--diff", "--show-passes"), "不能和 --show-passes 一起写"),
    ],
)
def test_options_that_contradict(fazhi: Run, file: Path, words: tuple[str, ...], said: str) -> None:
    done = fazhi("check", file, *words)
    assert done.status == 2
    assert said in done.err
    assert file.read_text("utf-8") == WORDS


def test_rules_that_are_not_chosen_mend_nothing(fazhi: Run, file: Path) -> None:
    fazhi("check", file, "--fix", "--unsafe-fixes", "--force", "--ignore", "half-width-punctuation")
    assert file.read_text("utf-8") == WORDS.replace("法制", "法治")


def test_accepted_findings_are_not_mended(fazhi: Run, file: Path) -> None:
    note = "<!-- fazhi-lint: 忽略 half-width-punctuation 原文如此 -->"
    file.write_text(note + WORDS, "utf-8")
    fazhi("check", file, "--fix", "--force")
    assert file.read_text("utf-8") == note + WORDS
    fazhi("check", file, "--fix", "--force", "--no-waivers")
    assert file.read_text("utf-8") == note + MENDED


def test_the_baseline_is_not_mended_and_counted_once(fazhi: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    baseline = file.parent / "b.json"
    fazhi("baseline", "write", file.name, "--force", "--baseline", baseline)
    done = fazhi("check", file.name, "--fix", "--unsafe-fixes", "--force", "--baseline", baseline)
    assert file.read_text("utf-8") == WORDS
    assert done.err == ""


def test_configuration_is_followed(fazhi: Run, file: Path) -> None:
    (file.parent / "fazhi-lint.yaml").write_text("ignore: [half-width-punctuation]\n", "utf-8")
    fazhi("check", file, "--fix", "--force")
    assert file.read_text("utf-8") == WORDS
    fazhi("check", file, "--fix", "--force", "--no-config")
    assert file.read_text("utf-8") == MENDED


def test_standard_input_goes_to_standard_output(fazhi: Run) -> None:
    done = fazhi("check", "-", "--fix", *ONLY, stdin=WORDS.encode())
    assert done.status == 1
    assert done.out == MENDED
    assert done.err.startswith("-:1:5: 必改 confused-term")
    assert fazhi("check", "-", "--fix", *ONLY, stdin=MENDED.encode()).out == MENDED
    assert fazhi("check", "-", "--diff", "--force", stdin=WORDS.encode()).out.endswith(f"+{MENDED} \n")


@pytest.mark.parametrize("name", ["a.html", "a.pdf"])
def test_other_kinds_are_only_checked(fazhi: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    sample = next((ROOT / "samples").glob(f"*{file.suffix}"))
    file.write_bytes(sample.read_bytes())
    for word, status in (("--fix", 1), ("--diff", 0)):
        done = fazhi("check", file, word)
        assert done.status == status
        assert f"提示：{file}: 只有文本和 Word（docx）文件能自动修改" in done.err
        assert file.read_bytes() == sample.read_bytes()


def test_folders_and_several_processes(fazhi: Run, tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(WORDS, "utf-8")
    other = tmp_path / ".隐藏.txt"
    other.write_text(WORDS, "utf-8")
    done = fazhi("check", tmp_path, "--fix", "--force", "--jobs", "2")
    assert done.err.count("已改：") == 6
    assert "half-width-punctuation" not in done.out
    assert {path.read_text("utf-8") for path in tmp_path.glob("[0-9].txt")} == {MENDED}
    assert other.read_text("utf-8") == WORDS


def test_mode_and_links_are_kept_and_nothing_is_left_behind(fazhi: Run, file: Path) -> None:
    file.chmod(0o640)
    link = file.parent / "链接.txt"
    link.symlink_to(file)
    fazhi("check", link, "--fix", "--force")
    assert link.is_symlink()
    assert file.read_text("utf-8") == MENDED
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(file.parent)) == sorted([file.name, link.name])


def test_a_file_that_was_changed_meanwhile_is_not_written(fazhi: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mend = cli_fix.mend

    def slow(*args: Any) -> Any:
        file.write_text("别人写的。\n", "utf-8")
        return mend(*args)

    monkeypatch.setattr(cli_fix, "mend", slow)
    done = fazhi("check", file, "--fix", "--force")
    assert done.status == 2
    assert "检查期间这个文件被别的程序改过" in done.err
    assert file.read_text("utf-8") == "别人写的。\n"


def test_a_file_that_cannot_be_written(fazhi: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> None:
        raise OSError

    monkeypatch.setattr(cli_fix, "replace", full)
    other = file.parent / "乙.txt"
    other.write_text("好，好。\n", "utf-8")
    done = fazhi("check", file, other, "--fix", *ONLY)
    assert done.status == 2
    assert f"错误：{file}: 这个文件写不进去，没有改" in done.err
    assert "half-width-punctuation" in done.out
    assert file.read_text("utf-8") == WORDS


def test_an_unreadable_file_is_told_of_once(fazhi: Run, file: Path) -> None:
    file.write_bytes(b"")
    done = fazhi("check", file, "--fix")
    assert done.status == 2
    assert (done.out + done.err).count("文件是空的") == 1
    assert fazhi("check", file.parent / "没有.txt", "--fix").status == 2


def test_a_file_with_broken_bytes_is_reported_and_left(fazhi: Run, file: Path) -> None:
    data = WORDS.encode() * 9 + b"\xff\n"
    file.write_bytes(data)
    done = fazhi("check", file, "--fix", "--force")
    assert "没有改；请另存为 UTF-8 再改" in done.err
    assert "half-width-punctuation" in done.out
    assert file.read_bytes() == data
