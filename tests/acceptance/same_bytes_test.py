#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files, their bytes and the failures depend on config and inputs only. same_bytes_test.py TOOL"""

import re
import subprocess
import sys
from contextlib import contextmanager

from proof import THREADS, Proof, main, say, total

PATTERNS = ("gradient", "checker", "noise", "plasma", "photo")
FORMATS = ("jpeg", "png", "webp", "tiff", "exr")
# Which of several losers of one name held it when another came is a matter of time.
RIVAL = re.compile(r'(?<=belongs to ).*(?=, which comes first)')

BUSY = "while True: pass"
BUSY_AT_TIMES = """
import random, time
while True:
    end = time.monotonic() + random.random() / 50
    while time.monotonic() < end:
        pass
    time.sleep(random.random() / 50)
"""


@contextmanager
def load(program):
    """Something else that wants the processors."""
    if program is None:
        yield
        return
    rivals = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    try:
        yield
    finally:
        for rival in rivals:
            rival.kill()
            rival.wait()


class SameBytes(Proof):
    def of_every_schedule(self, config, expect=0):
        """Runs it with 1, 2 and 8 threads and under changing load; returns the one tree and the one report."""
        seen = []
        for program in (None, BUSY, BUSY_AT_TIMES):
            for threads in THREADS if program is None else THREADS[1:]:
                folder = f"out {len(seen)}"
                with load(program):
                    report = self.run_config(config, "-j", threads, "--var", f"out={folder}", expect=expect)
                seen.append((threads, self.checksums(folder), self.facts(report, folder), report))
                if program is None:
                    say(f"  -j{threads}: {len(seen[-1][1])} files, all together {total(seen[-1][1])}")
        for threads, tree, facts, _ in seen[1:]:
            self.assertEqual(seen[0][1], tree, f"with {threads} threads")
            self.assertEqual(seen[0][2], facts, f"with {threads} threads")
        return seen[0][1], seen[0][3]

    @staticmethod
    def facts(report, folder):
        """What a report says apart from time and memory."""
        failures = sorted((failure["seq"], failure["name"], failure["node"], failure["class"],
                           RIVAL.sub("another item", failure["message"].replace(folder, "out")))
                          for failure in report["failures"])
        return report["items"], report["outputs"], failures

    def test_of_doubles_the_first_one_stays_although_it_is_the_slowest(self):
        self.picture("in/00.png", 2500, 2000)
        for number in range(1, 20):
            self.picture(f"in/{number:02}.png", 40, 30)
        config = self.config("doubles.json", {
            "files": ("files", {"paths": ["in"]}),
            "gate": ("limiter", {"max_images": 40}),
            "decode": ("decode", {}),
            "kind": ("annotate", {"set": {"kind": "{channels}"}}),
            "dedupe": ("dedupe", {"by": "kind"}),
            "encode": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": "${out}/{stem}.{ext}"}),
        }, "files -> gate -> decode -> kind -> dedupe -> encode -> write")
        tree, report = self.of_every_schedule(config)
        self.assertEqual((["00.jpg"], 1, 19), (list(tree), report["items"]["written"], report["items"]["dropped"]))

    def test_generated_pictures(self):
        sizes = {"large": ("resize", {"width": 128}, {"set": {"size": "large"}}),
                 "small": ("resize", {"width": 41, "filter": "bicubic"}, {"set": {"size": "small"}})}
        config = self.config("generated.json", {
            "frames": ("generate", {"count": 6, "seed": 3}),
            "gate": ("limiter", {}),
            **{pattern: ("render", {"pattern": pattern, "width": 160, "height": 90}, {"set": {"pattern": pattern}})
               for pattern in PATTERNS},
            **sizes,
            "half": ("convert", {"pixel_type": "f16"}),
            **{encoder: ("encode", {"format": encoder}) for encoder in FORMATS},
            "write": ("write", {"path": "${out}/{seq:03}-{pattern}-{size}.{ext}"}, {"concurrency": 4}),
        }, f"frames -> gate -> [{', '.join(PATTERNS)}] -> [large, small] -> [jpeg, png, webp, tiff] -> write",
            "[large, small] -> half -> exr -> write")
        say("rendered in five patterns, resized to two sizes, encoded in five formats:")
        tree, report = self.of_every_schedule(config)
        expected = 6 * len(PATTERNS) * 2 * len(FORMATS)
        self.assertEqual((expected, expected), (len(tree), report["outputs"]))
        self.assertEqual(expected, len(set(tree.values())), "pictures that should differ are equal")

    def test_decoded_pictures(self):
        self.pictures_of_every_format()
        config = self.config("decoded.json", {
            "pictures": ("files", {"paths": ["pictures"]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "resize": ("resize", {"width": 50, "height": 50}),
            "rgb": ("convert", {"channels": 3, "pixel_type": "u8"}),
            "jpeg": ("encode", {"format": "jpeg", "quality": 70}),
            "webp": ("encode", {"format": "webp", "compression": "lossless"}),
            "tiff": ("encode", {"format": "tiff", "compression": "zip"}),
            "write": ("write", {"path": "${out}/{name}.{ext}"}, {"concurrency": 4}),
        }, "pictures -> gate -> decode -> resize -> rgb -> [jpeg, webp, tiff] -> write")
        say("decoded from five formats, resized, encoded in three:")
        tree, report = self.of_every_schedule(config)
        self.assertEqual((60, 180), (report["items"]["written"], len(tree)))

    def test_failures_and_collisions(self):
        self.pictures_of_every_format()
        for number in range(0, 12, 3):
            picture = self.folder / f"pictures/{number:03}.jpg"
            picture.write_bytes(picture.read_bytes()[:-(100 + number)])
        config = self.config("collisions.json", {
            "pictures": ("files", {"paths": ["pictures"]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "rgb": ("convert", {"channels": 3, "pixel_type": "u8"}),
            "jpeg": ("encode", {"format": "jpeg"}),
            "write": ("write", {"path": "${out}/{stem}.{ext}"}, {"concurrency": 4}),
        }, "pictures -> gate -> decode -> rgb -> jpeg -> write")
        say("five pictures for each output name, and some of them damaged:")
        tree, report = self.of_every_schedule(config, expect=1)
        self.assertEqual((12, 12, 48), (len(tree), report["items"]["written"], report["items"]["failed"]))

    def pictures_of_every_format(self):
        config = self.config("pictures.json", {
            "frames": ("generate", {"count": 12, "seed": 5}),
            "gate": ("limiter", {}),
            "render": ("render", {"pattern": "photo", "width": 120, "height": 90}),
            "half": ("convert", {"pixel_type": "f16"}),
            **{encoder: ("encode", {"format": encoder}) for encoder in FORMATS},
            "write": ("write", {"path": "pictures/{seq:03}.{ext}"}),
        }, "frames -> gate -> render -> [jpeg, png, webp, tiff] -> write", "render -> half -> exr -> write")
        self.assertEqual(60, self.run_config(config)["outputs"])


if __name__ == "__main__":
    main()
