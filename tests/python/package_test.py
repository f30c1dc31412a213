#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The package as others find it: installed, moved, with its help and its hints. package_test.py CMAKE BUILD_FOLDER"""

import inspect
import os
import pydoc
import re
import subprocess
import sys
import typing
import unittest

import penstock
import penstock.compat
from support import PROJECT, InFolder

CMAKE, BUILD = sys.argv[1:3]


class Package(InFolder):
    def test_an_installed_package_may_be_moved(self):
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", self.folder / "first"], check=True, capture_output=True)
        (self.folder / "first").rename(self.folder / "second")
        packages = self.folder / "second/lib/python3/dist-packages"
        program = ("import penstock; print(penstock.__file__); "
                   "print(penstock.run('generate count=2 ! render width=8 height=8 ! null').written)")
        environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        result = subprocess.run([sys.executable, "-B", "-c", program], env={**environment, "PYTHONPATH": str(packages)},
                                check=True, capture_output=True, text=True)
        self.assertEqual([str(packages / "penstock/__init__.py"), "2"], result.stdout.split())
        linked = subprocess.run(["ldd", next((packages / "penstock").glob("_penstock.*.so"))], check=True,
                                capture_output=True, text=True).stdout
        self.assertIn(str(self.folder / "second/lib"), os.path.realpath(
            re.search(r"libpenstock\S* => (\S+)", linked).group(1)))
        for name in ("py.typed", "_penstock.pyi", "__init__.py", "compat.py"):
            self.assertTrue((packages / "penstock" / name).exists(), name)

    def test_the_version_is_that_of_the_library(self):
        header = (PROJECT / "include/penstock/version.hpp").read_text()
        self.assertEqual(".".join(re.findall(r"define PENSTOCK_VERSION_\w+ (\d+)", header)), penstock.__version__)

    def test_help_says_what_everything_is(self):
        for name in penstock.__all__:
            if not name.startswith("__"):
                self.assertTrue(inspect.getdoc(getattr(penstock, name)), name)
        text = pydoc.plain(pydoc.render_doc(penstock.Pipeline))
        self.assertIn("encode(self, /, ", text)
        self.assertIn("quality (integer)", text)
        for word in ("run(config", "map(f, files)", "ImagesSaver"):
            self.assertIn(word, penstock.__doc__)

    def test_everything_public_has_hints(self):
        functions = [penstock.run, penstock.map]
        for type in (penstock.Pipeline, penstock.Results, penstock.Report, penstock.ImagesSaver):
            functions += [member for name, member in vars(type).items()
                          if inspect.isfunction(member) and member.__module__.startswith("penstock") and
                          (not name.startswith("_") or name == "__init__") and "args" not in member.__code__.co_varnames]
        for function in functions:
            hints = typing.get_type_hints(function)
            parameters = [name for name in inspect.signature(function).parameters if name != "self"]
            self.assertEqual([], [name for name in parameters if name not in hints], function)
            self.assertIn("return", hints, function)

    def test_the_stub_names_what_the_module_has(self):
        stub = (PROJECT / "src/python/penstock/_penstock.pyi").read_text()
        module = penstock._penstock
        for name in dir(module):
            if not name.startswith("_"):
                self.assertRegex(stub, rf"\b{name}\b")
                for member in dir(getattr(module, name)) if inspect.isclass(getattr(module, name)) else ():
                    if not member.startswith("_"):
                        self.assertRegex(stub, rf"def {member}\(")

    def test_nothing_is_imported_that_was_not_asked_for(self):
        printed = self.child("import sys, penstock; print({'numpy', 'PIL', 'asyncio'} & set(sys.modules))")
        self.assertEqual("set()\n", printed)

    def test_without_numpy(self):
        printed = self.child("""
            import sys
            sys.modules["numpy"] = None
            import penstock
            pixels = memoryview(bytes(12)).cast("B", (3, 4))
            print(penstock.Pipeline().source([pixels]).encode("png").write("{seq:01}.{ext}").run().written)
            report = penstock.Pipeline().source([pixels]).sink(print).run()
            print(report.failures[0].message)
            """)
        self.assertTrue(printed.startswith("1\nImportError: penstock gives pictures to functions as NumPy arrays"), printed)
        self.assertIn("apt install python3-numpy", printed)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
