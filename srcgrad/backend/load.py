"""Emitted text to a function whose lines debuggers and tracebacks can show.

    text ──compile──▶ code, in the file <srcgrad loss_grad 1f3a…> ──exec──▶ function
      └──▶ linecache, for as long as a function of that text lives
"""
from __future__ import annotations

import hashlib
import linecache
import threading
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from srcgrad.errors import InternalError

MODULE = "srcgrad.emitted"


class Source:
    """Held by the globals of every function of one text: when it dies, linecache may forget the lines."""

    __slots__ = ("__weakref__", "file")

    def __init__(self, file: str) -> None:
        self.file = file


_living: weakref.WeakValueDictionary[str, Source] = weakref.WeakValueDictionary()
_lock = threading.RLock()  # taken again when the collector runs `forget` inside of `registered`


def load(text: str, name: str, namespace: Mapping[str, Any]) -> Callable[..., Any]:
    """The function `name` of a text; `namespace` goes into its globals. InternalError if it does not compile."""
    file = f"<srcgrad {name} {hashlib.sha256(text.encode()).hexdigest()[:12]}>"
    try:
        code = compile(text, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise InternalError("SG903", f"the emitted code does not compile: {error}\n\n{text}") from error
    variables = {**namespace, "__name__": MODULE, "__source__": registered(file, text)}
    exec(code, variables)
    return variables[name]


def registered(file: str, text: str) -> Source:
    with _lock:
        source = _living.get(file)
        if source is None:
            source = _living[file] = Source(file)
            weakref.finalize(source, forget, file).atexit = False
        # no time of change: linecache then never compares the entry with a file
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        return source


def forget(file: str) -> None:
    with _lock:
        if _living.get(file) is None:  # the same text may have been loaded again meanwhile
            linecache.cache.pop(file, None)
