"""Derivatives kept in memory: `key_of` a call, `entry_for` a function and key, `fast_call` for what is called again and again."""
from __future__ import annotations

from srcgrad.cache.fast import fast_call
from srcgrad.cache.pattern import key_of, specs_key
from srcgrad.cache.store import Built, Entry, Table, clear, entry_for

__all__ = ["Built", "Entry", "Table", "clear", "entry_for", "fast_call", "key_of", "specs_key"]
