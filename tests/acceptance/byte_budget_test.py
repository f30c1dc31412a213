#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The byte budget in truth: the memory that the system sees grows by the budget and 64 MiB at most, with pictures of
very different sizes, six outputs of each, and slow storage. The allocator is the C library's, as it is.
byte_budget_test.py TOOL SLOW_RENAME_LIBRARY

PENSTOCK_BYTE_BUDGET_RUNS: how many times at each number of threads (1)."""

import json
import os
import subprocess
import sys

from proof import Proof, main, say

MEBIBYTE = 1 << 20
BUDGET = 240  # MiB; the largest picture needs 212 of them
ALLOWANCE = 64  # MiB, for what the allocator cannot give back, stacks, and the ledger
RUNS = int(os.environ.get("PENSTOCK_BYTE_BUDGET_RUNS", "1"))
SLOW_RENAME = sys.argv[2]
# (width, height): 1:500 in pixels from the first to the last.
SIZES = [(128, 96), (192, 144), (256, 190), (360, 300), (500, 400), (800, 600), (1200, 900), (1920, 1280), (3072, 2000)]
EACH = 8
WAYS = {
    "fine": [("encode", {"format": "jpeg", "quality": 95, "subsampling": "444"})],
    "coarse": [("encode", {"format": "jpeg", "quality": 40, "progressive": True})],
    "half": [("resize", {"width": 1000}), ("encode", {"format": "jpeg"})],
    "thumb": [("resize", {"width": 200}), ("encode", {"format": "png"})],
    "grey": [("convert", {"channels": 1}), ("encode", {"format": "jpeg"})],
    "web": [("resize", {"width": 500}), ("encode", {"format": "webp"})],
}


class ByteBudget(Proof):
    def make_pictures(self):
        """Real files, every size in turn; baseline and progressive."""
        for number, (width, height) in enumerate(SIZES):
            self.run_config(self.config("pictures.json", {
                "frames": ("generate", {"count": EACH, "seed": number}),
                "gate": ("limiter", {}),
                "render": ("render", {"pattern": "photo", "width": width, "height": height}),
                "encode": ("encode", {"format": "jpeg", "progressive": number % 3 == 2}),
                "write": ("write", {"path": f"in/{{seq:02}}-{number}.{{ext}}"}),
            }, "frames -> gate -> render -> encode -> write"))

    def fan_out(self):
        nodes = {
            "files": ("files", {"paths": ["in"]}),
            "gate": ("limiter", {"max_images": 1000, "max_bytes": f"{BUDGET}MiB"}),
            "decode": ("decode", {}),
            "write": ("write", {"path": "out/{stem}-{way}.{ext}"}, {"concurrency": 4}),
        }
        edges = ["files -> gate -> decode"]
        for way, steps in WAYS.items():
            names = [f"{way}_{step[0]}" for step in steps]
            nodes.update({name: (*step, {"set": {"way": way}}) for name, step in zip(names, steps)})
            edges.append(" -> ".join(["decode", *names, "write"]))
        return self.config("fan_out.json", nodes, *edges)

    def run_once(self, path, threads):
        """The summary, and the largest resident size in bytes that the kernel saw."""
        summary = self.folder / "summary.json"
        command = [self.tool, "run", path, "-j", str(threads), "--summary", summary, "--progress", "none"]
        with open(self.folder / "told", "w+") as told:
            tool = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=told, stderr=told,
                                    env={**os.environ, "LD_PRELOAD": SLOW_RENAME, "PENSTOCK_TEST_RENAME_MS": "50"})
            _, status, usage = os.wait4(tool.pid, 0)
            tool.returncode = os.waitstatus_to_exitcode(status)
            told.seek(0)
            self.assertEqual(0, tool.returncode, told.read())
        return self.checked(json.loads(summary.read_text())), usage.ru_maxrss * 1024

    def test_the_resident_size_grows_by_the_budget_and_64_mib_at_most(self):
        self.make_pictures()
        path = self.fan_out()
        for threads in (1, 2, 8):
            worst = None
            for _ in range(RUNS):
                report, resident = self.run_once(path, threads)
                start, peak = report["rss_start_bytes"], report["peak"]
                self.assertEqual(len(SIZES) * EACH, report["items"]["written"])
                self.assertEqual(len(SIZES) * EACH * len(WAYS), report["outputs"])
                # Each file was slowed down: the writer is what the others wait for.
                self.assertGreaterEqual(report["nodes"]["write"]["busy_seconds"], 0.05 * report["outputs"])
                self.assertLessEqual(peak["bytes"], BUDGET * MEBIBYTE)
                self.assertLessEqual(resident, (BUDGET + ALLOWANCE) * MEBIBYTE + start)
                # What the summary says is what the kernel saw.
                self.assertLessEqual(abs(peak["rss_bytes"] - resident), 4 * MEBIBYTE)
                worst = max(worst or (0,), (resident - start, resident, start, peak["bytes"], peak["images"]))
            grown, resident, start, told, images = (value / MEBIBYTE for value in worst)
            say(f"-j{threads}, {RUNS} of {RUNS}: at most {told:.0f} of {BUDGET} MiB told and {worst[4]} images; resident "
                f"{start:.0f} MiB at the start, {resident:.0f} at most: {grown:.0f} more, {BUDGET + ALLOWANCE} allowed")


if __name__ == "__main__":
    main()
