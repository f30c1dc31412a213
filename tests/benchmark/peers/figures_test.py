#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the comparison with other programs."""

import unittest

import goals
from figures import limit_seconds, paired_ratio, summarise


def program(name, walls, wrong=None, memory=1, aside=False, of_limit=1.0):
    return {"name": name, "walls": walls, "wall": {"median": summarise(walls).median}, "wrong": wrong, "memory": memory,
            "aside": aside, "of_limit_together": of_limit}


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


class Goals(unittest.TestCase):
    def of(self, *programs):
        return {goal["what"]: goal for goal in goals.of_row({"row": "W3", "programs": list(programs)})}

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

    def test_the_bound_and_the_start_are_not_counted_as_memory_beside_them(self):
        result = {"row": "W2", "max_bytes": 100, "programs": [program("penstock", [1], memory=150)]}
        self.assertEqual([40], [goal["value"] for goal in goals.of_memory([result], 10)])


if __name__ == "__main__":
    unittest.main()
