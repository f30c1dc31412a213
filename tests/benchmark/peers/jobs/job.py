# SPDX-License-Identifier: Apache-2.0
"""What the jobs of all Python libraries have in common: a task, and the ways in which Python does many things at once.

    some_job.py TASK.json WAY [WORKERS]

The task is one JSON object: `operation` ("save", "shrink", "convert" or "tables"), `count`, `inputs` (files: the pictures to
cycle through for "save", else one for each output), `out` (a folder), `format`, `quality`, `zlib_level`, `width`, `height`.
"""

import asyncio
import json
import multiprocessing
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

THREADS_OF_PROCESS = 100
ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "none": "none"}


def output(task, index):
    """Where the output of that number belongs: named like its input where there is one for each."""
    name = f"{index:06}" if task["operation"] == "save" else Path(task["inputs"][index]).stem
    return f"{task['out']}/{name}.{ENDINGS[task['format']]}"


def one_after_another(work, task, _):
    for index in range(task["count"]):
        work(index)


def in_threads(work, task, workers):
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(work, range(task["count"])):
            pass


def in_processes(work, task, workers):
    global work_of_process  # is inherited: what the library holds in memory need not be sent
    work_of_process = work
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for _ in pool.imap_unordered(run_work_of_process, range(task["count"])):
            pass


def run_work_of_process(index):
    work_of_process(index)


def batches(count, number):
    """`count` split into so many ranges of about the same size, without empty ones."""
    ends = [count * part // number for part in range(number + 1)]
    return [range(begin, end) for begin, end in zip(ends, ends[1:]) if begin < end]


def in_batches(work, task, workers):
    """Each process gets one batch, which it goes through."""
    global work_of_process
    work_of_process = work
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for _ in pool.imap_unordered(run_batch, batches(task["count"], workers)):
            pass


def run_batch(indexes):
    for index in indexes:
        work_of_process(index)


def in_processes_with_threads(work, task, workers):
    """Each process gets one batch, for so many threads of its own."""
    global work_of_process
    work_of_process = work
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for _ in pool.imap_unordered(run_batch_in_threads, batches(task["count"], workers)):
            pass


def run_batch_in_threads(indexes):
    with ThreadPoolExecutor(THREADS_OF_PROCESS) as pool:
        for _ in pool.map(work_of_process, indexes):
            pass


def with_asyncio(work, task, workers):
    """Each output is a coroutine that waits for a thread; a semaphore lets in so many at once."""
    async def everything():
        semaphore = asyncio.Semaphore(workers)

        async def one(index):
            async with semaphore:
                await asyncio.to_thread(work, index)

        await asyncio.gather(*map(one, range(task["count"])))

    asyncio.run(everything())


class ImagesSaver:
    """The class that many programs have: images are put into a bounded queue, and threads write them."""

    def __init__(self, write, queue_size=8, threads=8):
        self.write = write
        self.queue = queue.Queue(queue_size)
        self.threads = [threading.Thread(target=self.run) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while (item := self.queue.get()) is not None:
            self.write(*item)

    def save(self, image, path):
        self.queue.put((image, path))

    def close(self):
        for _ in self.threads:
            self.queue.put(None)
        for thread in self.threads:
            thread.join()


def with_saver(work, task, workers):
    saver = ImagesSaver(work.write, threads=workers)
    for index in range(task["count"]):
        saver.save(work.make(index), output(task, index))
    saver.close()


WAYS = {"sequential": one_after_another, "threads": in_threads, "processes": in_processes, "batches": in_batches,
        "processes_with_threads": in_processes_with_threads, "asyncio": with_asyncio, "saver": with_saver}


def main(make_work):
    """`make_work(task)` gives what makes the output of a number; what works for the saver also has these two steps as `make`
    and `write`."""
    task = json.loads(Path(sys.argv[1]).read_text())
    way, workers = sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
    if way == "unsaved":  # what is left when nothing is done with the pictures
        task["format"], way = "none", "sequential"
    WAYS[way](make_work(task), task, workers)
