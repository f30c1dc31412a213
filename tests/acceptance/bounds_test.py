#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Images, bytes and open files stay within their limits, as reported and as the system saw it. bounds_test.py TOOL"""

import ctypes
import os
import select
import struct
import threading

from proof import Proof, main, say


class OpenFiles:
    """Counts what is open in some folders, by the kernel's own account: inotify, event by event."""

    OPENED, CLOSED, FOLDER, LOST = 0x20, 0x08 | 0x10, 0x40000000, 0x4000
    EVENT = struct.Struct("iIII")

    def __init__(self, *folders):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.events = self.libc.inotify_init1(os.O_CLOEXEC)
        for folder in folders:
            if self.libc.inotify_add_watch(self.events, os.fsencode(folder), self.OPENED | self.CLOSED) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch")
        self.now = self.peak = self.opened = 0
        self.parts_now = self.parts_peak = 0
        self.has_lost = False
        self.done, self.tell = os.pipe()
        self.reader = threading.Thread(target=self.read)

    def __enter__(self):
        self.reader.start()
        return self

    def __exit__(self, *_):
        os.write(self.tell, b".")
        self.reader.join()
        for descriptor in (self.events, self.done, self.tell):
            os.close(descriptor)

    def read(self):
        while True:
            ready, _, _ = select.select([self.events, self.done], [], [])
            if self.events in ready:
                self.count(os.read(self.events, 1 << 16))
            else:
                return  # told to end, and nothing left to read

    def count(self, data):
        at = 0
        while at < len(data):
            _, mask, _, length = self.EVENT.unpack_from(data, at)
            name = data[at + self.EVENT.size:at + self.EVENT.size + length].rstrip(b"\0")
            at += self.EVENT.size + length
            self.has_lost |= bool(mask & self.LOST)
            if mask & self.FOLDER:
                continue
            step = 1 if mask & self.OPENED else -1
            self.opened += step > 0
            self.now += step
            self.peak = max(self.peak, self.now)
            if name.endswith(b".part"):
                self.parts_now += step
                self.parts_peak = max(self.parts_peak, self.parts_now)


class Bounds(Proof):
    def test_no_more_files_are_open_than_the_limit_says(self):
        pictures = self.config("pictures.json", {
            "frames": ("generate", {"count": 60}),
            "gate": ("limiter", {}),
            "render": ("render", {"pattern": "photo", "width": 96, "height": 64}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": "in/{seq:03}.{ext}"}),
        }, "frames -> gate -> render -> encode -> write")
        self.run_config(pictures)
        (self.folder / "out").mkdir()
        for limit in (1, 4, 64):
            config = self.config("files.json", {
                "files": ("files", {"paths": ["in"]}),
                "gate": ("limiter", {}),
                "decode": ("decode", {}),
                "fine": ("encode", {"format": "jpeg", "quality": 95}, {"set": {"kind": "fine"}}),
                "coarse": ("encode", {"format": "jpeg", "quality": 20}, {"set": {"kind": "coarse"}}),
                "write": ("write", {"path": "out/{stem}-{kind}.{ext}", "durability": "power"}, {"concurrency": 4}),
            }, "files -> gate -> decode -> [fine, coarse] -> write", open_files=limit, io_threads=8)
            with OpenFiles(self.folder / "in", self.folder / "out") as seen:
                report = self.run_config(config, "-j", 8)
            told = report["peak"]["open_files"]
            say(f"open_files {limit}: told at most {told}, seen at most {seen.peak} open at once "
                f"({seen.parts_peak} of them being written), {seen.opened} opened in all")
            self.assertFalse(seen.has_lost)
            self.assertEqual(120, report["outputs"])
            self.assertEqual(0, seen.now)
            # Each picture is measured and read, and written twice.
            self.assertGreaterEqual(seen.opened, 4 * 60)
            self.assertGreater(seen.parts_peak, 0)
            self.assertLessEqual(seen.peak, limit)
            self.assertLessEqual(told, limit)
            self.assertGreaterEqual(told, seen.peak)

    def test_images_and_bytes_stay_below_the_limits_of_the_limiter(self):
        mebibyte = 1 << 20
        for limit in (4, 16, 64):
            config = self.config("pictures.json", {
                "frames": ("generate", {"count": limit + 8}),
                "gate": ("limiter", {"max_images": limit, "max_bytes": "1GiB"}),
                "render": ("render", {"pattern": "noise", "width": 1920, "height": 1080}),
                "encode": ("encode", {"format": "jpeg"}),
                "write": ("write", {"path": "out/{seq:03}.{ext}"}),
            }, "frames -> gate -> render -> encode -> write")
            report = self.run_config(config, "-j", limit)
            peak = report["peak"]
            say(f"max_images {limit:2}: at most {peak['images']:2} images and {peak['bytes'] / mebibyte:5.0f} of "
                f"1024 MiB; RSS {peak['rss_bytes'] / mebibyte:4.0f} MiB at most, "
                f"{report['rss_start_bytes'] / mebibyte:.0f} MiB before the first image")
            self.assertEqual(limit + 8, report["items"]["written"])
            self.assertGreater(peak["images"], 0)
            self.assertLessEqual(peak["images"], limit)
            self.assertLessEqual(peak["bytes"], 1024 * mebibyte)
            for name in self.outputs("out"):
                (self.folder / "out" / name).unlink()


if __name__ == "__main__":
    main()
