# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class InFolder(unittest.TestCase):
    """Each test works in an empty folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(folder.name)

    def files(self, folder="."):
        """Names of all files below, sorted."""
        root = self.folder / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    def child(self, program, expect=0, timeout=60):
        """Runs a program of its own in the folder; what it printed."""
        result = subprocess.run([sys.executable, "-B", "-c", textwrap.dedent(program)], cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
        self.assertEqual(expect, result.returncode, result.stdout + result.stderr)
        return result.stdout

    def interrupted(self, program, times=1):
        """Runs a program that prints "ready" when it can be interrupted, and interrupts it each time it does.
        (exit code, all that it printed)."""
        beginning = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        process = subprocess.Popen([sys.executable, "-B", "-u", "-c", beginning + textwrap.dedent(program)],
                                   cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        printed = ""
        try:
            for _ in range(times):
                for line in process.stdout:
                    printed += line
                    if "ready" in line:
                        break
                process.send_signal(signal.SIGINT)
            printed += process.stdout.read()
            process.wait()
        finally:
            watchdog.cancel()
            process.kill()
            process.wait()
            process.stdout.close()
        return process.returncode, printed


def picture(width=64, height=48, channels=3, dtype="uint8", seed=0):
    """An array whose values differ from place to place."""
    import numpy
    values = numpy.random.default_rng(seed).integers(0, 255, (height, width, channels))
    if dtype.startswith("float"):
        values = values / 255
    elif dtype == "uint16":
        values = values * 257
    array = values.astype(dtype)
    return array[:, :, 0] if channels == 1 else array
