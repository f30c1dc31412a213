#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the scripts do around the build, on machines that are made up. scripts_test.py"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Each program of the machine that must not really run says that it was called.
RECORD = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\n'


class Machine(unittest.TestCase):
    """A copy of the scripts, and a PATH with stand-ins for what they call."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.project, self.programs = self.folder / "penstock", self.folder / "bin"
        self.programs.mkdir()
        for name in ("graphs/quickstart.sh", "tests/run.sh", "tests/onetbb.sh", "src/cmake/debian_packages.sh"):
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, self.project / name)
        for name in ("bash", "env", "dirname", "basename", "cat", "mkdir", "chmod", "touch"):
            (self.programs / name).symlink_to(shutil.which(name))
        self.program("nproc", "#!/bin/sh\necho 2\n")
        self.program("id", "#!/bin/sh\necho ${USER_ID:-0}\n")
        self.program("ctest", RECORD + "echo '100% tests passed, 0 tests failed out of 3'\n")
        self.program("cmake", RECORD + "mkdir -p build/release/bin && touch build/release/build.ninja\n"
                     "printf '#!/bin/sh\\necho penstock \"$@\" >> \"$CALLS\"\\n' > build/release/bin/penstock\n"
                     "chmod +x build/release/bin/penstock\n")

    def program(self, name, text):
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def debian(self, installed):
        """A Debian that has these packages."""
        self.program("dpkg-query", "#!/bin/sh\nfor name; do :; done\n"
                     f"case ' {' '.join(installed)} ' in *\" $name \"*) printf installed;; *) exit 1;; esac\n")
        self.program("apt-get", RECORD)

    def run_script(self, name, *arguments, expect=0, **environment):
        calls = self.folder / "calls"
        calls.write_text("")
        result = subprocess.run([self.project / name, *arguments], cwd=self.folder, capture_output=True, text=True,
                                stdin=subprocess.DEVNULL,
                                env={"PATH": str(self.programs), "CALLS": str(calls), **environment})
        self.assertEqual(expect, result.returncode, result.stdout + result.stderr)
        return result, calls.read_text().splitlines()

    def packages(self, *lists):
        names = " ".join(f'"${{{name}[@]}}"' for name in lists)
        return subprocess.run(["bash", "-c", f"source {PROJECT}/src/cmake/debian_packages.sh; echo {names}"],
                              check=True, capture_output=True, text=True).stdout.split()


class Quickstart(Machine):
    def test_installs_what_is_missing_and_nothing_else(self):
        needed = self.packages("build_packages")
        self.debian([name for name in needed if name not in ("cmake", "libtbb-dev")])
        _, calls = self.run_script("graphs/quickstart.sh")
        apt = [call for call in calls if call.startswith("apt-get")]
        self.assertEqual(2, len(apt))
        self.assertTrue(apt[0].endswith(" update"))
        self.assertTrue(apt[1].endswith(" install --no-install-recommends cmake libtbb-dev"), apt[1])

    def test_leaves_apt_alone_where_nothing_is_missing(self):
        self.debian(self.packages("build_packages"))
        _, calls = self.run_script("graphs/quickstart.sh")
        self.assertFalse([call for call in calls if call.startswith("apt-get")])

    def test_does_not_ask_for_packages_of_the_tests(self):
        self.debian([])
        _, calls = self.run_script("graphs/quickstart.sh")
        self.assertFalse([call for call in calls if "catch2" in call or "clang-format" in call])

    def test_builds_runs_and_says_where_the_pictures_lie_from_any_folder(self):
        self.debian(self.packages("build_packages"))
        result, calls = self.run_script("graphs/quickstart.sh")
        self.assertEqual(["cmake --preset release -DPENSTOCK_BUILD_TESTS=OFF -DPENSTOCK_WARNINGS_AS_ERRORS=OFF",
                          "cmake --build --preset release --target penstock_tool",
                          "penstock run graphs/quickstart.json --var out=out/quickstart"], calls)
        self.assertIn(f"The pictures lie in {self.project}/out/quickstart", result.stdout)

    def test_the_second_time_it_configures_nothing(self):
        self.debian(self.packages("build_packages"))
        self.run_script("graphs/quickstart.sh")
        _, calls = self.run_script("graphs/quickstart.sh")
        self.assertEqual(["cmake --build --preset release --target penstock_tool",
                          "penstock run graphs/quickstart.json --var out=out/quickstart"], calls)

    def test_a_build_that_fails_is_the_end(self):
        self.debian(self.packages("build_packages"))
        self.program("cmake", RECORD + "exit 7\n")
        result, calls = self.run_script("graphs/quickstart.sh", expect=1)
        self.assertEqual(1, len(calls))
        self.assertIn("Configuring in build/release: failed", result.stderr)

    def test_uses_sudo_where_one_is_not_root(self):
        self.debian(self.packages("build_packages")[1:])
        self.program("sudo", RECORD)
        _, calls = self.run_script("graphs/quickstart.sh", USER_ID="1000")
        self.assertEqual(2, len([call for call in calls if call.startswith("sudo env DEBIAN_FRONTEND=noninteractive")]))

    def test_says_what_root_should_run_where_there_is_no_sudo(self):
        self.debian(self.packages("build_packages")[1:])
        result, _ = self.run_script("graphs/quickstart.sh", expect=1, USER_ID="1000")
        self.assertIn("This needs root, and there is no sudo. As root, run:", result.stderr)
        self.assertIn("apt-get", result.stderr)

    def test_another_system_gets_a_list_and_plain_cmake(self):
        result, calls = self.run_script("graphs/quickstart.sh", expect=1)
        self.assertEqual([], calls)
        for name in self.packages("build_packages"):
            self.assertIn(name, result.stderr)
        self.assertIn("cmake -S . -B", result.stderr)


class AllTests(Machine):
    def test_builds_and_tests_with_and_without_sanitizers_and_ends_with_what_ctest_says(self):
        self.debian(self.packages("build_packages", "python_packages", "test_packages"))
        result, calls = self.run_script("tests/run.sh")
        self.assertEqual(["cmake --preset check", "cmake --build --preset check --parallel 2",
                          "cmake --preset asan-ubsan", "cmake --build --preset asan-ubsan --parallel 2",
                          "ctest --preset asan-ubsan --parallel 2", "ctest --preset check --parallel 2"], calls)
        self.assertEqual("100% tests passed, 0 tests failed out of 3", result.stdout.splitlines()[-1])

    def test_installs_the_packages_of_the_tests_too(self):
        self.debian(self.packages("build_packages"))
        _, calls = self.run_script("tests/run.sh")
        self.assertTrue(calls[1].endswith(" ".join(self.packages("python_packages", "test_packages"))), calls[1])

    def test_a_failing_test_fails_the_command(self):
        self.debian(self.packages("build_packages", "python_packages", "test_packages"))
        self.program("ctest", RECORD + 'case "$*" in *"preset check"*) exit 8;; esac\n')
        self.run_script("tests/run.sh", expect=8)

    def test_a_failing_test_under_the_sanitizers_fails_the_command(self):
        self.debian(self.packages("build_packages", "python_packages", "test_packages"))
        self.program("ctest", RECORD + 'case "$*" in *asan*) exit 8;; esac\n')
        self.run_script("tests/run.sh", expect=1)


class OwnOneTbb(Machine):
    def test_builds_onetbb_first_and_tests_with_the_preset_that_finds_it(self):
        self.debian([*self.packages("build_packages", "test_packages"), "dpkg-dev"])
        source = self.folder / "onetbb"
        source.mkdir()
        (source / "CMakeLists.txt").touch()
        for preset, option in (("tsan", "-DTBB_SANITIZE=thread"), ("tbb-debug", "-DCMAKE_BUILD_TYPE=Debug")):
            _, calls = self.run_script("tests/onetbb.sh", preset, PENSTOCK_ONETBB_SOURCE=str(source))
            self.assertIn(f"-S {source}", calls[0])
            self.assertIn(option, calls[0])
            installed = self.project / f"build/onetbb-{preset}"
            self.assertIn(f"-DCMAKE_INSTALL_PREFIX={installed}", calls[0])
            self.assertEqual([f"cmake --build build/onetbb-{preset}-objects --target install --parallel 2",
                              f"cmake --preset {preset}", f"cmake --build --preset {preset} --parallel 2",
                              f"ctest --preset {preset} --parallel 2"], calls[1:])
            presets = json.loads((PROJECT / "CMakePresets.json").read_text())["configurePresets"]
            found_at = next(each for each in presets if each["name"] == preset)["cacheVariables"]["CMAKE_PREFIX_PATH"]
            self.assertEqual(f"${{sourceDir}}/build/onetbb-{preset}", found_at)

    def test_says_what_it_can_be_asked_for(self):
        result, calls = self.run_script("tests/onetbb.sh", "asan", expect=2)
        self.assertEqual("usage: tests/onetbb.sh tsan|tbb-debug\n", result.stderr)
        self.assertEqual([], calls)


if __name__ == "__main__":
    unittest.main()
