#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A long run needs no more memory and no more files than a short one. endurance_test.py TOOL

PENSTOCK_ENDURANCE_IMAGES: how many images (60000); a million of them is the promise."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from proof import Proof, main, say

MEBIBYTE = 1 << 20
WRITERS = 4
IMAGES = int(os.environ.get("PENSTOCK_ENDURANCE_IMAGES", "60000"))
WARM_UP = min(50_000, IMAGES // 2)
WINDOW = max(IMAGES // 20, 1)


def resident(process):
    """Bytes of memory that the kernel holds for it."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(process)


class Endurance(Proof):
    def take_away(self, folder):
        """Deletes what is finished; returns how many files that were."""
        gone = 0
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    os.unlink(entry.path)
                    gone += 1
        return gone

    def watch(self, tool, folder):
        """[(files written, resident bytes, open files)], until the tool has ended."""
        seen, written = [], 0
        while tool.poll() is None:
            written += self.take_away(folder)
            try:
                sample = written, resident(tool.pid), len(os.listdir(f"/proc/{tool.pid}/fd"))
            except (ProcessLookupError, FileNotFoundError):
                continue  # it ended meanwhile
            seen.append(sample)
            time.sleep(0.01)
        self.assertEqual(IMAGES, written + self.take_away(folder))
        return seen

    def test_memory_and_open_files_do_not_grow_with_the_number_of_images(self):
        memory = Path("/dev/shm")
        place = tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)
        self.addCleanup(place.cleanup)
        out = Path(place.name) / "out"
        out.mkdir()
        config = self.config("long.json", {
            "frames": ("generate", {"count": IMAGES}),
            "gate": ("limiter", {"max_images": 16}),
            "render": ("render", {"pattern": "noise", "width": 8, "height": 8}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": f"{out}/{{seq:06}}.{{ext}}"}, {"concurrency": WRITERS}),
        }, "frames -> gate -> render -> encode -> write")
        with open(self.folder / "told", "w+") as told:
            tool = subprocess.Popen([self.tool, "run", config, "-j", "2", "--progress", "none"], cwd=self.folder,
                                    stdin=subprocess.DEVNULL, stdout=told, stderr=told)
            self.addCleanup(tool.kill)
            begin = time.monotonic()
            seen = self.watch(tool, out)
            took = time.monotonic() - begin
            told.seek(0)
            self.assertEqual(0, tool.returncode, told.read())

        # By window of so many images: the least that was needed, which no burst disturbs.
        least = {}
        for written, bytes_held, files in seen:
            window = least.setdefault(written // WINDOW, [bytes_held, files])
            window[:] = min(window[0], bytes_held), min(window[1], files)
        for window, (bytes_held, files) in least.items():
            say(f"{window * WINDOW:8}: {bytes_held / MEBIBYTE:6.2f} MiB, {files} files open")
        after = {window: values for window, values in least.items() if window * WINDOW >= WARM_UP}
        first, last = min(after), max(after)
        grown = after[last][0] - after[first][0]
        allowed = (last - first) * WINDOW / 100_000 * MEBIBYTE
        say(f"{IMAGES} images in {took:.0f} s: {grown / MEBIBYTE:.2f} MiB more after {first * WINDOW}, "
            f"{allowed / MEBIBYTE:.2f} allowed; open files {after[first][1]}, then {after[last][1]}")
        self.assertGreater(last, first)
        self.assertLessEqual(grown, allowed)
        # Each writer may have its file open or not at the moment; a leak has no bound.
        self.assertLessEqual(after[last][1], after[first][1] + WRITERS)


if __name__ == "__main__":
    main()
