"""A round as the reviewer sees it: who has handed in, what is doubtful, what changed; nothing stops it and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import counties
import pytest
from counties import MENDED, OLD, UNITS, put, report

from fazhi_lint.county import executors, run
from fazhi_lint.county.filing import Filing
from fazhi_lint.county.ledger import Ledger
from fazhi_lint.county.ledger.standing import standings, unmatched

Fazhi = Callable[..., Any]


@pytest.fixture
def desk(fazhi: Fazhi, tmp_path: Path) -> Callable[..., Any]:
    """Runs `county` over a county of five towns, four of which have handed in."""
    folder, roster = counties.make(tmp_path)
    (folder / "桐岭乡报告.txt").unlink()

    def run(*args: str | Path) -> Any:
        return fazhi("county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-copies", *args)

    return run


def states(folder: Path, number: int = 1) -> dict[str, str]:
    with Ledger(str(folder / "out" / "ledger.sqlite")) as ledger:
        return {standing.unit.name: standing.state for standing in standings(ledger, number)}


def changes(folder: Path, unit: str, number: int) -> list[tuple[str, str]]:
    with Ledger(str(folder / "out" / "ledger.sqlite")) as ledger:
        [standing] = standings(ledger, number, [unit])
    return [(noted.finding.rule, noted.change) for noted in standing.noted]


def test_who_has_handed_in(desk: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "in" / "白石乡报告.txt", report("白石乡"), OLD + 86_400 * 30)
    done = desk("--deadline", "2023-11-20")
    assert done.status == 1
    assert done.err == ""
    assert done.out.startswith(
        "第 1 轮：名册上 5 个单位，按时 3、迟交 1、未交 1，截止 2023 年 11 月 20 日。\n收到 4 个文件。\n"
    )
    assert "未交（1）：\n  桐岭乡\n迟交（1）：\n  白石乡：白石乡报告.txt，2023 年 12 月" in done.out
    assert "问题：必改 16 处" in done.out
    assert states(tmp_path) == {**dict.fromkeys(UNITS, "in-time"), "白石乡": "late", "桐岭乡": "missing"}


def test_a_units_own_deadline_goes_over_that_of_the_round(desk: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_text("单位,截止\n白石乡,2023-12-1\n松溪乡,\n", "utf-8")
    desk("--deadline", "2023-11-1")
    assert states(tmp_path) == {"白石乡": "in-time", "松溪乡": "late"}


def test_what_is_doubtful_is_told(desk: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder / "白石乡报告（改）.txt", report("白石乡", MENDED), OLD + 60)
    put(folder / "甲.txt", report("白沙乡"))
    put(folder / "乙.txt", report("松溪乡").replace("岚坳县松溪乡人民政府", "岚坳县云坪乡人民政府"))
    put(folder / "丙.txt", "关于召开会议的通知\n请各单位准时参加。\n")
    put(folder / "~$白石乡.docx", "")
    put(folder / ".DS_Store", "")
    put(folder / "照片.jpg", "")
    (folder / "桐岭乡.txt").write_bytes(b"\xff\xfe\x00\xd8\x00")
    done = desk()
    assert done.status == 2
    for words in (
        "交了几份（1）：\n  白石乡：算 白石乡报告（改）.txt；另有 白石乡报告.txt",
        "对不上单位（1）：\n  甲.txt：文中写的是“白沙乡”，名册里没有",
        "几个单位都像（1）：\n  乙.txt：云坪乡、松溪乡",
        "不是报告（1）：\n  丙.txt：不像年度报告",
        "打不开（1）：\n  桐岭乡：桐岭乡.txt：",
        "没有读（2）：\n  ~$白石乡.docx：Word 临时文件\n  照片.jpg：不是报告的格式",
    ):
        assert words in done.out
    assert "DS_Store" not in done.out
    assert states(tmp_path)["桐岭乡"] == "unusable"
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as ledger:
        assert [one.path for one in unmatched(ledger, 1)] == ["丙.txt", "乙.txt", "甲.txt"]


def test_what_is_new_still_open_and_mended(desk: Callable[..., Any], tmp_path: Path) -> None:
    desk()
    assert {change for _, change in changes(tmp_path, "白石乡", 1)} == {"new"}
    put(
        tmp_path / "in" / "白石乡报告.txt",
        report("白石乡", MENDED, ("2024年法治政府建设工作计划", "2025年法治政府建设工作计划，请审阅XX")),
    )
    (tmp_path / "in" / "松溪乡报告.txt").unlink()
    done = desk("--round", "2")
    assert done.out.startswith("第 2 轮：名册上 5 个单位，按时 1、本轮未再交 3、未交 1。")
    now = changes(tmp_path, "白石乡", 2)
    assert ("confused-term", "fixed") in now
    assert ("plan-year-mismatch", "fixed") in now
    assert ("placeholder", "new") in now
    assert ("shortcoming-cause", "open") in now
    assert {change for _, change in changes(tmp_path, "松溪乡", 2)} == {"open"}
    assert {change for _, change in changes(tmp_path, "白石乡", 1)} == {"new"}, "the first round stays as it was"


def test_the_second_run_checks_nothing_anew(desk: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk()
    checked: list[str] = []
    real = executors.check_many

    def noting(items: Any, check: Any, special: Any, jobs: Any) -> Any:
        for item in items:
            if isinstance(item, str):
                checked.append(item)
            yield from real([item], check, special, jobs)

    monkeypatch.setattr(executors, "check_many", noting)
    (tmp_path / "in" / "白石乡报告.txt").rename(tmp_path / "in" / "改了名.txt")
    put(tmp_path / "in" / "松溪乡报告.txt", report("松溪乡", MENDED))
    next((tmp_path / "out" / "reports").glob("云坪乡-*.html")).unlink()
    done = desk()
    assert sorted(checked) == ["云坪乡报告.txt", "松溪乡报告.txt"]
    assert "收到 4 个文件，其中 2 个台账里已有，没有重查。" in done.out
    assert states(tmp_path) == {**dict.fromkeys(UNITS, "in-time"), "桐岭乡": "missing"}
    assert "交了几份" not in done.out


def test_other_rules_or_levels_are_checked_anew(desk: Callable[..., Any], tmp_path: Path) -> None:
    desk()
    assert "台账里已有" not in desk("--ignore", "wording").out
    (tmp_path / "名册.csv").write_text("单位,层级\n白石乡,街道\n松溪乡,乡镇\n", "utf-8")
    assert "其中 1 个台账里已有" in desk().out, "松溪乡; the level of the others is another one now"


def test_files_that_are_gone_are_no_submissions(desk: Callable[..., Any], tmp_path: Path) -> None:
    desk()
    (tmp_path / "in" / "白石乡报告.txt").unlink()
    desk()
    assert states(tmp_path)["白石乡"] == "missing"


def test_own_files_are_no_reports(fazhi: Fazhi, tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, UNITS[:2])
    inside = folder / roster.with_suffix(".txt").name
    roster.rename(inside)
    for _ in range(2):
        done = fazhi("county", folder, "--roster", inside, "--output", folder / "out", "--jobs", "1")
        assert "收到 2 个文件" in done.out
        assert f"没有读（1）：\n  {inside.name}：本程序或台账的文件" in done.out


def test_what_a_report_says_to_silence_the_county_is_not_heard(desk: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in" / "fazhi-lint.yaml").write_text("ignore: [wording, shortcomings]\n", "utf-8")
    text = report("白石乡").replace("法制政府", "法制政府<!-- fazhi-lint: ignore confused-term 我们一直这样写 -->")
    put(tmp_path / "in" / "白石乡报告.txt", text)
    desk()
    rules = [rule for rule, _ in changes(tmp_path, "白石乡", 1)]
    assert "confused-term" in rules
    assert "shortcoming-cause" in rules


def test_a_stopped_run_is_gone_on_with(desk: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Filing.put

    def stopping(self: Any, examined: Any) -> Any:
        if examined.path.startswith("柳湾乡"):
            raise KeyboardInterrupt
        return real(self, examined)

    with monkeypatch.context() as patch:
        patch.setattr(Filing, "put", stopping)
        done = desk()
    assert (done.status, done.out) == (2, "")
    assert done.err.strip() == "已中断。"
    done = desk()
    assert done.status == 1
    assert "收到 4 个文件，其中 2 个台账里已有，没有重查。上一次没有做完，这次接着做完了。" in done.out
    assert "上一次" not in desk().out


@pytest.mark.skipif(os.name != "posix", reason="Windows 没有这些信号")
@pytest.mark.parametrize(("how", "jobs"), [("SIGKILL", "1"), ("SIGKILL", "2"), ("SIGINT", "1"), ("SIGINT", "2")])
def test_a_killed_run_is_gone_on_with(tmp_path: Path, how: str, jobs: str) -> None:
    units = [f"{first}{second}乡" for first in "白松云柳桐枫槐梅" for second in "石溪坪湾岭坡垭口坝沟"]
    folder, roster = counties.make(tmp_path, units)
    command = [sys.executable, "-m", "fazhi_lint", "county", folder, "--roster", roster, "--output", tmp_path / "out"]
    command = [*map(str, command), "--jobs", jobs, "--no-letters", "--no-copies"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    reports = tmp_path / "out" / "reports"
    for _ in range(1500):
        if reports.exists() and len(list(reports.glob("*.html"))) >= 10:
            break
        time.sleep(0.02)
    process.send_signal(signal.Signals[how])
    _, said = process.communicate(timeout=60)
    if how == "SIGINT":
        assert (process.returncode, said.strip()) == (2, "已中断。")
    there = len(list(reports.glob("*.html")))
    assert 10 <= there < len(units)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stderr
    assert f"收到 {len(units)} 个文件" in done.stdout
    if how == "SIGINT":
        # Workers write pages; of those that had not yet been recorded there are no more than were on their way.
        [known] = re.findall("其中 ([0-9]+) 个台账里已有", done.stdout)
        assert there - 8 * int(jobs) - 1 <= int(known) <= there
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as ledger:
        found = list(standings(ledger, 1))
    assert [standing.state for standing in found] == ["in-time"] * len(units)
    assert {len(standing.noted) for standing in found} == {len(found[0].noted)}
    assert len(list(reports.glob("*.html"))) == len(units)


def test_several_processes_give_the_same(fazhi: Fazhi, tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path)
    put(folder / "坏.txt", "\0\0")
    found = []
    for jobs in ("1", "2"):
        done = fazhi("county", folder, "--roster", roster, "--output", tmp_path / jobs, "--jobs", jobs)
        found.append(done.out.replace(str(tmp_path / jobs), ""))
        with Ledger(str(tmp_path / jobs / "ledger.sqlite")) as ledger:
            found.append(list(standings(ledger, 1)))
        found.append(sorted(str(path.relative_to(tmp_path / jobs)) for path in (tmp_path / jobs).rglob("*.*")))
    assert found[0] == found[3]
    assert found[1] == found[4]
    assert found[2] == found[5]


def test_a_bad_page_of_rules_is_told_before_anything_is_written(desk: Callable[..., Any], tmp_path: Path) -> None:
    for wrong, said in (
        (("--select", "没有"), "没有规则或分组"),
        (("--scoring", tmp_path / "没有.yaml"), "评分办法的文件不存在"),
        (("--deadline", "明天"), "不是日期"),
        (("--round", "0"), "--round"),
        (("--ledger", "mysql://x/y"), "不认识这种数据库"),
    ):
        done = desk(*wrong)
        assert (done.status, done.out) == (2, "")
        assert said in done.err
        assert not (tmp_path / "out").exists()


def test_without_a_roster_it_says_so(fazhi: Fazhi, tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path)
    done = fazhi("county", folder, "--output", tmp_path / "out")
    assert done.status == 2
    assert "台账里还没有名册；第一次要写上名册" in done.err
    assert fazhi("county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1").status == 1
    assert fazhi("county", folder, "--output", tmp_path / "out", "--jobs", "1").status == 1
    done = fazhi("county", tmp_path / "没有", "--output", tmp_path / "out")
    assert (done.status, done.err.strip()) == (2, f"错误：{tmp_path / '没有'}: 没有这个文件夹。")


def test_without_the_libraries_the_command_is_named(desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fazhi_lint.county.find_spec", lambda name: None)
    done = desk()
    assert done.status == 2
    assert 'python -m pip install "fazhi-lint[county]"' in done.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="权限对 root 和 Windows 不起作用")
def test_a_folder_that_may_not_be_entered_is_told(desk: Callable[..., Any], tmp_path: Path) -> None:
    closed = tmp_path / "in" / "不让进"
    closed.mkdir(mode=0)
    try:
        assert "没有读（1）：\n  不让进：没有权限进入的文件夹" in desk().out
    finally:
        closed.chmod(0o700)


def test_lookups_go_on_over_many_files(desk: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_TOGETHER", 2)
    assert "收到 4 个文件。" in desk().out
    assert "其中 4 个台账里已有" in desk().out


def rules_of(folder: Path, unit: str) -> dict[str, str]:
    with Ledger(str(folder / "out" / "ledger.sqlite")) as ledger:
        [standing] = standings(ledger, 1, [unit])
    return {noted.finding.rule: noted.finding.severity for noted in standing.noted}


def test_a_configuration_says_how_some_files_are_checked(desk: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "县.yaml"
    config.write_text(
        "ignore: [results]\nfiles:\n  - paths: ['白石乡*']\n    ignore: [confused-term]\n"
        "  - paths: ['in/松溪乡*']\n    severity: {confused-term: info}\n",
        "utf-8",
    )
    usual = desk("--ignore", "results").out
    done = desk("--config", config)
    assert done.err == ""
    assert "confused-term" not in rules_of(tmp_path, "白石乡")
    assert rules_of(tmp_path, "松溪乡")["confused-term"] == "info"
    assert rules_of(tmp_path, "云坪乡")["confused-term"] == "error"
    assert "其中 4 个台账里已有" in desk("--config", config).out, "each is known in the manner in which it was checked"
    config.write_text("ignore: [results]\nfiles:\n  - paths: ['白石乡*']\n    ignore: [confused-term]\n", "utf-8")
    assert "其中 4 个台账里已有" in desk("--config", config).out, "松溪乡 from the first run"
    assert rules_of(tmp_path, "松溪乡")["confused-term"] == "error"
    assert "必改 16 处" in usual
    config.write_text("files:\n  - paths: ['别的*']\n    ignore: [没有的规则]\n", "utf-8")
    done = desk("--config", config)
    assert (done.status, done.out) == (2, "")
    assert f"{config}:3: 没有规则或分组“没有的规则”" in done.err


def test_the_level_of_the_configuration_is_that_of_units_without_one(desk: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "县.yaml"
    config.write_text("level: county\n", "utf-8")
    (tmp_path / "名册.csv").write_text("单位,层级\n白石乡,\n松溪乡,乡镇\n", "utf-8")
    desk("--config", config)
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as ledger:
        found = [standing.submission.report for standing in standings(ledger, 1) if standing.submission]
    assert [report and report["level"] for report in found] == ["county", "township"]


def test_what_the_desk_does_not_hear_is_told(desk: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "县.yaml"
    (tmp_path / "豁免.yaml").write_text("waivers: []\n", "utf-8")
    config.write_text("fail-on: never\nwaivers: 豁免.yaml\n", "utf-8")
    done = desk("--config", config)
    assert done.status == 1
    assert done.err == "注意：配置里的 fail-on、waivers 在审核台不起作用：这里不认豁免和基线，有必改的问题退出码就是 1。\n"


def test_the_roster_says_when_reports_were_received(desk: Callable[..., Any], tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text(
        "单位,收到日期\n白石乡,2023-11-25\n松溪乡,2023-11-20\n云坪乡,2023-11-20 18:00\n柳湾乡,\n桐岭乡,2023-11-18\n", "utf-8"
    )
    done = desk("--deadline", "2023-11-20 17:30")
    assert states(tmp_path) == {
        "白石乡": "late", "松溪乡": "in-time", "云坪乡": "late", "柳湾乡": "in-time", "桐岭乡": "missing"
    }  # fmt: skip
    assert "白石乡：白石乡报告.txt，2023 年 11 月 25 日 收到" in done.out
    assert "桐岭乡：名册上写着 2023 年 11 月 18 日 收到，但没有找到它的文件" in done.out
    put(tmp_path / "in" / "云坪乡报告.txt", report("云坪乡", MENDED))
    desk("--round", "2", "--deadline", "2023-11-20 17:30")
    assert states(tmp_path, 2)["云坪乡"] == "in-time", "the date is that of the first round"
    roster.write_text("单位,收到日期\n云坪乡,2023年12月1日\n", "utf-8")
    desk("--deadline", "2023-11-20 17:30")
    assert states(tmp_path, 2) == {"云坪乡": "late"}
    roster.write_text("单位\n云坪乡\n", "utf-8")
    desk()
    assert states(tmp_path, 2) == {"云坪乡": "in-time"}
    roster.write_text("单位,收到日期\n云坪乡,昨天\n", "utf-8")
    assert "名册.csv:2: 收到日期“昨天”不是日期" in desk().err
