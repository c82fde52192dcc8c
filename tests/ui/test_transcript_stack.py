"""Heights and places of entries, against the plainest way to reckon them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_threads.ui.widgets.transcript_stack import Stack

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "remove", "height", "reset"]), st.integers(0, 50), st.integers(1, 9)
    ),
    max_size=40,
)


@given(ACTS)
def test_tops_and_places_are_those_of_a_plain_sum(acts: list[tuple[str, int, int]]) -> None:
    stack = Stack()
    plain: list[tuple[str, int]] = []
    for serial, (act, place, size) in enumerate(acts):
        if act == "insert":
            at = place % (len(plain) + 1)
            new = [(f"k{serial}-{n}", size) for n in range(size % 3 + 1)]
            plain[at:at] = new
            stack.insert(at, [key for key, _ in new], [height for _, height in new])
        elif act == "reset":
            plain = [(f"r{serial}-{n}", size) for n in range(place)]
            stack.reset([key for key, _ in plain], [height for _, height in plain])
        elif plain and act == "remove":
            key, _ = plain.pop(place % len(plain))
            stack.remove(key)
        elif plain:
            at = place % len(plain)
            plain[at] = (plain[at][0], size)
            stack.set_height(at, size)
        tops = [sum(height for _, height in plain[:at]) for at in range(len(plain))]
        assert [stack.top(at) for at in range(len(plain))] == tops
        assert stack.total == sum(height for _, height in plain)
        assert [stack.index(key) for key, _ in plain] == list(range(len(plain)))
        ordinals = [stack.ordinal(at) for at in range(len(plain))]
        assert ordinals == sorted(set(ordinals))
        for y in range(0, stack.total, 5):
            index, offset = stack.at(y)
            assert tops[index] + offset == y
            assert offset < plain[index][1]


def test_ordinals_stay_when_entries_come_above_and_below() -> None:
    stack = Stack()
    stack.reset(["b", "d"], [1, 1])
    before = [stack.ordinal(0), stack.ordinal(1)]
    assert stack.insert(0, ["a"], [1])
    assert stack.insert(2, ["c"], [1])
    assert stack.insert(4, ["e"], [1])
    assert [stack.ordinal(1), stack.ordinal(3)] == before
