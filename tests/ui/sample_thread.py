"""A thread with one of everything a transcript can show."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image

from tui_threads.chat.conversation import Conversation
from tui_threads.chat.entries import LocalAttachment
from tui_threads.wire.messages import (
    Attachment,
    FileCitation,
    FileCitationAnnotation,
    FilePath,
    FilePathAnnotation,
    ImageFile,
    ImageFileContentBlock,
    ImageURL,
    ImageURLContentBlock,
    IncompleteDetails,
    Message,
    RefusalContentBlock,
    Text,
    TextContentBlock,
)
from tui_threads.wire.runs import LastError, Run
from tui_threads.wire.steps import (
    CodeInterpreter,
    CodeInterpreterOutputLogs,
    CodeInterpreterToolCall,
    FileSearchCall,
    FileSearchResult,
    FileSearchToolCall,
    FunctionCall,
    FunctionToolCall,
    MessageCreation,
    MessageCreationStepDetails,
    RunStep,
    StepDetails,
    ToolCallsStepDetails,
)

BEGIN = 1_790_000_000
MARKDOWN = """# A heading

Some **bold** words, `code`, *soft* ones, ~~gone~~, [a link](https://example.com/x) and
https://bare.example/path.

- one
- two
  1. nested
- [x] done

> A quote that says something.

```python
def f(x: int) -> str:
    return f"{x} 你好"  # comment
```

| name | value |
|---|--:|
| alpha | 1 |
| beta | 12345 |
"""
CITED = "The first spends two days in Sintra【4:0†guide.pdf】. See [the table](sandbox:/mnt/data/trip.csv)."


def said(key: str, role: str, text: str, *, after: int = 0, run_id: str | None = None) -> Message:
    """A message of one text."""
    return Message(id=key, role=role, content=text, created_at=BEGIN + after, run_id=run_id)


def tiny_png(width: int = 60, height: int = 30) -> bytes:
    """A picture with a gradient."""
    image = Image.new("RGB", (width, height))
    image.putdata([(x * 4 % 256, y * 8 % 256, 120) for y in range(height) for x in range(width)])
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def cited_message() -> Message:
    """A reply with a citation at its place and a file path whose position is wrong."""
    start = CITED.index("【")
    marker = "【4:0†guide.pdf】"
    path = "sandbox:/mnt/data/trip.csv"
    annotations = (
        FileCitationAnnotation(
            text=marker,
            start_index=start,
            end_index=start + len(marker),
            file_citation=FileCitation(file_id="file-guide", quote="Sintra deserves two days"),
        ),
        FilePathAnnotation(text=path, start_index=3, end_index=9, file_path=FilePath(file_id="file-trip")),
    )
    block = TextContentBlock(text=Text(value=CITED, annotations=annotations))
    return Message(id="msg_cited", role="assistant", run_id="run_1", content=(block,), created_at=BEGIN + 90)


def picture_message() -> Message:
    """A question with an image of each kind."""
    url = "data:image/png;base64," + base64.b64encode(tiny_png()).decode()
    content = (
        TextContentBlock(text=Text(value="What is on these?")),
        ImageURLContentBlock(image_url=ImageURL(url=url)),
        ImageFileContentBlock(image_file=ImageFile(file_id="file-photo")),
        ImageURLContentBlock(image_url=ImageURL(url="https://pictures.example/cat.png")),
    )
    return Message(id="msg_pictures", role="user", content=content, created_at=BEGIN + 300)


def refused_message() -> Message:
    """A refusal."""
    block = RefusalContentBlock(refusal="I can't help with that.")
    return Message(id="msg_refused", role="assistant", content=(block,), created_at=BEGIN + 330)


def cut_message() -> Message:
    """A reply that was stopped."""
    return Message(
        id="msg_cut",
        role="assistant",
        content="Of the two, I would take the",
        created_at=BEGIN + 360,
        run_id="run_cut",
        status="incomplete",
        incomplete_details=IncompleteDetails(reason="run_cancelled"),
    )


def step(key: str, details: StepDetails, *, after: int, status: str = "completed") -> RunStep:
    """A step of the first run."""
    created = BEGIN + after
    return RunStep(
        id=key,
        run_id="run_1",
        status=status,
        created_at=created,
        completed_at=created + 2,
        step_details=details,
    )


def tool_steps() -> list[RunStep]:
    """A search, a piece of code and a function, then the message they led to."""
    search = FileSearchToolCall(
        id="call_1",
        file_search=FileSearchCall(
            results=(FileSearchResult(file_id="file-guide", file_name="guide.pdf", score=0.83),)
        ),
    )
    code = CodeInterpreterToolCall(
        id="call_2",
        code_interpreter=CodeInterpreter(
            input="print(1 + 1)\n", outputs=(CodeInterpreterOutputLogs(logs="2"),)
        ),
    )
    function = FunctionToolCall(
        id="call_3", function=FunctionCall(name="get_weather", arguments='{"city":"Lisbon"}', output="sunny")
    )
    written = MessageCreationStepDetails(message_creation=MessageCreation(message_id="msg_cited"))
    return [
        step("step_1", ToolCallsStepDetails(tool_calls=(search,)), after=60),
        step("step_2", ToolCallsStepDetails(tool_calls=(code, function)), after=62),
        step("step_3", written, after=64),
    ]


def everything() -> Conversation:
    """A conversation with one of everything."""
    attached = Message(
        id="msg_asked",
        role="user",
        content="Compare these two itineraries and cite the guide.",
        attachments=(Attachment(file_id="file-guide"),),
        created_at=BEGIN,
    )
    messages = [
        said("msg_hello", "user", "Show me **Markdown**.", after=-60),
        said("msg_markdown", "assistant", MARKDOWN, after=-30),
        attached,
        cited_message(),
        picture_message(),
        refused_message(),
        cut_message(),
        said("msg_paste", "user", "\n".join(f"row {n} \x1b[31m of a paste" for n in range(60)), after=400),
    ]
    failed = Run(
        id="run_failed",
        status="failed",
        created_at=BEGIN + 500,
        last_error=LastError(code="rate_limit_exceeded", message="The provider asks for a pause of 20 s."),
    )
    conversation = Conversation()
    conversation.load(messages, steps=tool_steps(), runs=[failed])
    conversation.fail("The connection to the server was lost.", "connection_error")
    conversation.add_local("local_1", "And what about Porto?", [LocalAttachment("map.png", 120_000)])
    return conversation


NAMES = {"file-guide": "guide.pdf", "file-trip": "trip.csv", "file-photo": "photo.jpg"}
"""Names of the files of the thread."""


def put_kitty(folder: Path, says: str) -> None:
    """Put a program into a folder that answers as Kitty does when it is asked for its version."""
    program = folder / "kitty"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
