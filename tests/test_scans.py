"""One scan of the whole text finds what looking at each place, each line or each name would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.checks.marks import _lone, _odd_lines
from fazhi_lint.checks.names import _names
from fazhi_lint.checks.repeats import _again
from fazhi_lint.formatters.base import clip, width
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

NAMES = _names(load()[0].genre.lexicons, "documents", "document-kind", "document-ignored")
FEW = settings(max_examples=100, deadline=None, derandomize=True)


@FEW
@given(st.text(alphabet="坚持法2年。 \n😀", max_size=60))
def test_what_stands_twice_in_a_row(text: str) -> None:
    one_by_one = {i for n in range(2, 7) for i in range(len(text) - 2 * n + 1) if text[i : i + n] == text[i + n : i + 2 * n]}
    assert _again(text) == one_by_one


@FEW
@given(st.text(alphabet="“”《》（）1字\n\r", max_size=40))
def test_lines_that_are_all_pairs_have_no_lone_mark(text: str) -> None:
    source, odd = SourceText(text), _odd_lines(text)
    for line in range(1, len(source) + 1):
        assert line in odd or not _lone(source.plain, *source.line_span(line))


def test_lines_of_pairs_are_not_looked_at_again() -> None:
    assert _odd_lines("“一”《二“三”》（四）\n没有\r\n（“五”）") == set()
    assert _odd_lines("“一\n”二\r《三\r\n四》") == {1, 2, 3, 4}


@FEW
@given(st.sampled_from(sorted(NAMES._compared)), st.data())
def test_a_name_is_measured_against_what_its_slips_look_like(core: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(core) - 1))
    slip = core[:at] + data.draw(st.sampled_from(["", "督", core[at] * 2])) + core[at + 1 :]
    if NAMES._kind(slip) in ("", NAMES._kind(core)) and (NAMES._kind(slip) or len(core) >= 10):
        assert core in NAMES._candidates(slip)


@FEW
@given(st.text(max_size=60), st.integers(4, 40), st.data())
def test_a_line_is_cut_only_where_it_is_too_wide(text: str, room: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert (clip(text, start, end, room)[0] == text) == (width(text) <= room)
