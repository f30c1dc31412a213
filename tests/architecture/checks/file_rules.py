# SPDX-License-Identifier: Apache-2.0
"""Rules for each file by itself."""

import re

from .tree import ALL_FOLDERS

MOST_LINES = 500
CODE = (".hpp", ".h", ".cpp")
WITH_LICENCE = CODE + (".cmake", "CMakeLists.txt", ".sh", ".py")
TOP_FILES = ("CMakeLists.txt", "README.md", "CHANGELOG.md", "CMakePresets.json")
# Somebody's home or work folder.
PRIVATE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|Users|work)/[\w.]")
PRINTS = re.compile(r"\bstd::(?:cout|cerr|clog)\b|(?<![\w:.>])(?:std::)?(?:f?printf|puts)\s*\(|\bfmt::print\b")


def too_long(tree):
    """No file of code has more than 500 lines."""
    found = []
    for name in tree.files(ALL_FOLDERS, CODE + (".py", ".sh", ".cmake", "CMakeLists.txt")):
        lines = len(tree.lines(name))
        if lines > MOST_LINES:
            found.append(f"{name} has {lines} lines; {MOST_LINES} is the ceiling: split it")
    return found


def without_licence(tree):
    """The first line, or the one behind `#!`, names the licence."""
    found = []
    for name in tree.files(ALL_FOLDERS, WITH_LICENCE) + ["CMakeLists.txt"]:
        lines = tree.lines(name) if tree.exists(name) else []
        head = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
        mark = "// " if name.endswith(CODE) else "# "
        if head != [mark + "SPDX-License-Identifier: Apache-2.0"]:
            found.append(f"{name} does not begin with `{mark}SPDX-License-Identifier: Apache-2.0`")
    return found


def printing_library(tree):
    """The library never prints: reports and callbacks carry what there is to say."""
    found = []
    for name in tree.files(("include", "src"), CODE):
        if name.startswith(("src/tools/", "src/python/")):
            continue
        for number, line in enumerate(tree.lines(name), 1):
            match = PRINTS.search(line.split("//")[0])
            if match:
                found.append(f"{name}:{number}: the library prints ({match.group().strip(' (')}); only src/tools may")
    return found


def private_paths(tree):
    """No path of somebody's machine."""
    found = []
    text = CODE + (".py", ".sh", ".cmake", "CMakeLists.txt", ".json", ".md", ".txt", ".in", ".map", "run")
    for name in tree.files(ALL_FOLDERS, text) + [name for name in TOP_FILES if tree.exists(name)]:
        for number, line in enumerate(tree.lines(name), 1):
            match = PRIVATE_PATH.search(line)
            if match:
                found.append(f"{name}:{number}: a path of somebody's machine: {line[match.start():][:40]}")
    return found
