"""Counts the weights of a torch file (`.pth`, `.pt`, `.bin`) without torch; nothing that it holds runs.

Such a file is a zip archive whose `data.pkl` names its storages. The names are read here by an unpickler that
makes nothing of the classes that it meets.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words

WHOLE_NUMBERS = frozenset(
    {"LongStorage", "IntStorage", "ShortStorage", "CharStorage", "ByteStorage", "BoolStorage"}
)
"""Counters beside the weights, such as a batch norm's; no precision changes them."""
LENGTHS = "weight_g"
"""Ends the names of a weight norm's lengths: loading folds them into the directions, so they do not stay."""


def count_weights(path: Path) -> int:
    """How many floating weights the file holds once it is loaded; raises `CheckpointError`.

    An older file, which is no archive, tells by its length alone.
    """
    try:
        if path.stat().st_size and not zipfile.is_zipfile(path):
            return path.stat().st_size // 4
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
            with archive.open(name) as file:
                content = _Reader(file).load()
        return sum(dict(_storages(content, "")).values())
    except (OSError, zipfile.BadZipFile, StopIteration, pickle.UnpicklingError, EOFError) as error:
        raise CheckpointError(
            path, tr("is not a whole torch file ({reason})", reason=own_words(error))
        ) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(
            path, tr("holds more than tensors ({reason})", reason=own_words(error))
        ) from None


class _Nothing:
    """Stands for every class of the file: takes any state, does nothing."""

    def __init__(self, *args: object) -> None:
        self.args = args

    def __setstate__(self, state: object) -> None:
        pass


class _Named(dict[str, Any]):
    """Torch hangs attributes on its dictionaries, which a plain one cannot carry."""


class _Storage:
    def __init__(self, key: str, numbers: int) -> None:
        self.key, self.numbers = key, numbers


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return _Named
        return type(name, (_Nothing,), {})

    def persistent_load(self, pid: Any) -> _Storage:
        _, kind, key, _, numbers = pid
        return _Storage(key, 0 if kind.__name__ in WHOLE_NUMBERS else int(numbers))


def _storages(content: object, name: str) -> Iterator[tuple[str, int]]:
    """Each storage with its numbers; tensors that share one name it twice."""
    match content:
        case _Storage(key=key, numbers=numbers):
            yield key, numbers
        case _Nothing(args=args):
            yield from _storages(args, name)
        case Mapping():
            for key, value in content.items():
                if not str(key).endswith(LENGTHS):
                    yield from _storages(value, str(key))
        case tuple() | list():
            for value in content:
                yield from _storages(value, name)
