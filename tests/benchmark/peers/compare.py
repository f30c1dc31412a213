#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs penstock and what people use instead on the same work, in turn, and prints how they compare. run.sh builds what it
needs and calls it."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import chart
import goals
import machine
import place
import process
import report
import start
from figures import limit_seconds, paired_ratio, summarise
from rows import ROWS

QUICK_SCALE, QUICK_ROUNDS = 0.1, 3
START_ROUNDS = 15


def options():
    parser = argparse.ArgumentParser(prog="tests/benchmark/peers/run.sh", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.key for row in ROWS)}, start; all without it")
    parser.add_argument("--scale", type=float, help="so many times as many pictures as a row has (default: 1)")
    parser.add_argument("--rounds", type=int, help="how often each program runs (default: 5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the pictures, three rounds: a few minutes in all")
    parser.add_argument("--only", default="", metavar="WORD,...", help="penstock, and programs whose names begin so")
    parser.add_argument("--place", default=place.PROJECT / "build" / "peers", type=Path, help="where files go")
    parser.add_argument("--json", type=Path, help="writes all figures (default: peers.json in the place)")
    parser.add_argument("--chart", type=Path, help="writes one SVG (default: peers.svg in the place)")
    chosen = parser.parse_args()
    unknown = set(chosen.rows) - {row.key for row in ROWS} - {"start"}
    if unknown:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    chosen.scale = chosen.scale or (QUICK_SCALE if chosen.quick else 1)
    chosen.rounds = chosen.rounds or (QUICK_ROUNDS if chosen.quick else 5)
    return chosen


def talk(text):
    print(text, file=sys.stderr, flush=True)


def size(text):
    """Bytes of such as "64MiB"."""
    return int(text.removesuffix("MiB")) << 20


class RowRun:
    """All rounds of one row."""

    def __init__(self, row, where, chosen):
        self.row, self.where = row, where
        self.count = max(2, round(row.count * chosen.scale))
        self.rounds = chosen.rounds
        self.task = row.prepared(where, self.count)
        self.folder = where.outputs()
        self.judge = row.judge(self.task | {"out": ""})
        only = tuple(word for word in chosen.only.split(",") if word)
        self.contenders, self.skipped = [], []
        for contender in row.contenders:
            if only and not contender.name.startswith(("penstock", *only)):
                continue
            missing = contender.missing()
            if missing:
                self.skipped.append(f"{contender.name}: {missing}")
                talk(f"  skipped: {self.skipped[-1]}")
            else:
                self.contenders.append(contender)
        self.runs = {contender.name: [] for contender in self.contenders}
        self.verdicts = {}
        self.limits = []

    def measure(self):
        for number in range(self.rounds):
            self.limits.append(self.stages(number))
            for contender in self.contenders:
                self.one(contender, number)
            self.where.make_room()

    def stages(self, number):
        """The limit of this round."""
        scratch = self.folder / f"stages-{number}"
        scratch.mkdir()
        task = self.folder / "stages.json"
        task.write_text(json.dumps(self.task | {"scratch": str(scratch)}))
        done = subprocess.run([place.STAGES, task], capture_output=True, text=True)
        if done.returncode != 0:
            raise process.RunFailed(done.stderr)
        return json.loads(done.stdout)

    def one(self, contender, number):
        if self.verdicts.get(contender.name, {}).get("wrong"):
            return
        out = self.where.outputs()
        task = self.task | {"out": str(out)}
        task_file = self.folder / "task.json"
        task_file.write_text(json.dumps(task))
        os.sync()  # what others wrote is no burden of this one
        try:
            run = process.run(contender.filled(task_file, task, self.folder), self.folder / "log", contender.environment)
        except process.RunFailed as failed:
            self.verdicts[contender.name] = {"wrong": str(failed)}
            talk(f"  {contender.name}: {failed}")
            self.where.put_aside(out)
            return
        self.runs[contender.name].append(run)
        if number == 0 and not contender.aside:
            self.verdicts[contender.name] = self.judge.judge(task)
        self.where.put_aside(out)
        talk(f"  round {number + 1}: {contender.name}: {run.wall:.2f} s {self.verdicts.get(contender.name, {}).get('wrong', '')}")

    def result(self):
        programs = [self.program(contender) for contender in self.contenders if self.runs[contender.name]]
        return {"row": self.row.key, "title": self.row.title, "count": self.count, "rounds": self.rounds,
                "max_bytes": size(self.task["max_bytes"]), "limit": self.limit(), "stages": self.limits[-1]["stages"],
                "programs": programs, "skipped": self.skipped}

    def limit(self):
        """Medians of what the stages come to."""
        def of(together, kind):
            return summarise(limit_seconds(stages, self.count, together, kind) for stages in self.limits).median
        return {"wall": of(False, "wall_ms"), "wall_together": of(True, "wall_ms"),
                "cpu": of(False, "cpu_ms") * self.limits[0]["cores"],
                "cpu_together": of(True, "cpu_ms") * self.limits[0]["cores"]}

    def program(self, contender):
        runs = self.runs[contender.name]
        first = self.runs[self.contenders[0].name]
        wall = summarise(run.wall for run in runs)
        walls = [run.wall for run in runs]
        verdict = self.verdicts.get(contender.name, {})
        rounds = self.limits[:len(runs)]

        def against(together, kind, values):
            limits = [limit_seconds(stages, self.count, together, kind) for stages in rounds]
            return paired_ratio(limits, values)

        cores = self.limits[0]["cores"]
        cpus = [run.cpu / cores for run in runs]
        firsts = first[:len(runs)]
        return {"name": contender.name, "aside": contender.aside, "wrong": verdict.get("wrong"), "walls": walls,
                "wall": {"median": wall.median, "spread": wall.spread},
                "cpu": summarise(run.cpu for run in runs).median,
                "memory": max(run.largest for run in runs), "memory_of_all": max(run.total for run in runs),
                "times_first": paired_ratio(walls, [run.wall for run in firsts]),
                "cpu_times_first": paired_ratio([run.cpu for run in runs], [run.cpu for run in firsts]),
                "of_limit": against(False, "wall_ms", walls), "of_limit_together": against(True, "wall_ms", walls),
                "cpu_of_limit": against(False, "cpu_ms", cpus), "cpu_of_limit_together": against(True, "cpu_ms", cpus),
                **self.encoder_of(contender),
                **{key: verdict[key] for key in ("mean_bytes", "psnr", "ssim") if key in verdict}}

    def encoder_of(self, contender):
        """How a graph of penstock encodes: what that is depends on what this penstock has."""
        nodes = contender.graph(self.task | {"out": ""})["nodes"] if contender.graph else {}
        return {"encode": nodes["encode"]["params"]} if "encode" in nodes else {}

    def close(self):
        self.where.put_aside(self.folder)


def compare(chosen):
    where = place.Place(chosen.place)
    figures = {"machine": machine.about(), "scale": chosen.scale, "results": [], "goals": []}
    try:
        times, start_bytes = start.measure(where, START_ROUNDS)
        figures["start"] = {name: {"wall": vars(summarise(wall for wall, _ in values)),
                                   "cpu": summarise(cpu for _, cpu in values).median} for name, values in times.items()}
        figures["start_bytes"] = start_bytes
        if not chosen.rows or "start" in chosen.rows:
            figures["goals"] += goals.of_start(figures["start"])
        for row in ROWS:
            if chosen.rows and row.key not in chosen.rows:
                continue
            talk(f"{row.key}: {row.title}")
            run = RowRun(row, where, chosen)
            run.measure()
            result = run.result()
            run.close()
            figures["results"].append(result)
            figures["goals"] += goals.of_row(result)
            print(report.of_row(result), flush=True)
        figures["goals"] += goals.of_memory(figures["results"], start_bytes)
    finally:
        talk("deleting outputs")
        where.clear()
    return figures


def main():
    chosen = options()
    figures = compare(chosen)
    print(report.of_all(figures))
    print(report.of_start(figures))
    print(report.of_goals(figures["goals"]))
    chosen.json = chosen.json or chosen.place / "peers.json"
    chosen.chart = chosen.chart or chosen.place / "peers.svg"
    chosen.json.write_text(json.dumps(figures, indent=2) + "\n")
    chosen.chart.write_text(chart.draw(figures))
    talk(f"figures: {chosen.json}   chart: {chosen.chart}")


if __name__ == "__main__":
    main()
