"""Files are checked, rendered and written one after another: memory does not grow with their number, nothing is half done."""

from __future__ import annotations

import gc
import json
import os
import shutil
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from fazhi_lint import pipeline, workers
from fazhi_lint.cli_output import Target, deliver
from fazhi_lint.errors import ConfigError
from fazhi_lint.examples import load_tried
from fazhi_lint.finding import FileResult, Finding, Run
from fazhi_lint.formatters import FORMATTERS
from fazhi_lint.formatters.base import Style

Program = Callable[..., Any]
ALL = Style(passes=True, statistics=True)
SHOWN = [form for form in FORMATTERS if not FORMATTERS[form].binary]


@pytest.fixture
def folder(report: Path) -> Path:
    """A folder with three reports and three files of other kinds."""
    for name in ("a.txt", "b.md"):
        shutil.copy(report, report.with_name(name))
    report.with_name("空.txt").write_bytes(b"")
    report.with_name("菜谱.txt").write_text("红烧肉\n", "utf-8")
    report.with_name("怪.txt").write_text("二○二五年，\u2028“\\n\x1b”\n", "utf-8")
    return report.parent


def results(made: list[str]) -> Iterator[FileResult]:
    """Three files, each written down when it is made."""
    for name in ("一", "二", "三"):
        made.append(name)
        yield FileResult(name, "checked", findings=(Finding("some-rule", "error", 1, 1, 1, 2, "有错。", "错"),))


@pytest.mark.parametrize("form", [form for form in FORMATTERS if form not in ("html", "xlsx")])
def test_a_piece_is_there_before_the_next_file_is_made(form: str) -> None:
    made: list[str] = []
    run = Run("0", "core", (), "", results(made))
    shown = ""
    for piece in FORMATTERS[form].render(run, ALL):
        shown += unquote(piece)
        assert [name for name in made if name in shown] == made
    assert made == ["一", "二", "三"]
    assert run.tally.counts == {"files": 3, "unreadable": 0, "error": 3, "warning": 0, "info": 0}
    assert run.tally.rules == {"some-rule": 3}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_in_pieces_is_json_in_one(count: int) -> None:
    pieces = "".join(FORMATTERS["json"].render(Run("0", "core", (), "", list(results([]))[:count]), ALL))
    document = json.loads(pieces)
    assert pieces == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    assert (len(document["files"]), document["summary"]["files"]) == (count, count)


def test_json_of_all_kinds_of_files(fazhi: Program, folder: Path) -> None:
    out = fazhi("check", folder, "--format", "json").out
    document = json.loads(out)
    assert out == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    assert tuple(document) == ("schema_version", "tool", "ruleset", "files", "summary")
    assert document["summary"]["files"] == len(document["files"]) == 6


@pytest.mark.parametrize("form", SHOWN)
def test_the_file_holds_what_the_screen_shows(fazhi: Program, folder: Path, tmp_path_factory: Any, form: str) -> None:
    target = tmp_path_factory.mktemp("out") / "结果"
    shown = fazhi("check", folder, "--format", form, "--show-passes", "--statistics")
    done = fazhi("check", folder, "--format", form, "--show-passes", "--statistics", "--output", target)
    assert (done.status, done.out, done.err) == (shown.status, "", shown.err)
    assert done.status == 2
    assert target.read_bytes().decode("utf-8") == shown.out


@pytest.mark.parametrize("forms", [*([form] for form in FORMATTERS), list(FORMATTERS)], ids="+".join)
def test_no_file_is_kept(
    fazhi: Program, report: Path, tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch, forms: list[str]
) -> None:
    out = tmp_path_factory.mktemp("out")
    for i in range(20):
        shutil.copy(report, report.with_name(f"{i}.txt"))
    real = pipeline.parse
    sources: list[weakref.ref[Any]] = []
    alive: list[int] = []

    def noted(source: Any, *rest: Any) -> Any:
        gc.collect()
        alive.append(sum(reference() is not None for reference in sources))
        sources.append(weakref.ref(source))
        return real(source, *rest)

    monkeypatch.setattr(pipeline, "parse", noted)
    options = [word for form in forms for word in ("--format", f"{form}={out / form}")]
    assert fazhi("check", report.parent, *options, "--statistics", "--no-cache").status == 1
    assert len(alive) == 21
    assert max(alive) <= workers._TOGETHER + 1


@pytest.mark.parametrize("form", SHOWN)
def test_nothing_to_check_writes_nothing(fazhi: Program, tmp_path: Path, form: str) -> None:
    empty = tmp_path / "空文件夹"
    empty.mkdir()
    target = tmp_path / "结果"
    for output in ((), ("--output", target)):
        done = fazhi("check", empty, "--format", form, *output)
        assert (done.status, done.out) == (2, "")
        assert "没有可以检查的文件" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["空文件夹"]


def test_only_a_refused_folder(fazhi: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.walk

    def walk(path: str, onerror: Callable[[OSError], None] | None = None) -> Iterator[Any]:
        if onerror is None:  # other folders than those of the reports
            return real(path)
        onerror(PermissionError(13, "Permission denied", path))
        return iter(())

    monkeypatch.setattr(pipeline.os, "walk", walk)
    done = fazhi("check", tmp_path, "--format", "json")
    assert done.status == 2
    assert [file["error"]["code"] for file in json.loads(done.out)["files"]] == ["permission"]


@pytest.mark.parametrize("form", FORMATTERS)
@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError, ValueError, OSError])
def test_what_breaks_off_leaves_the_old_files(tmp_path: Path, fault: type[BaseException], form: str) -> None:
    targets = [tmp_path / name for name in ("结果", "另一个")]
    targets[0].write_text("旧", "utf-8")

    def broken() -> Iterator[FileResult]:
        yield from results([])
        raise fault

    asked = [Target(form, str(targets[0])), Target("text", str(targets[1]))]
    with pytest.raises(fault):
        deliver(Run("0", "core", (), "", broken()), ALL, asked, print)
    assert targets[0].read_text("utf-8") == "旧"
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("length", [1, 100_000])
def test_a_full_device_is_said(length: int, tmp_path: Path) -> None:
    files = [FileResult("长" * length, "checked", findings=(Finding("r", "info", 1, 1, 1, 1, "m", ""),))]
    asked = [Target("concise", str(tmp_path / "结果")), Target("concise", "/dev/full")]
    with pytest.raises(ConfigError, match="写不进"):
        deliver(Run("0", "core", (), "", files), Style(), asked, print)
    assert list(tmp_path.iterdir()) == []


def test_formats_go_in_step() -> None:
    made: list[str] = []
    shown: list[str] = []
    asked = [Target("concise", None), Target("jsonl", None)]
    deliver(Run("0", "core", (), "", results(made)), Style(), asked, lambda piece: shown.append(f"{len(made)} {piece[:14]}"))
    assert [line[:14] for line in shown] == [
        *("1 一:1:1: 必改 so", '1 {"type": "ru', '1 {"type": "fi'),
        *("2 二:1:1: 必改 so", '2 {"type": "fi'),
        *("3 三:1:1: 必改 so", '3 {"type": "fi'),
        *("3 共 3 处：必改 3 处", '3 {"type": "su'),
    ]


def test_a_later_file_that_is_the_output_is_not_written_over(fazhi: Program, folder: Path) -> None:
    last = folder / "菜谱.txt"
    for target in (last, folder / "." / last.name):
        done = fazhi("check", folder, "--output", target)
        assert (done.status, done.out) == (2, "")
        assert "覆盖" in done.err
    assert last.read_text("utf-8") == "红烧肉\n"
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_standard_input_under_the_name_of_the_output(fazhi: Program, report: Path) -> None:
    before = report.read_bytes()
    done = fazhi("check", "-", "--stdin-filename", report, "--output", report, stdin=before)
    assert done.status == 2
    assert "覆盖" in done.err
    assert report.read_bytes() == before


def test_a_checked_report_goes_without_being_collected() -> None:
    """What is worked out of a report holds itself in no circle: collecting such circles took a tenth of the time."""
    samples = [str(file) for file in sorted((Path(__file__).parent.parent / "samples").glob("*.txt"))]
    ruleset = load_tried()
    options = pipeline.Options("submission", None, None, False)
    pipeline.check_file(samples[0], ruleset, options)  # what is made once for all of them
    gc.collect()
    gc.disable()
    try:
        for sample in samples:
            assert pipeline.check_file(sample, ruleset, options).status == "checked"
        assert gc.collect() == 0
    finally:
        gc.enable()
