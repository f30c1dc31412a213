# SPDX-License-Identifier: Apache-2.0
"""Graphs of which it is known what limits them, and one change of each.

Where nothing else is said the graph is a chain: a source, `gate`, a picture of 8 x 8 pixels, and steps that take so many
milliseconds. Most wait and do not compute, so that a machine with other work says the same."""

from dataclasses import dataclass, field


@dataclass
class Case:
    name: str
    limit: tuple  # the resource, and the name of the node or limiter
    items: int  # of one run
    nodes: dict  # behind the loader, in the order of the chain
    change: list  # arguments of `what-if`, which `run` takes too
    threads: int = 8
    io_threads: int = 8
    gate: dict = field(default_factory=lambda: {"max_images": 32, "max_bytes": "64MiB"})
    source: dict = field(default_factory=lambda: {"type": "generate"})
    loader: dict = field(default_factory=lambda: {"type": "render", "params": {"width": 8, "height": 8}})
    edges: list = field(default_factory=list)  # where it is no chain

    def config(self):
        source = {**self.source, "params": {**self.source.get("params", {}), "count": self.items}}
        nodes = {"source": source, "gate": {"type": "limiter", "params": self.gate}, "load": self.loader, **self.nodes}
        return {"penstock": "1.0", "name": self.name, "limits": {"io_threads": self.io_threads}, "nodes": nodes,
                "edges": self.edges or [" -> ".join(nodes)]}

    def arguments_of_run(self):
        """What makes a run what `change` asks `what-if` for."""
        arguments, at = [], iter(self.change)
        for option in at:
            value = next(at)
            if option == "--faster":
                node, factor = value.split("=")
                part = self.loader if node == "load" else self.nodes[node]
                arguments += ["--set", f"nodes.{node}.params.ms={part['params']['ms'] / float(factor)}"]
            else:
                arguments += [option, value]
        return arguments


def step(kind, ms, concurrency=None):
    """A node; unlimited where nothing else is said."""
    return {"type": kind, "concurrency": concurrency or "unlimited", "params": {"ms": ms}}


def calls(node, number):
    return ["--set", f"nodes.{node}.concurrency={number}"]


def images(number):
    return ["--set", f"nodes.gate.params.max_images={number}"]


def io_threads(number):
    return ["--set", f"limits.io_threads={number}"]


END = {"type": "null", "concurrency": "unlimited"}
BY_NODES = [
    Case("a serial sink", ("node", "end"), 150, {"a": step("wait", 5), "end": step("sink", 10, "serial")},
         calls("end", 2)),
    Case("a serial step", ("node", "a"), 180, {"a": step("wait", 8, "serial"), "b": step("wait", 4), "end": END},
         calls("a", 3)),
    Case("two at once", ("node", "a"), 250, {"a": step("wait", 12, 2), "end": step("sink", 3)}, calls("a", 4)),
    Case("three at once, made faster", ("node", "b"), 200,
         {"a": step("wait", 5), "b": step("wait", 24, 3), "end": step("sink", 3)}, ["--faster", "b=2"]),
    Case("two serial ones, nearly alike", ("node", "a"), 150,
         {"a": step("wait", 10, "serial"), "b": step("wait", 8, "serial"), "end": END}, calls("a", 2)),
    Case("two serial ones, the first made faster", ("node", "a"), 150,
         {"a": step("wait", 10, "serial"), "b": step("wait", 4, "serial"), "end": END}, ["--faster", "a=5"]),
    Case("a serial sink that blocks", ("node", "end"), 150,
         {"a": step("wait", 3), "end": step("sink_on_io", 10, "serial")}, calls("end", 4)),
    Case("a sink that blocks, two at once", ("node", "end"), 180,
         {"a": step("wait", 3), "end": step("sink_on_io", 20, 2)}, calls("end", 3)),
    Case("a step that blocks before a sink that blocks", ("node", "a"), 150,
         {"a": step("wait_on_io", 15, 2), "end": step("sink_on_io", 5, "serial")}, calls("a", 4)),
]
BY_THREADS = [
    Case("two threads", ("threads", ""), 300, {"a": step("wait", 10), "end": END}, ["-j", "4"], threads=2),
    Case("one thread and two serial steps", ("threads", ""), 200,
         {"a": step("wait", 3, "serial"), "b": step("wait", 5, "serial"), "end": END}, ["-j", "2"], threads=1),
    Case("four threads, and a serial step that can nearly as much", ("threads", ""), 300,
         {"a": step("wait", 20), "b": step("wait", 3, "serial"), "end": END}, ["-j", "6"], threads=4),
    Case("two threads, half of what they do made faster", ("threads", ""), 250,
         {"a": step("wait", 8), "b": step("wait", 8), "end": END}, ["--faster", "a=4"], threads=2),
    Case("one thread that computes", ("threads", ""), 300, {"a": step("compute", 5), "end": END}, ["--faster", "a=2"],
         threads=1),
    Case("one thread that computes, before a sink that blocks", ("threads", ""), 300,
         {"a": step("compute", 4), "end": step("sink_on_io", 6, 2)}, ["--faster", "a=2"], threads=1),
]
BY_IO_THREADS = [
    Case("two I/O threads", ("io_threads", ""), 180, {"a": step("wait", 2), "end": step("sink_on_io", 20)},
         io_threads(4), io_threads=2),
    Case("three I/O threads and two nodes that block", ("io_threads", ""), 200,
         {"a": step("wait_on_io", 10), "end": step("sink_on_io", 12)}, io_threads(6), io_threads=3),
    Case("two I/O threads that read", ("io_threads", ""), 200, {"a": step("wait", 2), "end": END}, io_threads(4),
         io_threads=2, loader={"type": "slow_reader", "params": {"ms": 15}}),
]
BY_ROOM = [
    Case("two images at once", ("limiter", "gate"), 250, {"a": step("wait", 10), "end": END}, images(4),
         gate={"max_images": 2, "max_bytes": "64MiB"}),
    Case("four images at once, three steps", ("limiter", "gate"), 300,
         {"a": step("wait", 5), "b": step("wait", 8), "end": step("sink_on_io", 5)}, images(8),
         gate={"max_images": 4, "max_bytes": "64MiB"}, threads=12),
    Case("one image at once, two serial steps", ("limiter", "gate"), 150,
         {"a": step("wait", 6, "serial"), "b": step("wait", 4, "serial"), "end": END}, images(2),
         gate={"max_images": 1, "max_bytes": "64MiB"}),
    Case("four images at once, two for each item", ("limiter", "gate"), 150,
         {"shrink": {"type": "resize", "params": {"width": 4}}, "a": step("wait", 12), "end": END}, images(8),
         gate={"max_images": 4, "max_bytes": "64MiB"}),
    Case("six images at once, the slowest step made faster", ("limiter", "gate"), 300,
         {"a": step("wait", 5), "end": step("sink_on_io", 35)}, ["--faster", "end=2"],
         gate={"max_images": 6, "max_bytes": "64MiB"}, io_threads=16),
    Case("four images at once, two branches", ("limiter", "gate"), 250,
         {"a": step("wait", 16), "b": step("wait", 8), "end": END}, images(8), threads=24,
         gate={"max_images": 4, "max_bytes": "64MiB"},
         edges=["source -> gate -> load -> [a, b]", "a -> end", "b -> end"]),
]
BY_SOURCES = [
    Case("a slow source", ("source", "gate"), 150, {"a": step("wait", 10), "end": END}, ["-j", "12"],
         source={"type": "slow_source", "params": {"ms": 8}}),
    Case("a slow source that blocks", ("source", "gate"), 150,
         {"a": step("wait", 5, "serial"), "end": END}, calls("a", 2),
         source={"type": "slow_blocking_source", "params": {"ms": 8}}),
    Case("a slow source before a slower sink, made faster", ("node", "end"), 150,
         {"a": step("wait", 5), "end": step("sink", 12, "serial")}, ["--faster", "end=4"],
         source={"type": "slow_blocking_source", "params": {"ms": 7}}),
]
BY_BRANCHES = [
    Case("the serial one of two branches", ("node", "a"), 150,
         {"a": step("wait", 10, "serial"), "b": step("wait", 4), "end": END}, calls("a", 2),
         edges=["source -> gate -> load -> [a, b]", "a -> end", "b -> end"]),
    Case("two threads and three branches", ("threads", ""), 150,
         {"a": step("wait", 5), "b": step("wait", 5), "c": step("wait", 5), "end": END}, ["-j", "4"], threads=2,
         edges=["source -> gate -> load -> [a, b, c]", "a -> end", "b -> end", "c -> end"]),
    Case("a serial step that gets every second item", ("node", "a"), 300,
         {"half": {"type": "sample", "params": {"every": 2}}, "a": step("wait", 12, "serial"), "end": END},
         calls("a", 2), edges=["source -> gate -> load -> half -> a -> end"]),
]
CASES = BY_NODES + BY_THREADS + BY_IO_THREADS + BY_ROOM + BY_SOURCES + BY_BRANCHES
