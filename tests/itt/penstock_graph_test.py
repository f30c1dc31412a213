#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What profilers are told of a run, as libpenstock-itt-trace writes it: every node and edge by its name, a task for each
call, and for which item it is. penstock_graph_test.py TOOL LIBRARY PLUGIN"""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from itt_trace import IttTrace
from workplace import Workplace

COUNT, PHOTOS = 12, 5

# Every kind of node: a source that computes and one that blocks, limiters, loaders that read and that do not, a node of
# oneTBB nodes, transforms, routers, a splitter and what joins, gatherers, ordered and other sinks.
GRAPH = {
    "penstock": "1.0",
    "name": "profiled",
    "nodes": {
        "numbers": {"type": "generate", "params": {"count": COUNT}},
        "valve": {"type": "limiter", "params": {"max_images": 120}},
        "picture": {"type": "render", "params": {"pattern": "checker", "width": 32, "height": 24}},
        "own": {"type": "own_flow"},
        "route": {"type": "switch", "params": {"cases": {"all": {"attr": "width", "gt": 0}}, "default": "none"}},
        "nowhere": {"type": "null"},
        "small": {"type": "resize", "params": {"width": 16}, "set": {"size": "s"}},
        "mirrored": {"type": "flip", "params": {"axis": "horizontal"}, "set": {"size": "m"}},
        "pair": {"type": "zip", "params": {"inputs": ["a", "b"]}},
        "apart": {"type": "unbatch"},
        "pack": {"type": "encode", "params": {"format": "jpeg"}},
        "keep": {"type": "write", "params": {"path": "out/{seq:03}-{size}.{ext}", "order": "source"}},
        "cut": {"type": "tile", "params": {"width": 16, "height": 16, "max_tiles": 4}},
        "whole": {"type": "untile"},
        "forget": {"type": "null"},
        "sheet": {"type": "contact_sheet", "params": {"columns": 2, "rows": 2, "cell_width": 8, "cell_height": 8}},
        "sheet_ends": {"type": "null"},
        "photos": {"type": "files", "params": {"paths": "photos"}},
        "door": {"type": "limiter"},
        "decode": {"type": "decode"},
        "group": {"type": "batch", "params": {"size": 2}},
        "end": {"type": "null"},
    },
    "edges": [
        "numbers -> valve -> picture -> own -> route",
        "route.none -> nowhere",
        "route.all -> [small, mirrored, cut, sheet]",
        "small -> pair.a", "mirrored -> pair.b", "pair -> apart -> pack -> keep",
        "cut -> whole -> forget",
        "sheet -> sheet_ends",
        "photos -> door -> decode -> group -> end",
    ],
}
EDGES = [("numbers", "valve"), ("valve", "picture"), ("picture", "own"), ("own", "route"), ("route", "nowhere"),
         ("route", "small"), ("route", "mirrored"), ("route", "cut"), ("route", "sheet"), ("small", "pair"),
         ("mirrored", "pair"), ("pair", "apart"), ("apart", "pack"), ("pack", "keep"), ("cut", "whole"),
         ("whole", "forget"), ("sheet", "sheet_ends"), ("photos", "door"), ("door", "decode"), ("decode", "group"),
         ("group", "end")]


def numbers(origin, count):
    return {f"{origin}/{number}" for number in range(count)}


class Graph(Workplace):
    library, plugin = None, None

    def traced(self, graph, threads):
        """The trace of a run, which is whole and correct, and its summary."""
        (self.folder / "graph.json").write_text(json.dumps(graph))
        environment = {**os.environ, "INTEL_LIBITTNOTIFY64": self.library, "PENSTOCK_ITT_TRACE": "trace.json"}
        result = subprocess.run([self.tool, "run", "graph.json", "-j", threads, "--summary", "summary.json"],
                                cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(0, result.returncode, result.stderr)
        trace = IttTrace((self.folder / "trace.json").read_text())
        self.assertEqual([], trace.faults())
        self.assertEqual([0], trace.dropped())
        return trace, json.loads((self.folder / "summary.json").read_text())

    def everything(self, threads):
        for number in range(PHOTOS):
            self.picture(f"photos/{number}.jpg")
        graph = json.loads(json.dumps(GRAPH))
        graph["plugins"] = [self.plugin]
        return self.traced(graph, threads)

    def test_nodes_and_edges_have_the_names_of_the_config(self):
        trace, _ = self.everything("2")
        self.assertEqual(["profiled"], trace.names_of("graph"))
        names = set(trace.names.values())
        self.assertEqual(set(GRAPH["nodes"]), set(GRAPH["nodes"]) & names)
        self.assertEqual([], trace.nameless_nodes())
        self.assertEqual(["door", "valve"], trace.names_of("limiter_node"))
        parts = {"valve/gate", "valve/measure", "door/gate", "door/measure", "decode/read", "own/exit"}
        self.assertEqual(parts | {"profiled", "first of own", "last of own"}, names - set(GRAPH["nodes"]))
        for head, tail in EDGES:
            with self.subTest(head=head, tail=tail):
                self.assertTrue(trace.leads_to(head, tail, lambda name: name.startswith((f"{head}/", f"{tail}/")) or
                                               "of own" in name))
                self.assertFalse(trace.leads_to(tail, head, lambda name: False))
        self.assertIn(("valve/gate", "valve"), trace.edges())
        self.assertIn(("first of own", "last of own"), trace.edges())

    def test_one_task_for_each_call(self):
        for threads in ("1", "2"):
            trace, report = self.everything(threads)
            of_all = {"picture": COUNT, "route": COUNT, "small": COUNT, "mirrored": COUNT, "cut": COUNT,
                      "apart": COUNT, "decode": PHOTOS, "decode/read": PHOTOS, "first of own": COUNT,
                      "last of own": COUNT, "own": COUNT, "own/exit": COUNT, "valve/measure": COUNT,
                      "door/measure": PHOTOS, "pack": 2 * COUNT, "forget": COUNT}
            for name, count in of_all.items():
                with self.subTest(name=name, threads=threads):
                    self.assertEqual(count, len(trace.of(name)))
                    if name in report["nodes"] and name != "own":
                        self.assertEqual(count, report["nodes"][name]["count"])
            # Threads of oneTBB can still look for work when the program ends, but no body is open.
            self.assertEqual([], [one for one in trace.slices if one["cat"] == "tbb.flow" and "cut_off" in one["args"]])

    def test_each_task_says_for_which_item_it_is(self):
        trace, report = self.everything("2")
        for name in ("numbers", "valve/measure", "valve/gate", "picture", "own", "first of own", "last of own", "own/exit",
                     "route", "small", "mirrored", "pair", "apart", "pack", "keep", "cut", "whole", "forget"):
            self.assertEqual(numbers("valve", COUNT), trace.items(name), name)
        for name in ("door/measure", "door/gate", "decode", "decode/read"):
            self.assertEqual(numbers("door", PHOTOS), trace.items(name), name)
        self.assertEqual(numbers("valve", COUNT) | numbers("sheet", COUNT // 4), trace.items("sheet"))
        self.assertEqual(numbers("sheet", COUNT // 4), trace.items("sheet_ends"))
        self.assertEqual(numbers("door", PHOTOS) | numbers("group", 3), trace.items("group"))
        self.assertEqual(numbers("group", 3), trace.items("end"))
        for name in ("picture", "own", "small", "decode", "last of own"):
            self.assertEqual({1}, {len(one["args"]["items"]) for one in trace.of(name)})
        # Arrows begin once for each item, where it comes up in a task.
        self.assertEqual(COUNT + COUNT // 4 + PHOTOS + 3, sum(event["ph"] == "s" for event in trace.events))

    def test_numbers_alone_where_there_is_one_limiter(self):
        graph = {"penstock": "1.0", "nodes": {
            "numbers": {"type": "generate", "params": {"count": 3, "start": 7}},
            "gate": {"type": "limiter"}, "picture": {"type": "render"}, "end": {"type": "null"}},
            "edges": ["numbers -> gate -> picture -> end"]}
        trace, _ = self.traced(graph, "2")
        self.assertEqual({"0", "1", "2"}, trace.items("picture"))
        self.assertEqual({"0", "1", "2"}, trace.items("end"))


if __name__ == "__main__":
    Graph.tool, Graph.library, Graph.plugin = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
