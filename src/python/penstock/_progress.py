# SPDX-License-Identifier: Apache-2.0
"""How far a run is."""

from __future__ import annotations

import sys
import time
from typing import Any, Callable, NamedTuple, Optional, TextIO, Union


class Progress(NamedTuple):
    """What a run has done so far."""

    total: Optional[int]
    """Items of the sources, where these know."""
    done: int
    """Items that have ended, one way or another."""
    written: int
    failed: int
    skipped: int
    dropped: int
    in_flight: int
    images: int
    """Pictures in memory."""
    max_images: int
    bytes: int
    max_bytes: int


ProgressCall = Union[Callable[[Progress], Any], str, None]

_BAR = 24


class Bar:
    """Draws one line of text again and again: in a terminal and in a notebook. Elsewhere only the last one is written."""

    def __init__(self, stream: Optional[TextIO] = None) -> None:
        self._stream = stream or sys.stderr
        self._redraws = self._stream.isatty() or "ipykernel" in sys.modules
        self._begin = time.monotonic()
        self._width = 0
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        self._last = self._text(progress)
        if self._redraws:
            self._stream.write("\r" + self._last.ljust(self._width))
            self._stream.flush()
            self._width = len(self._last)

    def close(self) -> None:
        if self._last:
            self._stream.write("\n" if self._redraws else self._last + "\n")
            self._stream.flush()

    def _text(self, progress: Progress) -> str:
        seconds = time.monotonic() - self._begin
        text = f"{progress.done} done"
        if progress.total is not None:
            text = f"{progress.done} of {progress.total}"
            if progress.total:
                filled = min(progress.done, progress.total) * _BAR // progress.total
                text = "[" + "#" * filled + "-" * (_BAR - filled) + "] " + text
        if progress.failed:
            text += f"   {progress.failed} failed"
        if seconds > 0:
            text += f"   {progress.done / seconds:.1f}/s"
        return text


class Watch:
    """Tells whoever asked to be told, every tenth of a second."""

    def __init__(self, progress: ProgressCall) -> None:
        if isinstance(progress, str):
            if progress != "bar":
                raise ValueError(f'progress: found "{progress}"; expected "bar", a callable that takes a '
                                 'penstock.Progress, or None')
            self._tell: Optional[Callable[[Progress], Any]] = Bar()
        elif progress is not None and not callable(progress):
            raise TypeError(f'progress: found {type(progress).__name__}; expected "bar", a callable that takes a '
                            'penstock.Progress, or None')
        else:
            self._tell = progress
        self._next = 0.0

    def look(self, run: Any, is_last: bool = False) -> None:
        if self._tell is None:
            return
        now = time.monotonic()
        if is_last or now >= self._next:
            self._next = now + 0.1
            progress = Progress(**run.progress())
            self._tell(progress._replace(total=progress.done) if is_last and progress.total is None else progress)

    def close(self) -> None:
        if isinstance(self._tell, Bar):
            self._tell.close()
