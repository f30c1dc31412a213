# SPDX-License-Identifier: Apache-2.0
"""What comes out of a pipeline, one after another, in the order of the source."""

from __future__ import annotations

import queue
import threading
from typing import Any, Iterator, List, Optional, Tuple

from . import _run
from ._errors import FailedItems, Failure
from ._items import Feeder
from ._progress import ProgressCall, Watch
from ._report import Report

_WAITING = 8  # results that lie ready at most
_ROOM = 0.002  # seconds between two looks for room, which comes without a result where items are dropped or fail


class Collector:
    """The sink of a run that is iterated over. It knows nothing of the `Results`, which may be let go of before the end."""

    __name__ = "results"

    def __init__(self) -> None:
        self.queue: "queue.Queue[Tuple[str, Any]]" = queue.Queue(_WAITING)
        self.abandoned = threading.Event()

    def __call__(self, name: str, value: Any) -> None:
        while not self.abandoned.is_set():
            try:
                self.queue.put((name, value), timeout=_run._SLICE)
                return
            except queue.Full:
                pass


class Results(Iterator[Tuple[str, Any]]):
    """(name, value) of each item that did not fail, in the order of the source, as they are ready.

    At most a handful lie ready: work goes on as they are taken. `failures` has the items that failed; with
    `errors="raise"` the iteration ends with a `FailedItems` that lists them, when all others have been yielded.
    `close`, leaving a `with` statement, or letting go of it ends the work early. For one thread at a time.
    """

    def __init__(self, run: Any, collector: Collector, feeder: Optional[Feeder], errors: str,
                 progress: ProgressCall) -> None:
        if errors not in ("raise", "collect"):
            raise ValueError(f'errors: found "{errors}"; expected "raise" or "collect"')
        self._watch = Watch(progress)
        self._errors = errors
        self._run = run
        self._collector = collector
        self._feeder = feeder
        self._report: Optional[Report] = None
        self._is_closed = True  # until it goes on
        _run.start(run, collector.abandoned)
        self._is_closed = False

    def __iter__(self) -> "Results":
        return self

    def __next__(self) -> Tuple[str, Any]:
        if self._is_closed:
            raise StopIteration
        self._run.check_process()  # in one that was forked the queue may be locked for ever
        try:
            while True:
                found = self._next()
                self._watch.look(self._run)
                if found is not None:
                    return found
                if self._report is not None:
                    break
        except BaseException:
            self.close()
            raise
        self._is_closed = True
        self._watch.look(self._run, is_last=True)
        self._watch.close()
        if self._errors == "raise" and self.failures:
            raise FailedItems(self.failures)
        raise StopIteration

    def _next(self) -> Optional[Tuple[str, Any]]:
        try:
            return self._collector.queue.get_nowait()
        except queue.Empty:
            pass
        is_fed = self._feeder is None
        if self._feeder is not None:
            if self._feeder.tried():
                return None
            is_fed = not self._feeder.is_open
        has_ended = self._run.wait(0)  # first: what it put there before is seen below
        try:
            return self._collector.queue.get(block=not has_ended, timeout=_run._SLICE if is_fed else _ROOM)
        except queue.Empty:
            if has_ended:
                self._report = Report(self._run.report())
        return None

    @property
    def failures(self) -> List[Failure]:
        """The items that failed. Known at the end."""
        return self._report.failures if self._report is not None else []

    @property
    def report(self) -> Optional[Report]:
        """What the run did, at its end; None before."""
        return self._report

    def close(self) -> None:
        """Ends the work: calls that have begun are finished, and nothing more is begun."""
        if self._is_closed:
            return
        self._is_closed = True
        self._collector.abandoned.set()
        self._run.cancel()
        while not self._run.wait(_run._SLICE):
            pass
        self._watch.close()

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "_is_closed", True):
            try:
                self.close()
            except RuntimeError:
                pass  # it belongs to the process that this one was forked from
