"""The head of a GGUF model file: enough to know what it is before llama.cpp loads it.

llama.cpp says why it cannot load a file only in its log; a look here gives the person a sentence.
The format is described in the GGUF document of the ggml project.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_LONGEST_STRING = 1 << 20


class GgufError(Exception):
    """The file is no model that can be used; the message completes "FILE …"."""


@dataclass(frozen=True, slots=True)
class GgufHead:
    """What the head of the file tells."""

    architecture: str
    """llama.cpp's word for it, such as `llama` or `qwen3`."""
    context_length: int | None
    """Tokens the model was trained to look at."""


def read_head(file: Path) -> GgufHead:
    """Read the head of a model file.

    Raises:
        GgufError: it is not a GGUF file, of another version, or cut off.
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        if stream.read(4) != _MAGIC:
            raise GgufError("is not a GGUF model file")
        try:
            return _read_values(stream)
        except (struct.error, UnicodeDecodeError) as error:
            raise GgufError("is cut off or damaged") from error


def _read_values(stream: BinaryIO) -> GgufHead:
    version = _unpack(stream, "<I")
    if version not in _VERSIONS:
        raise GgufError(f"is a GGUF file of version {version}, which is not supported")
    _unpack(stream, "<Q")  # tensors
    values: dict[str, object] = {}
    for _ in range(_unpack(stream, "<Q")):
        key = _read_string(stream)
        if key.startswith("tokenizer."):
            break  # long, and written after what is looked for
        values[key] = _read_value(stream, _unpack(stream, "<I"))
    architecture = str(values.get("general.architecture", ""))
    length = values.get(f"{architecture}.context_length")
    return GgufHead(architecture, length if isinstance(length, int) else None)


def _read_value(stream: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _read_string(stream)
    if kind == _ARRAY:
        item, count = _unpack(stream, "<I"), _unpack(stream, "<Q")
        for _ in range(count):
            _read_value(stream, item)
        return None
    if kind not in _SCALARS:
        raise GgufError("is damaged")
    (value,) = struct.unpack(_SCALARS[kind], stream.read(struct.calcsize(_SCALARS[kind])))
    return value


def _read_string(stream: BinaryIO) -> str:
    length = _unpack(stream, "<Q")
    if length > _LONGEST_STRING:
        raise GgufError("is damaged")
    return stream.read(length).decode()


def _unpack(stream: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(form, stream.read(struct.calcsize(form)))
    return int(value)
