#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs penstock, moves the tree, and builds and runs an outside project against it.

consumer_test.py CMAKE BUILD_FOLDER COMPILER CONFIG
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent / "project"
# What libpenstock is made of must not be needed by those who link it.
INGREDIENTS = ("TBB", "nlohmann_json", "CLI11", "fmt", "OpenImageIO", "PkgConfig", "Threads")


def call(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


# Nodes that are wrong, by the concept that the compiler's message names.
VERB = "penstock::Image process(penstock::Image image, const Params&, penstock::NodeContext&) const { return image; }"
DESCRIPTION = 'static penstock::Description<Bad> describe() { return {"bad", "Bad."}; }'
WRONG_NODES = (
    ("NodeClass", f"struct Params {{}}; {DESCRIPTION} int work(int number) const {{ return number; }}"),
    ("NodeClass", f"struct Params {{}}; {DESCRIPTION} void process(const penstock::Image&, const Params&, int&, "
                  "penstock::NodeContext&) const {}"),  # no Scratch
    ("DescribedClass", f"struct Params {{}}; {VERB}"),
    ("ParamField", "struct Params { int* where = nullptr; }; static penstock::Description<Bad> describe() { return "
                  'penstock::Description<Bad>{"bad", "Bad."}.param("where", &Params::where, {.doc = "Where."}); } ' + VERB),
)


class Consumer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.work = Path(cls.folder.name)
        call(CMAKE, "--install", BUILD, "--config", CONFIG, "--prefix", cls.work / "first")
        # Nothing in the tree may know where it was put.
        cls.prefix = (cls.work / "first").rename(cls.work / "moved")
        cls.libraries = next(cls.prefix.rglob("libpenstock.so")).parent

    def environment(self):
        return {**os.environ, "LD_LIBRARY_PATH": "", "PKG_CONFIG_PATH": str(self.libraries / "pkgconfig")}

    def configure(self, source, build, *flags):
        """With warnings as errors, and without what libpenstock is made of."""
        call(CMAKE, "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={COMPILER}",
             f"-DCMAKE_PREFIX_PATH={self.prefix}",
             "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wmissing-declarations -Werror",
             *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in INGREDIENTS), *flags)
        call(CMAKE, "--build", build)

    def tool(self, *arguments, cwd):
        return call(self.prefix / "bin" / "penstock", *arguments, env=self.environment(), cwd=cwd)

    def run_program(self, program, **options):
        cwd = Path(tempfile.mkdtemp(dir=self.work))
        report = json.loads(call(program, "count=5", cwd=cwd, **options))
        self.assertEqual(5, report["items"]["written"])
        self.assertEqual(0, report["items"]["failed"])
        self.assertTrue(report["balanced"])
        self.assertEqual([f"{i:03}.jpg" for i in range(5)], sorted(p.name for p in (cwd / "tinted").iterdir()))
        self.assertEqual(5, report["nodes"]["tint"]["count"])

    def test_find_package_is_enough(self):
        build = self.work / "with_cmake"
        self.configure(PROJECT, build, "-DCMAKE_BUILD_TYPE=Release")
        self.run_program(build / "tint_program", env=self.environment())
        cwd = Path(tempfile.mkdtemp(dir=self.work))
        report = json.loads(call(build / "push_program", cwd=cwd, env=self.environment()))
        self.assertEqual(15, report["items"]["written"])
        self.assertLessEqual(report["peak"]["images"], 8)
        self.assertEqual(sorted(f"{t}_{i}.png" for t in range(3) for i in range(5)),
                         sorted(p.name for p in (cwd / "saved").iterdir()))
        checked = call(build / "conformance_of_tint", env=self.environment())
        self.assertEqual("tint: no finding in 13 checks\n", checked)

        call(build / "tiers_program", cwd=cwd, env=self.environment())
        self.run_with_plugin(build)

    def run_with_plugin(self, build):
        """The installed tool, with the node that the program above was compiled with."""
        folder = Path(tempfile.mkdtemp(dir=self.work))
        shutil.copy(build / "libtint.so", folder)
        shutil.copy(PROJECT / "tinted.json", folder)
        report = json.loads(self.tool("run", folder / "tinted.json", "--summary", "-", cwd=folder))
        self.assertEqual({"discovered": 5, "written": 5, "failed": 0, "skipped": 0, "dropped": 0, "not_started": 0},
                         report["items"])
        self.assertEqual([str(folder / "libtint.so")], report["plugins"])
        self.assertEqual(5, len(list((folder / "tinted").iterdir())))
        # Its exceptions are those of the engine, across the libraries.
        report = json.loads(self.tool_that_fails("run", "tinted.json", "--set", "nodes.render.params.channels=1",
                                                 "--summary", "-", cwd=folder))
        self.assertEqual(5, report["items"]["failed"])
        self.assertEqual({"unsupported"}, {failure["class"] for failure in report["failures"]})
        self.assertIn("tint takes RGB of 8 bits", report["failures"][0]["message"])

    def tool_that_fails(self, *arguments, cwd):
        result = subprocess.run([self.prefix / "bin" / "penstock", *arguments], cwd=cwd, env=self.environment(),
                                capture_output=True, text=True)
        self.assertEqual(1, result.returncode, result.stderr)
        return result.stdout

    def test_a_plugin_sees_the_public_headers_and_the_standard_library(self):
        seen = call(COMPILER, "-std=c++20", "-M", "-I", self.prefix / "include", PROJECT / "tint_plugin.cpp")
        headers = [Path(word) for word in seen.replace("\\\n", " ").split()[1:]]
        self.assertIn(self.prefix / "include/penstock/plugin.hpp", headers)
        for header in headers:
            for name in ("oneapi", "tbb", "nlohmann", "CLI", "fmt", "OpenImageIO", "Imath", "OpenEXR"):
                self.assertNotIn(name, header.parts, header)

    def test_a_wrong_node_does_not_compile_and_the_message_names_the_concept(self):
        for number, (concept, members) in enumerate(WRONG_NODES):
            with self.subTest(concept):
                source = self.work / f"wrong_{number}.cpp"
                source.write_text(f"#include <penstock/node_registry.hpp>\nstruct Bad {{ {members} }};\n"
                                  "int main() { penstock::NodeRegistry{}.add<Bad>(); }\n")
                result = subprocess.run([COMPILER, "-std=c++20", "-fsyntax-only", "-I", self.prefix / "include", source],
                                        capture_output=True, text=True)
                self.assertNotEqual(0, result.returncode)
                self.assertRegex(result.stderr, rf"the satisfaction of .{concept}<")

    def test_what_new_node_writes_builds_and_runs(self):
        self.tool("new-node", "edge_detect", "--output", "nodes", cwd=self.work)
        project = self.work / "nodes" / "edge_detect"
        self.configure(project, project / "build")
        self.use_new_node(project)
        # It is fast without a word, and leaves a build type alone that somebody asks for.
        self.assertIn("-O3", (project / "build" / "build.ninja").read_text())
        self.configure(project, project / "debug", "-DCMAKE_BUILD_TYPE=Debug")
        self.assertNotIn("-O3", (project / "debug" / "build.ninja").read_text())

    def use_new_node(self, project):
        call(CMAKE, "-E", "chdir", project / "build", "ctest", "--output-on-failure", "--no-tests=error",
             env=self.environment())
        self.tool("run", "graph.json", cwd=project)
        made = {file.name: file.read_bytes() for file in (project / "out").iterdir()}
        self.assertEqual(["000.jpg", "001.jpg", "002.jpg"], sorted(made))
        shown = self.tool("nodes", project.name, "--plugin", f"build/lib{project.name}.so", cwd=project)
        self.assertIn("amount", shown)
        # The graph's variable reaches the parameter.
        self.tool("run", "graph.json", "--var", "amount=0", cwd=project)
        self.assertNotEqual(made["000.jpg"], (project / "out" / "000.jpg").read_bytes())

    def test_the_node_of_the_page_takes_the_place_of_the_one_that_new_node_writes(self):
        self.tool("new-node", "sepia", "--output", "pasted", cwd=self.work)
        project = self.work / "pasted" / "sepia"
        shutil.copy(PROJECT / "sepia.cpp", project)
        self.configure(project, project / "build")
        self.use_new_node(project)

    def test_new_node_writes_classes_that_compile_whatever_their_name(self):
        for name in ("params", "image", "node_context", "class", "keep", "penstock_node"):
            with self.subTest(name):
                self.tool("new-node", name, "--output", "names", cwd=self.work)
                call(COMPILER, "-std=c++20", "-fsyntax-only", "-I", self.prefix / "include",
                     self.work / "names" / name / f"{name}.cpp")

    def test_pkg_config_is_enough(self):
        flags = call("pkg-config", "--cflags", "--libs", "penstock", env=self.environment()).split()
        program = self.work / "with_pkg_config"
        call(COMPILER, "-std=c++20", PROJECT / "main.cpp", "-o", program, *flags)
        self.run_program(program, env={**os.environ, "LD_LIBRARY_PATH": str(self.libraries)})

    def test_pkg_config_knows_the_version_of_the_tool(self):
        version = call("pkg-config", "--modversion", "penstock", env=self.environment()).strip()
        self.assertIn(version, call(self.prefix / "bin" / "penstock", "version", env=self.environment()))

    def test_no_ingredient_is_asked_for(self):
        described = [self.libraries / "pkgconfig" / "penstock.pc", *self.libraries.glob("cmake/penstock/*.cmake")]
        self.assertGreaterEqual(len(described), 4)
        for file in described:
            text = file.read_text()
            self.assertNotIn("find_dependency", text, file)
            self.assertNotIn("Requires", text, file)
            for path in (str(self.work), str(BUILD), str(PROJECT.parents[2])):
                self.assertNotIn(path, text, file)

    def test_the_installed_tool_runs_the_installed_graphs(self):
        graphs = self.prefix / "share" / "penstock" / "graphs"
        self.assertTrue((graphs / "schema" / "pipeline.schema.json").is_file())
        tool = self.prefix / "bin" / "penstock"
        for graph in sorted(graphs.glob("*.json")):
            call(tool, "validate", graph, env=self.environment(), cwd=self.work)
        with tempfile.TemporaryDirectory(dir=self.work) as cwd:
            call(tool, "run", graphs / "quickstart.json", "--var", "count=2", "--set", "nodes.render.params.width=64",
                 "--set", "nodes.render.params.height=48", env=self.environment(), cwd=cwd)
            self.assertEqual(2, len(list(Path(cwd).rglob("*.jpg"))))

    def test_the_module_for_other_formats_is_found_beside_the_library(self):
        self.assertTrue((self.libraries / "penstock" / "libpenstock-oiio.so").is_file())
        with tempfile.TemporaryDirectory(dir=self.work) as cwd:
            call(self.prefix / "bin" / "penstock", "run", self.prefix / "share/penstock/graphs/quickstart.json",
                 "--var", "count=1", "--set", "nodes.encode.params={\"format\": \"png\"}",
                 "--set", "nodes.render.params.width=64", "--set", "nodes.render.params.height=48",
                 env=self.environment(), cwd=cwd)
            self.assertEqual(b"\x89PNG", next(Path(cwd).rglob("*.png")).read_bytes()[:4])

    def test_the_documentation_is_installed(self):
        documentation = self.prefix / "share" / "doc" / "penstock"
        for name in ("README.md", "LICENSE", "CHANGELOG.md", "src/doc/architecture.md"):
            self.assertTrue((documentation / name).is_file(), name)


if __name__ == "__main__":
    CMAKE, BUILD, COMPILER, CONFIG = sys.argv[1:5]
    if not shutil.which("pkg-config"):
        sys.exit("pkg-config is not there")
    unittest.main(argv=sys.argv[:1])
