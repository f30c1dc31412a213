# SPDX-License-Identifier: Apache-2.0
"""What a library exports."""

import re
import subprocess

OURS = re.compile(r"^(?:(?:typeinfo|typeinfo name|vtable|VTT|guard variable) for |(?:non-virtual|virtual) thunk to )?"
                  r"penstock::")


def exported(library):
    """Demangled names of what the library defines for others."""
    output = subprocess.run(["nm", "-DC", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    return [line.split(" ", 2)[2] for line in output.splitlines()]


def foreign(names):
    """Those that are neither in namespace penstock nor C functions of ours."""
    return [f"exports {name}" for name in names if not OURS.match(name) and not name.startswith("penstock_")]


def internal(names):
    """Those of namespaces inside penstock: modules, which nobody outside may call."""
    modules = r"(?:core|json|config|registry|codec|pixels|storage|nodes|graph|profiling|detail)"
    return [f"exports {name}, of an internal namespace" for name in names
            if re.search(rf"^(?:[a-z ]+ for )?penstock::{modules}::", name)]
