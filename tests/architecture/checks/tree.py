# SPDX-License-Identifier: Apache-2.0
"""The files of the project, as the checks see them."""

import json
from pathlib import Path

SOURCE_FOLDERS = ("include", "src")
ALL_FOLDERS = ("include", "src", "tests", "graphs", ".ci", ".github")


class Tree:
    """A checkout. Paths come out relative to its root, with `/`."""

    def __init__(self, root):
        self.root = Path(root)

    def files(self, folders, suffixes):
        """All files below the folders whose names end like that, sorted."""
        found = []
        for folder in folders:
            for path in (self.root / folder).rglob("*"):
                if path.is_file() and path.name.endswith(suffixes) and "__pycache__" not in path.parts:
                    found.append(path.relative_to(self.root).as_posix())
        return sorted(found)

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def lines(self, name):
        return self.text(name).splitlines()

    def exists(self, name):
        return (self.root / name).exists()

    def json(self, name):
        return json.loads(self.text(name))
