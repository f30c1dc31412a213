#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What do calls take longer because they are counted and timed?

    tests/benchmark/what_does_counting_cost.py [--rounds N] [--items N] [-j N]

Builds a release twice, once with counting left out (src/core/counting.hpp). In both all functions begin at cache lines:
where the linker puts a loop makes more of a difference otherwise. They run the same graph in turn: small pictures are drawn,
scaled, encoded and dropped. One JSON object goes to stdout: seconds of wall and of CPU time with counting, over those without.
Let nothing else run meanwhile.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SIDE = 320


def built(name, define=""):
    """The tool of a build folder."""
    folder = SOURCE / "build" / name
    configure = ["cmake", "-S", SOURCE, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON",
                 "-DPENSTOCK_BUILD_TESTS=OFF", "-DPENSTOCK_BUILD_PYTHON=OFF",
                 f"-DCMAKE_CXX_FLAGS=-falign-functions=64 {define}"]
    for command in configure, ["cmake", "--build", folder, "--target", "penstock_tool"]:
        subprocess.run(command, check=True, stdout=sys.stderr)
    return folder / "bin/penstock"


def config(items):
    return {
        "penstock": "1.0",
        "nodes": {
            "numbers": {"type": "generate", "params": {"count": items, "seed": 1}},
            "gate": {"type": "limiter", "params": {"max_images": 16}},
            "render": {"type": "render", "params": {"pattern": "plasma", "width": SIDE, "height": SIDE}},
            "half": {"type": "resize", "params": {"width": SIDE // 2}},
            "encode": {"type": "encode", "params": {"format": "jpeg"}},
            "gone": {"type": "null"},
        },
        "edges": ["numbers -> gate -> render -> half -> encode -> gone"],
    }


def summary_of(tool, graph, threads):
    result = subprocess.run([tool, "run", graph, "-j", str(threads), "--progress", "none", "--summary", "-"], check=True,
                            capture_output=True, text=True)
    return json.loads(result.stdout)


def spread(numbers):
    return {"median": statistics.median(numbers), "min": min(numbers), "max": max(numbers)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--items", type=int, default=10000)
    parser.add_argument("-j", type=int, default=2)
    arguments = parser.parse_args()
    tools = {"with": built("benchmark-counting"),
             "without": built("benchmark-without-counting", "-DPENSTOCK_COUNTS_NOTHING")}
    wall, cpu, rate = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.json"
        graph.write_text(json.dumps(config(arguments.items)))
        for round_number in range(arguments.rounds + 1):
            order = sorted(tools, reverse=round_number % 2 == 1)
            report = {name: summary_of(tools[name], graph, arguments.j) for name in order}
            assert report["with"]["nodes"]["encode"]["count"] == arguments.items
            assert report["without"]["nodes"]["encode"]["count"] == 0, "the other build counts, too"
            if round_number == 0:
                continue  # warms up
            wall.append(report["with"]["wall_seconds"] / report["without"]["wall_seconds"])
            cpu.append(report["with"]["cpu_seconds"] / report["without"]["cpu_seconds"])
            rate.append(arguments.items / report["with"]["wall_seconds"])
    print(json.dumps({"question": "what_does_counting_cost", "items": arguments.items, "rounds": arguments.rounds,
                      "threads": arguments.j, "items_per_second": spread(rate), "wall_with_over_without": spread(wall),
                      "cpu_with_over_without": spread(cpu)}, indent=1))


if __name__ == "__main__":
    main()
