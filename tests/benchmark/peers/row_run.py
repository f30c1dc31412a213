# SPDX-License-Identifier: Apache-2.0
"""Runs all programs of a row in turn."""

import json
import os
import subprocess
import sys

import place
import process
from figures import limit_seconds, paired_ratio, summarise


def talk(text):
    print(text, file=sys.stderr, flush=True)


def size(text):
    """Bytes of such as "64MiB"."""
    return int(text.removesuffix("MiB")) << 20


class RowRun:
    """All rounds of one row."""

    def __init__(self, row, where, chosen):
        self.row, self.where = row, where
        self.count = max(2, round(row.count * chosen.scale))
        self.rounds = chosen.rounds
        self.task = row.prepared(where, self.count)
        self.folder = where.outputs()
        self.judge = row.judge(self.task | {"out": ""})
        only = tuple(word for word in chosen.only.split(",") if word)
        self.contenders, self.skipped = [], []
        for contender in row.contenders:
            if only and not contender.name.startswith(("penstock", *only)):
                self.skipped.append(f"{contender.name}: left out by --only")
                continue
            missing = contender.missing()
            if missing:
                self.skipped.append(f"{contender.name}: {missing}")
                talk(f"  skipped: {self.skipped[-1]}")
            else:
                self.contenders.append(contender)
        self.runs = {contender.name: [] for contender in self.contenders}
        self.verdicts = {}
        self.limits = []

    def measure(self):
        """Runs all rounds, and says what they come to. Throws `RunFailed` where penstock itself fails."""
        try:
            for number in range(self.rounds):
                self.limits.append(self.stages(number))
                for contender in self.contenders:
                    self.one(contender, number)
                self.where.make_room()
            return self.result()
        finally:
            self.where.put_aside(self.folder)

    def stages(self, number):
        """The limit of this round."""
        scratch = self.folder / f"stages-{number}"
        scratch.mkdir()
        task = self.folder / "stages.json"
        task.write_text(json.dumps(self.task | {"scratch": str(scratch)}))
        done = subprocess.run([place.STAGES, task], capture_output=True, text=True)
        if done.returncode != 0:
            raise process.RunFailed(f"the limit of {self.row.key}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def one(self, contender, number):
        if self.verdicts.get(contender.name, {}).get("wrong"):
            return
        out = self.where.outputs()
        task = self.task | {"out": str(out)}
        task_file = self.folder / "task.json"
        task_file.write_text(json.dumps(task))
        os.sync()  # what others wrote is no burden of this one
        try:
            run = process.run(contender.filled(task_file, task, self.folder), self.folder / "log", contender.environment)
        except process.RunFailed as failed:
            self.where.put_aside(out)
            if contender.is_own:
                raise process.RunFailed(f"{self.row.key}: {contender.name}: {failed}") from None
            self.verdicts[contender.name] = {"wrong": str(failed)}
            talk(f"  {contender.name}: {failed}")
            if number == 0:  # else it stands among the others, as wrong
                self.skipped.append(f"{contender.name}: {failed}")
            return
        self.runs[contender.name].append(run)
        if number == 0 and not contender.aside:
            self.verdicts[contender.name] = self.judge.judge(task)
        self.where.put_aside(out)
        talk(f"  round {number + 1}: {contender.name}: {run.wall:.2f} s {self.verdicts.get(contender.name, {}).get('wrong', '')}")

    def result(self):
        programs = [self.program(contender) for contender in self.contenders if self.runs[contender.name]]
        return {"row": self.row.key, "title": self.row.title, "count": self.count, "rounds": self.rounds,
                "max_bytes": size(self.task["max_bytes"]), "limit": self.limit(), "stages": self.limits[-1]["stages"],
                "programs": programs, "skipped": self.skipped, "published": self.row.published}

    def limit(self):
        """Medians of what the stages come to."""
        def of(together, kind):
            return summarise(limit_seconds(stages, self.count, together, kind) for stages in self.limits).median
        return {"wall": of(False, "wall_ms"), "wall_together": of(True, "wall_ms"),
                "cpu": of(False, "cpu_ms") * self.limits[0]["cores"],
                "cpu_together": of(True, "cpu_ms") * self.limits[0]["cores"]}

    def program(self, contender):
        runs = self.runs[contender.name]
        first = self.runs[self.contenders[0].name]
        wall = summarise(run.wall for run in runs)
        walls = [run.wall for run in runs]
        verdict = self.verdicts.get(contender.name, {})
        rounds = self.limits[:len(runs)]

        def against(together, kind, values):
            limits = [limit_seconds(stages, self.count, together, kind) for stages in rounds]
            return paired_ratio(limits, values)

        cores = self.limits[0]["cores"]
        cpus = [run.cpu / cores for run in runs]
        firsts = first[:len(runs)]
        return {"name": contender.name, "aside": contender.aside, "wrong": verdict.get("wrong"), "walls": walls,
                "wall": {"median": wall.median, "spread": wall.spread},
                "cpu": summarise(run.cpu for run in runs).median,
                "memory": max(run.largest for run in runs), "memory_of_all": max(run.total for run in runs),
                "times_first": paired_ratio(walls, [run.wall for run in firsts]),
                "cpu_times_first": paired_ratio([run.cpu for run in runs], [run.cpu for run in firsts]),
                "of_limit": against(False, "wall_ms", walls), "of_limit_together": against(True, "wall_ms", walls),
                "cpu_of_limit": against(False, "cpu_ms", cpus), "cpu_of_limit_together": against(True, "cpu_ms", cpus),
                **{key: verdict[key] for key in ("mean_bytes", "psnr", "ssim") if key in verdict}}
