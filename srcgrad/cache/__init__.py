"""Derivatives kept in memory: `key_of` a call, `entry_for` a function and key."""
from __future__ import annotations

from srcgrad.cache.pattern import key_of, specs_key
from srcgrad.cache.store import Built, Entry, Table, clear, entry_for

__all__ = ["Built", "Entry", "Table", "clear", "entry_for", "key_of", "specs_key"]
