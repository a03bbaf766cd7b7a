"""say what an error code means, why it is so and how to mend it

examples:
  srcgrad explain SG201
  srcgrad explain            all codes, a line each
"""
from __future__ import annotations

import argparse

from srcgrad.cli.exits import FINE, WRONG_USE, CommandError
from srcgrad.errors import codes, explain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="as it stands in the message: SG201")


def run(options: argparse.Namespace) -> int:
    if options.code is None:
        print("\n".join(f"{code}  {title}" for code, title in codes().items()))
        return FINE
    try:
        print(explain(options.code), end="")
    except KeyError:
        raise CommandError(f"no code `{options.code}`; `srcgrad explain` lists them", WRONG_USE) from None
    return FINE
