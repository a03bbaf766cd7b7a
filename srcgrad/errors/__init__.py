"""Diagnostics: a code, the user's line with a caret, why it matters, one next step. The lowest room."""
from __future__ import annotations

from srcgrad.errors.argument import ArgumentError
from srcgrad.errors.base import SrcgradError
from srcgrad.errors.cut import GradientCutWarning
from srcgrad.errors.explain import codes, explain
from srcgrad.errors.internal import InternalError
from srcgrad.errors.refusals import Refusals, raise_all
from srcgrad.errors.rule import RuleError
from srcgrad.errors.source import SourceError
from srcgrad.errors.unsupported import UnsupportedError

__all__ = [
    "ArgumentError",
    "GradientCutWarning",
    "InternalError",
    "Refusals",
    "RuleError",
    "SourceError",
    "SrcgradError",
    "UnsupportedError",
    "codes",
    "explain",
    "raise_all",
]
