# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a trace that `penstock run --trace` wrote, against the summary and the graph of the same run."""

import collections
import json
import re
from fractions import Fraction

COUNTED = ("call", "refusal")  # what a summary counts as calls of a node
SINKS = ("write", "null", "record")
MEETING = ("zip", "untile", "batch", "contact_sheet", "composite")  # their results go on with the arrows of one


def nanoseconds(number):
    """Of microseconds with three digits behind the point, which JSON's floats would not keep exactly."""
    return int(Fraction(number) * 1000)


def parsed(text):
    """The trace; its times are whole nanoseconds."""
    trace = json.loads(text, parse_float=Fraction)
    for event in trace["traceEvents"]:
        for key in ("ts", "dur"):
            if key in event:
                event[key] = nanoseconds(event[key])
    return trace


def faults_of_tracks(slices, names):
    """Slices of a track are disjoint or nest, and each track has a name."""
    faults, tracks = [], collections.defaultdict(list)
    for one in slices:
        if one["ts"] < 0 or one["dur"] < 0:
            faults.append(f"a time below zero: {one}")
        tracks[one["tid"]].append((one["ts"], -one["dur"]))
    for tid, times in tracks.items():
        if tid not in names:
            faults.append(f"thread {tid} has no name")
        open_ends = []
        for begin, negative in sorted(times):
            end = begin - negative
            while open_ends and open_ends[-1] <= begin:
                open_ends.pop()
            if open_ends and end > open_ends[-1]:
                faults.append(f"slices of thread {tid} overlap at {begin} ns")
            open_ends.append(end)
    return faults


class Checker:
    """Collects faults of one trace."""

    def __init__(self, text, summary, graph):
        self.trace = parsed(text)
        self.events = self.trace["traceEvents"]
        self.summary = summary
        self.nodes = graph["nodes"]
        self.slices = [event for event in self.events if event["ph"] == "X"]
        self.faults = []

    def fault(self, text):
        self.faults.append(text)

    def check(self):
        if self.trace["otherData"]["dropped_events"] != 0:
            self.fault("events were dropped")
        self.check_tracks()
        self.check_flows()
        self.check_counters()
        self.check_counts()
        return self.faults

    def check_tracks(self):
        """No two tracks have one name; see faults_of_tracks."""
        names = {event["tid"]: event["args"]["name"] for event in self.events
                 if event["ph"] == "M" and event["name"] == "thread_name"}
        if len(set(names.values())) != len(names):
            self.fault("two threads have one name")
        self.faults += faults_of_tracks(self.slices, names)

    def check_flows(self):
        """Arrows of one number begin once, end once, and go from slice to slice."""
        flows = collections.defaultdict(list)
        for event in self.events:
            if event["ph"] in "stf":
                flows[event["id"]].append(event)
        by_track = collections.defaultdict(list)
        for one in self.slices:
            by_track[one["tid"]].append(one)
        starts = set()
        for number, steps in flows.items():
            steps.sort(key=lambda step: step["ts"])
            phases = "".join(step["ph"] for step in steps)
            if not re.fullmatch("st*f", phases):
                self.fault(f"the arrows of {number} are {phases}")
                continue
            at = [self.slice_at(step, by_track) for step in steps]
            if None in at:
                self.fault(f"an arrow of {number} is at no slice")
                continue
            starts.add(id(at[0]))
            self.check_ends(number, at[0], at[-1])
        for one in self.slices:
            if one["cat"] == "source" and "seq" in one["args"] and id(one) not in starts:
                self.fault(f"no arrows begin at the source's {one['args']['item']}")

    def check_ends(self, number, first, last):
        """They begin where an item comes up, or where others were, and end where it ends."""
        if first["cat"] not in ("source", "measure", "call"):
            self.fault(f"the arrows of {number} begin at {first['name']} ({first['cat']})")
        kind = self.nodes.get(last["name"], {}).get("type")
        is_over = last["args"]["outcome"] != "returned" or last["cat"] in ("refusal", "passing")
        if not is_over and kind not in SINKS and kind not in MEETING:
            self.fault(f"the arrows of {number} end at {last['name']}, which is no sink")

    @staticmethod
    def slice_at(step, by_track):
        for one in by_track[step["tid"]]:
            if one["ts"] <= step["ts"] <= one["ts"] + one["dur"]:
                return one
        return None

    def check_counters(self):
        """Never below zero, nor above the limits, and zero at the end."""
        series = collections.defaultdict(list)
        for event in self.events:
            if event["ph"] == "C":
                series[event["name"]].append(event)
        for limiter, limits in self.summary["limits"]["limiters"].items():
            for what in ("images", "bytes"):
                events = series.pop(f"{limiter}: {what}", [])
                if not events:
                    self.fault(f"{limiter} has no counter of {what}")
                    continue
                events.sort(key=lambda event: event["ts"])
                values = [event["args"][what] for event in events]
                if min(values) < 0 or max(values) > limits[f"max_{what}"]:
                    self.fault(f"{limiter} counts {max(values)} {what}, of {limits[f'max_{what}']}")
                if values[-1] != 0:
                    self.fault(f"{limiter} has {values[-1]} {what} at the end")
        for name in series:
            self.fault(f"a counter of nobody: {name}")

    def check_counts(self):
        """Every call that the summary counts is a slice; so is every file that was read."""
        count = collections.Counter((one["name"], one["cat"]) for one in self.slices)
        failed = collections.Counter(one["name"] for one in self.slices
                                     if one["cat"] == "refusal" or one["args"].get("outcome") == "failed")
        for name, node in self.summary["nodes"].items():
            calls = sum(count[(name, cat)] for cat in COUNTED)
            if calls != node["count"]:
                self.fault(f"{name} has {calls} slices, and was called {node['count']} times")
            if count[(f"{name}/read", "read")] != node["reads"]:
                self.fault(f"{name} read {node['reads']} files")
            if failed[name] < node["failed"]:
                self.fault(f"{name} failed {node['failed']} items")
        yielded = sum(1 for one in self.slices if one["cat"] == "source" and "seq" in one["args"])
        if yielded != self.summary["items"]["discovered"]:
            self.fault(f"{yielded} requests in the trace, {self.summary['items']['discovered']} in the summary")


def faults_of(text, summary, graph):
    """Empty: nothing is wrong."""
    return Checker(text, summary, graph).check()
