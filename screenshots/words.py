"""What is said in the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MINUTE, HOUR, DAY = 60, 3600, 86400

LISBON = """The first itinerary spends **two days** in Sintra, the second only an afternoon.
If you like walking, take the first:

| day | place | by |
|---|---|---|
| 1 | Alfama, Castelo de São Jorge | on foot |
| 2 | Belém, LX Factory | tram 15 |
| 3, 4 | Sintra, Cabo da Roca | train, bus 403 |

Buy the tram tickets the evening before; in June the queue at Rossio is long."""

DAYS = """A dictionary will do, and it adds up by itself:

```python
days = {"Sintra": 2, "Lisboa": 3, "Cascais": 1}

for place, nights in sorted(days.items(), key=lambda item: -item[1]):
    print(f"{place:<10}{'•' * nights}")
print(sum(days.values()), "days in all")
```

- `sorted` puts the longest stay first
- the width in `{place:<10}` lines the dots up"""

REGEX = """Use named groups, so that the fields keep their names:

```python
LINE = re.compile(r"(?P<when>\\S+) \\[(?P<level>\\w+)\\] (?P<text>.*)")
```"""


@dataclass(frozen=True)
class Talk:
    """A thread that was there before the picture."""

    title: str
    age: int
    """Seconds since it was begun."""
    lines: tuple[tuple[Literal["user", "assistant"], str], ...]
    pinned: bool = False


THREADS = (
    Talk(
        "Kubernetes quota question",
        2 * DAY,
        (("user", "Why is my pod pending?"), ("assistant", "Its namespace has used up its CPU quota.")),
    ),
    Talk(
        "Sourdough that rises in a cold kitchen",
        1 * DAY,
        (("user", "My dough does not rise."), ("assistant", "At 17 °C, give it the whole night.")),
    ),
    Talk(
        "Draft of the release notes",
        5 * HOUR,
        (("user", "Shorten this."), ("assistant", "Done: nine lines.")),
    ),
    Talk("Regex for log lines", 2 * HOUR, (("user", "Parse my log lines."), ("assistant", REGEX))),
    Talk(
        "Planning the Lisbon trip",
        12 * MINUTE,
        (
            ("user", "Compare these two itineraries, please: four days with Sintra, or without?"),
            ("assistant", LISBON),
            ("user", "And the days as Python, sorted by length?"),
            ("assistant", DAYS),
        ),
        pinned=True,
    ),
)

ASKED_LATER = "Does it find lines without a level?"
BEGUN = "No: the square brackets must be there. Make that group **optional**, and give the level a "
"""The part of the reply that has come when the picture is taken."""
ENDED = "default where you read it."

WEATHER_ASKED = "Do I need an umbrella in Lisboa and Sintra on Saturday?"
WEATHER_CALLS = tuple(
    {
        "index": index,
        "id": f"call_{place.lower()}",
        "type": "function",
        "function": {"name": "get_weather", "arguments": f'{{"place": "{place}", "day": "Saturday"}}'},
    }
    for index, place in enumerate(("Lisboa", "Sintra"))
)
