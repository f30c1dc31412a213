#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is not needed is not loaded, and takes no memory. footprint_test.py TOOL"""

import os
import re
import subprocess
import sys

from proof import PROJECT, Proof, main, say

# Runs a command and says how much memory it had at most, in KiB, and how long it took. Small itself: a process
# begins with the peak of the one that started it.
MEASURE = """
import os, sys, time
begin = time.monotonic()
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss, time.monotonic() - begin, file=sys.stderr)
"""


class Footprint(Proof):
    def libraries_of(self, config, **more_environment):
        """Names of all shared objects that the dynamic loader opened during the run, dlopen() included."""
        log = self.folder / f"loaded by {config.stem}"
        environment = {**os.environ, "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(log), **more_environment}
        subprocess.run([self.tool, "run", config, "--progress", "none"], cwd=self.folder, env=environment,
                       check=True, capture_output=True)
        text = "".join(path.read_text() for path in self.folder.glob(f"{log.name}.*"))
        return sorted(set(re.findall(r"calling init: \S*/([^/\s]+)", text)))

    def pipeline(self, name, encoder):
        return self.config(f"{name}.json", {
            "files": ("files", {"paths": ["in"]}),
            "gate": ("limiter", {}),
            "decode": ("decode", {}),
            "resize": ("resize", {"width": 50}),
            "encode": ("encode", {"format": encoder}),
            "write": ("write", {"path": "out/{stem}.{ext}"}),
        }, "files -> gate -> decode -> resize -> encode -> write")

    def test_a_run_that_needs_no_openimageio_does_not_load_it(self):
        for suffix in ("jpg", "png"):
            self.picture(f"in/0.{suffix}")
            for encoder in ("jpeg", "png", "webp"):
                libraries = self.libraries_of(self.pipeline(f"{suffix} to {encoder}", encoder))
                say(f"{suffix} to {encoder}: {len(libraries)} libraries: {', '.join(libraries)}")
                self.assertTrue(any("libjpeg" in library for library in libraries), "the loader's log was misread")
                self.assertEqual([], self.guests(libraries))
                self.assertLess(len(libraries), 25)
            (self.folder / f"in/0.{suffix}").unlink()
        self.picture("in/0.jpg")
        libraries = self.libraries_of(self.pipeline("jpeg to tiff", "tiff"))
        say(f"jpeg to tiff: {len(libraries)} libraries, among them {', '.join(self.guests(libraries))}")
        self.assertTrue(any("OpenImageIO" in library for library in libraries))
        self.assertTrue(any("penstock" in library and "oiio" in library for library in self.guests(libraries)))

    @staticmethod
    def guests(libraries):
        return [library for library in libraries if re.search("OpenImageIO|oiio|OpenEXR|libtiff", library)]

    def test_validate_starts_small(self):
        quickstart = PROJECT / "graphs/quickstart.json"
        figures = []
        for _ in range(5):
            result = subprocess.run([sys.executable, "-S", "-E", "-c", MEASURE, self.tool, "validate", quickstart],
                                    capture_output=True, text=True, check=True)
            code, kibibytes, seconds = result.stderr.split()[-3:]
            self.assertEqual("0", code, result.stderr)
            self.assertIn("ok", result.stdout)
            figures.append((int(kibibytes), float(seconds)))
        say(f"validate: at most {max(figures)[0] / 1024:.1f} MiB, "
            f"{min(seconds for _, seconds in figures) * 1000:.0f} ms at best of {len(figures)}")
        self.assertLessEqual(max(figures)[0], 25 * 1000)

    def test_a_run_without_openimageio_starts_small(self):
        self.picture("in/0.jpg")
        resident = {}
        for encoder in ("jpeg", "png", "tiff"):
            report = self.run_config(self.pipeline(f"jpeg to {encoder}", encoder))
            resident[encoder] = report["peak"]["rss_bytes"] / (1 << 20)
        say("one small jpeg at most: " + ", ".join(f"to {name} {size:.0f} MiB" for name, size in resident.items()))
        self.assertLess(resident["jpeg"], 60)
        self.assertLess(resident["png"], 60)
        self.assertGreater(resident["tiff"], max(resident["jpeg"], resident["png"]))


if __name__ == "__main__":
    main()
