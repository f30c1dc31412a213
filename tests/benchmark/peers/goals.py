# SPDX-License-Identifier: Apache-2.0
"""What penstock should reach in each row. Ratios hold on every machine; seconds do not."""

from dataclasses import dataclass

from figures import competitors

MIB = 1 << 20
BESIDE_BOUND = 64 * MIB  # resident memory beside max_bytes and what a program needs to start
SCALING = 1.94
START_SECONDS = 0.05


@dataclass(frozen=True)
class Goal:
    row: str
    ratio: float
    rivals: tuple  # beginnings of names: of those that take part, the one that is best at it counts


LIMIT = {"W1a": 0.97, "W1b": 0.95, "W1c": 0.9, "W2": 0.95, "W3": 0.95, "W4a": 0.95, "W4b": 0.95}
FASTER = [
    Goal("W1a", 1.4, ("Pillow, 2 threads", "Pillow, 4 threads", "OpenCV, 2 threads")),
    Goal("W1b", 5, ("Pillow", "OpenCV")),
    Goal("W1c", 4, ("OpenCV",)),
    Goal("W2", 2.5, ("sharp", "vips", "OpenCV")),
    Goal("W3", 1.6, ("sharp",)),
    Goal("W3", 1.5, ("OpenCV",)),
    Goal("W4a", 1.6, ("Pillow", "OpenCV", "sharp", "vips", "ImageMagick", "GraphicsMagick")),
    Goal("W4b", 1.15, ("Pillow", "OpenCV", "sharp", "vips", "ImageMagick", "cwebp")),
    Goal("W5", 0.9, ("plain C++, 2 threads",)),
    Goal("W5", 6, ("Python",)),
]
SMALLER = [Goal("W1a", 5, ("OpenCV, saver class",))]
LARGEST_FILES = [Goal("W1b", 1, ("Pillow", "OpenCV")), Goal("W1c", 1.05, ("OpenCV",))]  # against the smallest of theirs


def outcome(row, what, value, goal, at_most=False, by_cpu=None):
    """`by_cpu` is the same by CPU time, which hardly depends on what else the machine does; `value` decides."""
    is_met = value <= goal if at_most else value >= goal
    return {"row": row, "what": what, "value": value, "goal": goal, "at_most": at_most, "is_met": is_met, "by_cpu": by_cpu}


def rivals(goals, result, measure=lambda entry: entry["times_first"]):
    """The goals of that row, each with that of its rivals where `measure` is least; without those that nobody is there for."""
    for goal in goals:
        if goal.row == result["row"] and (found := competitors(result, goal.rivals)):
            yield goal, min(found, key=measure)


def of_row(result):
    """All goals of one row, each with what was reached."""
    own = result["programs"][0]
    if own["wrong"] is not None:
        return [outcome(result["row"], f"outputs are right ({own['wrong']})", 0, 1)]
    found = []
    if result["row"] in LIMIT:
        goal = LIMIT[result["row"]]
        found.append(outcome(result["row"], "of the limit with all cores at work", own["of_limit_together"], goal,
                             by_cpu=own["cpu_of_limit_together"]))
    for goal, rival in rivals(FASTER, result):
        found.append(outcome(result["row"], f"times as fast as {rival['name']}", rival["times_first"], goal.ratio,
                             by_cpu=rival["cpu_times_first"]))
    for goal, rival in rivals(SMALLER, result):
        found.append(outcome(result["row"], f"times less memory than {rival['name']}", rival["memory"] / own["memory"],
                             goal.ratio))
    for goal, rival in rivals(LARGEST_FILES, result, lambda entry: entry["mean_bytes"]):
        found.append(outcome(result["row"], f"size of files against {rival['name']}", own["mean_bytes"] / rival["mean_bytes"],
                             goal.ratio, at_most=True))
    alone = next((entry for entry in result["programs"] if entry["name"] == "penstock, 1 thread"), None)
    if alone:
        found.append(outcome(result["row"], "times as fast with 2 threads as with 1",
                             alone["times_first"], SCALING, by_cpu=2 * alone["cpu_times_first"]))
    return found


def of_memory(results, start_bytes):
    """In each row: the bound, what a run of one small picture has, and a little."""
    return [outcome(result["row"], "bytes of peak memory beside the bound and the start",
                    result["programs"][0]["memory"] - result["max_bytes"] - start_bytes, BESIDE_BOUND, at_most=True)
            for result in results if result["programs"][0]["wrong"] is None]


def of_start(starts):
    return [outcome("start", f"seconds to the first {name}", times["wall"]["median"], START_SECONDS, at_most=True,
                    by_cpu=times["cpu"]) for name, times in starts.items()]
