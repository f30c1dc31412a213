# SPDX-License-Identifier: Apache-2.0
"""How long it takes from starting penstock to the first output: a run of one small picture."""

import ctypes
import os
import select
import subprocess
import time

import graphs
import inputs
import place
import process

FORMATS = {"jpeg": "jpg", "png": "png", "webp": "webp"}
MOVED_TO = 0x80  # of inotify: a file got its final name


class Watch:
    """Waits until a file has come into a folder."""

    def __init__(self, folder):
        library = ctypes.CDLL(None, use_errno=True)
        self.descriptor = library.inotify_init()
        if self.descriptor < 0 or library.inotify_add_watch(self.descriptor, os.fsencode(folder), MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def wait(self, seconds):
        """When it came, by the monotonic clock; None where none did."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        return time.monotonic() if ready else None

    def close(self):
        os.close(self.descriptor)


def one_start(graph, out):
    """Seconds until the output is there, and CPU seconds of the whole run."""
    watch = Watch(out)
    try:
        begin = time.monotonic()
        child = subprocess.Popen([place.PENSTOCK, "run", graph, "--progress", "none"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = watch.wait(30)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0 or end is None:
            raise process.RunFailed(f"penstock made no output of {graph}")
        return end - begin, usage.ru_utime + usage.ru_stime
    finally:
        watch.close()


def measure(where, rounds):
    """For each format what each round took, wall and CPU seconds; and the most memory that such a run has."""
    times, graph_files, largest = {name: [] for name in FORMATS}, {}, 0
    folder = where.outputs()
    for name, ending in FORMATS.items():
        encode = {"format": name, "quality": 80, "fast": False, "level": 6}
        kind = {"size": inputs.SMALL, "encode": encode, "ending": ending}
        out = folder / name
        out.mkdir()
        task = {"count": 1, "inputs": inputs.pictures(where, f"small-{ending}", kind, 1), "out": out, "max_bytes": "64MiB",
                "width": 256, "height": 256, **encode}
        graph_files[name] = graphs.written(graphs.shrink(task), folder, name), out
    for _ in range(rounds):
        for name, (graph, out) in graph_files.items():
            times[name].append(one_start(graph, out))
    for graph, _ in graph_files.values():
        run = process.run([place.PENSTOCK, "run", graph, "--progress", "none"], folder / "log")
        largest = max(largest, run.largest)
    where.put_aside(folder)
    return times, largest
