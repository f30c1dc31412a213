# SPDX-License-Identifier: Apache-2.0
"""What has to exist beside what: tests beside sources, the one header that includes all, docs and graphs for nodes."""

import re

EXEMPTIONS = "tests/architecture/tested_elsewhere.json"


def sources_without_test(tree):
    """Each src/x/y.cpp has tests/x/y_test.cpp, or stands in tested_elsewhere.json: under the test that covers it, or
    with a reason."""
    exemptions = tree.json(EXEMPTIONS)
    covered = {source: test for test, sources in exemptions["covered_by"].items() for source in sources}
    excused = {**covered, **exemptions["no_test"]}
    found = []
    for name in tree.files(("src",), (".cpp",)):
        test = "tests/" + name.removeprefix("src/").removesuffix(".cpp") + "_test.cpp"
        if tree.exists(test) and name in excused:
            found.append(f"{EXEMPTIONS} excuses {name}, which has {test}: take it out")
        elif not tree.exists(test) and not excused.get(name):
            found.append(f"{name} has no {test}, and does not stand in {EXEMPTIONS}")
    found += [f"{EXEMPTIONS} excuses {name}, which does not exist" for name in excused if not tree.exists(name)]
    found += [f"{EXEMPTIONS} names {test}, which does not exist"
              for test in exemptions["covered_by"] if not tree.exists(test)]
    return found


def convenience_header(tree):
    """penstock.hpp includes every public header, but for those that bring a library of their own, and those for tests."""
    apart = {"penstock.hpp", "tbb_node.hpp", "image_buf.hpp"}
    included = set(re.findall(r'#include "penstock/([^"]+)"', tree.text("include/penstock/penstock.hpp")))
    headers = {name.removeprefix("include/penstock/") for name in tree.files(("include/penstock",), (".hpp",))}
    headers = {name for name in headers if name not in apart and not name.startswith("testing/")}
    missing = [f"include/penstock/penstock.hpp does not include penstock/{name}" for name in sorted(headers - included)]
    extra = [f"include/penstock/penstock.hpp includes penstock/{name}, which is kept apart or does not exist"
             for name in sorted(included - headers)]
    return missing + extra


def undocumented_nodes(tree, types):
    """Every node type has a section in src/doc/nodes.md, and stands in a graph of graphs/, or, where only a program can
    use it, in src/doc/programs.md."""
    reference = tree.text("src/doc/nodes.md") if tree.exists("src/doc/nodes.md") else ""
    documented = set(re.findall(r"^#+ .*?`?\b([a-z_0-9]+)`?\s*$", reference, re.MULTILINE))
    used = set()
    for name in tree.files(("graphs",), (".json",)):
        if not name.startswith("graphs/schema/"):
            used.update(node.get("type") for node in tree.json(name).get("nodes", {}).values())
    if tree.exists("src/doc/programs.md"):
        used.update(re.findall(r'"type": "(push|receive)"', tree.text("src/doc/programs.md")))
    found = [f"node type {type} has no heading in src/doc/nodes.md" for type in types if type not in documented]
    found += [f"node type {type} stands in no graph of graphs/" for type in types if type not in used]
    return found


def unproven_transforms(tree, nodes):
    """Every node type that makes images of images says in src/doc/operations.md how exact it is, and is compared with
    another program's in tests/acceptance/peers_test.py. `nodes` are as `penstock nodes --json` lists them."""
    proven_elsewhere = {
        "encode",  # by the round trips of each format, and the corpus
        "auto_orient",  # against what decode makes of the same file, in every orientation
        "set_metadata", "strip_metadata",  # they change no pixel; tests read what is in the files
    }
    types = [node["type"] for node in nodes if node["kind"] in ("transform", "join") and
             "image" in [port["payload"] for port in node["inputs"] + node["outputs"]] and
             node["type"] not in proven_elsewhere]
    documented = set(re.findall(r"`([a-z_0-9]+)`", tree.text("src/doc/operations.md")))
    compared = set(re.findall(r"""\("([a-z_0-9]+)", (?:\{|params\b)""", tree.text("tests/acceptance/peers_test.py")))
    return [f"node type {type} stands nowhere in src/doc/operations.md" for type in types if type not in documented] + [
        f"node type {type} is compared with nothing in tests/acceptance/peers_test.py" for type in types
        if type not in compared]


def unlisted_graphs(tree):
    """Every graph in graphs/ has a line in graphs/README.md, says what it is for, and is run by a test of its name. What
    stands in graphs/shared/ is no graph by itself: some graph includes it."""
    found = []
    included = set()
    readme = tree.text("graphs/README.md")
    tests = "".join(tree.text(name) for name in tree.files(("tests/examples",), ("graphs_test.py",)))
    for name in tree.files(("graphs",), (".json",)):
        if name.startswith("graphs/schema/"):
            continue
        includes = tree.json(name).get("include", [])
        included.update(f"graphs/{entry}" for entry in ([includes] if isinstance(includes, str) else includes))
        if name.startswith("graphs/shared/"):
            continue
        base = name.removeprefix("graphs/")
        if f"`{base}`" not in readme and f"[{base}]" not in readme:
            found.append(f"{name} has no line in graphs/README.md")
        if not tree.json(name).get("description"):
            found.append(f"{name} has no description")
        if f"def test_{base.removesuffix('.json')}" not in tests:
            found.append(f"{name} is run by no tests/examples/*graphs_test.py (no `test_{base.removesuffix('.json')}...`)")
    found += [f"{name} is included by no graph" for name in tree.files(("graphs/shared",), (".json",))
              if name not in included]
    return found
