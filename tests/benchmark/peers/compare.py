#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs penstock and what people use instead on the same work, in turn, and prints how they compare. run.sh builds what it
needs and calls it."""

import argparse
import json
import sys
from pathlib import Path

import chart
import goals
import machine
import place
import process
import report
import start
import summary_chart
from figures import summarise, without_figures
from row_run import RowRun, talk
from rows import ROWS

QUICK_SCALE, QUICK_ROUNDS = 0.1, 3
START_ROUNDS = 15


def options():
    parser = argparse.ArgumentParser(prog="tests/benchmark/peers/run.sh", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.key for row in ROWS)}, start; all without it")
    parser.add_argument("--scale", type=float, help="so many times as many pictures as a row has (default: 1)")
    parser.add_argument("--rounds", type=int, help="how often each program runs (default: 5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the pictures, three rounds: some ten minutes in all")
    parser.add_argument("--only", default="", metavar="WORD,...", help="penstock, and programs whose names begin so")
    parser.add_argument("--place", default=place.PROJECT / "build" / "peers", type=Path, help="where files go")
    parser.add_argument("--json", type=Path, help="writes all figures (default: peers.json in the place)")
    parser.add_argument("--chart", type=Path, help="writes an SVG, and beside it a small one for the README, which is called "
                        "..._summary.svg (default: peers.svg in the place)")
    chosen = parser.parse_args()
    unknown = set(chosen.rows) - {row.key for row in ROWS} - {"start"}
    if unknown:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    chosen.scale = chosen.scale or (QUICK_SCALE if chosen.quick else 1)
    chosen.rounds = chosen.rounds or (QUICK_ROUNDS if chosen.quick else 5)
    return chosen


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
            result = RowRun(row, where, chosen).measure()
            figures["results"].append(result)
            figures["goals"] += goals.of_row(result)
            print(report.of_row(result), flush=True)
        figures["without_figures"] = without_figures(figures["results"])
        figures["goals"] += goals.of_memory(figures["results"], start_bytes)
    finally:
        talk("deleting outputs")
        where.clear()
    return figures


def main():
    chosen = options()
    try:
        figures = compare(chosen)
    except process.RunFailed as failed:
        sys.exit(f"error: {failed}")
    print(report.of_all(figures))
    print(report.of_published(figures), end="")
    print(report.of_without_figures(figures["without_figures"]))
    print(report.of_start(figures))
    print(report.of_goals(figures["goals"]))
    chosen.json = chosen.json or chosen.place / "peers.json"
    chosen.chart = chosen.chart or chosen.place / "peers.svg"
    chosen.json.write_text(json.dumps(figures, indent=2) + "\n")
    chosen.chart.write_text(chart.draw(figures))
    summary = chosen.chart.with_stem(chosen.chart.stem + "_summary")
    summary.write_text(summary_chart.draw(figures))
    talk(f"figures: {chosen.json}   charts: {chosen.chart}, {summary}")


if __name__ == "__main__":
    main()
