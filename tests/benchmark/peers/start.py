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


def graph_of(format_name, source, out):
    task = {"out": str(out), "format": format_name, "quality": 80, "fast": False, "stage_level": 6}
    return graphs.chain(("files", "files", {"paths": source}), graphs.gate("64MiB"), ("decode", "decode", {}),
                        ("shrink", "resize", {"width": 256, "height": 256}), graphs.encode(task),
                        graphs.write(task, "{stem}"))


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
    formats = {"jpeg": "jpg", "png": "png", "webp": "webp"}
    times, graph_files, largest = {name: [] for name in formats}, {}, 0
    folder = where.outputs()
    for name, ending in formats.items():
        kind = {"size": inputs.SMALL, "encode": {"format": name}, "ending": ending}
        source = inputs.pictures(where, f"small-{ending}", kind, 1)[0]
        out = folder / name
        out.mkdir()
        graph_files[name] = graphs.written(graph_of(name, source, out), folder, name), out
    for _ in range(rounds):
        for name, (graph, out) in graph_files.items():
            times[name].append(one_start(graph, out))
    for graph, _ in graph_files.values():
        run = process.run([place.PENSTOCK, "run", graph, "--progress", "none"], folder / "log")
        largest = max(largest, run.largest)
    where.put_aside(folder)
    return times, largest
