"""Configuration: found above the report, put in order, said back; what the command line says goes over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_rule

from fazhi_lint.configschema import PROBLEMS, config_schema
from fazhi_lint.formatters import FORMATTERS
from fazhi_lint.yamlfile import parse

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests begin in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config(text: str, folder: str = ".", name: str = "fazhi-lint.yaml") -> Path:
    """Write a configuration file."""
    file = Path(folder) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def rules(fazhi: Run, *args: str | Path) -> set[str]:
    """The rules of the findings, all severities together."""
    out = fazhi("check", *args, "--format", "json").out
    return {finding["rule"] for file in json.loads(out)["files"] for finding in file["findings"]}


def severities(fazhi: Run, *args: str | Path) -> dict[str, str]:
    out = fazhi("check", *args, "--format", "json").out
    return {f["rule"]: f["severity"] for file in json.loads(out)["files"] for f in file["findings"]}


def test_select_and_ignore(fazhi: Run, report: Path) -> None:
    config("select: [shortcomings, confused-term]\nignore: [shortcoming-remedy]\n")
    assert rules(fazhi, report) == {"shortcoming-cause", "confused-term"}


def test_the_nearest_one_above_the_file_is_used(fazhi: Run, report: Path) -> None:
    config("select: [shortcoming-cause]\n")
    config("select: [confused-term]\n", "下级")
    inner = Path("下级", "更下级", "报告.txt")
    inner.parent.mkdir()
    inner.write_bytes(report.read_bytes())
    assert rules(fazhi, inner) == {"confused-term"}
    assert rules(fazhi, report) == {"shortcoming-cause"}
    files = json.loads(fazhi("check", ".", "--format", "json").out)["files"]
    assert [{f["rule"] for f in file["findings"]} for file in files] == [{"shortcoming-cause"}, {"confused-term"}]


def test_no_config_and_another_config(fazhi: Run, report: Path) -> None:
    config("select: [shortcoming-cause]\n")
    other = config("select: [confused-term]\n", "县里", "审核.yaml")
    assert rules(fazhi, report, "--config", other) == {"confused-term"}
    assert rules(fazhi, report, "--no-config") > {"shortcoming-cause", "confused-term"}


def test_standard_input_has_the_configuration_of_its_name(fazhi: Run, report: Path) -> None:
    config("select: [confused-term]\n", "下级")
    data = report.read_bytes()
    done = fazhi("check", "-", "--stdin-filename", Path("下级", "x.txt"), "--format", "json", stdin=data)
    assert {f["rule"] for f in json.loads(done.out)["files"][0]["findings"]} == {"confused-term"}
    assert "shortcoming-cause" in fazhi("check", "-", stdin=data).out


def test_the_command_line_goes_over_the_configuration(fazhi: Run, report: Path) -> None:
    config("select: [dates]\nignore: [confused-term]\nprofile: draft\nlevel: county\nfail-on: never\n")
    assert rules(fazhi, report, "--select", "confused-term") == {"confused-term"}
    assert rules(fazhi, report, "--select", "wording", "--ignore", "confused-term") == set()
    assert fazhi("check", report).status == 0
    assert fazhi("check", report, "--fail-on", "error").status == 1
    level = json.loads(fazhi("check", report, "--format", "json").out)["files"][0]["report"]["level"]
    assert level == "county"
    shown = json.loads(fazhi("check", report, "--format", "json", "--level", "auto").out)
    assert shown["files"][0]["report"]["level"] == "township"


def test_profile(fazhi: Run, tmp_path: Path) -> None:
    unsigned = tmp_path / "稿.txt"
    text = "盘溪镇2023年法治政府建设情况报告\n一、主要举措和成效\n组织学法4次。\n二、下一年度安排\n办好实事。\n"
    unsigned.write_text(text, "utf-8")
    assert rules(fazhi, unsigned) >= {"missing-signature", "missing-date"}
    config("profile: draft\n")
    assert not rules(fazhi, unsigned) & {"missing-signature", "missing-date"}
    assert rules(fazhi, unsigned, "--profile", "submission") >= {"missing-signature", "missing-date"}


def test_fail_on_is_that_of_each_file(fazhi: Run, report: Path) -> None:
    config("fail-on: never\n", "宽")
    Path("宽", "a.txt").write_bytes(report.read_bytes())
    assert fazhi("check", "宽").status == 0
    assert fazhi("check", "宽", report).status == 1


def test_severities_of_rules_and_groups(fazhi: Run, report: Path) -> None:
    config("severity: {wording: info, confused-term: warning, shortcoming-cause: 'off'}\n")
    found = severities(fazhi, report)
    assert found["confused-term"] == "warning"
    assert "shortcoming-cause" not in found
    config("severity:\n  wording: info\n  shortcoming-cause: warning\n  shortcomings: off\n")
    assert severities(fazhi, report)["confused-term"] == "info"
    assert severities(fazhi, report)["shortcoming-cause"] == "warning"


def test_a_severity_never_switches_on_what_a_profile_leaves_out(fazhi: Run, tmp_path: Path) -> None:
    late = tmp_path / "迟.txt"
    late.write_text("盘溪镇2023年法治政府建设情况报告\n一、主要举措和成效\n学法4次。\n盘溪镇人民政府\n2024年3月12日\n", "utf-8")
    config("severity: {late-report: error}\n")
    assert severities(fazhi, late)["late-report"] == "error"
    assert "late-report" not in severities(fazhi, late, "--profile", "draft")


def test_parameters(fazhi: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    lines = [
        "盘溪镇2023年法治政府建设情况报告",
        "一、主要举措和成效",
        "（一）学法。学法4次。",
        "（二）普法。普法12场，培训2期。",
    ]
    file.write_text("\n".join([*lines, "盘溪镇人民政府", "2024年2月12日"]) + "\n", "utf-8")
    assert not rules(fazhi, file) & {"late-report", "quantified-results"}
    config("parameters:\n  late-report: {month: 1, day: 31}\n  quantified-results: {min: 2}\n")
    out = json.loads(fazhi("check", file, "--format", "json").out)["files"][0]["findings"]
    by = {f["rule"]: f for f in out}
    assert "2024年1月31日" in by["late-report"]["message"]
    assert by["quantified-results"]["line"] == 3
    assert "只有 1 个量化结果，本地要求至少 2 个" in by["quantified-results"]["message"]


def test_every_parameter_has_an_effect(fazhi: Run) -> None:
    listed = json.loads(fazhi("rules", "list", "--format", "json").out)
    names = {(rule["id"], name) for rule in listed for name in rule["parameters"]}
    assert names == {
        ("late-report", "month"),
        ("late-report", "day"),
        ("quantified-results", "min"),
        ("duty-evidence", "min"),
        ("no-shortcomings", "min"),
    }
    text = (
        "盘溪镇2023年法治政府建设情况报告\n一、主要举措和成效\n（一）学法。学法4次。\n"
        "二、党政主要负责人履行推进法治建设第一责任人职责情况\n镇党委书记主持召开会议研究法治建设4次。\n"
        "三、存在的不足和原因\n（一）普法不够深入。原因是人手不足。\n盘溪镇人民政府\n2024年2月12日\n"
    )
    Path("a.txt").write_text(text, "utf-8")
    for rule, value in (("late-report", "{month: 1}"), *((rule, "{min: 9}") for rule, name in names if name == "min")):
        config("")
        assert rule not in rules(fazhi, "a.txt")
        config(f"parameters: {{{rule}: {value}}}\n")
        assert rule in rules(fazhi, "a.txt")
    config("parameters: {late-report: {month: 2, day: 11}}\n")
    assert "late-report" in rules(fazhi, "a.txt")
    config("parameters: {late-report: {month: 2, day: 12}}\n")
    assert "late-report" not in rules(fazhi, "a.txt")


def test_lexicon_additions(fazhi: Run, report: Path) -> None:
    assert "confused-term" in rules(fazhi, report)
    config("lexicons:\n  confused-terms:\n    except: [法制政府建设]\n")
    assert "confused-term" not in rules(fazhi, report)
    config("lexicons:\n  confused-terms:\n    entries:\n      - {words: [依法行政水平], right: 依法行政能力, note: 试验}\n")
    out = fazhi("check", report, "--select", "confused-term", "--format", "json").out
    assert "依法行政水平" in {f["excerpt"] for f in json.loads(out)["files"][0]["findings"]}
    assert "依法行政水平" not in fazhi("check", report, "--no-config", "--select", "confused-term", "--format", "json").out


def test_rule_folders(fazhi: Run, report: Path) -> None:
    Path("县").mkdir()
    write_rule(Path("县"), word="双组长")
    config("rules: [rules]\n", "县")
    config("extends: 县\nselect: [own-rule]\n")
    done = fazhi("check", report, "--format", "json", "--show-passes")
    assert {f["rule"] for f in json.loads(done.out)["files"][0]["findings"]} == {"own-rule"}
    assert json.loads(done.out)["ruleset"]["rules"] == 1


@pytest.mark.parametrize("form", FORMATTERS)
def test_rules_of_a_folder_further_down_are_known_to_the_formats(fazhi: Run, report: Path, form: str) -> None:
    inner = Path("下级")
    inner.mkdir()
    write_rule(inner, word="双组长")
    config("rules: [rules]\n", "下级")
    (inner / "b.txt").write_bytes(report.read_bytes())
    done = fazhi("check", ".", "--format", f"{form}=结果", "--show-passes")
    assert done.status == 1
    if not FORMATTERS[form].binary:
        assert "双组长" in Path("结果").read_text("utf-8")
    if form in ("text", "sarif", "html"):
        write_rule(inner, word="没有这个词")
        fazhi("check", ".", "--format", f"{form}=结果", "--show-passes")
        assert ("试验规则" in Path("结果").read_text("utf-8")) == (form != "sarif")


def test_extends_in_order_and_packages(fazhi: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config("profile: publication\nfail-on: warning\nseverity: {confused-term: info}\n", "site/jinghe_fazhi")
    Path("site/jinghe_fazhi/__init__.py").write_text("raise RuntimeError('imported')\n", "utf-8")
    config("profile: draft\nseverity: {confused-term: warning, wording: info}\n", "县")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    config("extends: [jinghe-fazhi, 县/fazhi-lint.yaml]\nfail-on: info\n")
    shown = fazhi("config", "show", report).out
    assert [line.split() for line in shown.splitlines() if line.startswith(("profile", "fail-on"))] == [
        ["profile", "draft", f"{Path('县', 'fazhi-lint.yaml')}:1"],
        ["fail-on", "info", "fazhi-lint.yaml:2"],
    ]
    assert severities(fazhi, report)["confused-term"] == "warning"
    assert "jinghe_fazhi" not in sys.modules


def test_files_sections(fazhi: Run, report: Path) -> None:
    config(
        "files:\n"
        "  - {paths: ['草稿/**'], select: [confused-term]}\n"
        "  - {paths: ['*定稿*'], select: [shortcoming-cause], severity: {shortcoming-cause: info}}\n"
    )
    for name in ("草稿/下级/a.txt", "草稿/定稿.txt", "别处/a.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(report.read_bytes())
    assert rules(fazhi, "草稿/下级/a.txt") == {"confused-term"}
    assert severities(fazhi, "草稿/定稿.txt") == {"shortcoming-cause": "info"}
    assert rules(fazhi, "别处/a.txt") > {"confused-term", "shortcoming-cause"}


def test_a_folder_is_none_of_some_files(fazhi: Run, report: Path) -> None:
    config("files:\n  - {paths: ['*', '**'], profile: draft}\n")
    shown = fazhi("config", "show").out
    assert "draft" not in shown
    assert ["files", "*、**", "另有设置", "fazhi-lint.yaml:2"] in [line.split() for line in shown.splitlines()]
    assert "draft" in fazhi("config", "show", report).out


def test_patterns_of_a_named_configuration_start_from_the_current_folder(fazhi: Run, report: Path) -> None:
    file = config("files: [{paths: ['来件/**'], select: [confused-term]}]\n", "县里")
    Path("来件").mkdir()
    Path("来件/a.txt").write_bytes(report.read_bytes())
    assert rules(fazhi, "来件/a.txt", "--config", file) == {"confused-term"}


def test_init_writes_a_file_that_changes_nothing_and_shows_everything(fazhi: Run, report: Path) -> None:
    before = fazhi("check", report).out
    done = fazhi("init")
    assert (done.status, "fazhi-lint.yaml" in done.out) == (0, True)
    text = Path("fazhi-lint.yaml").read_text("utf-8")
    assert fazhi("check", report).out == before
    keys = config_schema()["properties"]
    assert [key for key in keys if f"\n# {key}:" not in text] == []
    said = {"# " + schema["description"] for schema in keys.values()}
    head, _, rest = text.partition("\n\n")
    assert all(line.startswith("# ") for line in head.splitlines())
    examples = [line.removeprefix("# ") for line in rest.splitlines() if line not in said]
    data = parse("\n".join(examples).encode(), "模板")
    assert list(data) == list(keys)
    assert list(PROBLEMS["config"](data)) == []


def test_init_never_writes_over_a_file(fazhi: Run) -> None:
    config("profile: draft\n")
    done = fazhi("init")
    assert (done.status, done.out) == (2, "")
    assert "没有改动" in done.err
    assert Path("fazhi-lint.yaml").read_text("utf-8") == "profile: draft\n"
    assert fazhi("init", "没有的文件夹").status == 2


def test_config_show_says_who_says_so(fazhi: Run, report: Path) -> None:
    config("select: [dates]\nseverity: {late-report: error}\nfiles:\n  - paths: ['*.txt']\n    profile: draft\n")
    out = fazhi("config", "show", report, "--level", "county", "--mandatory", "duty").out
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in out.splitlines() if line and not line.startswith(" ")}
    assert rows["profile"] == "draft fazhi-lint.yaml:5（*.txt）"
    assert rows["level"] == "county 命令行"
    assert rows["fail-on"] == "error 默认"
    assert rows["select"] == "dates fazhi-lint.yaml:1"
    assert rows["severity"] == "late-report = 必改 fazhi-lint.yaml:2"
    assert rows["mandatory"] == "duty 命令行"
    assert "没有配置文件" in fazhi("config", "show", "--no-config").out


@pytest.mark.parametrize("wanted", [(), ("--config", "fazhi-lint.yaml")])
def test_a_known_configuration_costs_no_schema_and_no_yaml(report: Path, wanted: tuple[str, ...]) -> None:
    if wanted:
        config("select: [dates]\nparameters: {late-report: {month: 1}}\nlexicons: {look-back: {words: [试验]}}\n")
    code = (
        "import sys, fazhi_lint.cli as c\n"
        "try:\n    c.main(sys.argv[1:])\nexcept SystemExit:\n"
        "    print([m for m in ('yaml', 'jsonschema', 'wcmatch', 'concurrent.futures', 'multiprocessing', 'tempfile')"
        " if m in sys.modules], file=sys.stderr)"
    )
    for _ in range(2):
        args = [sys.executable, "-c", code, "check", report.name, "--format", "json", *wanted]
        done = subprocess.run(args, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.stderr.decode().strip() == "[]"


def test_what_the_cache_knows_is_never_stale(fazhi: Run, report: Path) -> None:
    for rule in ("confused-term", "shortcoming-cause", "confused-term"):
        config(f"select: [{rule}]\n")
        assert rules(fazhi, report) == rules(fazhi, report) == {rule}
