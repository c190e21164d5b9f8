"""The reviewer's verdicts: given one by one, or read back from the workbook in which they were written.

In: words of the reviewer, how units stand. Out: `Verdict`s; `ConfigError` where a unit or a finding is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import ConfigError
from ..plainly import near
from .ledger import Ledger, Verdict
from .ledger.standing import standings
from .values import DISMISSED, VERDICT_WORDS, Noted, Standing

_SHORTEST = 4  # characters of a fingerprint
_WORDS = {word: verdict for verdict, word in VERDICT_WORDS.items()} | {verdict: verdict for verdict in VERDICT_WORDS}
_COLUMNS = ("单位", "裁定", "理由", "指纹")
SHEET = "问题"


def standing_of(ledger: Ledger, unit: str) -> Standing:
    """How a unit stands in the last round.

    Raises:
        ConfigError: there was no round yet, or there is no such unit.
    """
    number = ledger.latest_round()
    found = list(standings(ledger, number, [unit])) if number else []
    if not found:
        names = [one.name for one in ledger.units()]
        raise ConfigError(f"名册里没有单位“{unit}”{near(unit, names)}。")
    return found[0]


def find(standing: Standing, fingerprint: str) -> Noted:
    """The finding of a unit that a fingerprint, or the beginning of one, means.

    Raises:
        ConfigError: none, or several.
    """
    found = [one for one in standing.noted if one.finding.fingerprint.startswith(fingerprint.lower())]
    if len(fingerprint) >= _SHORTEST and len(found) == 1:
        return found[0]
    what = "有几处问题都以它开头，请多写几位" if len(found) > 1 else "没有这个指纹的问题"
    what = f"指纹至少写 {_SHORTEST} 位" if len(fingerprint) < _SHORTEST else what
    raise ConfigError(f"{standing.unit.name}：“{fingerprint}”{what}；指纹见 ledger.xlsx 的“{SHEET}”表。")


def from_workbook(path: str, ledger: Ledger) -> list[Verdict]:
    """The verdicts that were written into the workbook; those that the ledger has already are left out.

    Raises:
        ConfigError: it is no such workbook, or a row of it cannot be followed.
    """
    number = ledger.latest_round() or 0
    known = {
        (standing.unit.name, one.finding.fingerprint): one for standing in standings(ledger, number) for one in standing.noted
    }
    found = []
    for line, row in _rows(path):
        words, reason = row["裁定"], row["理由"] or None
        if not words:
            continue
        if words not in _WORDS:
            raise ConfigError(f"不认识裁定“{words}”；可用的有 {'、'.join(VERDICT_WORDS.values())}。", path, line)
        verdict = _WORDS[words]
        if verdict == DISMISSED and reason is None:
            raise ConfigError("裁定“不算”要写理由。", path, line)
        one = known.get((row["单位"], row["指纹"]))
        if one is None:
            raise ConfigError("台账里没有这个单位的这处问题，可能报告又变了；请重跑一次，用新的 ledger.xlsx。", path, line)
        if (one.verdict, one.reason) != (verdict, reason):
            found.append(Verdict(row["单位"], row["指纹"], verdict, reason))
    return found


def _rows(path: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets: list[Any] = [book[name] for name in book.sheetnames if name == SHEET or name.startswith(f"{SHEET} ")]
        tables = [list(sheet.iter_rows(values_only=True)) for sheet in sheets]
    except Exception as error:  # whatever the library finds wrong with it
        raise ConfigError("打不开：没有这个文件，或者不是正确的 xlsx。", path) from error
    if not tables:
        raise ConfigError(f"里面没有“{SHEET}”这张表；请用结果文件夹里的 ledger.xlsx。", path)
    for head, *rows in tables:
        places = _places(head, path)
        for line, row in enumerate(rows, 2):
            yield line, {name: str(row[place] or "").strip() for name, place in places.items()}


def _places(head: Sequence[Any], path: str) -> dict[str, int]:
    missing = [name for name in _COLUMNS if name not in head]
    if missing:
        raise ConfigError(f"“{SHEET}”表里缺少“{'”“'.join(missing)}”这几列；请不要改列名。", path, 1)
    return {name: head.index(name) for name in _COLUMNS}
