# SPDX-License-Identifier: Apache-2.0
"""Runs, from their configs to their reports."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import operator
import os
import re
import threading
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Union

from . import _ending, _penstock
from ._progress import ProgressCall, Watch
from ._report import Report

_logger = logging.getLogger("penstock")

Path = Union[str, "os.PathLike[str]"]
Config = Union[Path, Mapping[str, Any]]

_SLICE = 0.05  # seconds that a wait lasts before Python looks for signals

def json_value(value: Any) -> Any:
    """What `json.dumps` does not know: paths, and NumPy's numbers."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"found {type(value).__name__} in a config; expected what JSON has, or a path")


_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def byte_count(size: Union[int, str], name: str) -> int:
    """A number of bytes, or "512MiB"."""
    if isinstance(size, str):
        found = re.fullmatch(r"(\d+)\s*([a-zA-Z]+)", size)
        if found is None or found[2] not in _UNITS:
            raise ValueError(f'{name}: found "{size}"; expected a number of bytes, or a size such as "512MiB"')
        return int(found[1]) * _UNITS[found[2]]
    return operator.index(size)


def _kind(config: Config) -> tuple[str, str]:
    if isinstance(config, Mapping):
        return "text", json.dumps(config, indent=2, default=json_value)
    if isinstance(config, os.PathLike):
        return "file", os.fspath(config)
    if not isinstance(config, str):
        raise TypeError(f"config: found {type(config).__name__}; expected a path, a JSON text, a short pipeline "
                        '("files a.jpg ! decode ! ...") or a dict')
    if config.lstrip().startswith(("{", "/*")) or "\n" in config.strip():
        return "text", config
    return ("pipe" if " ! " in config else "file"), config


def _assignments(values: Mapping[str, Any]) -> list[str]:
    return [f"{key}={json.dumps(value, default=json_value)}" for key, value in values.items()]


def make(config: Config, *, vars: Mapping[str, Any], sets: Optional[Mapping[str, Any]] = None,
         profiles: Sequence[str] = (), threads: Optional[int] = None, functions: Sequence[dict[str, Any]] = (),
         attributes: Sequence[str] = (), takes_pushes: bool = False, trace: Optional[Path] = None,
         keeps_history: bool = False) -> Any:
    """A run, not yet started."""
    kind, text = _kind(config)
    trace = None if trace is None else os.fsencode(os.path.abspath(trace))
    return _penstock.make_run({
        "kind": kind, "config": os.fsencode(text) if kind == "file" else text, "vars": _assignments(vars),
        "sets": _assignments(sets or {}), "profiles": list(profiles), "threads": threads, "functions": list(functions),
        "attributes": list(attributes), "takes_pushes": takes_pushes, "trace": trace,
        "keeps_history": keeps_history})


def start(run: Any, abandoned: Optional[threading.Event] = None) -> None:
    for warning in run.warnings:
        _logger.warning("%s", warning)
    _ending.refuse_to_begin()
    run.start()
    _ending.before(run, lambda run: _cancel(run, abandoned))


def _cancel(run: Any, abandoned: Optional[threading.Event]) -> None:
    if abandoned is not None:
        abandoned.set()
    run.cancel()
    while not run.wait(_SLICE):
        pass


def stop(run: Any) -> None:
    """What is in flight is finished. Once more Ctrl-C, and it is not."""
    try:
        run.request_stop()
        while not run.wait(_SLICE):
            pass
    except KeyboardInterrupt:
        run.cancel()
        while not run.wait(_SLICE):
            pass


class _Page:
    """The file of a report, which is begun before the run: not after it is one told that it cannot be written.

    Under its name it is whole, always; what is no file, such as /dev/stdout, is written to as it is."""

    def __init__(self, file: Path) -> None:
        self._name = os.path.abspath(os.fsdecode(file))
        if os.path.isdir(self._name):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), self._name)
        is_special = os.path.exists(self._name) and not os.path.isfile(self._name)
        self._written = self._name if is_special else f"{self._name}.{os.getpid()}.partial"
        self._file = open(self._written, "w", encoding="utf-8")

    def __enter__(self) -> _Page:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        if self._written != self._name:
            with contextlib.suppress(FileNotFoundError):
                os.remove(self._written)

    def write(self, run: Any) -> None:
        page = run.page()
        try:
            self._file.write(page)
            self._file.close()
            if self._written != self._name:
                os.replace(self._written, self._name)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, self._name) from None


def _see_through(run: Any, watch: Watch, feed: Optional[Callable[[Callable[[], None]], None]]) -> None:
    start(run)
    try:
        if feed is not None:
            feed(lambda: watch.look(run))
        while not run.wait(_SLICE):
            watch.look(run)
        watch.look(run, is_last=True)
    except BaseException as error:
        stop(run)
        if isinstance(error, KeyboardInterrupt) and hasattr(error, "add_note"):
            done = run.progress()
            error.add_note(f"penstock: stopped; what was begun is finished: {done['written']} written, "
                           f"{done['failed']} failed")
        raise
    finally:
        watch.close()


def drive(run: Any, progress: ProgressCall, feed: Optional[Callable[[Callable[[], None]], None]] = None,
          report: Optional[Path] = None) -> Report:
    """Starts a run and sees it through. `feed` gets what is to be called now and then, and pushes."""
    if report is not None:
        with _Page(report) as page:
            try:
                result = drive(run, progress, feed)
            except KeyboardInterrupt:
                page.write(run)
                raise
            page.write(run)
            return result
    _see_through(run, Watch(progress), feed)
    result = Report(run.report())
    if run.trace_error():
        _logger.warning("there is no trace: %s", run.trace_error())
    return result


def run(config: Config, *, threads: Optional[int] = None, progress: ProgressCall = None, trace: Optional[Path] = None,
        report: Optional[Path] = None,
        vars: Optional[Mapping[str, Any]] = None, sets: Optional[Mapping[str, Any]] = None,
        profiles: Iterable[str] = (), **variables: Any) -> Report:
    """Runs a pipeline and returns its `Report`.

    config     A path, a JSON text, a dict, or a short pipeline: "files a.jpg ! decode ! encode format=png ! write
               path=out/{stem}.{ext}".
    variables  Values of its "vars": run("thumbnails.json", out="small"). Those that have the name of a keyword go
               into `vars={...}`.
    sets       Other values by path: {"nodes.encode.params.quality": 90}.
    profiles   Names of "profiles" of the config.
    threads    How many compute, instead of "limits.threads".
    progress   "bar", or a callable that gets a `Progress` ten times a second. What it raises stops the run.
    trace      A file that is to have every call, for Perfetto and Chrome: `penstock run --trace`. Where it cannot be
               written any more, a warning is logged.
    report     A file that is to have the run as a page of HTML: `penstock run --report`; of a run that Ctrl-C stopped,
               too. OSError where it cannot be begun, before anything runs.

    Items that fail are in the report, and raise nothing: see `Report.raise_for_failures`. `ConfigError` has every
    mistake in the config; what is probably one is logged as a warning of "penstock". Ctrl-C stops the run: what was
    begun is finished, then KeyboardInterrupt is raised; a second one does not wait for it. Other threads of Python go on
    meanwhile.
    """
    made = make(config, vars={**(vars or {}), **variables}, sets=sets, profiles=list(profiles), threads=threads,
                trace=trace, keeps_history=report is not None)
    return drive(made, progress, report=report)
