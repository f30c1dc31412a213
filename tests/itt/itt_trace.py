# SPDX-License-Identifier: Apache-2.0
"""What a trace of libpenstock-itt-trace says: slices, names and edges."""

import bisect
import collections
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from trace_check import faults_of_tracks, nanoseconds

CHILD, PRECEDES = 5, 7


def partial(text):
    """The events of a trace that was cut off anywhere, as Perfetto reads them: the last line may be half a one."""
    lines = text.rstrip("\n").split("\n")
    assert lines[0] == "[", lines[0]
    events = [json.loads(line.rstrip(","), parse_float=str) for line in lines[1:-1]]
    try:
        events.append(json.loads(lines[-1].rstrip(","), parse_float=str))
    except ValueError:
        pass
    return events


class IttTrace:
    def __init__(self, text, is_complete=True):
        self.events = json.loads(text, parse_float=str) if is_complete else partial(text)
        for event in self.events:
            for key in ("ts", "dur"):
                if key in event:
                    event[key] = nanoseconds(event[key])
        self.slices = [event for event in self.events if event["ph"] == "X"]
        self.kinds, self.parents, self.names, self.raw_edges = {}, {}, {}, []
        for event in self.events:
            args = event.get("args", {})
            if event["name"] == "itt_group":
                self.kinds[args["id"]], self.parents[args["id"]] = args["kind"], args["parent"]
            elif event["name"] == "itt_name":
                self.names[args["id"]] = args["name"]
            elif event["name"] == "itt_relation" and args["relation"] == CHILD:
                self.parents[args["id"]] = args["other"]
            elif event["name"] == "itt_relation" and args["relation"] == PRECEDES:
                self.raw_edges.append((args["id"], args["other"]))

    def of(self, name, cat="tbb.flow"):
        return [one for one in self.slices if one["name"] == name and one["cat"] == cat]

    def items(self, name):
        """The items that slices of that name worked for."""
        return {item for one in self.of(name) for item in one["args"].get("items", [])}

    def names_of(self, kind):
        return sorted(name for id, name in self.names.items() if self.kinds.get(id) == kind)

    def nameless_nodes(self):
        return [kind for id, kind in self.kinds.items() if kind.endswith("_node") and id not in self.names]

    def edges(self):
        return {(self.name_behind(head), self.name_behind(tail)) for head, tail in self.raw_edges}

    def name_behind(self, id):
        while id not in self.names and id in self.parents:
            id = self.parents[id]
        return self.names.get(id, "?")

    def thread_names(self):
        return {event["tid"]: event["args"]["name"] for event in self.events if event["name"] == "thread_name"}

    def leads_to(self, first, last, may_pass):
        """Whether messages get from one node to the other, over others that `may_pass` accepts."""
        edges, seen, open_ends = self.edges(), {first}, [first]
        while open_ends:
            at = open_ends.pop()
            for head, tail in edges:
                if head == at and tail == last:
                    return True
                if head == at and may_pass(tail) and tail not in seen:
                    seen.add(tail)
                    open_ends.append(tail)
        return False

    def faults(self):
        """Slices of a track are disjoint or nest, each track has a name, arrows lead from slice to slice."""
        faults = faults_of_tracks(self.slices, self.thread_names())
        if len({event["pid"] for event in self.events}) != 1:
            faults.append("there are several processes")
        # What happens on a thread at one moment has no order for who shows it.
        moments = collections.Counter((event["tid"], event["ts"]) for event in self.events if event["ph"] in "Xsti")
        faults += [f"several things happen on thread {tid} at {ts} ns"
                   for (tid, ts), count in moments.items() if count > 1]
        tracks = collections.defaultdict(list)
        for one in self.slices:
            tracks[one["tid"]].append((one["ts"], one["ts"] + one["dur"]))
        for track in tracks.values():
            track.sort()
        flows = collections.defaultdict(list)
        for event in self.events:
            if event["ph"] in "st":
                flows[event["id"]].append(event)
                track = tracks[event["tid"]]
                before = bisect.bisect_right(track, (event["ts"], float("inf")))
                if not any(event["ts"] <= end for _, end in track[max(0, before - 80):before]):  # nested 64 deep at most
                    faults.append(f"an arrow at no slice: {event}")
        for id, steps in flows.items():
            phases = "".join(step["ph"] for step in sorted(steps, key=lambda step: step["ts"]))
            if phases != "s" + "t" * (len(phases) - 1):
                faults.append(f"the arrows of {id} are {phases}")
        return faults

    def dropped(self):
        """Only a complete trace knows."""
        return [event["args"]["dropped_events"] for event in self.events if event["name"] == "itt_trace_end"]
