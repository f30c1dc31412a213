# SPDX-License-Identifier: Apache-2.0
"""Saving images in the background."""

from __future__ import annotations

import logging
import os
import queue
import time
from concurrent.futures import Future
from typing import Any, List, Mapping, Optional, Union

from . import _ending, _penstock
from ._errors import SaveError, SaveErrors
from ._run import byte_count

_logger = logging.getLogger("penstock")
_SLICE = 0.05  # seconds that a wait lasts before Python looks for signals
_ERRORS = ("raise", "collect", "log")

Path = Union[str, "os.PathLike[str]"]


def _settle(future: "Future[str]", path: bytes, failure: Optional[tuple[bytes, str, str]]) -> None:
    """Called by the compiled module when an image is saved, or has failed."""
    if failure is None:
        future.set_result(os.fsdecode(path))
    else:
        future.set_exception(SaveError(os.fsdecode(failure[0]), failure[1], failure[2]))


def _log(name: bytes, error_class: str, message: str) -> None:
    _logger.error("not saved: %s", SaveError(os.fsdecode(name), error_class, message))


class ImagesSaver:
    """Saves images in the background: encodes them on all cores and writes whole files, while the program goes on.

        with penstock.ImagesSaver("frames", quality=90) as saver:
            for number, array in enumerate(pictures):
                saver.save(f"frame{number}.jpg", array)

    path        The folder, which exists; folders below it are created.
    queue_size  How many images are held at most: where there are so many, `save` waits.
    as_bytes    `save` gets the bytes of files, not arrays.
    max_bytes   How much memory images take at most: a number, or "512MiB".
    errors      What `close` does about images that were not saved. "raise": raises one `SaveErrors` with all of them.
                "collect": nothing, they are in `errors`. "log": nothing; each is logged as "penstock" when it happens.
    bgr         Channels of arrays are BGR or BGRA, as OpenCV has them.
    quality     Of JPEG and WebP, 1 to 100. `level`: of PNG, 0 to 12.
    encode      Other parameters of the node `encode`, by format: {"tiff": {"compression": "zip"}}.
    threads     How many encode; one for each core otherwise.

    All methods may be called from any thread. A saver that is let go of, or that is open when the interpreter ends,
    finishes what it took. After a fork it belongs to the parent.
    """

    def __init__(self, path: Path, queue_size: int = 8, as_bytes: bool = False, *,
                 max_bytes: Union[int, str, None] = None, errors: str = "raise", bgr: bool = False,
                 quality: Optional[int] = None, level: Optional[int] = None,
                 encode: Optional[Mapping[str, Mapping[str, Any]]] = None, threads: Optional[int] = None) -> None:
        if errors not in _ERRORS:
            raise ValueError(f'errors: found {errors!r}; expected one of {", ".join(_ERRORS)}')
        self._errors_mode = errors
        self._as_bytes = as_bytes
        self._bgr = bgr
        _ending.refuse_to_begin()
        self._is_closed = True  # until it is open
        self._saver = _penstock.Saver(os.fsencode(path), {
            "queue_size": queue_size,
            "max_bytes": None if max_bytes is None else byte_count(max_bytes, "max_bytes"),
            "quality": quality, "level": level, "threads": threads,
            "encode": {name: dict(params) for name, params in (encode or {}).items()}},
            _log if errors == "log" else None)
        self._is_closed = False
        _ending.before(self, ImagesSaver._let_go)

    def save(self, filename: Path, image: Any, sub_folder: Optional[Path] = None, *,
             timeout: Optional[float] = None) -> "Future[str]":
        """Takes one image, to be saved as `location/sub_folder/filename`; the extension says the format.

        image    An array of uint8, uint16, float16 or float32: (height, width) or (height, width, channels). A Pillow
                 image. With `as_bytes`: the bytes of a file.
        timeout  Seconds to wait for room, after which `queue.Full` is raised; None: as long as it takes.

        When it returns, the image was copied, and the array is yours again. The `concurrent.futures.Future` has the path
        of the file when it is there, or raises `SaveError`; it need not be kept. In asyncio:
        `await asyncio.wrap_future(saver.save(...))`.
        """
        content = self._content(image)
        future: "Future[str]" = Future()
        future.set_running_or_notify_cancel()  # what was taken is saved
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            patience = _SLICE if deadline is None else min(_SLICE, max(0.0, deadline - time.monotonic()))
            if self._saver.try_save(os.fsencode(filename), content, os.fsencode(sub_folder or ""), patience, future):
                return future
            if deadline is not None and time.monotonic() >= deadline:
                raise queue.Full(f"no room for {os.fsdecode(filename)} within {timeout} s: the saver holds as many "
                                 "images as queue_size and max_bytes allow")

    def close(self) -> None:
        """Waits until everything is saved or has failed, and raises `SaveErrors` where something failed and `errors` is
        "raise". Does nothing when called again."""
        was_closed = self._is_closed
        self._finish()
        if not was_closed and self._errors_mode == "raise" and self.errors:
            raise SaveErrors(self.errors)

    @property
    def location(self) -> str:
        """The folder, absolute and without symbolic links."""
        return os.fsdecode(self._saver.location)

    @property
    def errors(self) -> List[SaveError]:
        """What has failed so far."""
        return [SaveError(os.fsdecode(name), error_class, message)
                for name, error_class, message in self._saver.failures()]

    @property
    def counts(self) -> "dict[str, int]":
        """How many images are "held" now, and how many were "saved" and "failed"."""
        return self._saver.counts()

    def __enter__(self) -> "ImagesSaver":
        return self

    def __exit__(self, type: Any, error: Optional[BaseException], trace: Any) -> None:
        if error is None:
            self.close()
            return
        # What was taken is finished all the same, and the exception of the body is what counts.
        self._finish()
        if self.errors and self._errors_mode == "raise":
            attach(error, SaveErrors(self.errors))

    def __reduce__(self) -> Any:
        raise TypeError("an ImagesSaver cannot be handed to another process; make one in each process, or save() in one")

    def __repr__(self) -> str:
        counts = self.counts
        return (f"<penstock.ImagesSaver {self.location!r}: {counts['saved']} saved, {counts['failed']} failed, "
                f"{counts['held']} held>")

    def __del__(self) -> None:
        self._let_go()

    def _content(self, image: Any) -> Any:
        if self._as_bytes:
            if not isinstance(image, (bytes, bytearray, memoryview)):
                raise TypeError(f"found {type(image).__name__}; expected the bytes of a file, as the saver was made with "
                                "as_bytes=True")
            return bytes(image)
        if isinstance(image, (bytes, bytearray)):
            raise TypeError("found bytes; expected an array of pixels. For the bytes of files: ImagesSaver(..., "
                            "as_bytes=True)")
        return _penstock.Pixels(image, self._bgr)

    def _finish(self) -> None:
        while not self._saver.close(_SLICE):
            pass
        self._is_closed = True
        _ending.over(self)

    def _let_go(self) -> None:
        if getattr(self, "_is_closed", True):
            return
        try:
            self._finish()
        except RuntimeError:
            return  # it belongs to the process that this one was forked from
        if self._errors_mode == "raise":
            for error in self.errors:
                _logger.error("not saved, and nobody called close: %s", error)


def attach(error: BaseException, failures: SaveErrors) -> None:
    """Says beside an exception what else went wrong."""
    if hasattr(error, "add_note"):
        error.add_note(str(failures))
        return
    while error.__context__ is not None:
        error = error.__context__
    error.__context__ = failures
