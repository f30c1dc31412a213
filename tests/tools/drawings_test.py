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
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
# Those that need a plugin are drawn like the others.
GRAPHS = [graph for graph in sorted((PROJECT / "graphs").glob("*.json")) if "plugins" not in json.loads(graph.read_text())]


def call(*arguments, folder=PROJECT / "graphs"):
    return subprocess.run([TOOL, *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=True).stdout


def names_of(graph, *options):
    """Nodes and edges as the tool knows them."""
    dot = call("graph", graph, *options)
    nodes = dict(re.findall(r'^  (n\d+) \[label="(.*?)\\n', dot, re.MULTILINE))
    edges = re.findall(r"^  (n\d+) -> (n\d+)", dot, re.MULTILINE)
    return list(nodes.values()), [(nodes[begin], nodes[end]) for begin, end in edges]


class GraphML:
    """What the specification says of the elements that are used (graphml.graphdrawing.org, "Schema")."""

    def __init__(self, text):
        root = ElementTree.fromstring(text)
        assert root.tag == f"{NAMESPACE}graphml"
        tags = [child.tag.removeprefix(NAMESPACE) for child in root]
        assert tags == ["key"] * (len(tags) - 1) + ["graph"], tags  # in this order
        self.keys = {key.get("id"): key for key in root.findall(f"{NAMESPACE}key")}
        assert len(self.keys) == len(tags) - 1
        for key in self.keys.values():
            assert key.get("for") in ("graph", "node", "edge") and is_token(key.get("id"))
            assert key.get("attr.type") in ("boolean", "int", "long", "float", "double", "string")
            assert is_token(key.get("attr.name"))
        graph = root.find(f"{NAMESPACE}graph")
        assert graph.get("edgedefault") == "directed" and is_token(graph.get("id"))
        assert all(child.tag != f"{NAMESPACE}desc" for child in graph[1:])  # it is the first, or is not there
        self.data = self.data_of(graph)
        self.nodes = {node.get("id"): self.data_of(node) for node in graph.findall(f"{NAMESPACE}node")}
        assert len(self.nodes) == len(graph.findall(f"{NAMESPACE}node")) and all(map(is_token, self.nodes))
        self.ports = {node.get("id"): [port.get("name") for port in node.findall(f"{NAMESPACE}port")]
                      for node in graph.findall(f"{NAMESPACE}node")}
        for names in self.ports.values():
            assert len(names) == len(set(names)) and all(map(is_token, names))
        self.edges = [(edge, self.data_of(edge)) for edge in graph.findall(f"{NAMESPACE}edge")]
        assert len({edge.get("id") for edge, _ in self.edges}) == len(self.edges)
        for edge, _ in self.edges:
            for end, port in (("source", "sourceport"), ("target", "targetport")):
                assert edge.get(end) in self.nodes
                assert edge.get(port) is None or edge.get(port) in self.ports[edge.get(end)]

    def data_of(self, element):
        """Values by the names of their keys, as the types of those say."""
        read = {"string": str, "double": float, "boolean": {"true": True, "false": False}.__getitem__}
        values = {}
        for data in element.findall(f"{NAMESPACE}data"):
            key = self.keys[data.get("key")]
            assert key.get("for") == element.tag.removeprefix(NAMESPACE)
            assert key.get("attr.name") not in values
            values[key.get("attr.name")] = read[key.get("attr.type")](data.text)
        return values


def is_token(text):
    return re.fullmatch(r"[\w.:-]+", text) is not None


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
            graphml = GraphML(call("graph", *options, "--format", "graphml", folder=folder))
            nodes = {node["label"]: node for node in graphml.nodes.values()}
            for name, node in summary["nodes"].items():
                self.assertEqual(node["count"], nodes[name]["count"])
                self.assertAlmostEqual(node["busy_seconds"], nodes[name]["busy_seconds"])
                self.assertLessEqual(0, nodes[name]["heat"])
            for name, limiter in summary["limits"]["limiters"].items():
                self.assertEqual(limiter["peak_bytes"], nodes[name]["peak_bytes"])
            self.assertEqual([6] * len(graphml.edges), [data["weight"] for _, data in graphml.edges])

    def test_each_graphml_is_as_the_specification_says_and_has_all_nodes_and_edges(self):
        for graph in GRAPHS:
            for more in ([], ["--expand"]):
                with self.subTest(f"{graph.name} {more}"):
                    graphml = GraphML(call("graph", graph, "--format", "graphml", *more))
                    self.assertEqual(graph.stem, graphml.data["name"])
                    labels = {name: data["label"] for name, data in graphml.nodes.items()}
                    nodes, edges = names_of(graph, *more)
                    self.assertEqual(nodes, list(labels.values()))
                    self.assertEqual(edges, [(labels[edge.get("source")], labels[edge.get("target")])
                                             for edge, _ in graphml.edges])

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
