"""Ledgers for tests: what an examined file looks like, and a child process that fills a ledger."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys

from fazhi_lint.county.ledger import Ledger, Run
from fazhi_lint.county.matching import ISSUER, Match
from fazhi_lint.county.roster import Unit
from fazhi_lint.county.values import Examined
from fazhi_lint.finding import FileResult, Finding, Outcome, fingerprint

WHEN = datetime.datetime(2026, 1, 10, 9, 30)


def finding(words: str, rule: str = "placeholder", severity: str = "error") -> Finding:
    """A finding about some words."""
    return Finding(rule, severity, 3, 2, 3, 2 + len(words), f"“{words}”不对", words, fingerprint=fingerprint(rule, words, 0))


def examined(unit: str, *words: str, path: str = "", received: datetime.datetime = WHEN) -> Examined:
    """A report of a unit with a finding for each of some words."""
    found = tuple(map(finding, words))
    file = FileResult(path or f"{unit}.txt", "checked", None, {"title": unit}, found, (Outcome("placeholder", "fail"),))
    sha256 = hashlib.sha256(f"{unit}{words}".encode()).hexdigest()
    return Examined(file.path, sha256, "1", received, "", Match(unit, ISSUER), (unit,), "rules", file)


def begin(ledger: Ledger, number: int, *units: str, folder: str = "/in") -> Run:
    """A run over a folder in a round."""
    if units:
        ledger.enrol([Unit(unit) for unit in units])
    return ledger.begin(number, folder, "0.1", "rules")


def fill(name: str, first: int, count: int) -> None:
    """Record reports of some units, from the first on."""
    with Ledger(name) as ledger:
        run = begin(ledger, 1, folder=f"/in/{first}")
        for i in range(first, first + count):
            ledger.add(run, examined(f"单位{i}", "甲", f"乙{i}"))
            if i % 10 == 0:
                ledger.flush()
        ledger.finish(run)


def fill_by_two(name: str) -> None:
    """Have two processes record the reports of 200 units at once; both must end well."""
    with Ledger(name) as ledger:
        begin(ledger, 1, *(f"单位{i}" for i in range(200)))
    writers = [subprocess.Popen([sys.executable, __file__, name, str(first), "100"]) for first in (0, 100)]
    assert [writer.wait(60) for writer in writers] == [0, 0]


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
