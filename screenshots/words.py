"""What is said in the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MINUTE, HOUR, DAY = 60, 3600, 86400
MODEL = "qwen3:8b"

TRIP = "Planning the Lisbon trip"
TRIP_ASKED = "Four days in June, on foot where we can: which of the guide's two routes?"
GUIDE = """# Lisbon and Sintra on foot

## Itinerary A
Sintra deserves two days: the palaces on the first, Cabo da Roca on the second.

## Itinerary B
Sintra is an afternoon; the days stay in Alfama and Belém.

## Getting there
In June the queue for tickets at Rossio is long; buy them the evening before.
"""
TRIP_ANSWER = """Take the first: Sintra *deserves* **two days**【0:0†lisbon-guide.md】;
the second route gives it only an afternoon.

| day | place | by |
|---|---|---|
| 1 | Alfama, Castelo de São Jorge | on foot |
| 2 | Belém, LX Factory | tram 15 |
| 3, 4 | Sintra, Cabo da Roca | train, bus 403 |

Buy the train tickets the evening before."""
DAYS_ASKED = "And the nights as Python, longest stay first?"
DAYS_ANSWER = """```python
nights = {"Sintra": 2, "Lisboa": 3, "Cascais": 1}

for place, count in sorted(nights.items(), key=lambda item: -item[1]):
    print(f"{place:<10}{'•' * count}")
```

- `sorted` puts the longest stay first
- the width in `{place:<10}` lines the dots up"""

REGEX = """Use named groups, so that the fields keep their names:

```python
LINE = re.compile(r"(?P<when>\\S+) \\[(?P<level>\\w+)\\] (?P<text>.*)")
```"""

BRIDGE = "Which bridge is this?"
BRIDGE_ASKED = "Which bridge is this, and where does one see it best at dusk?"
BRIDGE_ANSWER = """The **Ponte 25 de Abril**. Two places are worth the walk:

1. the ferry quay at *Cacilhas*, with the sun behind the towers
2. the terrace of the Museu do Oriente, quieter, and open until eight"""

UMBRELLA = "Umbrella or not"
WEATHER_ASKED = "Do I need an umbrella in Lisboa and Sintra on Saturday?"
WEATHER_ANSWER = "In **Sintra**, yes: 4 mm in the afternoon. Lisboa stays dry."
WEATHER_OUTPUTS = ('{"rain_mm": 0.0, "sky": "clear"}', '{"rain_mm": 4.2, "sky": "showers"}')
WEATHER_CALLS = tuple(
    {
        "index": index,
        "id": f"call_{place.lower()}",
        "type": "function",
        "function": {"name": "get_weather", "arguments": f'{{"place": "{place}", "day": "Saturday"}}'},
    }
    for index, place in enumerate(("Lisboa", "Sintra"))
)

_WEATHER_TOOL: Mapping[str, object] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a place on a day.",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}
ASSISTANTS: tuple[tuple[str, str, str, tuple[Mapping[str, object], ...]], ...] = (
    (
        "Travel desk",
        MODEL,
        "You plan journeys on foot and by train. Cite the guide wherever it speaks.",
        ({"type": "file_search"},),
    ),
    (
        "Reviewer",
        "qwen3:30b",
        "You review changes. Name the worst problem first, and say how to mend it.",
        (),
    ),
    ("Weather desk", MODEL, "Ask the functions; never guess.", (_WEATHER_TOOL,)),
)
"""Name, model, instructions, tools."""


@dataclass(frozen=True)
class Talk:
    """A thread that was there before the picture."""

    title: str
    lines: tuple[tuple[Literal["user", "assistant"], str], ...]
    marks: Mapping[str, str] = field(default_factory=dict)
    """Metadata besides the title."""


REGEX_LINES = "Regex for log lines"
RELEASE = "Draft of the release notes"
THREADS = (
    Talk(
        "Old notes on the garden",
        (("user", "When do I sow broad beans?"), ("assistant", "From February on, under glass.")),
        {"archived": "true"},
    ),
    Talk(
        "Names for a sailing boat",
        (("user", "Three names for a small boat?"), ("assistant", "Tern, Halcyon, Second Wind.")),
    ),
    Talk(
        "Kubernetes quota question",
        (("user", "Why is my pod pending?"), ("assistant", "Its namespace has used up its CPU quota.")),
    ),
    Talk(
        "Sourdough that rises in a cold kitchen",
        (("user", "My dough does not rise."), ("assistant", "At 17 °C, give it the whole night.")),
    ),
    Talk(RELEASE, (("user", "Shorten this."), ("assistant", "Done: nine lines."))),
    Talk(REGEX_LINES, (("user", "Parse my log lines."), ("assistant", REGEX))),
)
AGES: Mapping[str, int] = {
    "Old notes on the garden": 40 * DAY,
    "Names for a sailing boat": 9 * DAY,
    "Kubernetes quota question": 3 * DAY,
    "Sourdough that rises in a cold kitchen": 1 * DAY,
    BRIDGE: 1 * DAY,
    UMBRELLA: 6 * HOUR,
    RELEASE: 5 * HOUR,
    REGEX_LINES: 2 * HOUR,
    TRIP: 12 * MINUTE,
}
"""Seconds since each thread was begun."""

ASKED_LATER = "Does it find lines without a level?"
BEGUN = "No: the square brackets must be there. Make that group **optional**, and give the level a "
"""The part of the reply that has come when the picture is taken."""
ENDED = "default where you read it."
