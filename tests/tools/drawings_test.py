#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads what `penstock graph` draws of shipped graphs. drawings_test.py TOOL"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

PROJECT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
# Those that need a plugin are drawn like the others.
GRAPHS = [graph for graph in sorted((PROJECT / "graphs").glob("*.json")) if "plugins" not in json.loads(graph.read_text())]


def call(*arguments, folder=PROJECT / "graphs"):
    return subprocess.run([TOOL, *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=True).stdout


def names_of(graph):
    """Nodes and edges as the tool knows them."""
    dot = call("graph", graph)
    nodes = dict(re.findall(r'^  (n\d+) \[label="(.*?)\\n', dot, re.MULTILINE))
    edges = re.findall(r"^  (n\d+) -> (n\d+)", dot, re.MULTILINE)
    return list(nodes.values()), [(nodes[begin], nodes[end]) for begin, end in edges]


class Drawings(unittest.TestCase):
    def check_svg(self, text, nodes, edges):
        svg = ElementTree.fromstring(text)
        groups = svg.findall(f"{SVG}g")
        self.assertEqual(nodes, [group.get("data-node") for group in groups if group.get("data-node")])
        self.assertEqual(edges, [(group.get("data-from"), group.get("data-to")) for group in groups
                                 if group.get("data-from")])
        width, height = float(svg.get("width")), float(svg.get("height"))
        for element in svg.iter(f"{SVG}rect"):
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            self.assertLessEqual(x + float(element.get("width")), width)
            self.assertLessEqual(y + float(element.get("height")), height)
        for element in svg.iter(f"{SVG}text"):
            self.assertLess(float(element.get("y")), height)

    def test_each_svg_is_xml_in_which_all_nodes_and_edges_can_be_found(self):
        self.assertGreater(len(GRAPHS), 10)
        for graph in GRAPHS:
            with self.subTest(graph.name):
                self.check_svg(call("graph", graph, "--format", "svg"), *names_of(graph))

    def test_a_run_is_drawn_in_every_format(self):
        with tempfile.TemporaryDirectory() as folder:
            graph = PROJECT / "graphs/ordered_output.json"
            out = f"out={folder}"
            call("run", graph, "--var", out, "--var", "count=6", "--progress", "none", "--summary", "s.json",
                 folder=folder)
            summary = json.loads((Path(folder) / "s.json").read_text())
            options = [graph, "--var", out, "--var", "count=6", "--with", "s.json"]
            self.check_svg(call("graph", *options, "--format", "svg", folder=folder), *names_of(graph))
            for form in ("dot", "mermaid", "svg"):
                text = call("graph", *options, "--format", form, folder=folder)
                for name, node in summary["nodes"].items():
                    self.assertIn(f"{node['count']} calls, busy ", text, f"{form}: {name}")
            expanded = call("graph", *options, "--expand", "--format", "svg", folder=folder)
            ElementTree.fromstring(expanded)

    @unittest.skipUnless(shutil.which("dot"), "needs Graphviz")
    def test_graphviz_reads_what_is_meant_for_it(self):
        for graph in GRAPHS:
            for more in ([], ["--expand"]):
                with self.subTest(graph.name):
                    drawn = subprocess.run(["dot", "-Tsvg"], input=call("graph", graph, *more), text=True, check=True,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    self.assertEqual("", drawn.stderr)


if __name__ == "__main__":
    TOOL = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
