# SPDX-License-Identifier: Apache-2.0
"""A program that takes files on its command line, in so many processes at once.

    split_job.py TASK.json PROCESSES each|all WORD...

In the words, {inputs} stands for files, each a word of its own, {names} for their names within their folder, where the
program runs; {input} for one file, {stem} for its name without its ending.
`all`: each process gets its share of the files. `each`: one process a file, and so many at once.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def filled(words, inputs):
    for word in words:
        if word == "{inputs}":
            yield from inputs
        elif word == "{names}":
            yield from (Path(name).name for name in inputs)
        else:
            yield word.replace("{input}", inputs[0]).replace("{stem}", Path(inputs[0]).stem)


def main():
    task = json.loads(Path(sys.argv[1]).read_text())
    processes, how, words = int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    inputs = task["inputs"][:task["count"]]
    shares = [inputs[first::processes] for first in range(processes)] if how == "all" else [[name] for name in inputs]

    def run(share):
        subprocess.run(list(filled(words, share)), check=True, cwd=Path(share[0]).parent)

    with ThreadPoolExecutor(processes) as pool:
        for _ in pool.map(run, filter(None, shares)):
            pass


if __name__ == "__main__":
    main()
