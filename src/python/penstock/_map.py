# SPDX-License-Identifier: Apache-2.0
"""A function for one file, and thousands of files."""

from __future__ import annotations

import os
from typing import Any, Callable, Iterable, Mapping, Optional, Union

from ._pipeline import Function, Pipeline
from ._progress import ProgressCall
from ._results import Results

Files = Union[str, "os.PathLike[str]", Iterable[Union[str, "os.PathLike[str]"]]]


def map(function: Callable[..., Any], files: Files, *, load: str = "array", channels: Optional[int] = None,
        decode: Optional[Mapping[str, Any]] = None, concurrency: Union[int, str] = "unlimited",
        with_item: bool = False, errors: str = "raise", progress: ProgressCall = None,
        max_images: Optional[int] = None, max_bytes: Union[int, str, None] = None,
        threads: Optional[int] = None) -> Results:
    """Calls a function with the picture of each file, and yields (path, what it returned) in the order of the files.

        sizes = dict(penstock.map(lambda array: array.shape, "photos"))

    files        Files, folders, or globs ("photos/**/*.jpg"), one or several; a folder is searched for pictures.
    load         "array": penstock reads and decodes the files, in parallel, and the function gets arrays that are its
                 own. "path": it gets the paths, and reads the files itself.
    channels     1 (gray), 3 (RGB) or 4 (with alpha): what every array has. None: what its file has.
    decode       Parameters of the node `decode`: {"frames": "all"}.
    concurrency  How many calls there are at once; "unlimited": as many as there are threads for. 1: one.
    with_item    Call the function with an `Item` as its last argument.
    errors       "raise": a file that fails, in the function too, does not end the work; when all is done, the iteration
                 ends with one `FailedItems` that lists them. "collect": they are in `failures` of what is returned.
    progress     "bar", or a callable that gets a `Progress`.
    max_images   How many pictures are in memory at most, and `max_bytes` their bytes.

    However many files there are, and however slowly results are taken, no more are in memory than that.
    """
    if load not in ("array", "path"):
        raise ValueError(f'load: found "{load}"; expected "array" or "path"')
    if load == "path" and (decode is not None or channels is not None):
        raise ValueError('decode, channels: nothing is decoded with load="path"')
    paths = [files] if isinstance(files, (str, bytes, os.PathLike)) else list(files)
    pipeline = Pipeline(max_images=max_images, max_bytes=max_bytes, threads=threads)
    pipeline.node("files", paths=[os.fsdecode(path) for path in paths])
    if load == "array":
        pipeline.node("decode", **dict(decode or {}))
        if channels is not None:
            pipeline.node("convert", channels=channels)
    else:
        pipeline.node("path_of_file")
    pipeline._function(Function(function, with_item=with_item), "call", {"concurrency": concurrency})
    return pipeline.results(errors=errors, progress=progress)
