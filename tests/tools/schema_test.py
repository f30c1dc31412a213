#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the JSON Schema with what the loader says of the same configs. schema_test.py TOOL"""

import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema

PROJECT = Path(__file__).resolve().parents[2]

GOOD = {
    "penstock": "1.0",
    "x-remark": {"anything": 1},
    "vars": {"count": 5, "out": "out", "size": "64MiB", "how": "serial"},
    "limits": {"threads": "auto", "io_threads": 2, "memory": "1GiB", "open_files": 8, "largest_item": "64Mpx"},
    "profiles": {"quick": {"vars": {"count": 1}, "nodes": {"encode": {"params": {"quality": 50}}, "render": None}},
                 "sure": {"errors": {"budget": {"min_items": 500}},
                          "nodes": {"encode": {"timeout": "9s", "on_error": {"io": {"then": "fail"}}}}}},
    "errors": {"budget": {"max": "1.5%", "min_items": 10}},
    "subgraphs": {
        "kept": {
            "description": "Encodes and writes.",
            "args": {"to": {"type": "string", "description": "Where to."},
                     "quality": {"type": "integer", "minimum": 1, "maximum": 100, "default": 80}},
            "inputs": {"image": ["jpeg", "png"], "same": "png.in"},
            "nodes": {"jpeg": {"type": "encode", "params": {"format": "jpeg", "quality": "${quality}"}},
                      "png": {"type": "encode", "params": {"format": "png"}},
                      "write": {"type": "write", "params": {"path": "${to}/{seq}.{ext}"}}},
            "edges": ["[jpeg, png] -> write"],
            "outputs": {"damaged": "jpeg.dead_letter"},
        },
    },
    "nodes": {
        "frames": {"type": "generate", "params": {"count": "${count}", "seed": 7}},
        "gate": {"type": "limiter", "params": {"max_images": 8, "max_bytes": "${size}", "x-why": "small"}},
        "render": {"type": "render", "params": {"width": 64, "height": 64}, "on_error": {"*": "fail", "limit": "skip"}},
        "encode": {"type": "encode", "timeout": "1.5min",
                   "on_error": {"retry": {"attempts": 5, "backoff": "100ms..1.5s"}, "then": "skip"}, "concurrency": 2, "params": {"format": "jpeg"}, "set": {"kind": "a", "n": 1}},
        "write": {"type": "write", "on_error": {"io": {"retry": {"backoff": "1s"}}, "*": "retry"}, "concurrency": "${how}", "params": {"path": "${out}/{seq}.{ext}"}},
        "one": {"use": "kept", "args": {"to": "${out}/one"}, "x-why": "an example"},
        "one/write": {"concurrency": 2},
        "more": {"use": "kept", "for_each": [{"to": "a"}, {"to": "b", "quality": 70}]},
    },
    "edges": ["frames -> gate -> render", "render -> [encode] -> write", "render -> [one.image, more/0.image]",
              "render -> more/1.image"],
}


def changed(*path_and_value):
    """GOOD with the value at a path replaced; None takes it out."""
    *path, last, value = path_and_value
    config = copy.deepcopy(GOOD)
    place = config
    for key in path:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return config


WRONG = {
    "no nodes": changed("nodes", None),
    "no edges": changed("edges", None),
    "no version": changed("penstock", None),
    "a version as a number": changed("penstock", 1.0),
    "an unknown key": changed("node", {}),
    "an unknown key of a node": changed("nodes", "frames", "param", {}),
    "an unknown parameter": changed("nodes", "render", "params", "widht", 5),
    "an unknown type": changed("nodes", "frames", "type", "generat"),
    "no type": changed("nodes", "frames", "type", None),
    "a required parameter left out": changed("nodes", "write", "params", {}),
    "no parameters where one is required": changed("nodes", "write", "params", None),
    "a fraction for an integer": changed("nodes", "frames", "params", "seed", 3.7),
    "a number out of range": changed("nodes", "gate", "params", "max_images", 0),
    "a word that is no choice": changed("nodes", "encode", "params", "format", "jpegg"),
    "a size without a unit": changed("nodes", "gate", "params", "max_bytes", 1000),
    "a size with a wrong unit": changed("nodes", "gate", "params", "max_bytes", "5mib"),
    "a wrong concurrency": changed("nodes", "encode", "concurrency", "many"),
    "no calls at once": changed("nodes", "encode", "concurrency", 0),
    "two calls of a source at once": changed("nodes", "frames", "concurrency", 2),
    "a limiter with a concurrency": changed("nodes", "gate", "concurrency", "serial"),
    "an unknown policy": changed("nodes", "render", "on_error", "ignore"),
    "an unknown class of errors": changed("nodes", "render", "on_error", {"corupt": "skip"}),
    "a retry of one attempt": changed("nodes", "encode", "on_error", {"retry": {"attempts": 1}}),
    "a retry that is a number": changed("nodes", "encode", "on_error", {"retry": 3}),
    "a retry with an unknown key": changed("nodes", "encode", "on_error", {"retry": {"atempts": 3}}),
    "a backoff without a unit": changed("nodes", "encode", "on_error", {"retry": {"backoff": "1..5"}}),
    "a retry behind a retry": changed("nodes", "encode", "on_error", {"retry": {}, "then": "retry"}),
    "an end without a retry": changed("nodes", "encode", "on_error", {"then": "skip"}),
    "a timeout without a unit": changed("nodes", "encode", "timeout", 20),
    "a timeout of a source": changed("nodes", "frames", "timeout", "20s"),
    "a timeout of a limiter": changed("nodes", "gate", "timeout", "20s"),
    "a budget without a maximum": changed("errors", "budget", {}),
    "a budget of more than all": changed("errors", "budget", "max", "101%"),
    "a budget of a fraction": changed("errors", "budget", "max", 0.5),
    "a budget from no items on": changed("errors", "budget", "min_items", 0),
    "an unknown key of errors": changed("errors", "budgt", {}),
    "an end without attempts": changed("nodes", "encode", "on_error", {"then": "skip"}),
    "an end of one class without attempts": changed("nodes", "encode", "on_error", {"io": {"then": "skip"}}),
    "a rule that says nothing": changed("nodes", "encode", "on_error", {"io": {}}),
    "a use with a timeout": changed("nodes", "one", "timeout", "9s"),
    "a budget without a bound": changed("errors", "budget", {"min_items": 100}),
    "a share without a sign": changed("errors", "budget", "max", "2.5"),
    "errors of a source": changed("nodes", "frames", "on_error", "skip"),
    "an attribute that every item has": changed("nodes", "encode", "set", {"stem": "x"}),
    "an attribute that is a list": changed("nodes", "encode", "set", {"kind": [1]}),
    "an edge without an arrow": changed("edges", ["frames gate"]),
    "an edge that is a list": changed("edges", [["frames", "gate"]]),
    "a part of a profile that is not there": changed("profiles", "quick", "node", {}),
    "a profile that is no object": changed("profiles", "quick", 3),
    "a profile that includes": changed("profiles", "quick", "include", "a.json"),
    "a subgraph without nodes": changed("subgraphs", "kept", "nodes", None),
    "an unknown key of a subgraph": changed("subgraphs", "kept", "output", {}),
    "an argument without a type": changed("subgraphs", "kept", "args", "to", {}),
    "an argument of an unknown type": changed("subgraphs", "kept", "args", "to", "type", "text"),
    "an unknown key of an argument": changed("subgraphs", "kept", "args", "to", "doc", "x"),
    "an input that is a number": changed("subgraphs", "kept", "inputs", "image", 3),
    "an input without a node": changed("subgraphs", "kept", "inputs", "image", []),
    "a use with a type": changed("nodes", "one", "type", "write"),
    "a use with parameters": changed("nodes", "one", "params", {}),
    "a use with an unknown key": changed("nodes", "one", "arg", {}),
    "a node with copies": changed("nodes", "encode", "for_each", [{}]),
    "no copies": changed("nodes", "more", "for_each", []),
    "a copy that is no object": changed("nodes", "more", "for_each", ["a"]),
    "a name that ends in a slash": changed("nodes", "one/", {}),
    "plugins that are no list": changed("plugins", "./libtint.so"),
    "a plugin that is a number": changed("plugins", [3]),
    "a plugin without a name": changed("plugins", [""]),
    "an include that is a number": changed("include", 3),
    "an include of an object": changed("include", [{}]),
    "a limit that is no number": changed("limits", "threads", "many"),
    "an unknown limit": changed("limits", "thread", 2),
}


class Schema(unittest.TestCase):
    tool = None  # set by main

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.validator = self.validator_with()

    def validator_with(self, *plugins):
        flags = [word for plugin in plugins for word in ("--plugin", plugin)]
        text = subprocess.run([self.tool, "schema", *flags], capture_output=True, text=True, check=True).stdout
        schema = json.loads(text)
        jsonschema.Draft7Validator.check_schema(schema)
        return jsonschema.Draft7Validator(schema)

    def loader_accepts(self, config):
        file = self.folder / "graph.json"
        file.write_text(json.dumps(config))
        return subprocess.run([self.tool, "validate", file], capture_output=True).returncode == 0

    def mistakes(self, config):
        return [error.message for error in self.validator.iter_errors(config)]

    def test_a_config_with_everything_in_it_is_accepted_by_both(self):
        self.assertEqual([], self.mistakes(GOOD))
        self.assertTrue(self.loader_accepts(GOOD))

    def test_what_the_schema_refuses_the_loader_refuses(self):
        for name, config in WRONG.items():
            with self.subTest(name):
                self.assertNotEqual([], self.mistakes(config))
                self.assertFalse(self.loader_accepts(config))

    def test_every_shipped_graph_is_accepted(self):
        graphs = sorted((PROJECT / "graphs").glob("*.json"))
        self.assertGreater(len(graphs), 5)
        for graph in graphs:
            with self.subTest(graph.name):
                config = json.loads(graph.read_text())
                validator = self.validator_with(*config.get("plugins", []))
                self.assertEqual([], [error.message for error in validator.iter_errors(config)])

    def test_the_committed_schema_is_what_the_tool_prints(self):
        committed = PROJECT / "graphs" / "schema" / "pipeline.schema.json"
        self.assertEqual(self.validator.schema, json.loads(committed.read_text()),
                         "write it anew: penstock schema > graphs/schema/pipeline.schema.json")

    def test_the_committed_reference_is_what_the_tool_prints(self):
        printed = subprocess.run([self.tool, "nodes", "--markdown"], capture_output=True, text=True, check=True).stdout
        self.assertEqual((PROJECT / "src" / "doc" / "nodes.md").read_text(), printed,
                         "write it anew: penstock nodes --markdown > src/doc/nodes.md")

    def test_the_committed_rules_are_what_the_tool_prints(self):
        printed = subprocess.run([self.tool, "explain", "--markdown"], capture_output=True, text=True, check=True).stdout
        self.assertEqual((PROJECT / "src" / "doc" / "rules.md").read_text(), printed,
                         "write it anew: penstock explain --markdown > src/doc/rules.md")


if __name__ == "__main__":
    Schema.tool = sys.argv.pop(1)
    unittest.main()
