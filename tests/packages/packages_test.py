#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the Debian packages of a build, unpacks them into one folder, and runs what is there.

packages_test.py CMAKE CPACK BUILD_FOLDER HAS_PYTHON
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CMAKE, CPACK, BUILD = sys.argv[1:4]
HAS_PYTHON = sys.argv[4] == "1"
PACKAGES = ["libpenstock-dev", "penstock"] + ["python3-penstock"] * HAS_PYTHON
# What the system has, and nothing that finds this build.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


def call(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="penstock_packages_")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        call(CPACK, "-G", "DEB", "--config", Path(BUILD) / "CPackConfig.cmake", "-B", cls.folder / "made",
             "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=none", cwd=cls.folder)
        cls.made = {path.name.split("_")[0]: path for path in (cls.folder / "made").glob("*.deb")}
        cls.root = cls.folder / "root"
        cls.files = {}
        for name, path in cls.made.items():
            call("dpkg-deb", "--extract", path, cls.folder / name)
            call("dpkg-deb", "--extract", path, cls.root)
            cls.files[name] = files_in(cls.folder / name)

    def field(self, package, name):
        return call("dpkg-deb", "--field", self.made[package], name).strip()

    def test_they_are_named_as_debian_names_them(self):
        self.assertEqual(PACKAGES, sorted(self.made))
        header = (PROJECT / "include/penstock/version.hpp").read_text()
        version = ".".join(re.findall(r"define PENSTOCK_VERSION_\w+ (\d+)", header))
        architecture = call("dpkg", "--print-architecture").strip()
        sections = {"penstock": "graphics", "libpenstock-dev": "libdevel", "python3-penstock": "python"}
        for package in PACKAGES:
            self.assertEqual(f"{package}_{version}_{architecture}.deb", self.made[package].name)
            self.assertEqual([package, version, architecture, sections[package], "penstock <penstock@localhost>"],
                             [self.field(package, name) for name in
                              ("Package", "Version", "Architecture", "Section", "Maintainer")])
            synopsis, *text = self.field(package, "Description").splitlines()
            self.assertRegex(synopsis, "^image pipelines from JSON.{0,60}$")
            self.assertTrue(text and all(len(line) <= 81 for line in text), text)

    def test_they_depend_on_what_they_need_and_on_each_other(self):
        version = self.field("penstock", "Version")
        depends = {package: self.field(package, "Depends") for package in PACKAGES}
        for library in ("libtbb12", "libopenimageio", "libpng16", "libwebp", "libc6 (>="):
            self.assertIn(library, depends["penstock"])
        self.assertNotIn("penstock", depends["penstock"])
        for package in set(PACKAGES) - {"penstock"}:
            self.assertIn(f"penstock (= {version})", depends[package].split(", "))
        if HAS_PYTHON:
            self.assertRegex(depends["python3-penstock"], r"python3 \(>= 3\.\d+~\), python3 \(<< 3\.\d+\)")
            self.assertEqual("python3-numpy", self.field("python3-penstock", "Recommends"))
            call("dpkg-deb", "--control", self.made["python3-penstock"], self.folder / "python_control")
            for script in ("postinst", "prerm"):
                self.assertTrue(os.access(self.folder / "python_control" / script, os.X_OK), script)
        call("dpkg-deb", "--control", self.made["penstock"], self.folder / "control")
        self.assertEqual(f"libpenstock {'.'.join(version.split('.')[:2])} penstock (>= {version})\n",
                         (self.folder / "control/shlibs").read_text())

    def test_without_the_programs_that_are_needed_nothing_is_made(self):
        result = subprocess.run([CMAKE, "-D", "CPACK_GENERATOR=DEB", "-D", "CMAKE_FIND_ROOT_PATH=/nonexistent",
                                 "-D", "CMAKE_FIND_ROOT_PATH_MODE_PROGRAM=ONLY",
                                 "-P", PROJECT / "src/cmake/debian/needs.cmake"], capture_output=True, text=True)
        self.assertNotEqual(0, result.returncode)
        self.assertIn("need the program dpkg-shlibdeps, which is not there: apt install dpkg-dev file",
                      " ".join(result.stderr.split()))

    def test_every_installed_file_is_in_one_package_and_in_the_right_one(self):
        call(CMAKE, "--install", BUILD, "--prefix", self.folder / "installed")
        installed = {f"usr/{name}" for name in files_in(self.folder / "installed")}
        packaged = sorted(name for files in self.files.values() for name in files)
        own = {f"usr/share/doc/{package}/copyright" for package in PACKAGES}
        self.assertEqual(sorted(installed | own), packaged)
        for name in packaged:
            wanted = "penstock"
            if re.search(r"^usr/include/|/cmake/|/pkgconfig/|\.a$|libpenstock\.so$", name):
                wanted = "libpenstock-dev"
            if name.startswith("usr/lib/python3/dist-packages/penstock/"):
                wanted = "python3-penstock"
            if name not in own:
                self.assertIn(name, self.files[wanted])
        for package in PACKAGES:
            self.assertIn(f"usr/share/doc/{package}/copyright", self.files[package])

    def test_nothing_leads_to_the_build(self):
        for path in self.root.rglob("*"):
            self.assertFalse(path.stat().st_mode & 0o022, path)
            if path.is_file() and path.read_bytes()[:4] == b"\x7fELF":
                found = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", call("readelf", "--dynamic", path))
                self.assertTrue(all(entry.startswith("$ORIGIN/") for entry in found), f"{path}: {found}")
                self.assertNotIn(".debug_info", call("readelf", "--section-headers", "--wide", path))
            elif path.suffix in (".cmake", ".pc"):
                self.assertNotIn(BUILD, path.read_text())

    def test_the_program_runs_with_its_plugins_and_formats(self):
        program = self.root / "usr/bin/penstock"
        self.assertIn(self.field("penstock", "Version"), call(program, "version", env=ENVIRONMENT))
        for plugin in ("csv_table", "median", "command"):
            self.assertIn(plugin, call(program, "nodes", plugin, "--plugin", plugin, env=ENVIRONMENT, cwd=self.folder))
        call(program, "run", "--pipe", "generate count=2 ! limiter max_images=2 ! render width=8 height=8 ! "
             "encode format=tiff ! write path=made_{seq}.tif", env=ENVIRONMENT, cwd=self.folder)
        self.assertEqual(2, len(list(self.folder.glob("made_*.tif"))))

    def test_the_library_for_traces_of_profilers_is_there(self):
        library, = self.root.rglob("libpenstock-itt-trace.so")
        trace = self.folder / "itt.json"
        call(self.root / "usr/bin/penstock", "run", "--pipe", "generate count=2 ! limiter ! render width=8 height=8 ! null",
             env={**ENVIRONMENT, "INTEL_LIBITTNOTIFY64": str(library), "PENSTOCK_ITT_TRACE": str(trace)}, cwd=self.folder)
        self.assertEqual(2, trace.read_text().count('"name":"render","cat":"tbb.flow"'))

    @unittest.skipUnless(HAS_PYTHON, "built without the Python package")
    def test_the_module_runs(self):
        packages = self.root / "usr/lib/python3/dist-packages"
        text = ("import penstock; print(penstock.__file__); "
                "print(penstock.run('generate count=2 ! render width=8 height=8 ! null').written)")
        printed = call("/usr/bin/python3", "-B", "-c", text, env={**ENVIRONMENT, "PYTHONPATH": str(packages)}).split()
        self.assertEqual([str(packages / "penstock/__init__.py"), "2"], printed)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
