# SPDX-License-Identifier: Apache-2.0
"""Items of a Python iterable, on their way into a run."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterable, Mapping, NamedTuple, Optional, Tuple

_FORMATS = {"jpg": "jpeg", "jpeg": "jpeg", "tif": "tiff", "tiff": "tiff", "ppm": "pnm", "pgm": "pnm"}


class Pushed(NamedTuple):
    name: bytes
    content: Any
    attributes: Dict[str, Any]
    format: Tuple[str, str]


def _name_of(name: Any) -> bytes:
    if not isinstance(name, (str, bytes, os.PathLike)):
        raise TypeError(f"found {type(name).__name__} as the name of an item; expected a string or a path")
    return os.fsencode(name)


def _format_of(name: bytes) -> Tuple[str, str]:
    extension = os.path.splitext(os.fsdecode(name))[1].lstrip(".").lower()
    return _FORMATS.get(extension, extension), extension


def pushed(item: Any) -> Pushed:
    """What an item of a source means: an array, (name, array), or a dict."""
    name, attributes = b"", {}
    content = item
    if isinstance(item, tuple):
        if len(item) != 2:
            raise TypeError(f"found a tuple of {len(item)}; expected (name, array)")
        name, content = _name_of(item[0]), item[1]
    elif isinstance(item, Mapping):
        attributes = dict(item)
        name = _name_of(attributes.pop("name", ""))
        if "image" not in attributes:
            raise TypeError('found a dict without "image"; expected {"name": ..., "image": array, attribute: value}')
        content = attributes.pop("image")
    if isinstance(content, (bytearray, memoryview)) and getattr(content, "ndim", 1) == 1:
        content = bytes(content)
    return Pushed(name, content, attributes, _format_of(name) if isinstance(content, bytes) else ("", ""))


class Feeder:
    """Pushes the items of an iterable, one after another, as there is room for them."""

    def __init__(self, run: Any, items: Iterable[Any]) -> None:
        sources = run.push_sources
        if len(sources) != 1:
            raise ValueError(f"found {len(sources)} push sources in the config; expected one, which source() feeds")
        self._run = run
        self._source = sources[0]
        self._items = iter(items)
        self._pending: Optional[Pushed] = None
        self._count = 0
        self._is_open = True

    @property
    def is_open(self) -> bool:
        return self._is_open

    def step(self, patience: float) -> bool:
        """Pushes one, or waits for so many seconds. False: there are no more."""
        if not self._is_open:
            return False
        if self._pending is None and not self._take():
            return False
        item = self._pending
        assert item is not None
        try:
            result = self._run.push(self._source, item.name, item.content, item.attributes, item.format, patience)
        except (TypeError, ValueError) as error:
            name = os.fsdecode(item.name) or f"number {self._count - 1}"
            kind = ValueError if isinstance(error, ValueError) else TypeError
            raise kind(f"item {name} of the source: {error}") from None
        if result != "full":
            self._pending = None
        if result == "closed":
            self._is_open = False
        return self._is_open

    def tried(self) -> bool:
        """Pushes one if there is room. False: there was none, or there are no more."""
        before = self._count if self._pending is None else self._count - 1
        self.step(0)
        return self._is_open and self._pending is None and self._count > before

    def _take(self) -> bool:
        try:
            item = next(self._items)
        except StopIteration:
            self._is_open = False
            self._run.close_source(self._source)
            return False
        self._count += 1
        self._pending = pushed(item)
        return True
