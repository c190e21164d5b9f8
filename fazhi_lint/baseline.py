"""The baseline: findings that were there when a folder began to be checked, so that only new ones are told of.

In: a JSON file and results. Out: which findings it holds; the file anew, written whole or not at all. A finding is known by its
rule and its words without white space, as often as they stood in the file: lines may move, and nothing has to be written again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from .config import seen_from, shown
from .errors import ConfigError
from .finding import Finding, fingerprint
from .storage import replace

BASELINE = "fazhi-lint-baseline.json"
_VERSION = 1
Entry = tuple[str, str]  # rule, words
_WHAT = "fazhi-lint 基线：已有的问题，检查时不再报；规则 → 文字 → 处数"


class Baseline:
    """What a baseline file holds, and how much of it is found again.

    Args:
        path: the file.
        files: file -> what was found in it, how often.
    """

    def __init__(self, path: str, files: Mapping[str, Counter[Entry]] | None = None) -> None:
        self.path = path
        self._folder = os.path.dirname(os.path.abspath(path))
        self.files = dict(files or {})
        self.gone = 0

    def name(self, path: str) -> str:
        """How the baseline names a file: its path from the folder that the baseline lies in."""
        return seen_from(os.path.abspath(path), self._folder).replace(os.sep, "/")

    def held(self, path: str, findings: Iterable[Finding], judged: Collection[str]) -> list[Finding]:
        """Those of a file's findings that the baseline holds; what it holds in vain of the rules that judged is counted."""
        left = Counter(self.files.get(self.name(path), {}))
        old = []
        for finding in findings:
            if left[key := entry(finding)] > 0:
                left[key] -= 1
                old.append(finding)
        self.gone += sum(count for (rule, _), count in left.items() if rule in judged)
        return old

    def record(self, path: str, findings: Iterable[Finding], judged: Collection[str]) -> None:
        """Of the rules that judged a file, hold these findings and no others."""
        self._set(path, Counter(map(entry, findings)), judged)

    def prune(self, path: str, findings: Iterable[Finding], judged: Collection[str]) -> None:
        """Of the rules that judged a file, keep only what still is among these findings."""
        self._set(path, self.files.get(self.name(path), Counter()) & Counter(map(entry, findings)), judged)

    def _set(self, path: str, entries: Counter[Entry], judged: Collection[str]) -> None:
        name = self.name(path)
        others = {key: count for key, count in self.files.pop(name, Counter()).items() if key[0] not in judged}
        if entries or others:
            self.files[name] = Counter({**others, **{key: count for key, count in entries.items() if key[0] in judged}})

    def forget_missing(self) -> None:
        """Hold nothing of files that are no longer there."""
        for name in list(self.files):
            if not os.path.exists(os.path.join(self._folder, name)):
                del self.files[name]

    def total(self) -> int:
        """How many findings it holds."""
        return sum(entries.total() for entries in self.files.values())

    def render(self) -> str:
        """The file's text: sorted, one line for each entry, the same for the same findings."""
        import json

        files = {}
        for name in sorted(self.files):
            rules: dict[str, dict[str, int]] = {}
            for (rule, words), count in sorted(self.files[name].items()):
                rules.setdefault(rule, {})[words] = count
            files[name] = rules
        return json.dumps({"version": _VERSION, "about": _WHAT, "files": files}, ensure_ascii=False, indent=1) + "\n"

    def write(self) -> None:
        """Write the file, whole or not at all.

        Raises:
            ConfigError: it cannot be written.
        """
        try:
            replace(Path(self.path), self.render().encode("utf-8", "surrogatepass"), 0o644)
        except (OSError, ValueError) as error:
            raise ConfigError("基线写不进这个文件，请检查文件夹是否存在、有无权限。", self.path) from error


def entry(finding: Finding) -> Entry:
    """What a finding is known by: its rule and words; one about the report as a whole has no words."""
    whole = finding.fingerprint == fingerprint(finding.rule, "", 0)
    return finding.rule, "" if whole else "".join(finding.excerpt.split())


def load(path: str) -> Baseline:
    """Read a baseline file.

    Raises:
        ConfigError: it cannot be read or is no baseline.
    """
    import json

    name = shown(path)
    try:
        data = json.loads(Path(path).read_bytes())
        files = {
            str(file): Counter({(str(rule), str(words)): int(n) for rule, held in rules.items() for words, n in held.items()})
            for file, rules in data["files"].items()
        }
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and os.path.isfile(path):
            raise ConfigError("这不是基线文件（不是正确的 JSON）。", name, getattr(error, "lineno", None)) from error
        raise ConfigError("基线文件不存在，或没有读取权限；先用 fazhi-lint baseline write 写一个。", name) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError("这不是基线文件；请用 fazhi-lint baseline write 重写一个。", name) from error
    if data.get("version") != _VERSION:
        raise ConfigError(f"基线文件的版本是 {data.get('version')}，这一版 fazhi-lint 只认识 {_VERSION}。", name)
    return Baseline(path, files)
