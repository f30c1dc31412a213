# SPDX-License-Identifier: Apache-2.0
"""Where everything lies: programs that are compared, inputs, outputs."""

import itertools
import os
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
BUILD = PROJECT / "build" / "benchmark"
PENSTOCK = BUILD / "bin" / "penstock"
STAGES = BUILD / "bin" / "peers" / "penstock_peer_stages"
PYTHON_PACKAGES = BUILD / "lib" / "python3" / "dist-packages"
SAVER_JOB = BUILD / "bin" / "peers" / "penstock_peer_saver"
PLAIN_TABLES = BUILD / "bin" / "peers" / "penstock_peer_tables"
GRAPHS = PROJECT / "graphs"
NODE_MODULES = PROJECT / "build" / "peers" / "node_modules"

KEEP_FREE = 20 << 30  # bytes of the disk


class Place:
    """A folder for inputs, which stay for the next time, and outputs, which do not.

    Creating a file takes ext4 forty times as long for a while after many have been deleted. So old outputs are only moved
    aside, and deleted at the end, or where the disk would become full.
    """

    def __init__(self, root):
        self.root = Path(root)
        self.inputs = self.root / "inputs"
        self.aside = self.root / "aside"
        self.numbers = itertools.count()
        for folder in (self.inputs, self.aside):
            folder.mkdir(parents=True, exist_ok=True)

    def outputs(self):
        """A new empty folder."""
        folder = self.root / f"out-{os.getpid()}-{next(self.numbers)}"
        folder.mkdir()
        return folder

    def put_aside(self, folder):
        folder.rename(self.aside / folder.name)

    def make_room(self):
        """Between rounds: deletes what is aside if it has to be."""
        if shutil.disk_usage(self.root).free < KEEP_FREE:
            self.clear()
            os.sync()

    def clear(self):
        shutil.rmtree(self.aside)
        self.aside.mkdir()
