"""What a transcript tells: each message is a fact about what a person did on it, or what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui_threads.ui.render.annotations import Note


class TranscriptMessages:
    """The messages of `Transcript`, which inherits them."""

    class OlderWanted(Message, namespace="transcript"):
        """The reader has come near the first entry; older ones may exist."""

    class ImageWanted(Message, namespace="transcript"):
        """An image came into view whose bytes are not there; answer with `Transcript.set_image`."""

        def __init__(self, source: str, key: str) -> None:
            super().__init__()
            self.source = source
            """A file id, or an http(s) address that the reader has agreed to."""
            self.key = key
            """The entry it stands in."""

    class ImageConsentWanted(Message, namespace="transcript"):
        """The reader asks for an image from a host they have not yet agreed to."""

        def __init__(self, url: str, host: str) -> None:
            super().__init__()
            self.url = url
            self.host = host
            """What is to be remembered, by `Transcript.allow_hosts`."""

    class ImageOpened(Message, namespace="transcript"):
        """The reader wants an image in the system's viewer."""

        def __init__(self, source: str) -> None:
            super().__init__()
            self.source = source
            """A file id or an address."""

    class LinkOpened(Message, namespace="transcript"):
        """The reader opened a link."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url
            """A web or mail address, safe to hand on."""

    class CitationOpened(Message, namespace="transcript"):
        """The reader wants to see what a footnote cites."""

        def __init__(self, key: str, note: Note, name: str) -> None:
            super().__init__()
            self.key = key
            """Of the message the footnote is in."""
            self.file_id = note.file_id
            self.marker = note.text
            """How the text cites it."""
            self.quote = note.quote
            """The cited words; may be empty, most servers send none."""
            self.name = name
            """The file's name where known, else its id."""

    class FileSaveWanted(Message, namespace="transcript"):
        """The reader wants a file on their disk."""

        def __init__(self, file_id: str, name: str) -> None:
            super().__init__()
            self.file_id = file_id
            self.name = name
            """A proposed name; may hold anything, so its last part only is to be used."""

    class Copied(Message, namespace="transcript"):
        """The reader wants text in the clipboard."""

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what
            """What it is, as words: "message", "code block"."""

    class EntryAction(Message, namespace="transcript"):
        """Base of what is wanted of one entry."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key
            """The entry."""

    class EditWanted(EntryAction, namespace="transcript"):
        """Edit a message into a fork, or a waiting one in place."""

    class RegenerateWanted(EntryAction, namespace="transcript"):
        """Have a message answered again."""

    class ForkWanted(EntryAction, namespace="transcript"):
        """A new thread from here."""

    class InspectWanted(EntryAction, namespace="transcript"):
        """JSON and metadata of an entry."""

    class ExportWanted(EntryAction, namespace="transcript"):
        """An entry as a file."""

    class DeleteWanted(EntryAction, namespace="transcript"):
        """Take a message out of the thread, or a waiting one out of the queue."""

    class RetryWanted(EntryAction, namespace="transcript"):
        """Try again what failed."""

    class ContinueWanted(EntryAction, namespace="transcript"):
        """Have an incomplete message gone on with."""

    class SendNowWanted(EntryAction, namespace="transcript"):
        """Send a waiting message now."""

    class PrintableKey(Message, namespace="transcript"):
        """A character was typed that means nothing here; it belongs to the composer."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character
