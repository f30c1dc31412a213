# SPDX-License-Identifier: Apache-2.0
"""Every #include below include/ and src/ is one that tests/architecture/layers.json allows."""

import re

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')
STANDARD = re.compile(r"^[a-z_0-9]+$")  # <vector>, <cstdint>: nothing else is spelt without a dot


def violations(tree):
    law = Law(tree.json("tests/architecture/layers.json"))
    found = []
    for name in tree.files(("include", "src"), (".hpp", ".h", ".cpp")):
        for number, line in enumerate(tree.lines(name), 1):
            match = INCLUDE.match(line)
            if match:
                angled, quoted = match.groups()
                complaint = law.angled(name, angled) if angled else law.quoted(name, quoted)
                if complaint:
                    found.append(f"{name}:{number}: {name} includes {complaint}")
    return found


class Law:
    def __init__(self, layers):
        self.modules = layers["modules"]
        self.libraries = layers["third_party"]
        self.everywhere = layers["third_party_in_every_cpp"]
        self.system = layers["system_headers"]
        self.exceptions = layers["exceptions"]

    def angled(self, name, header):
        """What is wrong with `#include <header>` in that file; nothing where it may stand."""
        library = self.library_of(header)
        if library is None:
            return self.angled_of_no_library(name, header)
        module = self.module_of(name)
        if module and library in self.modules[module]["third_party"]:
            return None
        if library in self.everywhere and name.startswith("src/") and name.endswith(".cpp"):
            return None
        if self.is_excepted(name, header, library):
            return None
        return f"<{header}>: only {self.users_of(library)} may"

    def angled_of_no_library(self, name, header):
        if STANDARD.match(header):
            return None
        if any(matches(header, system) for system in self.system):
            return None if name.startswith("src/") else f"<{header}>: public headers need the standard library only"
        if header.startswith("penstock/") and self.stands_alone(name):
            return None
        if header.startswith("penstock/"):
            return f'<{header}>: write "{header}"'
        return f"<{header}>, of a library that layers.json does not name"

    def quoted(self, name, header):
        """The same for `#include "header"`."""
        module = self.module_of(name)
        if module is None:
            return f'"{header}", but its folder stands in no row of layers.json'
        if "/" not in header and self.stands_alone(name):
            return None
        target = "public" if header.startswith("penstock/") else self.module_of("src/" + header)
        if target is None:
            return f'"{header}": write includes from src or include, as in "core/pool.hpp"'
        allowed = self.modules[module]["may_include"]
        if target == module or target in allowed:
            return None
        return f'"{header}": {module} may include {", ".join(allowed) or "itself"} only'

    def library_of(self, header):
        for library, prefixes in self.libraries.items():
            if any(matches(header, prefix) for prefix in prefixes):
                return library
        return None

    def module_of(self, name):
        if name.startswith("include/"):
            return "public"
        folder = name.removeprefix("src/")
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if folder in self.modules:
                return folder
        return None

    def stands_alone(self, name):
        """Whether its folder is a project of its own, which sees an installed penstock and itself."""
        return self.modules.get(self.module_of(name), {}).get("stands_alone", False)

    def is_excepted(self, name, header, library):
        for exception in self.exceptions:
            in_place = name == exception.get("file") or name.startswith(exception.get("folder", "\0") + "/")
            if in_place and (header == exception.get("header") or library == exception.get("third_party")):
                return True
        return False

    def users_of(self, library):
        users = ["src/" + name for name, row in self.modules.items() if library in row["third_party"]]
        if library in self.everywhere:
            users.append("a .cpp under src")
        return " and ".join(users) or "nobody"


def matches(header, pattern):
    """`oneapi/` stands for all headers below it, `turbojpeg.h` for itself."""
    return header.startswith(pattern) if pattern.endswith("/") else header == pattern
