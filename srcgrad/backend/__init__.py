"""From IR to source to a callable: `emit` prints a function, `load` makes it one."""

from srcgrad.backend.emit import Emitted, emit
from srcgrad.backend.load import load

__all__ = ["Emitted", "emit", "load"]
