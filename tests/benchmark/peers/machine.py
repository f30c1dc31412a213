# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on: the processor, the system, the versions of all programs."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import place

ASKED = {"vips": ["vips", "--version"], "ImageMagick": ["mogrify", "-version"], "GraphicsMagick": ["gm", "version"],
         "cwebp": ["cwebp", "-version"], "node": ["node", "--version"], "penstock": [str(place.PENSTOCK), "version"]}


def first_line(command):
    if shutil.which(command[0]) is None:
        return None
    result = subprocess.run(command, capture_output=True, text=True)
    return (result.stdout or result.stderr).strip().splitlines()[0]


def python_modules():
    found = {}
    for name, module in (("Pillow", "PIL"), ("OpenCV", "cv2"), ("numpy", "numpy")):
        try:
            found[name] = __import__(module).__version__
        except ImportError:
            pass
    return found


def sharp():
    file = place.NODE_MODULES / "sharp" / "package.json"
    return {"sharp": json.loads(file.read_text())["version"]} if file.exists() else {}


def cpu_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def libraries():
    """As penstock names those that it uses."""
    shown = subprocess.run([place.PENSTOCK, "version"], capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in shown.splitlines()[1:] if line.strip()]


def about():
    versions = {"Python": sys.version.split()[0], **python_modules(), **sharp()}
    versions |= {name: version for name, command in ASKED.items() if (version := first_line(command))}
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return {"cpu": cpu_name(), "cores": os.cpu_count(), "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "system": system, "kernel": platform.release(), "load_at_begin": os.getloadavg()[0], "versions": versions,
            "libraries_of_penstock": libraries()}
