# SPDX-License-Identifier: Apache-2.0
"""What several runs of one thing come to, and how they compare."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Run:
    """One run of one program."""

    wall: float  # seconds from its start to its end
    cpu: float  # of all its processes
    largest: int  # bytes: peak resident memory of the largest process
    total: int  # bytes: of all processes at once, as samples saw it; shared pages count in each


@dataclass(frozen=True)
class Summary:
    """Of at least one number."""

    median: float
    smallest: float
    largest: float

    @property
    def spread(self):
        """Largest minus smallest, as a part of the median."""
        return (self.largest - self.smallest) / self.median if self.median else 0.0


def summarise(numbers):
    numbers = list(numbers)
    return Summary(median(numbers), min(numbers), max(numbers))


def paired_ratio(these, others):
    """The median of the ratios of what ran in the same round: holds when the machine's speed drifts."""
    return median(this / other for this, other in zip(these, others, strict=True))


def that_count(result):
    """The programs of a row whose outputs are right, and that are no part of another one."""
    return [entry for entry in result["programs"] if not entry["aside"] and entry["wrong"] is None]


def competitors(result, beginnings=("",)):
    """Those of the others whose names begin so, the fastest against penstock first."""
    found = [entry for entry in that_count(result)
             if not entry["name"].startswith("penstock") and entry["name"].startswith(beginnings)]
    return sorted(found, key=lambda entry: entry["times_first"])


def without_figures(results):
    """Who should have taken part and has no figures, and why: {"program", "why", "rows"} for each. Nobody is left out in
    silence."""
    rows = {}
    for result in results:
        skipped = [tuple(line.split(": ", 1)) for line in result["skipped"]]
        wrong = [(entry["name"], f"wrong: {entry['wrong']}") for entry in result["programs"] if entry["wrong"] is not None]
        for found in skipped + wrong:
            rows.setdefault(found, []).append(result["row"])
    return [{"program": name, "why": why, "rows": where} for (name, why), where in rows.items()]


def limit_seconds(stages, count, together=False, kind="wall_ms"):
    """What `count` items take at least: the sum of their stages, on all cores. As penstock_peer_stages measured it."""
    return stages["together" if together else "alone"][kind] * count / stages["cores"] / 1e3
