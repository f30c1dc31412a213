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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parent / "project"
# What libpenstock is made of must not be needed by those who link it.
INGREDIENTS = ("TBB", "nlohmann_json", "CLI11", "fmt", "OpenImageIO", "PkgConfig", "Threads")


def call(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


# Nodes that are wrong: the concept that the compiler's message names, what it says first of all, and the node.
PROCESS = "penstock::Image process"
VERB = PROCESS + "(penstock::Image image, const Params&, penstock::NodeContext&) const { return image; }"
PARAMS = "struct Params {};"
DESCRIPTION = 'static penstock::Description<Bad> describe() { return {"bad", "Bad."}; }'
NEEDS_A_VERB = "a node class has one public verb, neither overloaded nor a template: `Image process(Image, const Params&"
NEEDS_PARAMS = "a node class has a public `struct Params`"
PAYLOADS = "a verb takes and gives Request, Image, Encoded, List, Payload, or a type with payload_name and byte_size()"
GATHERS = ("std::uint64_t group_size(const Params&) const { return 2; } void add(const penstock::Image&, std::uint64_t, "
           "const Params&, penstock::NodeContext&) {} penstock::Image finish(const Params&, penstock::NodeContext&) "
           "{ return {}; } penstock::NodeBound bound(const penstock::PayloadBound&, const Params&) const { return {}; }")
LOADS = ("penstock::Measure measure(const penstock::Request&, const Params&, penstock::NodeContext&) const { return {}; } "
         "penstock::Image load(const penstock::Request&, const penstock::Measure&, penstock::Buffer, const Params&, "
         "penstock::NodeContext&) const { return {}; }")
NEXT = "std::optional<penstock::Request> next(const Params&) { return {}; }"
PORTS = (PROCESS + "(const penstock::Image& a, const penstock::Image&, const Params&, penstock::NodeContext&) const "
         "{ return a; }")
PORTS_BOUND = ("penstock::NodeBound bound(const std::vector<penstock::PayloadBound>&, const Params&) const "
               "{ return {}; }")
PARAMETER = ("struct Params { %s where{}; }; static penstock::Description<Bad> describe() { return "
             'penstock::Description<Bad>{"bad", "Bad."}.param("where", &Params::where, {.doc = "Where."}); } ' + VERB)


def bad(*members):
    return "struct Bad { " + " ".join((PARAMS, DESCRIPTION) + members) + " };"


WRONG_NODES = (
    ("NodeClass", NEEDS_A_VERB, bad()),
    ("NodeClass", NEEDS_A_VERB, bad("int work(int number) const { return number; }")),
    ("NodeClass", NEEDS_A_VERB, bad("void process(const penstock::Image&, const Params&, int&, "
                                    "penstock::NodeContext&) const {}")),  # no Scratch
    ("NodeClass", NEEDS_A_VERB, bad(PROCESS + "(penstock::Image image, penstock::NodeContext&) const { return image; }")),
    ("NodeClass", NEEDS_A_VERB,
     bad(PROCESS + "(penstock::Image image, Params, penstock::NodeContext&) const { return image; }")),
    ("NodeClass", NEEDS_A_VERB, bad(PROCESS + "(penstock::Image image, const Params&) const { return image; }")),
    ("NodeClass", NEEDS_A_VERB,
     bad(PROCESS + "(penstock::Image& image, const Params&, penstock::NodeContext&) const { return image; }")),
    ("NodeClass", NEEDS_A_VERB,
     bad(VERB, PROCESS + "(const penstock::Encoded&, const Params&, penstock::NodeContext&) const { return {}; }")),
    ("NodeClass", NEEDS_A_VERB, bad("private:", VERB)),
    ("ClassWithParams", NEEDS_PARAMS, bad(VERB).replace("struct Bad", "class Bad")),
    ("ClassWithParams", NEEDS_PARAMS,
     bad(VERB).replace(PARAMS, "").replace("const Params&", "const int&")),
    ("SourceClass", "the verb of a source is `std::optional<Request> next(const Params&)`",
     bad("penstock::Request next(const Params&) { return {}; }")),
    ("LoaderClass", "the verbs of a loader are `Measure measure(const Request&", bad(LOADS.replace("measure(", "size("))),
    ("JoinClass", "a join has `List join(List, const Params&, NodeContext&) const`",
     bad("penstock::List join(penstock::List list, const Params&, penstock::NodeContext&) const { return list; }")),
    ("GatherClass", "a node that gathers has `std::uint64_t group_size(const Params&) const`",
     bad(GATHERS.replace("std::uint64_t group_size", "int group_size"))),
    ("PayloadProcess", PAYLOADS, bad("bool process(const penstock::Image&, const Params&, penstock::NodeContext&) const { return true; }")),
    ("PayloadProcess", PAYLOADS, bad("void process(const std::string&, const Params&, penstock::NodeContext&) const {}")),
    ("DescribedClass", "a node class has a public `static Description<T> describe()`", f"struct Bad {{ {PARAMS} {VERB} }};"),
    ("default_initializable", "its class needs a constructor that takes none", bad(VERB, "Bad(int) {}")),
    ("ParamField", "a parameter is a bool, an integer, a float or double, a std::string", bad().replace(
        f"{PARAMS} {DESCRIPTION}", PARAMETER % "int*")),
    ("ParamField", "an enumeration is described with .choice()", "enum class Mode { a, b }; " + bad().replace(
        f"{PARAMS} {DESCRIPTION}", PARAMETER % "Mode")),
    # Functions that would never be called.
    ("OpenFits", "open is `void open(const Params&, const OpenContext&)`", bad(VERB, "void open(const Params&) {}")),
    ("CloseFits", "close is `void close()`", bad(VERB, "void close(int) {}")),
    ("CheckFits", "check is `static void check(const Params&)`",
     bad(VERB, "static bool check(Params&) { return false; }")),
    ("CheckFits", "check is `static void check(const Params&)`", bad(VERB, "void check(const Params&) const {}")),
    ("NotesFit", "notes is `std::vector<std::string> notes(const Params&) const`",
     bad(VERB, "std::vector<std::string> notes() const { return {}; }")),
    ("InputsFit", "inputs is `static std::vector<PortDescriptor> inputs(const Params&)`",
     bad(VERB, "std::vector<penstock::PortDescriptor> inputs(const Params&) const { return {}; }")),
    ("OutputsFit", "outputs is `static std::vector<PortDescriptor> outputs(const Params&)`",
     bad(VERB, "static std::vector<penstock::PortDescriptor> outputs() { return {}; }")),
    ("ClockFits", "consults_clock is `static bool consults_clock(const Params&)`",
     bad(VERB, "bool consults_clock(const Params&) const { return true; }")),
    ("BoundFits", "bound is `NodeBound bound(const PayloadBound&, const Params&) const`",
     bad(VERB, "penstock::NodeBound bound(const penstock::PayloadBound&, const Params&) { return {}; }")),
    ("BoundFits", "bound is `NodeBound bound(const PayloadBound&, const Params&) const`",
     bad(VERB, "penstock::NodeBound bound(const penstock::ImageSpec&, const Params&) const { return {}; }")),
    ("MostResultsFit", "most_results is `std::uint32_t most_results(const Params&) const`",
     bad(VERB, "int most_results(const Params&) const { return 3; }")),
    ("MostResultsFit", "most_results is", bad(LOADS, "std::uint32_t most_results() const { return 3; }")),
    ("SkipFits", "skip_before_loading is `std::optional<std::string> skip_before_loading(const ItemInfo&, const Params&)",
     bad(VERB, "bool skip_before_loading(const penstock::ItemInfo&, const Params&) const { return true; }")),
    ("WarningsFit", "warnings is `std::vector<std::string> warnings(const PayloadBound&, const Params&) const`",
     bad(VERB, "std::vector<std::string> warnings(const Params&) const { return {}; }")),
    ("OutputRootFits", "output_root is `std::string output_root(const Params&) const`",
     bad(VERB, 'std::string output_root() const { return "out"; }')),
    ("HasBoundOfPorts", "a node with several inputs has `NodeBound bound(const std::vector<PayloadBound>&", bad(PORTS)),
    ("DropsIncompleteFits", "drops_incomplete is `bool drops_incomplete(const Params&) const`",
     bad(PORTS, PORTS_BOUND, "bool drops_incomplete() const { return true; }")),
    ("TotalFits", "total is `std::optional<std::uint64_t> total(const Params&) const`",
     bad(NEXT, "std::uint64_t total() const { return 1; }")),
    ("ReadFits", "read is `Buffer read(const Request&, const Measure&, const Params&, NodeContext&) const`",
     bad(LOADS, "penstock::Buffer read(const penstock::Request&, const Params&) const { return {}; }")),
    ("OrdinaryImageFits", "ordinary_image is `std::optional<ImageSpec> ordinary_image(const Params&) const`",
     bad(LOADS, "penstock::ImageSpec ordinary_image(const Params&) const { return {}; }")),
    ("MostMetadataFits", "most_metadata_bytes is `std::uint64_t most_metadata_bytes(const Params&) const`",
     bad(LOADS, "int most_metadata_bytes(const Params&) const { return 1; }")),
    ("BeginFits", "begin is `void begin(const Params&, NodeContext&)`", bad(GATHERS, "void begin(const Params&) {}")),
    ("LongestWaitFits", "longest_wait is `std::optional<Duration> longest_wait(const Params&) const`",
     bad(GATHERS, "penstock::Duration longest_wait(const Params&) const { return {}; }")),
)
# Names are free where nothing is called by them: other members, and functions of other kinds of nodes.
RIGHT_NODES = (
    bad(VERB, "std::uint32_t most_results = 3; int close = 1; int total() { return 1; } bool read(int) { return true; }"),
    bad(VERB, "private: int bound = 1; void notes() {}"),
    bad(VERB.replace("const { return", "const noexcept { return"), "void open(const Params&, const penstock::OpenContext&) "
        "noexcept {} void close() const {} static void check(Params) {}"),
    bad(NEXT), bad(LOADS), bad(PORTS, PORTS_BOUND), bad(GATHERS),
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
        saved = Path(tempfile.mkdtemp(dir=self.work))
        self.assertEqual("last.png\n", call(build / "saver_program", cwd=saved, env=self.environment()))
        self.assertEqual(sorted([*(f"frame{i}.jpg" for i in range(20)), "frames.csv", "previews"]),
                         sorted(p.name for p in saved.iterdir()))
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

    def compiled(self, nodes):
        """What the compiler says of each."""
        folder = Path(tempfile.mkdtemp(dir=self.work))
        (folder / "registry.hpp").write_text("#include <penstock/node_registry.hpp>\n")
        command = [COMPILER, "-std=c++20", "-I", self.prefix / "include"]
        call(*command, "-x", "c++-header", folder / "registry.hpp", "-o", folder / "registry.hpp.gch")

        def compile_one(numbered):
            source = folder / f"{numbered[0]}.cpp"
            source.write_text(f'#include "registry.hpp"\n{numbered[1]}\n'
                              "int main() { penstock::NodeRegistry{}.add<Bad>(); }\n")
            return subprocess.run([*command, "-fsyntax-only", source], capture_output=True, text=True).stderr

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(compile_one, enumerate(nodes)))

    def test_a_wrong_node_does_not_compile_and_the_message_says_what_is_wanted(self):
        messages = self.compiled(node for _, _, node in WRONG_NODES)
        for (concept, sentence, node), message in zip(WRONG_NODES, messages):
            with self.subTest(concept, node=node):
                self.assertRegex(message, rf"\b{concept}\b")
                errors = [line for line in message.splitlines() if "error:" in line]
                self.assertIn(sentence, errors[0])
                self.assertLess(len(message.splitlines()), 70)

    def test_a_right_node_compiles_whatever_else_it_has(self):
        self.assertEqual([""] * len(RIGHT_NODES), self.compiled(RIGHT_NODES))

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
