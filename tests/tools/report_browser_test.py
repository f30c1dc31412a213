#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of `penstock run --report`, as a browser shows it. report_browser_test.py TOOL

Needs Chromium; without one it is skipped (exit code 77). PENSTOCK_KEEP_PICTURES=FOLDER keeps what it looks like there."""

import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from browser import Browser, find_browser
from workplace import GRAPHS, Workplace

DATA = '<script type="application/json" id="data">'
HOSTILE = "</script><img src=x onerror=alert(1)> \u202egnp"
SECTIONS = ("outcome", "graph", "nodes", "throughput", "in-flight", "memory", "latency", "timeline", "failures", "config")
# The pixels of the canvas, by way of another one: reading makes a canvas slow.
PIXELS = """(() => { const canvas = document.getElementById("timeline-canvas");
    const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    return new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer); })()"""
# How many of them, 0 to 1, have another colour than the first.
PAINTED = f"(() => {{ const all = {PIXELS}; return all.filter((one) => one !== all[0]).length / all.length; }})()"
RANGE = "(({ from, to }) => [Number(from), Number(to)])(document.getElementById('timeline-canvas').dataset)"


class Pages(Workplace):
    """One run, which is made once, of all that a page can show."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser(find_browser())
        cls.browser.__enter__()
        cls.addClassCleanup(cls.browser.__exit__)
        cls.runs = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.runs)
        cls.page = cls.runs / "r.html"

    def setUp(self):
        super().setUp()
        self.opened = self.page
        if self.page.exists():
            return
        for number in range(12):
            self.picture(f"photos/{number}.jpg", 640 + 10 * number, 480)
        for number in range(3):
            self.file(f"photos/odd {number}.jpg", b"this is no picture")
        self.file("photos/cut.jpg", (self.folder / "photos/1.jpg").read_bytes()[:900])
        # In a message: a name cannot have what stands there.
        self.file("photos/" + HOSTILE.replace("/", "\u2215") + ".jpg", b"nor is this")
        self.call("run", GRAPHS / "thumbnails.json", "--report", self.page, "--progress", "none", "-j", "2", expect=1)

    def changed(self, name, change):
        """The same page of a run of which something was otherwise."""
        before, rest = self.page.read_text().split(DATA)
        data, after = rest.split("</script>", 1)
        data = json.loads(data)
        change(data)
        page = self.folder / name
        page.write_text(before + DATA + json.dumps(data).replace("<", "\\u003c") + "</script>" + after)
        return page

    def tearDown(self):
        self.assertEqual([], self.browser.complaints())
        self.assertEqual([self.opened.as_uri()], self.browser.requests())
        self.assertFalse(self.browser.value("document.images.length > 0"))

    def keep(self, name):
        folder = os.environ.get("PENSTOCK_KEEP_PICTURES")
        if folder:
            self.browser.picture(Path(folder) / f"{name}.png")

    def count(self, selector):
        return self.browser.value(f"document.querySelectorAll({json.dumps(selector)}).length")

    def text(self, selector):
        return self.browser.value(f"document.querySelector({json.dumps(selector)}).textContent")

    def in_canvas(self, across, down):
        """A place in the window, by shares of the canvas."""
        box = self.browser.box("#timeline-canvas")
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def a_slice(self):
        """A place in the window where a slice of a call lies that can be seen."""
        x, y = self.browser.value("""(() => { const canvas = document.getElementById("timeline-canvas");
            canvas.scrollIntoView({ block: "center", behavior: "instant" });
            const box = canvas.getBoundingClientRect(), tip = document.getElementById("tooltip");
            for (let y = 30; y < box.height; y += 13)
                for (let x = 100; x < box.width; x += 2) {
                    canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: box.x + x, clientY: box.y + y, pointerType: "mouse" }));
                    if (!tip.hidden && tip.textContent.startsWith("decode: ")) return [box.x + x, box.y + y];
                }
            return [0, 0]; })()""")
        self.assertGreater(x, 0, "there is no slice of a call on the timeline")
        return x, y

    def check_all_is_there(self):
        for section in SECTIONS:
            with self.subTest(section=section):
                self.assertGreater(self.browser.value(f"document.getElementById('{section}').offsetHeight"), 40)
        self.assertEqual("thumbnails", self.text("#title"))
        self.assertRegex(self.text("#verdict"), "^Limited by: .")
        self.assertGreaterEqual(self.count("#totals > div"), 9)
        self.assertGreaterEqual(self.count("#drawing svg text"), 5)
        self.assertEqual(5, self.count("#node-table tbody tr"))
        self.assertEqual(5, self.count("#time-list .r-times"))
        self.assertGreater(self.browser.value("document.querySelector('#time-list i').offsetWidth"), 0)
        self.assertEqual(5, self.count("#drawing .heated[data-node], #drawing [data-node] .heated"))
        self.assertIn("photos to gate: 17 items", self.text("#drawing [data-from=photos] title"))
        self.assertGreater(self.count("#throughput-charts rect.r-column"), 0)
        self.assertEqual(3, self.count("#in-flight-charts figure svg[role=img]"))
        self.assertGreaterEqual(self.count("#in-flight-charts path"), 5)
        self.assertEqual(1, self.count("#memory-charts path"))
        self.assertEqual(5, self.count("#latency-charts figure"))
        self.assertGreaterEqual(self.count("#latency-charts rect.r-column"), 4)
        self.assertGreater(self.browser.value(PAINTED), 0.05)
        self.assertEqual(5, self.count("#failure-table tbody tr"))
        self.assertIn('"resize"', self.text("#config-text"))

    def test_every_section_has_content(self):
        self.browser.open(self.opened)
        self.check_all_is_there()
        self.keep("light")

    def test_a_run_of_nothing_and_one_that_stopped_are_shown_too(self):
        self.opened = self.folder / "nothing.html"
        self.call("run", GRAPHS / "quickstart.json", "--var", "count=0", "--report", self.opened, expect=3)
        self.browser.open(self.opened)
        self.assertEqual("Limited by: too few items to say", self.text("#verdict"))
        self.assertEqual("No item has ended.", self.text("#throughput-charts"))
        self.assertEqual("No item failed.", self.text("#failure-box"))
        self.assertEqual("No node was called.", self.text("#latency-charts"))
        self.assertEqual([], self.browser.complaints())
        self.opened = self.folder / "stopped.html"
        graph = json.loads((GRAPHS / "thumbnails.json").read_text())
        del graph["$schema"]
        graph["errors"] = {"budget": {"max": 0}}
        (self.folder / "g.json").write_text(json.dumps(graph))
        self.file("photos/odd.jpg", b"this is no picture")
        self.call("run", "g.json", "--report", self.opened, "--progress", "none", expect=4)
        self.browser.open(self.opened)
        self.assertIn("stopped: more items failed than the error budget allows", self.text("#verdict"))
        self.assertEqual(1, self.count("#failure-table tbody tr"))

    def test_hundreds_of_failures_take_a_part_of_the_page(self):
        self.opened = self.folder / "odd.html"
        for number in range(200):
            self.file(f"photos/odd {number}.jpg", b"this is no picture")
        self.call("run", GRAPHS / "thumbnails.json", "--report", self.opened, "--progress", "none", expect=1)
        for is_phone in (False, True):
            self.browser.open(self.opened, width=390 if is_phone else 1280, height=844, is_phone=is_phone)
            self.assertEqual(200, self.count("#failure-table tbody tr"))
            box = "document.querySelector('.r-failures')"
            self.assertLess(self.browser.value(f"{box}.offsetHeight"), 700)
            self.assertGreater(self.browser.value(f"{box}.scrollHeight"), 2000)
        self.browser.emulate(media="print")
        self.assertGreater(self.browser.value(f"{box}.offsetHeight"), 2000)

    def test_names_are_text_and_what_is_not_seen_is_shown(self):
        self.browser.open(self.opened)
        self.assertIn("<img src=x onerror=alert(1)> \u27e8U+202E\u27e9gnp", self.text("#failure-table"))
        self.assertEqual(0, self.browser.value("document.querySelectorAll('img, iframe, object, embed').length"))

    def test_a_script_that_came_with_the_data_would_not_run(self):
        self.browser.open(self.opened)
        self.browser.value("""document.body.append(Object.assign(document.createElement("script"), { textContent: "window.isHurt = 1" }))""")
        self.assertIsNone(self.browser.value("window.isHurt"))
        self.assertIn("Content Security Policy", str(self.browser.complaints()))
        self.browser.open(self.opened)

    def test_the_timeline_zooms_and_moves(self):
        browser = self.browser
        browser.open(self.opened)
        begin, end = browser.value(RANGE)
        self.assertEqual(0, begin)
        x, y = self.in_canvas(0.5, 0.5)
        before = browser.value(PAINTED)
        browser.wheel(x, y, -400)
        near, far = browser.value(RANGE)
        self.assertLess(far - near, 0.7 * (end - begin))
        self.assertTrue(begin < near < far < end)
        self.assertNotEqual(before, browser.value(PAINTED))
        browser.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        browser.mouse("mouseMoved", x - 60, y, button="left", buttons=1)
        browser.mouse("mouseReleased", x - 60, y, button="left", clickCount=1)
        browser.frames()
        moved, last = browser.value(RANGE)
        self.assertGreater(moved, near)
        self.assertAlmostEqual(far - near, last - moved)
        browser.wheel(x, y, 4000)
        for _ in range(8):
            browser.wheel(x, y, 300)
        self.assertEqual([begin, end], browser.value(RANGE))
        self.assertIn("all", self.text("#timeline-range"))

    def test_times_are_told_in_units_that_fit(self):
        for seconds, told in ((0.0123, "12.3 ms"), (90, "90.0 s"), (120.4, "2 min 0 s"), (179.7, "3 min 0 s"), (7199.7, "2 h 0 min")):
            self.opened = self.changed("long.html", lambda data: data["summary"].update(wall_seconds=seconds))
            self.browser.open(self.opened)
            self.assertIn(f", {told}, config", self.text("#when"))
            self.assertEqual([], self.browser.complaints())

    def test_limiters_that_have_numbers_for_names_are_told_apart(self):
        def name(data):
            limiters, samples = data["summary"]["limits"]["limiters"], data["history"]["samples"]["limiters"]
            (gate,), (used,) = limiters.values(), samples
            data["summary"]["limits"]["limiters"] = {"2": gate, "1": {**gate, "peak_images": 0}}
            nothing = [0] * len(used["images"])
            samples[:] = [{**used, "name": "2", "images": [*nothing[1:], 1]},
                          {"name": "1", "images": nothing, "bytes": nothing, "claimed_images": nothing, "claimed_bytes": nothing}]

        self.opened = self.changed("numbers.html", name)
        self.browser.open(self.opened)
        charts = self.browser.value("""[...document.querySelectorAll("#in-flight-charts figure")].slice(0, 4).map((figure) =>
            [figure.querySelector("h3").textContent, figure.querySelector(".r-readout").textContent.replace(/ of.*/, ""),
             new Set(figure.querySelector("path.r-area").getAttribute("d").match(/[0-9.]+(?=[LZ])/g).map(Number)).size > 1])""")
        self.assertEqual(["2: images", "2: bytes", "1: images", "1: bytes"], [title for title, _, _ in charts])
        self.assertNotEqual("at most 0", charts[0][1])
        self.assertEqual("at most 0", charts[2][1])
        self.assertEqual([True, False], [charts[0][2], charts[2][2]])

    def test_the_timeline_begins_where_all_threads_are_there(self):
        self.opened = self.changed("late.html", lambda data: data["history"]["slices"].update(left_out=1234, from_ns=2_000_000))
        self.browser.open(self.opened)
        self.assertEqual(0.002, self.browser.value(RANGE)[0])
        self.assertIn(" 1,234 further slices are not shown. The timeline begins at 2.00 ms.", self.text("#timeline-note"))

    def test_a_timeline_that_lacks_what_a_trace_could_not_take_is_all_of_it(self):
        self.opened = self.changed("gaps.html", lambda data: data["history"]["slices"].update(left_out=1, from_ns=0))
        self.browser.open(self.opened)
        self.assertEqual(0, self.browser.value(RANGE)[0])
        self.assertTrue(self.text("#timeline-note").endswith(" 1 further slice is not shown."))

    def test_the_page_scrolls_over_a_timeline_that_is_all_there(self):
        self.browser.open(self.opened, height=500)
        x, y = self.in_canvas(0.5, 0.5)
        before = self.browser.value("scrollY")
        self.browser.wheel(x, y, 200)
        for _ in range(50):
            if self.browser.value("scrollY") > before:
                break
            self.browser.frames()
        self.assertGreater(self.browser.value("scrollY"), before)

    def test_the_keyboard_and_the_buttons_do_the_same(self):
        browser = self.browser
        browser.open(self.opened)
        begin, end = browser.value(RANGE)
        browser.value("document.getElementById('timeline-canvas').focus()")
        browser.key("+", "+")
        near, far = browser.value(RANGE)
        self.assertAlmostEqual((end - begin) / 2, far - near)
        browser.key("ArrowRight")
        self.assertGreater(browser.value(RANGE)[0], near)
        browser.key("0", "0")
        self.assertEqual([begin, end], browser.value(RANGE))
        browser.key(".", ".")
        self.assertIn("took", self.text("#timeline-detail"))
        first = self.text("#timeline-detail")
        browser.key(".", ".")
        self.assertNotEqual(first, self.text("#timeline-detail"))
        browser.key("Escape")
        self.assertEqual("", self.text("#timeline-detail"))
        browser.value("document.getElementById('zoom-in').click()")
        browser.frames()
        self.assertAlmostEqual((end - begin) / 2, (lambda pair: pair[1] - pair[0])(browser.value(RANGE)))
        browser.value("document.getElementById('zoom-reset').click()")
        browser.frames()
        self.assertEqual([begin, end], browser.value(RANGE))

    def test_a_slice_says_which_item_it_is(self):
        self.browser.open(self.opened)
        x, y = self.a_slice()
        self.browser.mouse("mouseMoved", x, y)
        self.browser.frames()
        self.assertFalse(self.browser.value("document.getElementById('tooltip').hidden"))
        said = self.text("#tooltip")
        self.assertRegex(said, r"decode: photos/.*\.jpgitem [0-9]+, .*(B|KiB|MiB), (returned|failed \(\w+\))took [0-9.]+ (µs|ms|s), "
                               r"from [0-9.]+ s on compute [0-9]")
        self.browser.click(x, y)
        self.assertEqual(said, self.text("#timeline-detail"))
        self.assertTrue(self.browser.value("document.getElementById('tooltip').hidden"))
        self.keep("held")

    def test_an_item_can_be_looked_for(self):
        self.browser.open(self.opened)
        self.browser.value("document.getElementById('timeline-find').focus()")
        self.browser.type("cut.")
        self.assertRegex(self.text("#timeline-found"), "1 name, [0-9]+ slices")
        self.browser.key("Enter", "\r")
        self.assertIn("photos/cut.jpg", self.text("#timeline-detail"))

    def test_the_table_of_failures_can_be_filtered(self):
        browser = self.browser
        browser.open(self.opened)
        self.assertEqual("5 failures", self.text("#failure-count"))
        browser.value("document.getElementById('failure-text').focus()")
        browser.type("ODD 1")
        self.assertEqual("1 of 5 failures", self.text("#failure-count"))
        self.assertEqual(1, self.count("#failure-table tbody tr"))
        self.assertIn("photos/odd 1.jpg", self.text("#failure-table tbody tr"))
        browser.value("""for (const [id, value] of [["failure-text", ""], ["failure-class", "truncated"]]) {
            const input = document.getElementById(id); input.value = value; input.dispatchEvent(new Event("input")); }""")
        self.assertEqual("1 of 5 failures", self.text("#failure-count"))
        self.assertIn("photos/cut.jpg", self.text("#failure-table tbody tr"))

    def test_a_phone_shows_it_without_scrolling_sideways(self):
        browser = self.browser
        browser.open(self.opened, width=390, height=844, is_phone=True)
        self.check_all_is_there()
        self.assertEqual(390, browser.value("window.innerWidth"))
        self.assertLessEqual(browser.value("document.documentElement.scrollWidth"), 390)
        begin, end = browser.value(RANGE)
        x, y = self.in_canvas(0.6, 0.5)
        browser.touch("touchStart", (x - 20, y), (x + 20, y))
        browser.touch("touchMove", (x - 60, y), (x + 60, y))
        browser.touch("touchEnd")
        browser.frames()
        near, far = browser.value(RANGE)
        self.assertLess(far - near, 0.6 * (end - begin))
        self.keep("phone")

    def test_dark_is_dark(self):
        colour = "getComputedStyle(document.body).backgroundColor"
        first = f"(() => [...new Uint8Array({PIXELS}.buffer, 0, 4)])()"
        self.browser.open(self.opened)
        light, light_canvas = self.browser.value(colour), self.browser.value(first)
        self.browser.emulate("dark")
        self.browser.frames()
        self.assertNotEqual(light, self.browser.value(colour))
        self.assertGreater(sum(light_canvas), sum(self.browser.value(first)))
        self.browser.open(self.opened, scheme="dark")
        self.check_all_is_there()
        self.keep("dark")

    def test_paper_has_everything(self):
        self.browser.open(self.opened, width=800, scheme="dark")
        self.browser.emulate("dark", media="print")
        self.browser.value("window.dispatchEvent(new Event('beforeprint'))")
        self.browser.frames()
        self.check_all_is_there()
        self.assertEqual("rgb(255, 255, 255)", self.browser.value("getComputedStyle(document.body).backgroundColor"))
        self.assertGreater(self.browser.value("document.getElementById('config-text').offsetHeight"), 100)
        self.assertEqual(0, self.browser.value("document.querySelector('.r-tools').offsetHeight"))
        self.keep("print")
        if os.environ.get("PENSTOCK_KEEP_PICTURES"):
            self.browser.open(self.opened)
            self.browser.pdf(Path(os.environ["PENSTOCK_KEEP_PICTURES"]) / "print.pdf")


if __name__ == "__main__":
    if find_browser() is None:
        print("there is no Chromium here: apt-get install chromium")
        sys.exit(77)
    Workplace.tool = sys.argv.pop(1)
    unittest.main()
