#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the comparison with other programs, and how its figures are shown."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock
from xml.etree import ElementTree

import chart
import goals
import report
import row_run
import rows
import summary_chart
from contender import Contender
from figures import competitors, limit_seconds, paired_ratio, summarise, without_figures
from place import Place
from process import RunFailed


def program(name, walls, wrong=None, memory=1, aside=False, of_limit=1.0):
    return {"name": name, "walls": walls, "wall": {"median": summarise(walls).median}, "wrong": wrong, "memory": memory,
            "aside": aside, "cpu": walls[0], "of_limit_together": of_limit, "cpu_of_limit_together": of_limit,
            "times_first": summarise(walls).median, "cpu_times_first": walls[0]}


class Figures(unittest.TestCase):
    def test_spread_is_a_part_of_the_median(self):
        summary = summarise([4, 1, 2])
        self.assertEqual((2, 1, 4, 1.5), (summary.median, summary.smallest, summary.largest, summary.spread))
        self.assertEqual(2.5, summarise([1, 2, 3, 4]).median)

    def test_a_ratio_compares_what_ran_in_the_same_round(self):
        self.assertEqual(2, paired_ratio([2, 20, 4], [1, 10, 2]))
        with self.assertRaises(ValueError):
            paired_ratio([1], [1, 2])

    def test_the_limit_is_the_sum_of_the_stages_on_all_cores(self):
        stages = {"cores": 2, "alone": {"wall_ms": 8, "cpu_ms": 6}, "together": {"wall_ms": 12, "cpu_ms": 11}}
        self.assertAlmostEqual(0.4, limit_seconds(stages, 100))
        self.assertAlmostEqual(0.6, limit_seconds(stages, 100, together=True))
        self.assertAlmostEqual(0.3, limit_seconds(stages, 100, kind="cpu_ms"))

    def test_competitors_are_the_others_whose_outputs_are_right_the_fastest_first(self):
        result = {"programs": [program("penstock", [1]), program("penstock, 1 thread", [2]), program("vips", [3]),
                               program("dark", [1], wrong="dark"), program("sharp", [2]), program("copies", [1], aside=True)]}
        self.assertEqual(["sharp", "vips"], [entry["name"] for entry in competitors(result)])
        self.assertEqual(["vips"], [entry["name"] for entry in competitors(result, ("vips", "dark"))])


    def test_who_has_no_figures_is_named_once_with_the_reason_and_all_rows(self):
        wrong = {"row": "W2", "programs": [program("penstock", [1]), program("dark", [1], wrong="no files")], "skipped": []}
        gone = [{"row": row, "programs": [], "skipped": ["vips: it: is gone"]} for row in ("W3", "W4a")]
        self.assertEqual([{"program": "dark", "why": "wrong: no files", "rows": ["W2"]},
                          {"program": "vips", "why": "it: is gone", "rows": ["W3", "W4a"]}], without_figures([wrong, *gone]))


class Ways(unittest.TestCase):
    def test_what_is_saved_as_jpeg_and_as_png_is_saved_in_the_same_ways(self):
        names = {row.key: {one.name for one in row.contenders if not one.aside} for row in rows.ROWS}
        self.assertEqual({"penstock, 1 thread"}, names["W1a"] - names["W1b"])
        self.assertEqual(names["W1b"], names["W1c"])
        self.assertLessEqual({"penstock from C++", "penstock from Python", "OpenCV, saver class, queue of 8, 8 threads"},
                             names["W1b"])

    def test_every_published_way_takes_part(self):
        row = next(row for row in rows.ROWS if row.key == "W5")
        self.assertEqual({"Python, one after another": 63.4, "Python, 100 threads": 64.6, "Python, 2 processes": 21.43,
                          "Python, 2 processes in batches": 20.86, "Python, 2 processes with 100 threads each": 20.56,
                          "Python, asyncio, semaphore of 8": 62.36}, row.published)
        self.assertLessEqual(set(row.published), {one.name for one in row.contenders})

    def test_each_way_of_python_makes_each_output_once(self):
        sys.path.append(str(Path(__file__).parent / "jobs"))
        import job
        with tempfile.TemporaryDirectory() as folder:
            for way, run in job.WAYS.items():
                if way == "saver":
                    continue
                run(lambda index: Path(folder, f"{way}-{index}").open("x").close(), {"count": 5}, 2)
                with self.subTest(way=way):
                    self.assertEqual(5, len(list(Path(folder).glob(f"{way}-?"))))

    def test_a_job_writes_the_tables_that_the_shipped_graph_writes(self):
        job = Path(__file__).parent / "jobs" / "tables_job.py"
        with tempfile.TemporaryDirectory() as folder:
            task = Path(folder, "task.json")
            task.write_text(json.dumps({"count": 3, "lines": 2, "columns": 3, "out": folder}))
            subprocess.run([sys.executable, "-B", job, task, "processes_with_threads", "2"], check=True)
            self.assertEqual(["0,1,2\n1,2,3\n", "1,2,3\n2,3,4\n", "2,3,4\n3,4,5\n"],
                             [Path(folder, f"data-000{index}.csv").read_text() for index in range(3)])

    def test_batches_are_of_about_one_size_and_none_is_empty(self):
        sys.path.append(str(Path(__file__).parent / "jobs"))
        import job
        self.assertEqual([[0, 1], [2, 3, 4]], [list(batch) for batch in job.batches(5, 2)])
        self.assertEqual([[0]], [list(batch) for batch in job.batches(1, 2)])

    def test_a_command_gets_what_the_task_says(self):
        words = Contender("x", ("run", "{task}", "count={count}", "{out}/{lines}")).filled(
            "t.json", {"out": "o", "count": 3, "lines": 7}, None)
        self.assertEqual(["run", "t.json", "count=3", "o/7"], words)

    def test_a_python_package_that_is_not_built_is_missing(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch("place.PYTHON_PACKAGES", Path(folder)):
            self.assertIn("pybind11-dev", Contender("x", (), ("penstock",)).missing())


class Rounds(unittest.TestCase):
    def measured(self, *contenders, only=""):
        """Two rounds of penstock, which does nothing here, and others."""
        row = SimpleNamespace(key="W0", title="nothings", count=1, contenders=contenders, published={},
                              prepared=lambda where, count: {"max_bytes": "1MiB"},
                              judge=lambda task: SimpleNamespace(judge=lambda task: {"mean_bytes": 1}))
        time = {"wall_ms": 1, "cpu_ms": 1}
        stages = {"cores": 1, "alone": time, "together": time, "stages": []}
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(row_run, "talk"), mock.patch("os.sync"), \
                mock.patch.object(row_run.RowRun, "stages", lambda run, number: stages):
            return row_run.RowRun(row, Place(folder), SimpleNamespace(scale=1, rounds=2, only=only)).measure()

    def test_who_cannot_start_or_fails_at_once_is_among_the_skipped_with_the_reason(self):
        result = self.measured(Contender("penstock", ("true",), graph=lambda task: {}), Contender("gone", ("/no/such/program",)),
                               Contender("broken", ("sh", "-c", "echo no file; exit 3")))
        self.assertEqual(["penstock"], [entry["name"] for entry in result["programs"]])
        self.assertEqual(["gone: cannot start /no/such/program: No such file or directory", "broken: exit code 3: no file"],
                         result["skipped"])

    def test_who_is_left_out_on_demand_is_among_the_skipped(self):
        result = self.measured(Contender("penstock", ("true",)), Contender("vips", ("true",)), Contender("sharp", ("true",)),
                               only="sharp")
        self.assertEqual(["vips: left out by --only"], result["skipped"])

    def test_who_fails_in_a_later_round_is_wrong(self):
        once = Contender("once", ("sh", "-c", "mkdir {out}/../once"))
        result = self.measured(Contender("penstock", ("true",), graph=lambda task: {}), once)
        self.assertRegex(result["programs"][1]["wrong"], "^exit code 1: ")
        self.assertEqual([], result["skipped"])

    def test_where_penstock_fails_nothing_is_compared(self):
        with self.assertRaisesRegex(RunFailed, "^W0: penstock: exit code 64: what$"):
            self.measured(Contender("penstock", ("sh", "-c", "echo what; exit 64"), graph=lambda task: {}))
        with self.assertRaisesRegex(RunFailed, "^W0: penstock from C: exit code 1: $"):
            self.measured(Contender("penstock", ("true",)), Contender("penstock from C", ("false",)))


class Goals(unittest.TestCase):
    def of(self, *programs, row="W3"):
        return {goal["what"]: goal for goal in goals.of_row({"row": row, "programs": list(programs)})}

    def test_the_fastest_rival_whose_outputs_are_right_counts(self):
        found = self.of(program("penstock", [1, 1, 1]), program("sharp, 2 at once", [2, 2, 2]),
                        program("sharp, 4 at once", [1.7, 1.7, 1.7]), program("OpenCV, 2 threads", [1, 1, 1], wrong="dark"))
        self.assertEqual(["of the limit with all cores at work", "times as fast as sharp, 4 at once"], sorted(found))
        self.assertEqual((1.7, True), (found["times as fast as sharp, 4 at once"]["value"],
                                       found["times as fast as sharp, 4 at once"]["is_met"]))

    def test_nothing_is_reached_by_wrong_outputs(self):
        self.assertEqual([False], [goal["is_met"] for goal in self.of(program("penstock", [1], wrong="no files")).values()])

    def test_a_goal_is_missed_by_a_little(self):
        found = self.of(program("penstock", [1], of_limit=0.94))
        self.assertFalse(found["of the limit with all cores at work"]["is_met"])

    def test_files_may_not_be_larger_than_the_smallest_of_others(self):
        programs = [program("penstock", [1]) | {"mean_bytes": 101}, program("OpenCV, 2 threads", [2]) | {"mean_bytes": 100},
                    program("Pillow, 2 threads", [1]) | {"mean_bytes": 120}]
        found = self.of(*programs, row="W1b")["size of files against OpenCV, 2 threads"]
        self.assertEqual((1.01, False), (found["value"], found["is_met"]))
        self.assertTrue(self.of(*programs, row="W1c")["size of files against OpenCV, 2 threads"]["is_met"])

    def test_the_bound_and_the_start_are_not_counted_as_memory_beside_them(self):
        result = {"row": "W2", "max_bytes": 100, "programs": [program("penstock", [1], memory=150)]}
        self.assertEqual([40], [goal["value"] for goal in goals.of_memory([result], 10)])


class Shown(unittest.TestCase):
    def setUp(self):
        own = program("penstock", [1.0, 2.0, 3.0], memory=10 << 20)
        rival = program("sharp & others", [4.0, 4.0, 4.0], memory=20 << 20)
        broken = program("dark", [1.0], wrong="dark.jpg has other pixels")
        for entry in (own, rival, broken):
            entry |= {"memory_of_all": 2 * entry["memory"], "times_first": 2.5, "cpu_times_first": 3, "of_limit": 0.5,
                      "cpu_of_limit": 0.6, "psnr": 99.0, "ssim": 1.0, "mean_bytes": 4000}
            entry["wall"]["spread"] = summarise(entry["walls"]).spread
        stage = {"name": "encode", "fastest": "b", "candidates": [{"name": "a", "cpu_ms": 2}, {"name": "b", "cpu_ms": 1}]}
        self.result = {"row": "W1b", "title": "pictures", "count": 7, "rounds": 3, "stages": [stage], "skipped": ["vips: gone"],
                       "published": {},
                       "limit": {"wall": 0.5, "wall_together": 1.0, "cpu": 0.9, "cpu_together": 0.95},
                       "programs": [own, rival, broken]}

    def test_a_table_has_a_line_for_each_program(self):
        text = report.of_row(self.result)
        self.assertRegex(text, r"\| penstock +\| 2\.00 \| +100 % \|")
        self.assertRegex(text, r"\| sharp & others .*\| +2\.50 .* equal \|")
        self.assertIn("wrong: dark.jpg has other pixels", text)
        self.assertIn("encode: b 1.00 ms", text)
        self.assertIn("skipped: vips: gone", text)

    def test_what_making_pictures_costs_can_be_taken_off(self):
        for name in ("penstock from C++", "penstock from Python"):
            self.result["programs"].append({**self.result["programs"][1], "name": name})
        for name, cpu in (("penstock draws alone", 0.25), ("numpy copies alone", 0.5), ("C++ copies alone", 0.125)):
            entry = {**self.result["programs"][1], "name": name, "cpu": cpu, "aside": True}
            self.result["programs"].append(entry)
        self.result["programs"][1]["name"] = "Pillow, 2 threads"
        self.assertIn("making pictures: penstock 0.75 s, Pillow, 2 threads 3.50 s, penstock from C++ 3.88 s, penstock from "
                      "Python 3.50 s", report.of_row(self.result))

    def test_a_row_is_summed_up_by_the_fastest_other_whose_outputs_are_right(self):
        self.result["programs"][2]["times_first"] = 0.1
        self.assertRegex(report.of_all({"results": [self.result]}),
                         r"\| W1b\. 7 pictures \| +2\.00 \| 10 \(20\) \| +1\.00 \(1\.00\) \| +sharp & others: 2\.50 \|")

    def test_the_chart_has_a_bar_for_each_program_whose_outputs_are_right(self):
        root = ElementTree.fromstring(chart.draw({"results": [self.result], "machine": {"cores": 2, "cpu": "some <cpu>"}}))
        bars = {bar.get("class"): float(bar.get("width")) for bar in root.iter("{http://www.w3.org/2000/svg}rect")}
        self.assertEqual({"own": chart.BARS / 2, "peer": chart.BARS}, bars)
        line = next(root.iter("{http://www.w3.org/2000/svg}line"))
        self.assertEqual(chart.LABEL + chart.BARS / 4, float(line.get("x1")))

    def texts(self, drawn):
        return [text.text for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]

    def test_who_has_no_figures_stands_in_all_that_is_shown(self):
        figures = {"results": [self.result], "machine": {"cores": 2, "cpu": "some"}}
        self.assertIn("without figures: vips (W1b); dark (W1b)", self.texts(chart.draw(figures)))
        self.assertIn("without figures: vips; dark", self.texts(summary_chart.draw(figures)))
        text = report.of_without_figures(without_figures(figures["results"]))
        self.assertIn("- vips (W1b): gone\n- dark (W1b): wrong: dark.jpg has other pixels", text)
        self.assertIn("all programs took part", report.of_without_figures([]))

    def test_the_small_chart_has_penstock_the_best_of_the_others_and_what_everybody_knows(self):
        names = ["Pillow, 2 threads", "OpenCV, 2 processes", "Pillow, one after another", "sharp, 2 at once",
                 "sharp, 4 at once", "penstock from C++", "OpenCV, saver class, queue of 8, 8 threads", "GraphicsMagick"]
        others = [program(name, [3.0 + index]) for index, name in enumerate(names)]
        result = self.result | {"programs": [self.result["programs"][0], *others], "row": "W1c"}
        self.assertEqual(["penstock", "Pillow, 2 threads", "Pillow, one after another", "sharp, 2 at once",
                          "OpenCV, saver class, queue of 8, 8 threads"],
                         [entry["name"] for entry in summary_chart.shown(result)])
        drawn = summary_chart.draw({"results": [self.result, result], "machine": {"cores": 2, "cpu": "some"}})
        bars = [(bar.get("class"), float(bar.get("width"))) for bar in
                ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")]
        self.assertEqual(["own", "peer", "own"] + ["peer"] * 4, [kind for kind, _ in bars])
        self.assertAlmostEqual(summary_chart.BARS * 2 / 9, bars[2][1], delta=0.1)
        self.assertIn("OpenCV, saver class, queue…", self.texts(drawn))
        self.assertIn("9.00 s (9.0 x)", self.texts(drawn))

    def test_published_seconds_stand_beside_those_here(self):
        slow, broken = program("Python, one after another", [8.0, 4.0, 6.0]), self.result["programs"][2]
        result = self.result | {"programs": [self.result["programs"][0], slow, broken],
                                "published": {slow["name"]: 60.0, "dark": 30.0, "gone": 15.0}}
        text = report.of_published({"results": [self.result, result], "machine": {"cores": 2}})
        self.assertRegex(text, r"\| Python, one after another \| +60\.00 \| +1\.00 \| +6\.00 \| +1\.00 \|")
        self.assertRegex(text, r"\| dark +\| +30\.00 \| +2\.00 \| +wrong \| +\|")
        self.assertRegex(text, r"\| gone +\| +15\.00 \| +4\.00 \| +no figures \| +\|")
        self.assertRegex(text, r"\| penstock +\| +\| +\| +2\.00 \| +2\.00 \|")
        self.assertEqual(1, text.count("beside what was published"))


if __name__ == "__main__":
    unittest.main()
