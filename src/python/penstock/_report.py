# SPDX-License-Identifier: Apache-2.0
"""What a run did."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ._errors import FailedItems, Failure


class Report(Mapping[str, Any]):
    """What a run did: a mapping with the keys of `penstock run --summary`, and names for what one asks most.

    `report["items"]["written"]` and `report.written` are the same number.
    """

    def __init__(self, text: str) -> None:
        self._values: dict[str, Any] = json.loads(text)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        items = self["items"]
        ends = [f"{items[state]} {state.replace('_', ' ')}"
                for state in ("written", "failed", "skipped", "dropped", "not_started")
                if items[state] or state == "written"]
        return (f"<penstock.Report: {items['discovered']} in = {' + '.join(ends)}, "
                f"{'balanced' if self.balanced else 'NOT BALANCED'}, {self.seconds:.2f} s>")

    @property
    def discovered(self) -> int:
        """Items that the sources yielded."""
        return self["items"]["discovered"]

    @property
    def written(self) -> int:
        """Items of which something was delivered."""
        return self["items"]["written"]

    @property
    def failed(self) -> int:
        return self["items"]["failed"]

    @property
    def skipped(self) -> int:
        return self["items"]["skipped"]

    @property
    def dropped(self) -> int:
        return self["items"]["dropped"]

    @property
    def not_started(self) -> int:
        """Items that were found before a stop, and not begun after it."""
        return self["items"]["not_started"]

    @property
    def balanced(self) -> bool:
        """Every item ended in one of these states."""
        return self["balanced"]

    @property
    def end(self) -> str:
        """"finished", "interrupted", "exhausted" (the disk is full, say), "over_budget" or "cancelled"."""
        return self["end"]

    @property
    def end_reason(self) -> str:
        """Of a run that was exhausted or over its error budget: why."""
        return self.get("end_reason") or ""

    @property
    def seconds(self) -> float:
        return self["wall_seconds"]

    @property
    def failures(self) -> list[Failure]:
        """The items that failed, in the order of the source."""
        return [Failure(name=entry["name"], node=entry["node"], error_class=entry["class"], message=entry["message"],
                        sequence=entry["seq"]) for entry in self["failures"]]

    def raise_for_failures(self) -> None:
        """Raises `FailedItems` where an item failed."""
        if self.failures:
            raise FailedItems(self.failures)
