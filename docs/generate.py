"""Generate what is written from the rules: docs/rules/*.md, docs/clauses.md and the JSON Schemas beside the rules.

python docs/generate.py            write the files
python docs/generate.py --check    exit 1 if a file is not as it would be written
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fazhi_lint import configschema, schema  # noqa: E402
from fazhi_lint.formatters.base import SEVERITY_WORDS  # noqa: E402
from fazhi_lint.ruleset import Example, Rule, Ruleset, load  # noqa: E402
from fazhi_lint.settings import parameters  # noqa: E402

CERTAINTY = {"verified": "已核", "recalled": "凭记忆，未核原文"}
STATUS = {"preview": "试用", "stable": "稳定", "deprecated": "将停用"}
HEAD = "<!-- 由 docs/generate.py 根据规则文件生成，请勿手改 -->\n\n"


def fenced(example: Example) -> str:
    """An example with its lines and its reason."""
    words = []
    if example.lines:
        words.append(f"第 {'、'.join(map(str, example.lines))} 行")
    if example.note:
        words.append(example.note)
    caption = f"\n{'：'.join(words)}\n" if words else ""
    return f"{caption}\n```text\n{example.text.rstrip()}\n```\n"


def page(rule: Rule, ruleset: Ruleset) -> str:
    """The page of one rule."""
    levels = "、".join(rule.levels) if rule.levels else "全部"
    rows = [
        f"# {rule.id}：{rule.title}\n",
        f"- 级别：{SEVERITY_WORDS[rule.severity]}（`{rule.severity}`）",
        f"- 分组：{ruleset.groups[rule.group]}（`{rule.group}`）",
        f"- 适用层级：{levels}",
    ]
    for profile, severity in rule.profiles.items():
        word = "不用" if severity == "off" else SEVERITY_WORDS[severity]
        rows.append(f"- 场景 `{profile}`：{word}")
    rows.append(f"- 状态：{STATUS[rule.status]}，{rule.since} 版起有")
    if rule.fix:
        rows.append(f"- 自动修改：`--fix{'' if rule.fix.safe else ' --unsafe-fixes'}`，[怎样用](../fixes.md)")
    rows += ["\n## 为什么", f"\n{rule.why}", "\n## 怎样写", f"\n{rule.suggestion}", "\n## 依据\n"]
    for basis in rule.basis:
        extra = "，".join(part for part in (basis.number, f"{basis.since} 起施行" if basis.since else None) if part)
        rows.append(f"- {basis.document}{basis.article or ''}{f'（{extra}）' if extra else ''}——{CERTAINTY[basis.confidence]}")
    if rule.adjustable:
        rows.append("\n## 可以在配置文件里改的参数\n")
        rows += [f"- `{name}`：{title}，不改是 {value}" for name, title, value in parameters(rule)]
    if rule.limits:
        rows += ["\n## 已知局限", f"\n{rule.limits}"]
    rows += ["\n## 反例（会报告）", *map(fenced, rule.bad), "## 正例（不会报告）", *map(fenced, rule.good)]
    return HEAD + "\n".join(rows).rstrip() + "\n"


def index(ruleset: Ruleset) -> str:
    """The list of all rules."""
    rows = [f"# 规则一览\n\n规则集 `{ruleset.name}`（{ruleset.title}），共 {len(ruleset.rules)} 条。"]
    for group, title in ruleset.groups.items():
        rows.append(f"\n## {title}（`{group}`）\n\n| 规则 | 级别 | 说明 |\n|---|---|---|")
        for rule in ruleset.rules:
            if rule.group == group:
                rows.append(f"| [`{rule.id}`]({rule.id}.md) | {SEVERITY_WORDS[rule.severity]} | {rule.title} |")
    return HEAD + "\n".join(rows) + "\n"


def clauses(ruleset: Ruleset) -> str:
    """The table of the guiding documents' clauses and the rules that check them."""
    data = yaml.safe_load((ROOT / "docs" / "clauses.yaml").read_text("utf-8"))
    known = {rule.id for rule in ruleset.rules}
    named: set[str] = set()
    rows = ["# 条款覆盖表\n", data["about"].strip()]
    for document in data["documents"]:
        rows.append(f"\n## {document['document']}\n\n| 要求 | 把握 | 检查它的规则，或为什么查不了 |\n|---|---|---|")
        for clause in document["clauses"]:
            named |= set(clause.get("rules", ()))
            unknown = [name for name in clause.get("rules", ()) if name not in known]
            if unknown:
                raise SystemExit(f"docs/clauses.yaml: 没有规则 {'、'.join(unknown)}")
            rules = "、".join(f"[`{name}`](rules/{name}.md)" for name in clause.get("rules", ()))
            what = "；".join(part for part in (rules, clause.get("why-not")) if part)
            rows.append(f"| {clause['clause']} | {CERTAINTY[clause['confidence']]} | {what} |")
    missing = sorted(known - named)
    if missing:
        raise SystemExit(f"docs/clauses.yaml: 没有写到的规则 {'、'.join(missing)}")
    return HEAD + "\n".join(rows) + "\n"


def files() -> dict[Path, str]:
    """All generated files with their text."""
    ruleset, _ = load()
    made = {ROOT / "docs" / "rules" / f"{rule.id}.md": page(rule, ruleset) for rule in ruleset.rules}
    made[ROOT / "docs" / "rules" / "README.md"] = index(ruleset)
    made[ROOT / "docs" / "clauses.md"] = clauses(ruleset)
    for name, content in (
        ("rule", schema.rule_schema()),
        ("lexicon", schema.lexicon_schema()),
        ("ruleset", schema.ruleset_schema()),
        ("config", configschema.config_schema()),
        ("waivers", configschema.waivers_schema()),
    ):
        made[ROOT / "rules" / f"{name}.schema.json"] = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return made


def main() -> int:
    """Write or check the generated files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    made = files()
    folder = ROOT / "docs" / "rules"
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]
    stale += [path for path in folder.glob("*.md") if path not in made]
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)}: 不是最新的，请运行 python docs/generate.py")
        return int(bool(stale))
    folder.mkdir(exist_ok=True)
    for path in stale:
        if path in made:
            path.write_text(made[path], "utf-8", newline="\n")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
