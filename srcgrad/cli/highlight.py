"""Colours for Python source, where they can be seen and pygments is at hand."""
from __future__ import annotations

import sys


def highlight(source: str) -> str:
    """`source`, coloured if stdout is a terminal and pygments is installed; else unchanged."""
    if not sys.stdout.isatty():
        return source
    try:  # pygments is an extra: imported when used
        import pygments
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return source
    return pygments.highlight(source, PythonLexer(), TerminalFormatter())
