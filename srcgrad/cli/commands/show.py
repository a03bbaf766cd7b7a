"""print the derivative of a function, as source

examples:
  srcgrad show model.py:loss                                 the general form
  srcgrad show model.py:loss --args "np.ones(3), 2.0"        for arguments of this kind
  srcgrad show model.py:loss --wrt w,b --mode value_and_grad
  srcgrad show model.py:loss --args "np.ones(3), 2.0" --why  with remarks: what is kept for which line, what is unknown
  srcgrad show model.py:loss --stage                         the IR after each pass
  srcgrad show model.py:loss --stage list                    the names of the passes
  srcgrad show model.py:loss --stage NAME                    the IR after one pass
"""
from __future__ import annotations

import argparse
from typing import Any

import srcgrad
from srcgrad.cli.arguments import add_target_arguments, argnums, example_arguments
from srcgrad.cli.exits import FINE, WRONG_USE, CommandError
from srcgrad.cli.highlight import highlight
from srcgrad.cli.target import find_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_target_arguments(parser, args_required=False)
    parser.add_argument("--mode", choices=["grad", "value_and_grad"], default="grad")
    parser.add_argument("--why", action="store_true", help="say above a line why something is kept, or not done in a better way")
    parser.add_argument("--stage", nargs="?", const="all", metavar="NAME",
                        help="the IR after this pass instead of the source; `list`: the passes, `all` or nothing: each")


def run(options: argparse.Namespace) -> int:
    f = find_target(options.target)
    derivative = getattr(srcgrad, options.mode)(f, argnums=argnums(f, options.wrt))
    args, kwargs = example_arguments(f, options.args) if options.args else ((), {})
    if options.stage is None:
        text = (derivative.explained_for if options.why else derivative.source_for)(*args, **kwargs)
        print(highlight(text).rstrip("\n"))
    else:
        print(_stages(derivative.stages_for(*args, **kwargs), options.stage))
    return FINE


def _stages(stages: list[tuple[str, Any]], wanted: str) -> str:
    names = [name for name, _ in stages]
    if wanted == "list":
        return "\n".join(names)
    if wanted not in ("all", *names):
        raise CommandError(f"no pass `{wanted}`; there are: {', '.join(names)}", WRONG_USE)
    return "\n\n".join(f"# after {name}\n{str(ir).rstrip()}" for name, ir in stages if wanted in ("all", name))
