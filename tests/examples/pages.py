# SPDX-License-Identifier: Apache-2.0
"""Code blocks of a Markdown page, and how each is to be tested.

A `console` block is a session: lines with `$ ` are run in the page's folder, what follows is what they print (`...`
stands for anything). A `python` block is a program, which is run there. Any other block, and a `python` block that is a
file, has an invisible line before it that says what it is:

    <!-- test: file NAME -->     its content is put into the page's folder under that name
    <!-- test: output -->        all that the `python` block before it prints, stdout and stderr
    <!-- test: graph -->         a complete graph: `penstock validate` accepts it
    <!-- test: source PATH -->   it stands in that file of the project, word for word
    <!-- test: none REASON -->   nothing is done with it

    <!-- test: pictures NAME WIDTHxHEIGHT, ... -->   needs no block: has the tool make these pictures
"""

import re
from dataclasses import dataclass

MARK = re.compile(r"^<!-- test: (\w+) ?(.*?) -->$")
FENCE = re.compile(r"^( *)```(\w*)$")


@dataclass
class Block:
    line: int
    language: str
    kind: str  # of the mark; empty: none
    argument: str
    content: str


def blocks_of(text):
    """All code blocks, and marks that need none, in their order."""
    found = []
    lines = text.splitlines()
    at, mark = 0, ("", "")
    while at < len(lines):
        is_mark, fence = MARK.match(lines[at]), FENCE.match(lines[at])
        if is_mark and is_mark.group(1) == "pictures":
            found.append(Block(at + 1, "", "pictures", is_mark.group(2), ""))
        elif is_mark:
            mark = is_mark.groups()
        elif fence:
            end = next(i for i in range(at + 1, len(lines)) if lines[i].strip() == "```")
            content = "".join(line[len(fence.group(1)):] + "\n" for line in lines[at + 1:end])
            found.append(Block(at + 1, fence.group(2), *mark, content))
            at, mark = end, ("", "")
        elif lines[at].strip():
            mark = ("", "")
        at += 1
    return found


def session_of(content):
    """(command, expected output) of each command of a console block."""
    commands = []
    for line in content.splitlines():
        if line.startswith("$ "):
            commands.append([line[2:], ""])
        elif commands and commands[-1][0].endswith("\\"):
            commands[-1][0] += "\n" + line
        elif commands:
            commands[-1][1] += line + "\n"
        else:
            raise ValueError(f"a console block begins with `$ `, not with {line!r}")
    return [tuple(command) for command in commands]


def matches(expected, output):
    """Whether that is the output; `...` stands for anything, a line of its own for any number of lines."""
    pattern = re.escape(expected.strip())
    pattern = pattern.replace("\n" + re.escape("...") + "\n", r"\n(?:.*\n)*?").replace(re.escape("..."), r".*?")
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None
