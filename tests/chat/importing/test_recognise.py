from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.chat.importing.other_programs import PNG, chatgpt_conversation, chatgpt_zip, json_file, node
from tui_threads.chat.importing import found
from tui_threads.chat.importing.found import FoundImage, ImportingError
from tui_threads.chat.importing.recognise import read_source


def test_a_chatgpt_export_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    plain = json_file(tmp_path / "holiday.txt", [chatgpt_conversation("a"), chatgpt_conversation("b")])
    packed = chatgpt_zip(tmp_path / "download", [chatgpt_conversation("a")])
    assert [thread.mark for thread in read_source(plain).threads] == ["chatgpt:a", "chatgpt:b"]
    assert [thread.mark for thread in read_source(packed).threads] == ["chatgpt:a"]
    assert read_source(packed).kind == "ChatGPT export"


def test_an_export_in_several_files_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            part = json_file(tmp_path / "part", [chatgpt_conversation(f"c{number}")])
            archive.write(part, f"conversations-00{number}.json")
    assert [thread.mark for thread in read_source(path).threads] == ["chatgpt:c0", "chatgpt:c1", "chatgpt:c2"]


def test_images_of_the_archive_come_with_the_messages_that_show_them(tmp_path: Path) -> None:
    pointers = [{"content_type": "image_asset_pointer", "asset_pointer": f"file-service://file-{name}"}
                for name in ("A1", "A")]  # fmt: skip
    nodes = [
        node("q", None, "user", content={"content_type": "multimodal_text", "parts": [*pointers, "See"]})
    ]
    path = chatgpt_zip(
        tmp_path / "x.zip",
        [chatgpt_conversation(nodes=nodes)],
        **{"file-A1-photo.png": PNG, "x/file-B.png": b""},
    )
    (message,) = read_source(path).threads[0].messages
    held, missing, _ = message.parts
    assert isinstance(held, FoundImage) and held.read is not None
    assert (held.name, held.read()) == ("file-A1-photo.png", PNG)
    assert missing == FoundImage("file-A")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds nothing"),
        (b'{"a": 1}', "no threads of a known shape"),
        (b'[{"mapping"', "no JSON that can be read"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "no JSON in UTF-8"),
        (b"PK\x03\x04 cut off", "JSON"),
    ],
    ids=["empty", "other", "cut-off", "deep", "binary", "zip"],
)
def test_a_file_of_no_known_kind_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ImportingError, match=sentence):
        read_source(path)


def test_a_missing_file_and_a_folder_are_refused_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ImportingError, match="Cannot read"):
            read_source(path)


def test_an_archive_and_a_database_without_threads_are_refused(tmp_path: Path) -> None:
    archive, database = tmp_path / "a", tmp_path / "b"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("notes.json", "[1, 2]")
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("CREATE TABLE other (id INTEGER)")
    for path, words in ((archive, "without threads"), (database, "neither elia's nor oterm's")):
        with pytest.raises(ImportingError, match=words):
            read_source(path)


def test_a_damaged_database_and_archive_are_refused_in_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "a"
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(ImportingError, match="Cannot read"):
        read_source(database)
    archive = chatgpt_zip(tmp_path / "b", [chatgpt_conversation(title="x" * 5000)])
    content = bytearray(archive.read_bytes())
    at = content.index(b"conversations.json") + 40
    content[at : at + 60] = b"\0" * 60
    archive.write_bytes(bytes(content))
    with pytest.raises(ImportingError):
        read_source(archive)


def test_what_is_left_of_deleted_conversations_hides_nothing_and_is_counted(tmp_path: Path) -> None:
    deleted: dict[str, object] = {"title": "Deleted", "mapping": {}, "current_node": None, "id": "c-0"}
    whole = [deleted, chatgpt_conversation(), {"title": "Broken", "mapping": None}, None, "junk"]
    for path in (json_file(tmp_path / "x.json", whole), chatgpt_zip(tmp_path / "x.zip", whole)):  # type: ignore[arg-type]  # as no export should be
        source = read_source(path)
        assert [(thread.title, len(thread.messages)) for thread in source.threads] == [
            ("Deleted", 0),
            ("Trip", 2),
        ]
        assert source.left_out == {found.CONVERSATIONS: 3}
