#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the summary say what limits a run, and does `what-if` foretell what a change does?

    tests/benchmark/is_the_limiting_node_found.py BUILD [--rounds N] [NAME...]

30 graphs of which it is known what limits them (limits/cases.py) are run; what the summary says is compared with that.
Then one number is changed: what `penstock what-if` says of it is noted, and the run repeated with the change. BUILD is a
build folder with the benchmarks. A table goes to stderr, one JSON object to stdout. Of several rounds each case has the one
whose prediction was the median.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "limits"))
from cases import CASES  # noqa: E402


class Bench:
    def __init__(self, build, folder):
        self.tool = build / "bin/penstock"
        self.plugin = next((build / "lib/benchmark").glob("*slow_nodes.so"))
        self.folder = folder

    def run(self, case, arguments):
        """Items a second, and the summary."""
        graph, summary = self.folder / "graph.json", self.folder / "summary.json"
        graph.write_text(json.dumps(case.config()))
        threads = [] if "-j" in arguments else ["-j", str(case.threads)]
        subprocess.run([self.tool, "run", graph, "--plugin", self.plugin, "--progress", "none", "--summary", summary,
                        *threads, *arguments], check=True, capture_output=True)
        report = json.loads(summary.read_text())
        return sum(report["items"][end] for end in ("written", "dropped")) / report["wall_seconds"], report

    def foretold(self, case):
        """By the summary of the last run."""
        result = subprocess.run([self.tool, "what-if", self.folder / "summary.json", "--json", *case.change], check=True,
                                capture_output=True, text=True)
        return json.loads(result.stdout)["predicted"]

    def try_case(self, case):
        measured, report = self.run(case, [])
        foretold = self.foretold(case)
        changed, _ = self.run(case, case.arguments_of_run())
        found = report["limited_by"]
        return {"case": case.name, "limit": list(case.limit), "found": [found["resource"], found["name"]],
                "is_right": [found["resource"], found["name"]] == list(case.limit), "sentence": found["sentence"],
                "change": " ".join(case.change), "utilisation": round(found["utilisation"], 3),
                "then_limited_by": [foretold["limited_by"][key] for key in ("resource", "name")],
                "items_per_second": round(measured, 2),
                "predicted": round(foretold["items_per_second"], 2), "then_measured": round(changed, 2),
                "ratio": round(foretold["items_per_second"] / changed, 3)}


def median_of(rounds):
    return sorted(rounds, key=lambda one: one["ratio"])[len(rounds) // 2] | {
        "is_right": all(one["is_right"] for one in rounds), "ratios": [one["ratio"] for one in rounds]}


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    results = []
    say(f"{'case':<56} {'right':<6} {'items/s':>8} {'foretold':>9} {'then':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.build.resolve(), Path(folder))
        for case in CASES:
            if arguments.names and case.name not in arguments.names:
                continue
            one = median_of([bench.try_case(case) for _ in range(arguments.rounds)])
            results.append(one)
            say(f"{one['case']:<56} {'yes' if one['is_right'] else 'NO':<6} {one['items_per_second']:8.1f} "
                f"{one['predicted']:9.1f} {one['then_measured']:8.1f} {one['ratio']:6.2f}")
    ratios = [one["ratio"] for one in results]
    print(json.dumps({"question": "is_the_limiting_node_found", "graphs": len(results), "rounds": arguments.rounds,
                      "right": sum(one["is_right"] for one in results),
                      "within_10_percent": sum(0.9 <= ratio <= 1.1 for ratio in ratios),
                      "median_ratio": statistics.median(ratios), "smallest_ratio": min(ratios),
                      "largest_ratio": max(ratios), "cases": results}, indent=1))


if __name__ == "__main__":
    main()
