# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, and what functions are told of their items."""

from __future__ import annotations

import logging
import os
import traceback
from typing import Any, NamedTuple, Sequence

_logger = logging.getLogger("penstock")


class ConfigIssue(NamedTuple):
    """One mistake in a config. Its text is "file:line:column: path: message"."""

    file: str
    """Name of the file, or "config" where it was a text or a dict."""
    line: int
    """Counted from 1; 0 where the mistake is something that is absent."""
    column: int
    path: str
    """Where in the config: "nodes.encode.params.quality"."""
    message: str
    rule: str
    """"F3", say: `penstock explain F3` says more; may be empty."""
    is_warning: bool
    text: str

    def __str__(self) -> str:
        return self.text


class ConfigError(ValueError):
    """A config was refused. `issues` has every mistake; the text of the exception is all of them, a line each."""

    def __init__(self, message: str, issues: Sequence[ConfigIssue] = ()) -> None:
        super().__init__(message)
        self.issues = list(issues)

    @classmethod
    def of(cls, issues: Sequence[dict[str, Any]]) -> ConfigError:
        found = [ConfigIssue(**issue) for issue in issues]
        return cls("\n".join(str(issue) for issue in found), found)

    def __reduce__(self) -> Any:
        return ConfigError, (str(self), self.issues)


class Failure(NamedTuple):
    """An item that failed."""

    name: str
    """Of the item: the path of a file, the name that came with an array, or a number."""
    node: str
    """The node that it failed in."""
    error_class: str
    """"missing", "permission", "unsupported", "corrupt", "truncated", "limit", "io", "resource", "node" or "cancelled"."""
    message: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.name}: {self.node}: {self.error_class}: {self.message}"


_SHOWN = 10


def _lines(what: str, entries: Sequence[Any]) -> str:
    count = len(entries)
    lines = [f"{count} {what}{'' if count == 1 else 's'} failed:"]
    lines += [f"  {entry}" for entry in entries[:_SHOWN]]
    if count > _SHOWN:
        lines.append(f"  and {count - _SHOWN} more")
    return "\n".join(lines)


class FailedItems(Exception):
    """Some items failed; the others were finished. `failures` has all of them, by name."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__(failures)
        self.failures = list(failures)

    def __str__(self) -> str:
        return _lines("item", self.failures)


class Skip(Exception):
    """To be raised in a function of a pipeline: nothing is wrong with the item, and nothing is to be done with it."""


class Item(NamedTuple):
    """What a function with `with_item=True` is told of the item that it works on."""

    name: str
    path: str
    """Of its file; empty where it has none."""
    sequence: int
    """Counted from 0 in the order of the source."""
    attributes: dict[str, Any]


def failure_text(error: BaseException) -> str:
    """What the report says of an exception: type, text, and where it was raised. The traceback goes to the log."""
    _logger.debug("an exception in a function failed its item", exc_info=error)
    text = type(error).__name__
    if str(error):
        text += ": " + " ".join(str(error).split())
    frames = traceback.extract_tb(error.__traceback__)
    if frames:
        text += f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno} in {frames[-1].name})"
    return text


class SaveError(Exception):
    """One image was not saved."""

    def __init__(self, filename: str, error_class: str, message: str) -> None:
        super().__init__(filename, error_class, message)
        self.filename = filename
        """Below the location of the saver: "cats/a.jpg"."""
        self.error_class = error_class
        """As in `Failure`."""
        self.message = message

    def __str__(self) -> str:
        return f"{self.filename} ({self.error_class}): {self.message}"


class SaveErrors(Exception):
    """What `ImagesSaver.close` raises: `errors` has a `SaveError` for every image that was not saved."""

    def __init__(self, errors: Sequence[SaveError]) -> None:
        super().__init__(errors)
        self.errors = list(errors)

    def __str__(self) -> str:
        return _lines("image", self.errors)
