#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs, validates or compares every code block of the README and of src/doc. snippets_test.py TOOL [PYTHON_PACKAGES]

Python is run where its package was built: PYTHON_PACKAGES is the folder that has it.
"""

import os
import re
import subprocess
import sys
import textwrap
import unittest
from pathlib import Path

import pages
from workplace import PROJECT, Workplace

PAGES = ("README.md", ".github/CONTRIBUTING.md", "graphs/README.md")
COMMANDS = ["./graphs/quickstart.sh\n", "./tests/run.sh\n"]
GENERATED = ("nodes.md", "rules.md")  # compared with what the tool prints, by another test


def pages_of_the_project():
    documentation = sorted((PROJECT / "src/doc").rglob("*.md"))
    return [PROJECT / name for name in PAGES] + [path for path in documentation if path.name not in GENERATED]


class Snippets(Workplace):
    packages = None  # set by main

    def begin_page(self):
        """An empty folder, but for the shipped graphs."""
        self.setUp()
        self.status = 0
        self.printed = None  # by the Python program before
        (self.folder / "graphs").symlink_to(PROJECT / "graphs")

    def test_every_snippet(self):
        for page in pages_of_the_project():
            self.begin_page()
            for block in pages.blocks_of(page.read_text()):
                with self.subTest(f"{page.relative_to(PROJECT)}:{block.line}"):
                    self.try_block(block)

    def try_block(self, block):
        if block.language == "console":
            self.play(block)
        elif block.kind == "file":
            self.file(block.argument, block.content.encode())
        elif block.language == "python":
            self.run_python(block)
        elif block.kind == "output":
            self.compare_with_what_python_printed(block)
        elif block.kind == "graph":
            (self.folder / "graph.json").write_text(block.content)
            self.call("validate", "graph.json")
        elif block.kind == "source":
            source = (PROJECT / block.argument).read_text()
            self.assertIn(block.content, source, f"it does not stand in {block.argument} like this")
        elif block.kind == "pictures":
            for picture in block.argument.split(","):
                name, size = picture.split()
                self.picture(name, *map(int, size.split("x")))
        elif block.content in COMMANDS:
            pass  # their own test holds them
        elif block.kind == "none":
            self.assertTrue(block.argument, "a reason is missing")
        else:
            self.fail("a block without a `<!-- test: ... -->` before it")

    def play(self, block):
        for command, expected in pages.session_of(block.content):
            output = self.shell(command)
            self.assertTrue(pages.matches(expected, output),
                            f"$ {command}\nprinted\n{textwrap.indent(output, '  ')}\n"
                            f"where the page says\n{textwrap.indent(expected, '  ')}")

    def run_python(self, block):
        """The block is a program of its own."""
        if not self.packages:
            return
        program = self.folder / "snippet.py"
        program.write_text(block.content)
        result = subprocess.run([sys.executable, "-B", "-u", program], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                                env={**os.environ, "PYTHONPATH": self.packages})
        self.printed = result.stdout
        self.assertEqual(0, result.returncode, f"{block.content}\n{result.stdout}")

    def compare_with_what_python_printed(self, block):
        if not self.packages:
            return
        self.assertIsNotNone(self.printed, "an output without a program before it")
        self.assertTrue(pages.matches(block.content, self.printed), f"the program printed\n{self.printed}")
        self.printed = None

    def shell(self, command):
        built = Path(self.tool).parent
        environment = {**os.environ, "PATH": f"{built}:{os.environ['PATH']}", "LD_LIBRARY_PATH": f"{built.parent / 'lib'}",
                       "NO_COLOR": "1"}
        result = subprocess.run(["bash", "-c", f"(exit {self.status})\n{command}"], cwd=self.folder, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        self.status = result.returncode
        return result.stdout

    def test_the_first_two_blocks_of_the_readme_are_the_two_commands(self):
        blocks = pages.blocks_of((PROJECT / "README.md").read_text())
        self.assertEqual(COMMANDS, [block.content for block in blocks[:2]])
        for block in blocks[:2]:
            self.assertTrue(os.access(PROJECT / block.content.strip(), os.X_OK))

    def test_every_link_leads_somewhere(self):
        for page in pages_of_the_project() + [PROJECT / "src/doc" / name for name in GENERATED]:
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
                if "://" not in target:
                    with self.subTest(f"{page.relative_to(PROJECT)}: {target}"):
                        self.assertTrue((page.parent / target).exists())

    def test_the_picture_in_the_readme_is_what_the_tool_draws(self):
        drawn = self.call("graph", PROJECT / "graphs/sizes_and_formats.json", "--format", "svg").stdout
        self.assertEqual(drawn, (PROJECT / "src/doc/images/sizes_and_formats.svg").read_text(),
                         "write it again: penstock graph graphs/sizes_and_formats.json --format svg "
                         "> src/doc/images/sizes_and_formats.svg")


class Reading(unittest.TestCase):
    """How pages are read: a test that runs nothing would pass on everything."""

    def test_blocks_and_their_marks(self):
        blocks = pages.blocks_of("text\n```\n./x.sh\n```\n<!-- test: file a.json -->\n```json\n{}\n```\n"
                                 "<!-- test: none reason here -->\nwords between\n```json\n[]\n```\n"
                                 "<!-- test: pictures p/a.jpg 4x3 -->\n")
        self.assertEqual([("", "./x.sh\n"), ("file", "{}\n"), ("", "[]\n"), ("pictures", "")],
                         [(block.kind, block.content) for block in blocks])
        self.assertEqual("a.json", blocks[1].argument)

    def test_what_a_python_program_printed(self):
        snippets = Snippets("test_every_snippet")
        snippets.packages, snippets.printed = "somewhere", "1\n"
        output, = pages.blocks_of("<!-- test: output -->\n```\n1\n```\n")
        snippets.try_block(output)
        with self.assertRaisesRegex(AssertionError, "an output without a program before it"):
            snippets.try_block(output)
        snippets.printed = "1\nand a warning\n"
        with self.assertRaisesRegex(AssertionError, "the program printed\n1\nand a warning"):
            snippets.try_block(output)

    def test_sessions(self):
        self.assertEqual([("echo a \\\n  b", "a b\n"), ("true", "")],
                         pages.session_of("$ echo a \\\n  b\na b\n$ true\n"))

    def test_output_is_compared(self):
        self.assertTrue(pages.matches("a\n...\nd\n", "a\nb\nc\nd\n"))
        self.assertTrue(pages.matches("took ... s", "took 3.4 s\n"))
        self.assertFalse(pages.matches("a\nb\n", "a\nc\n"))
        self.assertFalse(pages.matches("", "anything\n"))
        self.assertFalse(pages.matches("a\n...\nd\n", "a\nb\n"))


if __name__ == "__main__":
    Workplace.tool = sys.argv[1]
    Snippets.packages = sys.argv[2] if len(sys.argv) > 2 else None
    unittest.main(argv=sys.argv[:1])
