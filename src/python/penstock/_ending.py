# SPDX-License-Identifier: Apache-2.0
"""The end of the interpreter. What goes on in the background is ended before: threads that want Python back after that
would end the process.

Runs are cancelled, savers finish what they took, and threads of the program that wait in a call of penstock come back.
"""

from __future__ import annotations

import atexit
import os
import time
import weakref
from typing import Any, Callable, List

from . import _penstock

_going_on: "weakref.WeakKeyDictionary[Any, Callable[[Any], None]]" = weakref.WeakKeyDictionary()
_has_begun: List[bool] = []

os.register_at_fork(after_in_child=_penstock.forget_threads)


def refuse_to_begin() -> None:
    """Raises where the interpreter is about to end."""
    if _has_begun:
        raise RuntimeError("the interpreter ends: nothing more can be begun")


def before(thing: Any, end: Callable[[Any], None]) -> None:
    """Calls `end(thing)` before the interpreter ends, if the thing is still there."""
    _going_on[thing] = end


def over(thing: Any) -> None:
    """It has ended by itself."""
    _going_on.pop(thing, None)


@atexit.register
def _end() -> None:
    _has_begun.append(True)
    for thing, end in list(_going_on.items()):
        try:
            end(thing)
        except RuntimeError:
            pass  # it belongs to the process that this one was forked from
    while _penstock.threads_without_gil() > 0:
        time.sleep(0.001)
