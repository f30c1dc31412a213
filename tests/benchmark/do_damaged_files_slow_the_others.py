#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much slower good files are done where one in a hundred is damaged. do_damaged_files_slow_the_others.py TOOL [PAIRS]

Pairs of runs that take turns, with and without the damaged files; ratios of what the good pictures take, by the clock and in CPU
time. Figures go to stdout as JSON. Both kinds of files are those of tests/acceptance/damaged_images_test.py.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path

sys.argv[2:] = (sys.argv[2:] or ["15"])
PAIRS = int(sys.argv.pop(2))
GOOD = 2400
sys.argv.append(str(GOOD))

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acceptance"))
import damaged_images_test  # noqa: E402
from proof import main  # noqa: E402


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Slowdown(damaged_images_test.DamagedImages):
    test_damaged_files_change_nothing_for_the_others = None

    def timed(self, config, expect):
        cpu, wall = cpu_seconds(), time.monotonic()
        report = self.run_config(config, expect=expect)
        self.assertEqual(GOOD, report["items"]["written"])
        return {"cpu": cpu_seconds() - cpu, "wall": time.monotonic() - wall}

    def pipeline(self, name, files):
        listing = self.folder / f"{name}.txt"
        listing.write_text("".join(f"{path}\n" for path in files))
        return self.config(f"{name}.json", {
            "files": ("files", {"list": str(listing)}),
            "gate": ("limiter", {"max_images": 16, "max_bytes": "256MiB"}),
            "decode": ("decode", {}),
            "resize": ("resize", {"width": 128}),
            "encode": ("encode", {"format": "jpeg"}),
            "gone": ("null", {})}, "files -> gate -> decode -> resize -> encode -> gone")

    def test_ratio(self):
        names, classes = self.make_photos()
        without = self.pipeline("without", [name for name in names if name not in classes])
        with_damaged = self.pipeline("with", names)
        ratios = {"cpu": [], "wall": []}
        for pair in range(PAIRS):
            runs = {}
            for config, expect in [(without, 0), (with_damaged, 1)][::1 if pair % 2 else -1]:
                runs[expect] = self.timed(config, expect)
            for kind, values in ratios.items():
                values.append(runs[1][kind] / runs[0][kind])
        print(json.dumps({"benchmark": Path(__file__).stem, "good": GOOD, "damaged": len(classes), "pairs": PAIRS} |
                         {f"{kind}_with_against_without": {"median": round(statistics.median(values), 4), "smallest": round(min(values), 4),
                                                           "largest": round(max(values), 4)} for kind, values in ratios.items()}))


if __name__ == "__main__":
    main()
