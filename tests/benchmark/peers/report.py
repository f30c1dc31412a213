# SPDX-License-Identifier: Apache-2.0
"""The figures as tables of text, which are tables in Markdown too."""

from figures import competitors, paired_ratio, that_count

MIB = 1 << 20


def table(head, lines):
    """Columns of one width each; all but the first to the right."""
    cells = [head, *lines]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]

    def one(line):
        padded = [text.ljust(width) if column == 0 else text.rjust(width)
                  for column, (text, width) in enumerate(zip(line, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join("-" * (width + 2) if column == 0 else "-" * (width + 1) + ":"
                          for column, width in enumerate(widths)) + "|"
    return "\n".join([one(head), rule, *map(one, lines)])


def kilobytes(entry):
    return f"{entry['mean_bytes'] / 1000:.0f}" if "mean_bytes" in entry else ""


def likeness(entry):
    if "psnr" not in entry:
        return ""
    return "equal" if entry["psnr"] >= 99 else f"{entry['psnr']:.1f} dB, {entry['ssim']:.4f}"


def memory(entry):
    largest, total = entry["memory"] / MIB, entry["memory_of_all"] / MIB
    return f"{largest:.0f}" if total < 1.1 * largest else f"{largest:.0f} ({total:.0f})"


def program_line(entry):
    start = [entry["name"] + (" (no competitor)" if entry["aside"] else ""), f"{entry['wall']['median']:.2f}",
             f"{100 * entry['wall']['spread']:.0f} %", f"{entry['cpu']:.2f}", memory(entry)]
    if entry["wrong"]:
        return start + ["", "", "", "", "", "wrong: " + entry["wrong"]]
    ratio = ["", "", "", ""] if entry["aside"] else [
        f"{entry[key]:.2f}" for key in ("times_first", "of_limit_together", "cpu_times_first", "cpu_of_limit_together")]
    return start + ratio + [kilobytes(entry), likeness(entry)]


def of_row(result):
    """Everything about one row."""
    limit = result["limit"]
    fastest = "; ".join(f"{stage['name']}: {stage['fastest']} {best(stage)['cpu_ms']:.2f} ms" for stage in result["stages"])
    head = ["program", "s", "spread", "CPU s", "MiB (all)", "times penstock", "of the limit", "CPU times penstock",
            "CPU of the limit", "kB", "like the source"]
    own = result["programs"][0]
    return "\n".join([
        f"\n**{result['row']}. {result['count']} {result['title']}** (medians of {result['rounds']})\n",
        table(head, [program_line(entry) for entry in result["programs"]]),
        f"\nlimit: {limit['wall']:.2f} s by one thread's times the cores, {limit['wall_together']:.2f} s with all cores at work; "
        f"CPU {limit['cpu']:.2f} s and {limit['cpu_together']:.2f} s",
        f"penstock reaches {own['of_limit']:.2f} and {own['of_limit_together']:.2f} of it, by CPU time "
        f"{own['cpu_of_limit']:.2f} and {own['cpu_of_limit_together']:.2f}",
        f"fastest stages (CPU): {fastest}",
        *without_pictures(result),
        *(f"skipped: {line}" for line in result["skipped"])])


def without_pictures(result):
    """What is left of CPU times without starting and without making pictures; nothing where those were not measured."""
    alone = {entry["name"]: entry["cpu"] for entry in result["programs"] if entry["aside"]}
    makers = {"penstock from C++": "C++ copies alone", "penstock from Python": "numpy copies alone",
              "penstock": "penstock draws alone", "Pillow": "numpy copies alone", "OpenCV": "numpy copies alone"}
    left = []
    for entry in that_count(result):
        maker = next((made_by for name, made_by in makers.items() if entry["name"].startswith(name)), None)
        if maker in alone:
            left.append(f"{entry['name']} {entry['cpu'] - alone[maker]:.2f} s")
    return ["CPU without starting and making pictures: " + ", ".join(left)] if left else []


def of_published(figures):
    """Beside what was published of the same work: seconds, and how many times as fast as the first way. Nothing without."""
    cores = figures["machine"]["cores"]
    return "".join(published_table(result, cores) for result in figures["results"] if result["published"])


def published_table(result, cores):
    published, entries = result["published"], {entry["name"]: entry for entry in result["programs"] if not entry["aside"]}
    first = next(iter(published))
    base = entries.get(first, {"wrong": "absent"})

    def here(name):
        if name not in entries:
            return ["no figures", ""]
        entry = entries[name]
        if entry["wrong"] is not None:
            return ["wrong", ""]
        ratio = "" if base["wrong"] is not None else f"{paired_ratio(base['walls'], entry['walls']):.2f}"
        return [f"{entry['wall']['median']:.2f}", ratio]

    lines = [[name, f"{seconds:.2f}", f"{published[first] / seconds:.2f}", *here(name)] for name, seconds in published.items()]
    lines += [[name, "", "", *here(name)] for name in entries if name not in published]
    head = ["way", "published s (8 logical cores)", "times as fast", f"s here ({cores} cores)", "times as fast"]
    return (f"\n**{result['row']}. {result['count']} {result['title']}, beside what was published of 5,000** "
            f"(times as fast as: {first})\n\n{table(head, lines)}\n")


def of_without_figures(found):
    """Who did not take part, and why: one line each."""
    lines = [f"- {one['program']} ({', '.join(one['rows'])}): {one['why']}" for one in found]
    return "\n**Without figures**\n\n" + ("\n".join(lines) or "Nobody: all programs took part.")


def best(stage):
    return next(one for one in stage["candidates"] if one["name"] == stage["fastest"])


def of_start(figures):
    lines = [[name, f"{1e3 * times['wall']['median']:.0f}",
              f"{1e3 * times['wall']['smallest']:.0f} to {1e3 * times['wall']['largest']:.0f}", f"{1e3 * times['cpu']:.0f}"]
             for name, times in figures["start"].items()]
    return "\n**Start to the first output, a small picture**\n\n" + table(["format", "ms", "range", "CPU ms"], lines)


def of_all(figures):
    """One line for each row: penstock, its limit, and the fastest of the others."""
    lines = []
    for result in figures["results"]:
        own = result["programs"][0]
        rivals = competitors(result)
        line = [f"{result['row']}. {result['count']} {result['title']}", f"{own['wall']['median']:.2f}", memory(own),
                f"{own['of_limit_together']:.2f} ({own['cpu_of_limit_together']:.2f})"]
        for key in ("times_first", "cpu_times_first"):
            rival = min(rivals, key=lambda entry: entry[key], default=None)
            line.append(f"{rival['name']}: {rival[key]:.2f}" if rival else "")
        lines.append(line if own["wrong"] is None else [line[0], f"wrong: {own['wrong']}", "", "", "", ""])
    head = ["work", "penstock s", "MiB", "of the limit (CPU)", "the fastest other: times penstock", "the thriftiest: times its CPU"]
    return "\n**All rows**\n\n" + table(head, lines)


def of_goals(goals):
    def number(value):
        return f"{value / MIB:.1f} MiB" if abs(value) > MIB else f"{value:.3f}" if abs(value) < 0.1 else f"{value:.2f}"

    lines = [[goal["row"], goal["what"], number(goal["value"]), ("<= " if goal["at_most"] else ">= ") + number(goal["goal"]),
              "met" if goal["is_met"] else "missed", "" if goal["by_cpu"] is None else number(goal["by_cpu"])]
             for goal in goals]
    return "\n**Goals**\n\n" + table(["row", "what", "reached", "goal", "", "by CPU time"], lines)
