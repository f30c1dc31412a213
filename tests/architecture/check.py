#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one check of the tree: check.py ROOT NAME [ARGUMENT]. Prints what is wrong, a line each."""

import json
import shutil
import subprocess
import sys

from checks import coverage, file_rules, include_directions, symbols
from checks.tree import SOURCE_FOLDERS, Tree


def formatting(tree, clang_format):
    """Every C++ file is as clang-format 14 writes it."""
    names = tree.files((*SOURCE_FOLDERS, "tests"), (".hpp", ".cpp"))
    result = subprocess.run([clang_format, "--dry-run", "-Werror", *names],
                            cwd=tree.root, capture_output=True, text=True)
    return [line for line in result.stderr.splitlines() if "error:" in line] or (
        [result.stderr] if result.returncode else [])


def node_types(tree, tool):
    output = subprocess.run([tool, "nodes", "--json"], check=True, capture_output=True, text=True).stdout
    nodes = json.loads(output)
    if not nodes:
        return ["the tool knows no node types"]
    return coverage.undocumented_nodes(tree, [node["type"] for node in nodes]) + coverage.unproven_transforms(tree, nodes)


def exported_symbols(_, library):
    names = symbols.exported(library)
    if not any("penstock::Pipeline::run()" in name for name in names):
        return [f"{library} does not export penstock::Pipeline::run()"]
    return symbols.foreign(names) + symbols.internal(names)


CHECKS = {
    "include_directions": include_directions.violations,
    "file_length": file_rules.too_long,
    "licence": file_rules.without_licence,
    "printing": file_rules.printing_library,
    "private_paths": file_rules.private_paths,
    "tests_beside_sources": coverage.sources_without_test,
    "convenience_header": coverage.convenience_header,
    "graphs": coverage.unlisted_graphs,
    "node_types": node_types,
    "formatting": formatting,
    "exported_symbols": exported_symbols,
}


def main(root, name, *arguments):
    if arguments and not shutil.which(arguments[0]) and not Tree(root).exists(arguments[0]):
        print(f"{arguments[0]} is not there", file=sys.stderr)
        return 2
    found = CHECKS[name](Tree(root), *arguments)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
