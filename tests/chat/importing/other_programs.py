"""Files of other programs, made from the schemas those programs were seen to write."""

from __future__ import annotations

import base64
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One pixel."""


def elia_file(path: Path, *, archived: bool = True) -> Path:
    """`elia.sqlite` of elia 1.10; `archived=False` is that of 1.0, which knew no archive."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            f"""
            CREATE TABLE system_prompt (
                id INTEGER NOT NULL PRIMARY KEY, title VARCHAR NOT NULL, prompt VARCHAR NOT NULL,
                created_at DATETIME DEFAULT (CURRENT_TIMESTAMP));
            CREATE TABLE chat (
                model VARCHAR NOT NULL, id INTEGER NOT NULL PRIMARY KEY, title VARCHAR,
                started_at DATETIME DEFAULT (CURRENT_TIMESTAMP)
                {", archived BOOLEAN NOT NULL" if archived else ""});
            CREATE TABLE message (
                id INTEGER NOT NULL PRIMARY KEY, chat_id INTEGER REFERENCES chat (id), role VARCHAR NOT NULL,
                content VARCHAR NOT NULL, timestamp DATETIME DEFAULT (CURRENT_TIMESTAMP), meta JSON,
                parent_id INTEGER REFERENCES message (id), model VARCHAR);
            """
        )
        chats = [
            ("gpt-4o", 1, "Bread", "2024-05-01 10:00:00.250000"),
            ("gpt-4o", 2, None, "2024-05-02 08:00:00"),
        ]
        marks = [(0,), (1,)] if archived else [(), ()]
        for chat, mark in zip(chats, marks, strict=True):
            row = (*chat, *mark)
            db.execute(f"INSERT INTO chat VALUES ({', '.join('?' * len(row))})", row)
        db.executemany(
            "INSERT INTO message (chat_id, role, content, timestamp, meta, model)"
            " VALUES (?, ?, ?, ?, '{}', ?)",
            [
                (1, "system", "You are a baker.", "2024-05-01 10:00:00", "gpt-4o"),
                (1, "user", "How long does it rise?", "2024-05-01 10:00:01", "gpt-4o"),
                (1, "assistant", "Two hours.", "2024-05-01 10:00:05", "gpt-4o"),
                (2, "user", "Second chat, no title", "2024-05-02 08:00:00", "gpt-4o"),
                (2, "assistant", "", "2024-05-02 08:00:01", "gpt-4o"),
            ],
        )
    return path


def elia_after_chatgpt(path: Path) -> Path:
    """`elia.sqlite` as elia 1.10 leaves it after its own import of a ChatGPT export, made in Tokyo."""
    with closing(sqlite3.connect(elia_file(path))) as db, db:
        db.execute("INSERT INTO chat VALUES ('gpt-3.5-turbo', 3, NULL, '1970-01-01 09:00:00.000000', 0)")
        db.executemany(
            "INSERT INTO message (chat_id, role, content, timestamp, meta, model)"
            " VALUES (3, ?, ?, ?, '{}', ?)",
            [
                ("system", "", "1970-01-01 09:00:00.000000", "gpt-3.5-turbo"),
                ("user", "Where to?", "1970-01-01 09:00:00.000000", "gpt-3.5-turbo"),
                ("assistant", "Lisbon.", "2024-03-06 01:00:00.500000", None),
                ("tool", "result", "2024-03-06 01:00:00.500000", None),
            ],
        )
    return path


def oterm_file(path: Path) -> Path:
    """`store.db` of oterm 0.26."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            """
            CREATE TABLE "chat" ("id" INTEGER, "name" TEXT, "model" TEXT NOT NULL, "system" TEXT,
                "provider" TEXT DEFAULT "ollama", "parameters" TEXT DEFAULT "{}", "tools" TEXT DEFAULT "[]",
                "thinking" BOOLEAN DEFAULT 0, PRIMARY KEY("id" AUTOINCREMENT));
            CREATE TABLE "message" ("id" INTEGER, "chat_id" INTEGER NOT NULL, "author" TEXT NOT NULL,
                "text" TEXT NOT NULL, "images" TEXT DEFAULT "[]", PRIMARY KEY("id" AUTOINCREMENT),
                FOREIGN KEY("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE);
            PRAGMA user_version = 6657;
            """
        )
        db.execute("INSERT INTO chat (name, model, system) VALUES ('Colours', 'llama3.2', 'Be brief.')")
        images = json.dumps([base64.b64encode(PNG).decode()])
        db.executemany(
            "INSERT INTO message (chat_id, author, text, images) VALUES (1, ?, ?, ?)",
            [("user", "What is this?", images), ("assistant", "A pixel.", "[]")],
        )
    return path


def old_oterm_file(path: Path) -> Path:
    """`store.db` of oterm 0.1: messages without id and images, authors `me` and `ollama`."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            """
            CREATE TABLE "chat" ("id" INTEGER, "name" TEXT, "model" TEXT NOT NULL, "context" TEXT NOT NULL,
                "template" TEXT, "system" TEXT, "format" TEXT, PRIMARY KEY("id" AUTOINCREMENT));
            CREATE TABLE "message" ("chat_id" INTEGER NOT NULL, "author" TEXT NOT NULL, "text" TEXT NOT NULL,
                FOREIGN KEY("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE);
            INSERT INTO chat (name, model, context) VALUES ('Old', 'llama2', '[]');
            INSERT INTO message VALUES (1, 'me', 'Hello?'), (1, 'ollama', 'Hello!');
            """
        )
    return path


def node(
    name: str, parent: str | None, role: str = "", parts: list[object] | None = None, **more: object
) -> dict[str, object]:
    """A node of a ChatGPT conversation; without a role it is the empty root."""
    content = more.pop("content", {"content_type": "text", "parts": parts or []})
    message = {
        "id": f"m-{name}",
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1709654400.5,
        "content": content,
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
        **more,
    }
    return {"id": name, "message": message if role else None, "parent": parent, "children": []}


def chatgpt_conversation(
    id: str = "c-1", title: str = "Trip", nodes: list[dict[str, object]] | None = None, **more: object
) -> dict[str, object]:
    """A conversation: two turns, of which the first question was edited once."""
    tree = nodes or [
        node("root", None),
        node("sys", "root", "system", [""], metadata={"is_visually_hidden_from_conversation": True}),
        node("q-old", "sys", "user", ["Where to in May?"]),
        node("a-old", "q-old", "assistant", ["Lisbon."], metadata={"model_slug": "gpt-4"}),
        node("q-new", "sys", "user", ["Where to in June?"]),
        node("a-new", "q-new", "assistant", ["Bergen."], metadata={"model_slug": "gpt-4o"}),
    ]
    by_name = {str(one["id"]): one for one in tree}
    for one in tree:
        children = by_name.get(str(one["parent"]), {}).get("children")
        if isinstance(children, list):
            children.append(one["id"])
    return {
        "title": title,
        "create_time": 1709654400.0,
        "update_time": 1709658000.0,
        "mapping": by_name,
        "current_node": tree[-1]["id"],
        "conversation_id": id,
        "id": id,
        "is_archived": False,
        **more,
    }


def json_file(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def chatgpt_zip(path: Path, conversations: list[dict[str, object]], **files: bytes) -> Path:
    """The archive as it is sent: the conversations beside other files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", json.dumps({"id": "user-1", "email": "a@example.com"}))
        archive.writestr("message_feedback.json", "[]")
        archive.writestr("chat.html", "<html></html>")
        archive.writestr("conversations.json", json.dumps(conversations))
        for name, content in files.items():
            archive.writestr(name, content)
    return path
