# SPDX-License-Identifier: Apache-2.0
"""Pipelines that are put together in Python, with functions and iterables of Python in them."""

from __future__ import annotations

import dataclasses
import inspect
import keyword
import os
import re
import threading
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from . import _penstock, _run
from ._items import Feeder
from ._progress import ProgressCall
from ._report import Report
from ._results import Collector, Results

_NODE_OPTIONS = ("concurrency", "on_error", "timeout", "set")
_DTYPES = {"uint8": "u8", "uint16": "u16", "float16": "f16", "float32": "f32"}


@dataclasses.dataclass
class Function:
    """A Python function with what a pipeline must know of it; see `Pipeline.transform`."""

    function: Callable[..., Any]
    size: Optional[Tuple[int, int]] = None
    """(width, height) of the largest array that it returns, where that is larger than the one it gets."""
    channels: Optional[int] = None
    dtype: Any = None
    with_item: bool = False
    """Call it with an `Item` as its last argument."""

    def entry(self, type: str, role: str) -> Dict[str, Any]:
        if not callable(self.function):
            raise TypeError(f"found {self.function!r} for a function; expected a callable")
        dtype = None if self.dtype is None else getattr(self.dtype, "__name__", str(self.dtype))
        if dtype is not None and dtype not in _DTYPES:
            raise ValueError(f'dtype: found "{dtype}"; expected one of {", ".join(_DTYPES)}')
        width, height = self.size or (None, None)
        return {"type": type, "name": name_of(self.function), "role": role, "function": self.function,
                "takes_item": self.with_item, "width": width, "height": height, "channels": self.channels,
                "dtype": _DTYPES.get(dtype) if dtype else None}


def name_of(function: Any) -> str:
    return getattr(function, "__name__", type(function).__name__)


class Pipeline:
    """A pipeline, node by node, from a source to where the results go.

        penstock.Pipeline().files("photos").decode().resize(width=256).encode("jpeg").write("out/{stem}.{ext}").run()

    Each node type of penstock is a method: `encode("jpeg", quality=90)` is a node of type "encode"; its parameters are
    those of `penstock nodes encode`, by name or in their order. Each method also takes `concurrency`, `on_error`,
    `timeout` and `set`, as a config has them. `source`, `transform` and `sink` are for iterables and functions.
    A limiter is put in behind the source: `max_images` and `max_bytes` are its parameters.

    Without a sink at its end a pipeline can be iterated over, which yields (name, array) in the order of the source.

    config      A whole graph instead, as `penstock.run` takes it; `functions` and `sinks` are node types by name in
                it: Pipeline("graph.json", functions={"grade": grade}). `source` feeds its push source.
    """

    def __init__(self, config: Optional[_run.Config] = None, *,
                 functions: Optional[Mapping[str, Union[Function, Callable[..., Any]]]] = None,
                 sinks: Optional[Mapping[str, Union[Function, Callable[..., Any]]]] = None,
                 vars: Optional[Mapping[str, Any]] = None, max_images: Optional[int] = None,
                 max_bytes: Union[int, str, None] = None, threads: Optional[int] = None) -> None:
        self._config = config
        self._vars = dict(vars or {})
        self._threads = threads
        self._limiter: Dict[str, Any] = {}
        if max_images is not None:
            self._limiter["max_images"] = max_images
        if max_bytes is not None:
            self._limiter["max_bytes"] = f"{_run.byte_count(max_bytes, 'max_bytes')}B"
        self._nodes: Dict[str, Dict[str, Any]] = {}
        self._functions: List[Dict[str, Any]] = []
        self._items: Optional[Iterable[Any]] = None
        self._attributes: List[str] = []
        self._ends = False  # the last node is a sink
        if config is not None and self._limiter:
            raise ValueError("max_images and max_bytes are parameters of the limiter in the config; set them there")
        for role, given in (("transform", functions), ("sink", sinks)):
            for type, function in (given or {}).items():
                whole = function if isinstance(function, Function) else Function(function)
                self._functions.append(whole.entry(type, role))

    # What it is made of

    def source(self, items: Iterable[Any], *, attributes: Iterable[str] = ()) -> "Pipeline":
        """Takes the pictures of an iterable: arrays, Pillow images, (name, array), or
        {"name": ..., "image": ..., any attribute: ...}. `bytes` instead of an array are the bytes of a file, for
        `write`.

        Attributes that templates and conditions behind it name (`write("out/{shot}.png")`) are to be listed in
        `attributes`. It is asked for the next one when there is room for it: at most one is taken that has to wait. What it raises
        ends the run when what was begun is finished, and is raised by `run`.
        """
        if self._items is not None:
            raise ValueError("this pipeline has a source already; expected one iterable")
        self._items = items
        self._attributes = list(attributes)
        if self._config is None:
            self._add("source", {"type": "push"})
            self._add_limiter({})
            self._add("receive", {"type": "receive_with_attributes"})
        return self

    def transform(self, function: Callable[..., Any], *, size: Optional[Tuple[int, int]] = None,
                  channels: Optional[int] = None, dtype: Any = None, with_item: bool = False,
                  **options: Any) -> "Pipeline":
        """Calls a function with the array of each picture; it returns an array, or None, which drops the item.

        The array is a copy of its own: it may be changed, returned and kept. What is returned takes no more memory than
        what came in, unless `size=(width, height)`, `channels` and `dtype` say what there may be. An exception fails
        the item; `Skip` skips it; KeyboardInterrupt and SystemExit end the run.

        The function is called by one thread at a time, not always the same one. `concurrency="unlimited"`, or a number,
        is for functions that may be called by several, and gains where they let go of the GIL, as most of NumPy and
        OpenCV does.
        """
        return self._function(Function(function, size, channels, dtype, with_item), "transform", options)

    def sink(self, function: Callable[..., Any], *, order: str = "none", with_item: bool = False,
             **options: Any) -> "Pipeline":
        """Calls a function with the name of each item and its array: `results = {}; pipeline.sink(results.__setitem__)`.

        Behind an encoder it gets bytes. `order="source"`: in the order of the source. An exception fails the item.
        """
        self._function(Function(function, with_item=with_item), "sink", {**options, "params": {"order": order}})
        self._ends = True
        return self

    def node(self, type: str, *args: Any, **params: Any) -> "Pipeline":
        """A node of any type, plugins included. Parameters without a name are for types that penstock brings."""
        entry: Dict[str, Any] = {"type": type}
        known = _TYPES.get(type, {"params": []})
        names = [param["name"] for param in known["params"]]
        values = dict(_positional(type, known["params"], args))
        for key, value in params.items():
            if key.endswith("_") and keyword.iskeyword(key[:-1]):
                key = key[:-1]  # `from` is a word of Python: from_
            if key in values:
                raise TypeError(f"{type}() got several values for {key}")
            if key in _NODE_OPTIONS and key not in names:
                entry[key] = value
            else:
                values[key] = value
        if values:
            entry["params"] = values
        if known.get("kind") == "limiter":
            return self._add_limiter(entry.get("params", {}))
        self._add(type, entry)
        if known.get("kind") == "source":
            self._add_limiter({})
        if known.get("kind") == "sink":
            self._ends = True
        return self

    # What becomes of it

    def config(self) -> Dict[str, Any]:
        """The graph as a config; functions are node types that only this pipeline has."""
        if self._config is not None:
            raise ValueError("this pipeline was made of a config; it has no other")
        return {"penstock": "1.0", "name": "pipeline", "nodes": self._nodes, "edges": [" -> ".join(self._nodes)]}

    def run(self, *, progress: ProgressCall = None, trace: Optional[_run.Path] = None,
            report: Optional[_run.Path] = None) -> Report:
        """Runs it and returns the `Report`; see `penstock.run`. May be called again where the source can be read again."""
        run = self._make(trace, keeps_history=report is not None)
        feeder = Feeder(run, self._items) if self._items is not None else None

        def feed(look: Callable[[], None]) -> None:
            while feeder is not None and feeder.step(_run._SLICE):
                look()

        return _run.drive(run, progress, feed, report)

    def results(self, *, errors: str = "raise", progress: ProgressCall = None) -> Results:
        """Iterates over what comes out at the end: (name, array) in the order of the source. See `Results`."""
        if self._config is not None or self._ends:
            raise ValueError("this pipeline has a sink, so nothing comes out at its end; run() it, or leave the sink away")
        ending = Pipeline(vars=self._vars, threads=self._threads)
        ending._nodes = dict(self._nodes)
        ending._functions = list(self._functions)
        ending._items = self._items
        ending._attributes = self._attributes
        collector = Collector()
        ending.sink(collector, order="source")
        run = ending._make()
        return Results(run, collector, Feeder(run, self._items) if self._items is not None else None, errors, progress)

    def __iter__(self) -> Iterator[Tuple[str, Any]]:
        return self.results()

    def _make(self, trace: Optional[_run.Path] = None, keeps_history: bool = False) -> Any:
        config = self.config() if self._config is None else self._config
        return _run.make(config, vars=self._vars, threads=self._threads, functions=self._functions,
                         attributes=self._attributes, takes_pushes=self._items is not None, trace=trace,
                         keeps_history=keeps_history)

    def _function(self, function: Function, role: str, options: Dict[str, Any]) -> "Pipeline":
        if self._config is not None:
            raise ValueError("this pipeline was made of a config; expected Pipeline(config, functions={...})")
        unknown = set(options) - set(_NODE_OPTIONS) - {"params"}
        if unknown:
            raise TypeError(f"{role}() got an unexpected keyword argument '{sorted(unknown)[0]}'; it takes "
                            f"{', '.join(_NODE_OPTIONS)} beside its own")
        type = f"python_{len(self._functions)}"
        self._functions.append(function.entry(type, role))
        self._add(re.sub(r"[^A-Za-z0-9_]", "_", name_of(function.function)).strip("_") or role, {"type": type, **options})
        return self

    def _add(self, name: str, entry: Dict[str, Any]) -> None:
        if self._config is not None:
            raise ValueError("this pipeline was made of a config; add the node there")
        unique, number = name, 1
        while unique in self._nodes:
            number += 1
            unique = f"{name}_{number}"
        self._nodes[unique] = entry

    def _add_limiter(self, params: Dict[str, Any]) -> "Pipeline":
        entry: Dict[str, Any] = {"type": "limiter"}
        given = {**self._limiter, **params}
        if given:
            entry["params"] = given
        if "limiter" in self._nodes and list(self._nodes)[-1] == "limiter":
            self._nodes["limiter"] = entry  # the one that was put in by itself
        else:
            self._add("limiter", entry)
        return self

    if TYPE_CHECKING:
        def __getattr__(self, type: str) -> Callable[..., "Pipeline"]: ...


_TYPES: Dict[str, Dict[str, Any]] = {entry["type"]: entry for entry in _penstock.node_types()}


def _positional(type: str, params: List[Dict[str, Any]], args: Tuple[Any, ...]) -> Iterator[Tuple[str, Any]]:
    if len(args) > 1 and params and params[0]["type"] == "list of strings":
        yield params[0]["name"], [os.fspath(value) for value in args]
        return
    if len(args) > len(params):
        raise TypeError(f"{type}() takes at most {len(params)} parameters without a name, and got {len(args)}")
    for param, value in zip(params, args):
        yield param["name"], os.fspath(value) if isinstance(value, os.PathLike) else value


def _method_of(entry: Dict[str, Any]) -> Callable[..., Pipeline]:
    type = entry["type"]

    def method(self: Pipeline, *args: Any, **params: Any) -> Pipeline:
        return self.node(type, *args, **params)

    lines = [entry["doc"], ""]
    parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)]
    for param in entry["params"]:
        kind = ", ".join(param["choices"]) if param["choices"] else param["type"]
        lines.append(f"{param['name']} ({kind}): {param['doc']}")
        name = param["name"] + "_" * keyword.iskeyword(param["name"])
        parameters.append(inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD,
                                            default=param["default"]))
    parameters.append(inspect.Parameter("options", inspect.Parameter.VAR_KEYWORD))
    method.__name__ = type
    method.__qualname__ = f"Pipeline.{type}"
    method.__doc__ = "\n".join(lines).strip()
    method.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return method


for _entry in _TYPES.values():
    if not hasattr(Pipeline, _entry["type"]):
        setattr(Pipeline, _entry["type"], _method_of(_entry))
