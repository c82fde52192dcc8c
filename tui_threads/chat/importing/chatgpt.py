"""ChatGPT's data export: `conversations.json`, an array of conversations.

Shape as observed by users between 2023 and 2026; OpenAI documents none. A conversation's `mapping` is a tree
of nodes with `parent`, `children` and `message`; `current_node` is the leaf that was shown last. Editing a
question or regenerating an answer makes a branch: the branch shown last is the conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tui_threads.chat.importing import found
from tui_threads.chat.importing.chatgpt_content import Asset, parts_of
from tui_threads.chat.importing.fields import items, mapping, seconds, text
from tui_threads.chat.importing.found import FoundMessage, FoundThread

_TURNS = ("user", "assistant", "tool")


def is_conversation(value: object) -> bool:
    """Whether this looks like a conversation of the export; of a deleted one only the frame may be left."""
    nodes = mapping(value).get("mapping")
    return isinstance(nodes, dict) and all(
        "children" in mapping(node) or "message" in mapping(node) for node in nodes.values()
    )


def thread_of(value: object, asset: Asset) -> FoundThread:
    """One conversation. `asset` finds the images that lie beside the conversations in the archive."""
    whole = mapping(value)
    nodes = {name: mapping(node) for name, node in mapping(whole.get("mapping")).items()}
    shown = _branch(nodes, text(whole.get("current_node")))
    left_out: Counter[str] = Counter()
    instructions: list[str] = []
    messages: list[FoundMessage] = []
    for name in shown:
        message = mapping(nodes[name].get("message"))
        if message and (told := _message(message, asset, instructions, left_out)):
            messages.append(told)
    branches = sum(_counts(node) for name, node in nodes.items() if name not in set(shown))
    if branches:
        left_out[found.BRANCHES] = branches
    own_id = text(whole.get("conversation_id")) or text(whole.get("id"))
    return FoundThread(
        mark=f"chatgpt:{own_id or found.fingerprint(*(message.text for message in messages[:2]))}",
        title=text(whole.get("title")),
        messages=tuple(messages),
        created_at=seconds(whole.get("create_time")),
        instructions="\n\n".join(instructions),
        archived=whole.get("is_archived") is True,
        left_out=left_out,
    )


def _branch(nodes: Mapping[str, Mapping[str, object]], leaf: str) -> list[str]:
    """Names of the nodes from the root to the leaf; without a leaf the newest children are followed."""
    if leaf not in nodes:
        leaf = _newest_leaf(nodes)
    path: list[str] = []
    seen: set[str] = set()
    while leaf in nodes and leaf not in seen:
        seen.add(leaf)
        path.append(leaf)
        leaf = text(nodes[leaf].get("parent"))
    return path[::-1]


def _newest_leaf(nodes: Mapping[str, Mapping[str, object]]) -> str:
    leaf = next((name for name, node in nodes.items() if node.get("parent") not in nodes), "")
    seen: set[str] = set()
    while leaf and leaf not in seen:
        seen.add(leaf)
        children = [text(child) for child in items(nodes[leaf].get("children"))]
        known = [child for child in children if child in nodes]
        if not known:
            break
        leaf = known[-1]
    return leaf


def _counts(node: Mapping[str, object]) -> bool:
    """Whether a node of another branch holds something that was said."""
    message = mapping(node.get("message"))
    role = mapping(message.get("author")).get("role")
    return role in ("user", "assistant") and bool(mapping(message.get("content")).get("parts"))


def _message(
    message: Mapping[str, object], asset: Asset, instructions: list[str], left_out: Counter[str]
) -> FoundMessage | None:
    role = text(mapping(message.get("author")).get("role"))
    metadata = mapping(message.get("metadata"))
    parts, reason = parts_of(message, role, asset)
    if role == "system":
        if parts and not metadata.get("is_visually_hidden_from_conversation"):
            left_out[found.SYSTEM] += 1
            instructions.extend(part for part in parts if isinstance(part, str))
        return None
    if metadata.get("is_visually_hidden_from_conversation") or role not in _TURNS:
        left_out[found.HIDDEN] += 1
        return None
    if reason:
        left_out[reason] += 1
        return None
    return FoundMessage(
        role="user" if role == "user" else "assistant",
        parts=parts,
        id=text(message.get("id")) or None,
        created_at=seconds(message.get("create_time")),
        model=text(metadata.get("model_slug")) or None,
    )
