"""A run of `check`: from what the command line asks to results that formatters can show, and the exit status.

In: paths and options. Out: a `Run`, whose files are checked when they are asked for; then the status, and what is to be said of
waivers and the baseline.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from . import __version__
from .accept import Acceptance
from .cache import RESULT, tidy
from .cli_options import limits
from .errors import ConfigError, FazhiError
from .finding import FileResult, RuleInfo, Run, fails
from .pipeline import check_all
from .project import Asked, Project
from .readers import READERS, read_stream
from .ruleset import Rule, Ruleset
from .settings import Settings
from .workers import check_many, unhurried

if TYPE_CHECKING:
    from .cli_fix import Fixing


class Checking:
    """One run.

    Args:
        paths: files and folders, `-` for standard input.
        asked: how they are to be checked.
        stdin_filename: what standard input is called.
        jobs: how many processes check; None to choose.
        fixing: mends each file before it is checked.

    Raises:
        FazhiError: an option or a configuration cannot be followed, or there is nothing to check.
    """

    def __init__(
        self,
        paths: Sequence[str],
        asked: Asked,
        stdin_filename: str = "-",
        jobs: int | None = None,
        fixing: Fixing | None = None,
    ) -> None:
        self.project = Project(asked)
        self._fixing = fixing
        self._acceptance = Acceptance()
        self._failing = False
        self._met: set[int] = set()
        unhurried()
        base = self.project.start(stdin_filename if path == "-" else path for path in paths)
        self.fail_on = base.fail_on
        self.run = Run(__version__, base.ruleset.name, (), base.ruleset.digest, (), base.ruleset.title)
        self._meet(base)
        unhurried()  # once more, for the rules that are loaded now
        stdin = sys.stdin.buffer if sys.stdin else None  # None where it was closed
        get = partial(read_stream, stdin, stdin_filename, asked.limits)
        if fixing:
            fixing.use(self.project.loaded)
            get = partial(fixing.stream, get, stdin_filename)
        special = {"-": lambda _: self.project.check(stdin_filename, get)} if "-" in paths else {}
        mended = fixing.passing if fixing else iter
        files = check_all(paths, lambda found: check_many(mended(found), self.project.check_together, special, jobs))
        first = next(files, None)
        if first is None:  # told before anything is written
            raise ConfigError(f"没有可以检查的文件：{'、'.join(paths)} 里没有 {'、'.join(READERS)} 文件。")
        self.run.files = self.run.tally.passing(self._passing(itertools.chain((first,), files)))

    def _passing(self, files: Iterable[FileResult]) -> Iterator[FileResult]:
        for file in files:
            if self._fixing and file.status == "unreadable":
                self._fixing.forget(file.path)
            path = os.path.abspath(file.path)
            try:
                settings, accepting = self.project.settings(path), self.project.accepting(path)
            except FazhiError:  # the file's result says so
                yield file
                continue
            self._meet(settings)
            accepted = self._acceptance.apply(file, path, accepting)
            self._failing |= any(fails(finding, settings.fail_on) for finding in accepted.findings)
            yield accepted

    def _meet(self, settings: Settings) -> None:
        """Let the formatters know the rules that are in use from here on."""
        if id(settings) in self._met:
            return
        self._met.add(id(settings))
        known = {rule.id for rule in self.run.rules}
        chosen = settings.options.chosen
        used = (r for r in settings.ruleset.rules if r.id not in known and (chosen is None or r.id in chosen))
        self.run.rules += [rule_info(rule, settings.ruleset, settings.options.profile) for rule in used]

    def finish(self) -> tuple[int, list[str]]:
        """The exit status, and what is to be said beside the results; for when all files have been shown."""
        if not self.project.asked.no_cache:
            tidy(RESULT)
        told = {*self._acceptance.notices(READERS), *(self._fixing.notices() if self._fixing else ())}
        notices = sorted(told, key=lambda n: (n.path, n.line or 0, n.words))
        words = [f"{'错误' if n.wrong else '提示'}：{FazhiError(n.words, n.path, n.line)}" for n in notices]
        undone = self.run.tally.counts["unreadable"] or any(notice.wrong for notice in notices)
        done = self._fixing.done() if self._fixing else []
        return (2 if undone else int(self._failing)), [*done, *words]


def rule_info(rule: Rule, ruleset: Ruleset, profile: str) -> RuleInfo:
    """What the formatters may say of a rule; one that is off in this profile keeps the severity that it has elsewhere."""
    severity = rule.severity_in(profile)
    return RuleInfo(
        rule.id, rule.title, rule.group, rule.why, ruleset.groups[rule.group],
        rule.severity if severity == "off" else severity, rule.suggestion, rule.basis, rule.limits,
    )  # fmt: skip


def asked_for(paths: Sequence[str], options: dict[str, Any], **more: Any) -> Asked:
    """What the options of `checking_options` ask for; `more` goes over them.

    Raises:
        ConfigError: there is nothing to check.
    """
    if not paths:
        raise ConfigError("没有说要检查什么。请写上文件或文件夹，例如：fazhi-lint check 报告.docx")
    given = {name: options[name] for name in Asked._fields if name in options}
    return Asked(**{**given, "limits": limits(options), **more})


def begin(paths: Sequence[str], options: dict[str, Any], **more: Any) -> Checking:
    """The run that the options of `checking_options` ask for; `more` goes over them.

    Raises:
        FazhiError: they cannot be followed, or there is nothing to check.
    """
    asked = asked_for(paths, options, **more)
    fixing = None
    if options.get("fix"):
        from .cli_fix import Fixing  # with what it takes to change files

        fixing = Fixing(asked, options["unsafe_fixes"])
    return Checking(paths, asked, options["stdin_filename"], options["jobs"], fixing)
