#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants what each check forbids into a small tree, and expects to read about it."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check
from checks import coverage, file_rules, include_directions, symbols
from checks.tree import Tree

HERE = Path(__file__).resolve().parent
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.tree = Tree(self.folder.name)
        self.write("CMakeLists.txt", "# SPDX-License-Identifier: Apache-2.0\n")
        self.write("tests/architecture/layers.json", (HERE / "layers.json").read_text())

    def write(self, name, text):
        path = self.tree.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class IncludeDirections(Planted):
    def complaints(self, name, *includes):
        self.write(name, LICENCE + "".join(f"#include {include}\n" for include in includes))
        return include_directions.violations(self.tree)

    def test_what_the_table_allows_passes(self):
        self.assertEqual([], self.complaints("src/nodes/resize.cpp", '"penstock/image.hpp"', '"pixels/resize.hpp"',
                                             '"nodes/built_in.hpp"', "<fmt/core.h>", "<vector>", "<unistd.h>"))

    def test_tbb_is_for_the_graph_alone(self):
        self.assertEqual(["src/nodes/resize.cpp:2: src/nodes/resize.cpp includes <oneapi/tbb/flow_graph.h>: "
                          "only src/graph may"],
                         self.complaints("src/nodes/resize.cpp", "<oneapi/tbb/flow_graph.h>"))

    def test_the_graph_uses_tbb(self):
        self.assertEqual([], self.complaints("src/graph/run.cpp", "<oneapi/tbb/flow_graph.h>"))

    def test_the_tool_may_ask_for_threads_and_for_nothing_else_of_tbb(self):
        self.assertEqual([], self.complaints("src/tools/run.cpp", "<oneapi/tbb/global_control.h>"))
        self.assertEqual(["src/tools/run.cpp:2: src/tools/run.cpp includes <oneapi/tbb/task_arena.h>: "
                          "only src/graph may"], self.complaints("src/tools/run.cpp", "<oneapi/tbb/task_arena.h>"))

    def test_a_module_does_not_look_up(self):
        self.assertEqual(['src/codec/jpeg.cpp:2: src/codec/jpeg.cpp includes "nodes/decode.hpp": '
                          "codec may include public, core only"],
                         self.complaints("src/codec/jpeg.cpp", '"nodes/decode.hpp"'))

    def test_the_tool_uses_the_public_api_alone(self):
        self.assertEqual(['src/tools/run.cpp:2: src/tools/run.cpp includes "json/parse.hpp": '
                          "tools may include public only"],
                         self.complaints("src/tools/run.cpp", '"json/parse.hpp"'))

    def test_what_new_node_writes_sees_an_installed_penstock_and_itself(self):
        name = "src/tools/new_node/new_node.cpp"
        self.assertEqual([], self.complaints(name, '"new_node.hpp"', "<penstock/plugin.hpp>", "<string>"))
        self.assertEqual([f'{name}:2: {name} includes "tools/verbs.hpp": tools/new_node may include public only'],
                         self.complaints(name, '"tools/verbs.hpp"'))

    def test_image_libraries_stay_in_their_folder(self):
        self.assertEqual(["src/codec/jpeg.cpp:2: src/codec/jpeg.cpp includes <OpenImageIO/imageio.h>: "
                          "only src/codec/oiio may"],
                         self.complaints("src/codec/jpeg.cpp", "<OpenImageIO/imageio.h>"))

    def test_public_headers_need_the_standard_library_only(self):
        self.assertEqual(["include/penstock/image.hpp:2: include/penstock/image.hpp includes <fmt/core.h>: "
                          "only a .cpp under src may",
                          "include/penstock/image.hpp:3: include/penstock/image.hpp includes <unistd.h>: "
                          "public headers need the standard library only",
                          'include/penstock/image.hpp:4: include/penstock/image.hpp includes "core/pool.hpp": '
                          "public may include itself only"],
                         self.complaints("include/penstock/image.hpp", "<fmt/core.h>", "<unistd.h>",
                                         '"core/pool.hpp"'))

    def test_only_the_expert_header_brings_tbb(self):
        self.assertEqual([], self.complaints("include/penstock/tbb_node.hpp", "<oneapi/tbb/flow_graph.h>"))

    def test_fmt_stays_out_of_headers(self):
        self.assertEqual(["src/core/pool.hpp:2: src/core/pool.hpp includes <fmt/core.h>: only a .cpp under src may"],
                         self.complaints("src/core/pool.hpp", "<fmt/core.h>"))

    def test_a_library_without_a_row_is_noticed(self):
        self.assertEqual(["src/core/pool.cpp:2: src/core/pool.cpp includes <boost/any.hpp>, "
                          "of a library that layers.json does not name"],
                         self.complaints("src/core/pool.cpp", "<boost/any.hpp>"))

    def test_a_folder_without_a_row_is_noticed(self):
        self.assertEqual(['src/misc/pool.cpp:2: src/misc/pool.cpp includes "penstock/image.hpp", '
                          "but its folder stands in no row of layers.json"],
                         self.complaints("src/misc/pool.cpp", '"penstock/image.hpp"'))

    def test_relative_includes_are_noticed(self):
        self.assertEqual(['src/core/pool.cpp:2: src/core/pool.cpp includes "pool.hpp": '
                          'write includes from src or include, as in "core/pool.hpp"'],
                         self.complaints("src/core/pool.cpp", '"pool.hpp"'))


class FileRules(Planted):
    def test_a_long_file_is_noticed(self):
        self.write("src/core/long.cpp", LICENCE * 501)
        self.write("src/core/fits.cpp", LICENCE * 500)
        self.assertEqual(["src/core/long.cpp has 501 lines; 500 is the ceiling: split it"],
                         file_rules.too_long(self.tree))

    def test_a_missing_licence_is_noticed(self):
        self.write("src/core/bare.cpp", "#include <vector>\n")
        self.write("tests/run.sh", "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n")
        self.assertEqual(["src/core/bare.cpp does not begin with `// SPDX-License-Identifier: Apache-2.0`"],
                         file_rules.without_licence(self.tree))

    def test_a_library_that_prints_is_noticed(self):
        self.write("src/graph/run.cpp", LICENCE + "void f() { std::cout << 1; } // not printf(\n")
        self.write("src/core/pool.cpp", LICENCE + "// std::cout is for tools\nint n = std::snprintf(p, 1, \"\");\n")
        self.write("src/core/loud.cpp", LICENCE + "void g() { fprintf(stderr, \"x\"); }\n")
        self.write("src/tools/main.cpp", LICENCE + "void f() { std::cout << 1; }\n")
        self.assertEqual(["src/core/loud.cpp:2: the library prints (fprintf); only src/tools may",
                          "src/graph/run.cpp:2: the library prints (std::cout); only src/tools may"],
                         file_rules.printing_library(self.tree))

    def test_somebodys_path_is_noticed(self):
        self.write("graphs/x.json", '{"in": "' + "/home" + '/ann/photos"}\n')
        self.write("src/doc/y.md", "Everything is below `photos/home/ann`, `${x}/work/y` or /usr/share.\n")
        self.assertEqual(['graphs/x.json:1: a path of somebody\'s machine: ' + "/home" + '/ann/photos"}'],
                         file_rules.private_paths(self.tree))


class Coverage(Planted):
    def exempt(self, covered_by, no_test):
        self.write(coverage.EXEMPTIONS, json.dumps({"covered_by": covered_by, "no_test": no_test}))

    def test_a_source_without_test_or_reason_is_noticed(self):
        self.write("src/core/pool.cpp", LICENCE)
        self.write("src/core/tested.cpp", LICENCE)
        self.write("tests/core/tested_test.cpp", LICENCE)
        self.exempt({}, {})
        self.assertEqual(["src/core/pool.cpp has no tests/core/pool_test.cpp, "
                          f"and does not stand in {coverage.EXEMPTIONS}"], coverage.sources_without_test(self.tree))
        self.exempt({"tests/core/tested_test.cpp": ["src/core/pool.cpp"]}, {})
        self.assertEqual([], coverage.sources_without_test(self.tree))
        self.exempt({}, {"src/core/pool.cpp": "it does nothing"})
        self.assertEqual([], coverage.sources_without_test(self.tree))

    def test_an_exemption_that_is_not_needed_is_noticed(self):
        self.write("src/core/tested.cpp", LICENCE)
        self.write("tests/core/tested_test.cpp", LICENCE)
        self.exempt({"tests/core/gone_test.cpp": ["src/core/tested.cpp"]}, {"src/core/gone.cpp": "y"})
        self.assertEqual([f"{coverage.EXEMPTIONS} excuses src/core/tested.cpp, which has tests/core/tested_test.cpp: "
                          "take it out",
                          f"{coverage.EXEMPTIONS} excuses src/core/gone.cpp, which does not exist",
                          f"{coverage.EXEMPTIONS} names tests/core/gone_test.cpp, which does not exist"],
                         coverage.sources_without_test(self.tree))

    def test_a_public_header_that_penstock_hpp_forgets_is_noticed(self):
        for name in ("image.hpp", "value.hpp", "tbb_node.hpp", "testing/node_runner.hpp"):
            self.write(f"include/penstock/{name}", LICENCE)
        self.write("include/penstock/penstock.hpp", '#include "penstock/image.hpp"\n#include "penstock/gone.hpp"\n')
        self.assertEqual(["include/penstock/penstock.hpp does not include penstock/value.hpp",
                          "include/penstock/penstock.hpp includes penstock/gone.hpp, "
                          "which is kept apart or does not exist"], coverage.convenience_header(self.tree))

    def test_a_node_type_without_documentation_or_graph_is_noticed(self):
        self.write("src/doc/nodes.md", "## `resize`\nIt is not a crop.\n")
        self.write("graphs/x.json", json.dumps({"nodes": {"a": {"type": "resize"}}}))
        self.assertEqual(["node type crop has no heading in src/doc/nodes.md",
                          "node type crop stands in no graph of graphs/"],
                         coverage.undocumented_nodes(self.tree, ["resize", "crop"]))

    def test_a_transform_without_exactness_or_comparison_is_noticed(self):
        self.write("src/doc/operations.md", "| `crop` | no | exact |\n")
        self.write("tests/acceptance/peers_test.py", """Operation([("resize", {"width": 5})])\n""")
        image, anything, encoded = ([{"payload": payload}] for payload in ("image", "any", "encoded"))
        nodes = [{"type": "crop", "kind": "transform", "inputs": image, "outputs": image},
                 {"type": "resize", "kind": "transform", "inputs": image, "outputs": image},
                 {"type": "compare", "kind": "join", "inputs": anything, "outputs": image},
                 {"type": "filter", "kind": "transform", "inputs": anything, "outputs": anything},
                 {"type": "encode", "kind": "transform", "inputs": image, "outputs": encoded},
                 {"type": "render", "kind": "loader", "inputs": anything, "outputs": image}]
        self.assertEqual(["node type resize stands nowhere in src/doc/operations.md",
                          "node type compare stands nowhere in src/doc/operations.md",
                          "node type crop is compared with nothing in tests/acceptance/peers_test.py",
                          "node type compare is compared with nothing in tests/acceptance/peers_test.py"],
                         coverage.unproven_transforms(self.tree, nodes))

    def test_a_graph_that_is_not_listed_described_or_run_is_noticed(self):
        self.write("graphs/x.json", json.dumps({"nodes": {}}))
        self.write("graphs/y.json", json.dumps({"nodes": {}, "description": "Why."}))
        self.write("graphs/README.md", "- `y.json`: why?\n")
        self.write("tests/examples/graphs_test.py", "def test_y_runs(self):\n")
        self.assertEqual(["graphs/x.json has no line in graphs/README.md",
                          "graphs/x.json has no description",
                          "graphs/x.json is run by no tests/examples/*graphs_test.py (no `test_x...`)"],
                         coverage.unlisted_graphs(self.tree))

    def test_a_shared_part_that_no_graph_includes_is_noticed(self):
        self.write("graphs/README.md", "[x.json](x.json)\n")
        self.write("tests/examples/graphs_test.py", "def test_x_runs(self):\n")
        self.write("graphs/x.json", '{"description": "x", "include": "shared/used.json", "nodes": {}}')
        self.write("graphs/shared/used.json", '{"nodes": {}}')
        self.assertEqual([], coverage.unlisted_graphs(self.tree))
        self.write("graphs/shared/spare.json", '{"nodes": {}}')
        self.assertEqual(["graphs/shared/spare.json is included by no graph"], coverage.unlisted_graphs(self.tree))


class Formatting(Planted):
    def test_a_file_in_another_format_is_noticed(self):
        shutil.copy(HERE.parent.parent / ".clang-format", self.tree.root)
        self.write("src/core/pool.cpp", LICENCE + "int  x;\n")
        found = check.formatting(self.tree, CLANG_FORMAT)
        self.assertEqual(1, len(found))
        self.assertIn("src/core/pool.cpp:2", found[0])


class Symbols(Planted):
    SOURCE = """
        namespace other { __attribute__((visibility("default"))) void leaked() {} }
        namespace penstock { struct __attribute__((visibility("default"))) Shown { virtual ~Shown(); };
                             Shown::~Shown() = default;
                             namespace codec { __attribute__((visibility("default"))) void inside() {} } }
        extern "C" __attribute__((visibility("default"))) int penstock_abi() { return 1; }
        extern "C" __attribute__((visibility("default"))) int abi() { return 1; }
    """

    def test_a_foreign_symbol_is_noticed(self):
        self.write("x.cpp", self.SOURCE)
        library = str(self.tree.root / "x.so")
        subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, str(self.tree.root / "x.cpp")], check=True)
        names = symbols.exported(library)
        self.assertEqual({"exports abi", "exports other::leaked()"}, set(symbols.foreign(names)))
        self.assertEqual(["exports penstock::codec::inside(), of an internal namespace"], symbols.internal(names))


if __name__ == "__main__":
    CLANG_FORMAT, COMPILER = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
