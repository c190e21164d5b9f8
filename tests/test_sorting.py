"""Numbers put in order on the disk, beside the same done in memory."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.copies import sorting
from fazhi_lint.copies.sorting import Sorter

SOME = st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 40), max_size=20), max_size=8)


@given(SOME, st.integers(0, 5), st.integers(1, 9), st.integers(1, 9))
def test_all_numbers_come_in_order_and_none_of_a_kind_is_parted(
    some: list[list[int]], low: int, run: int, at_hand: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_RUN", run)
        patch.setattr(sorting, "_AT_HAND", at_hand)
        sorter = Sorter(BytesIO(), low)
        for numbers in some:
            sorter.add(np.array(numbers, np.uint64))
        parts = [part.tolist() for part in sorter.parts()]
    assert [number for part in parts for number in part] == sorted(number for numbers in some for number in numbers)
    assert all(parts)
    kinds = [{number >> low for number in part} for part in parts]
    assert sum(map(len, kinds)) == len(set().union(*kinds))
