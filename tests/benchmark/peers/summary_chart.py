# SPDX-License-Identifier: Apache-2.0
"""A chart small enough for a README: of each row penstock, the best of the others, and a few ways that everybody knows."""

from html import escape

import chart
from figures import competitors, that_count, without_figures

COLUMNS, PANEL, LINE, HEAD, LABEL, BARS = 2, 430, 16, 24, 180, 140
MOST_OTHERS = 4
LETTERS = 27  # of a name
KNOWN = ("Pillow, one after another", "Python, one after another", "OpenCV, saver class", "sharp", "Python, 2 processes",
         "ImageMagick", "vips", "OpenCV")  # beginnings of names; the fastest of each
STYLE = chart.STYLE + """
text { font-size: 11px; }
.title { font-size: 11.5px; }"""


def shown(result):
    """Which programs of a row have a bar, the fastest first."""
    others = competitors(result)[:1]
    for beginning in KNOWN:
        found = competitors(result, (beginning,))[:1]
        if len(others) < MOST_OTHERS and found and found[0] not in others:
            others += found
    own = [entry for entry in that_count(result) if entry is result["programs"][0]]
    return sorted(own + others, key=lambda entry: entry["wall"]["median"])


def short(name):
    return name if len(name) <= LETTERS else name[:LETTERS - 1].rstrip(" ,") + "…"


def panel(result, left, top):
    """One row, and how high it is."""
    entries = shown(result)
    longest = max(entry["wall"]["median"] for entry in entries)
    parts = [f'<text class="title" x="{left + 8}" y="{top + 15}">{result["count"]} {escape(result["title"])}</text>']
    for index, entry in enumerate(entries):
        y, seconds = top + HEAD + index * LINE, entry["wall"]["median"]
        is_own = entry is result["programs"][0]
        length = BARS * seconds / longest
        times = "" if is_own else f" ({entry['times_first']:.1f} x)"
        parts += [f'<text x="{left + LABEL - 6}" y="{y + 11}" text-anchor="end">{escape(short(entry["name"]))}</text>',
                  f'<rect class="{"own" if is_own else "peer"}" x="{left + LABEL}" y="{y + 2}" width="{length:.1f}" '
                  f'height="{LINE - 4}" rx="2"/>',
                  f'<text x="{left + LABEL + length + 5:.1f}" y="{y + 11}">{seconds:.2f} s{times}</text>']
    return parts, HEAD + len(entries) * LINE + 10


def draw(figures):
    """Shorter is better; panels stand in columns."""
    about = figures["machine"]
    note = f"seconds, shorter is better; x: times as long as penstock. {about['cores']} cores, {about['cpu']}"
    parts, top = [f'<text x="8" y="16">{escape(note)}</text>'], 26
    results = [result for result in figures["results"] if shown(result)]
    for first in range(0, len(results), COLUMNS):
        heights = []
        for column, result in enumerate(results[first:first + COLUMNS]):
            more, height = panel(result, column * PANEL, top)
            parts += more
            heights.append(height)
        top += max(heights)
    more, top = chart.caption(without_figures(figures["results"]), top, with_rows=False)
    return chart.document(parts + more, top, STYLE)
