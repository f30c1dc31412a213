# SPDX-License-Identifier: Apache-2.0
"""Runs a program and says what it cost, with all processes that it starts."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from figures import Run

LAUNCH = Path(__file__).resolve().parent / "launch.py"
SAMPLE_SECONDS = 0.02
PAGE = os.sysconf("SC_PAGE_SIZE")


class RunFailed(Exception):
    """The program did not start, or ended with another exit code than 0."""


def descendants(process):
    """All processes below it that live now."""
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                waiting += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            pass  # it has ended
    return found[1:]


def resident_bytes(processes):
    total = 0
    for process in processes:
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
        except (OSError, IndexError):
            pass
    return total


class Sampler:
    """Looks at the memory of a process tree now and then."""

    def __init__(self, process):
        self.process = process
        self.peak = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stop.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, resident_bytes(descendants(self.process)))

    def close(self):
        self.stop.set()
        self.thread.join()
        return self.peak


def run(command, log, environment=None):
    """Runs a command to its end. Its words go to the file `log`."""
    result = log.with_name("cost.json")
    launcher = subprocess.Popen([sys.executable, "-S", "-E", "-B", LAUNCH, result, log, *command],
                                env={**os.environ, **(environment or {})}, stderr=subprocess.PIPE, text=True)
    sampler = Sampler(launcher.pid)
    _, problem = launcher.communicate()
    total = sampler.close()
    if launcher.returncode != 0:
        raise RunFailed(problem.strip())
    cost = json.loads(result.read_text())
    if cost["code"] != 0:
        last = log.read_text(errors="replace").strip().splitlines()[-3:]
        raise RunFailed(f"exit code {cost['code']}: {' / '.join(last)}")
    return Run(cost["wall"], cost["cpu"], cost["largest"], max(total, cost["largest"]))
