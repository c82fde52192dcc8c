"""The step of the cache's schema that full-text search needs.

`search_changes` is what the index lacks, noted by triggers so that no writer need know of it: a message, or
the title of a thread (an empty message), and the text of it that is in the index. `search_entries` is what
the index holds, under which number. `whole_mirrors` says which threads are mirrored from their first
message on.
"""

from __future__ import annotations

SEARCH = """
CREATE TABLE search_changes (
    thread INTEGER NOT NULL,
    message TEXT NOT NULL,
    indexed TEXT,
    PRIMARY KEY (thread, message)
) WITHOUT ROWID;
CREATE TABLE search_entries (
    number INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL,
    message TEXT NOT NULL,
    marks TEXT NOT NULL,
    UNIQUE (thread, message)
);
CREATE TABLE search_state (made TEXT NOT NULL);
INSERT INTO search_state VALUES ('');
CREATE TABLE whole_mirrors (
    thread INTEGER PRIMARY KEY REFERENCES threads (key) ON DELETE CASCADE,
    active_at INTEGER NOT NULL,
    newest TEXT NOT NULL
);
CREATE TRIGGER message_mirrored AFTER INSERT ON messages
BEGIN INSERT INTO search_changes SELECT new.thread, new.id, NULL WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = new.thread AND message = new.id); END;
CREATE TRIGGER message_changed AFTER UPDATE ON messages
WHEN old.text IS NOT new.text OR old.body IS NOT new.body
BEGIN INSERT INTO search_changes SELECT old.thread, old.id, old.text WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = old.thread AND message = old.id); END;
CREATE TRIGGER message_dropped AFTER DELETE ON messages
BEGIN INSERT INTO search_changes SELECT old.thread, old.id, old.text WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = old.thread AND message = old.id); END;
CREATE TRIGGER thread_added AFTER INSERT ON threads WHEN new.title <> ''
BEGIN INSERT INTO search_changes SELECT new.key, '', NULL WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = new.key AND message = ''); END;
CREATE TRIGGER thread_renamed AFTER UPDATE OF title ON threads WHEN old.title <> new.title
BEGIN INSERT INTO search_changes SELECT old.key, '', old.title WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = old.key AND message = ''); END;
CREATE TRIGGER thread_forgotten AFTER DELETE ON threads
BEGIN INSERT INTO search_changes SELECT old.key, '', old.title WHERE NOT EXISTS
    (SELECT 1 FROM search_changes WHERE thread = old.key AND message = ''); END;
"""
