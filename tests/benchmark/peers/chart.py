# SPDX-License-Identifier: Apache-2.0
"""The figures as one SVG that can be read on a light and on a dark page."""

import textwrap
from html import escape

from figures import that_count, without_figures

WIDTH, LINE, HEAD, LABEL, BARS = 860, 20, 44, 300, 420
LINE_OF_CAPTION, LETTERS_OF_CAPTION = 16, 125
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.own { fill: #1a7f64; }
.peer { fill: #8c959f; }
.limit { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 3 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .own { fill: #3fb995; }
  .peer { fill: #6e7681; }
  .limit { stroke: #ff7b72; }
}"""


def panel(result, top):
    """One row: a bar of each program, fastest first, and a line where the limit is."""
    entries = sorted(that_count(result), key=lambda entry: entry["wall"]["median"])
    longest = max(entry["wall"]["median"] for entry in entries)
    parts = [f'<text class="title" x="8" y="{top + 26}">{result["row"]}. {result["count"]} {escape(result["title"])}</text>']
    for index, entry in enumerate(entries):
        y, seconds = top + HEAD + index * LINE, entry["wall"]["median"]
        kind = "own" if entry["name"].startswith("penstock") else "peer"
        length = BARS * seconds / longest
        parts += [f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(entry["name"])}</text>',
                  f'<rect class="{kind}" x="{LABEL}" y="{y + 2}" width="{length:.1f}" height="{LINE - 5}" rx="2"/>',
                  f'<text x="{LABEL + length + 6:.1f}" y="{y + 13}">{seconds:.2f} s, {entry["memory"] >> 20} MiB</text>']
    bottom = top + HEAD + len(entries) * LINE
    at = LABEL + BARS * result["limit"]["wall_together"] / longest
    parts.append(f'<line class="limit" x1="{at:.1f}" x2="{at:.1f}" y1="{top + HEAD}" y2="{bottom}"/>')
    return parts, bottom + 8


def caption(found, top, with_rows=True):
    """Who is not in the chart, from `top` on, and where that ends."""
    if not found:
        return [], top
    names = dict.fromkeys(one["program"] + (f" ({', '.join(one['rows'])})" if with_rows else "") for one in found)
    lines = textwrap.wrap("without figures: " + "; ".join(names), LETTERS_OF_CAPTION)
    return [f'<text class="without" x="8" y="{top + 12 + index * LINE_OF_CAPTION}">{escape(line)}</text>'
            for index, line in enumerate(lines)], top + 8 + len(lines) * LINE_OF_CAPTION


def document(parts, height, style=STYLE):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
                      f'viewBox="0 0 {WIDTH} {height}" role="img" '
                      'aria-label="penstock and other programs, seconds for the same work">',
                      f"<style>{style}\n</style>", *parts, "</svg>"]) + "\n"


def draw(figures):
    """Shorter is better; the dashed line is the limit with all cores at work."""
    parts, top = [], 28
    for result in figures["results"]:
        if that_count(result):
            more, top = panel(result, top)
            parts += more
    more, top = caption(without_figures(figures["results"]), top)
    about = figures["machine"]
    note = f"seconds, shorter is better; dashed: the limit, with all cores at work. {about['cores']} cores, {about['cpu']}"
    return document([f'<text x="8" y="18">{escape(note)}</text>', *parts, *more], top)
