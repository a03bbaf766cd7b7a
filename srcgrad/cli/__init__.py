"""The command line: `srcgrad COMMAND ...`. Each file in commands/ is one command, found by walking the folder.

A command file has a docstring (first line: its help; the rest: the examples under --help), `add_arguments(parser)` and
`run(options) -> exit status`.
"""
from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

from srcgrad.cli import commands
from srcgrad.cli.exits import NOT_DIFFERENTIABLE, CommandError
from srcgrad.errors import SrcgradError

_EPILOG = """exit status:
  0 fine    1 a check failed    2 wrong use    3 target not found    4 not differentiable
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; what is wrong is told on stderr."""
    options = _parser().parse_args(argv)
    try:
        return options.run(options)
    except CommandError as error:
        print(f"srcgrad: {error}", file=sys.stderr)
        return error.status
    except SrcgradError as error:
        print(error, file=sys.stderr)
        return NOT_DIFFERENTIABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("srcgrad", description="Derivatives of plain Python/NumPy functions, as source.",
                                     epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    adders = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in _commands().items():
        title, _, examples = (module.__doc__ or "").partition("\n")
        command = adders.add_parser(name, help=title, description=title, epilog=examples,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _commands() -> dict[str, ModuleType]:
    names = sorted(info.name for info in pkgutil.iter_modules(commands.__path__))
    return {name: importlib.import_module(f"{commands.__name__}.{name}") for name in names}
