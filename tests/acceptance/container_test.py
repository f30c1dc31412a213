#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Threads and memory are by default what a real control group allows. container_test.py TOOL"""

import json
import os
from pathlib import Path

from proof import Proof, main, say

MEBIBYTE = 1 << 20


def own_group(controller):
    """The folder of this process's control group: (folder, version), or None where there is none."""
    groups = dict(line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines())
    found = None
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, system = line.partition(" - ")
        kind, _, options = system.split(" ", 2)
        root, point = fields.split(" ")[3:5]
        for names, group in groups.items():
            version = 2 if names == "" else 1
            fits = kind == "cgroup2" if version == 2 else kind == "cgroup" and controller in options.split(",")
            if not fits or (version == 1 and controller not in names.split(",")):
                continue
            folder = Path(point) / os.path.relpath(group, root)
            if version == 1 or controller in (folder / "cgroup.controllers").read_text().split():
                found = (folder, version)
    return found


class Container(Proof):
    def group_within(self, controller, files):
        """A new group below the own one, with these limits by version; gone after the test."""
        found = own_group(controller)
        if found is None:
            self.skipTest(f"no control group of this process limits {controller}")
        folder, version = found
        inner = folder / f"penstock-test-{os.getpid()}-{controller}"
        try:
            inner.mkdir()
            self.addCleanup(inner.rmdir)
            for name, value in files[version]:
                (inner / name).write_text(str(value))
        except OSError as error:
            self.skipTest(f"this system permits no control group: {error}")
        return inner

    def run_within(self, group, path, *arguments):
        """The summary of a run whose process is a member of that group."""
        summary = self.folder / "summary.json"
        enter = f'echo $$ > "{group}/cgroup.procs" && exec "$@"'
        self.tool, tool = "/bin/sh", self.tool
        try:
            self.call("-c", enter, "sh", tool, "run", path, "--summary", summary, "--progress", "none", *arguments)
        finally:
            self.tool = tool
        return self.checked(json.loads(summary.read_text()))

    def pictures(self, count, width, height, limiter):
        return self.config("pictures.json", {
            "frames": ("generate", {"count": count}),
            "gate": ("limiter", limiter),
            "render": ("render", {"pattern": "noise", "width": width, "height": height}),
            "end": ("null", {}),
        }, "frames -> gate -> render -> end")

    def test_half_of_the_memory_that_the_group_has_left_is_the_budget(self):
        limit = 256 * MEBIBYTE
        group = self.group_within("memory", {1: [("memory.limit_in_bytes", limit)], 2: [("memory.max", limit)]})
        # More images than fit: the budget in bytes holds them back, and the kernel has nothing to kill.
        report = self.run_within(group, self.pictures(40, 4000, 3000, {"max_images": 1000}), "-j", "8")
        told = report["limits"]["limiters"]["gate"]
        say(f"256 MiB: max_bytes {told['max_bytes'] / MEBIBYTE} MiB, peak {told['peak_bytes'] / MEBIBYTE:.0f} MiB, "
            f"RSS {report['peak']['rss_bytes'] / MEBIBYTE:.0f} MiB")
        self.assertEqual(0, told["max_bytes"] % MEBIBYTE)
        self.assertLessEqual(told["max_bytes"], limit // 2)
        self.assertGreater(told["max_bytes"], limit // 4)
        self.assertGreater(told["peak_bytes"], 4000 * 3000)
        self.assertLessEqual(told["peak_images"], 3)

    def test_a_share_of_time_bounds_the_threads(self):
        group = self.group_within("cpu", {1: [("cpu.cfs_period_us", 100_000), ("cpu.cfs_quota_us", 50_000)],
                                          2: [("cpu.max", "50000 100000")]})
        config = self.pictures(4, 64, 64, {})
        report = self.run_within(group, config)
        free = self.run_config(config)
        say(f"half a processor: {report['limits']['threads']} thread, {free['limits']['threads']} outside")
        self.assertEqual(1, report["limits"]["threads"])
        # What is asked for is given, whatever the container says.
        self.assertEqual(3, self.run_within(group, config, "-j", "3")["limits"]["threads"])


if __name__ == "__main__":
    main()
