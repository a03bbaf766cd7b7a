"""The command line as a whole: finding commands, exit statuses, targets."""
from __future__ import annotations

import subprocess
import sys

import pytest

from srcgrad.cli import main
from srcgrad.cli.exits import CommandError
from srcgrad.cli.target import find_target
from srcgrad.errors import codes, explain


def usage_error(capsys, *argv):
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    return capsys.readouterr().err


def test_explain(capsys):
    assert main(["explain", "sg201"]) == 0
    assert capsys.readouterr().out == explain("SG201")


def test_explain_lists_all_codes(capsys):
    assert main(["explain"]) == 0
    assert [line[:5] for line in capsys.readouterr().out.splitlines()] == list(codes())


def test_explain_unknown_code(capsys):
    assert main(["explain", "SG999"]) == 2
    assert "SG999" in capsys.readouterr().err


def test_help_names_every_command_and_every_command_has_examples(capsys):
    for argv in (["--help"], ["show", "--help"], ["check", "--help"], ["explain", "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(argv)
        out = capsys.readouterr().out
        assert caught.value.code == 0
        assert "examples:" in out if argv[0] != "--help" else all(c in out for c in ("show", "check", "explain"))


def test_wrong_use(capsys):
    assert "COMMAND" in usage_error(capsys)
    assert "invalid choice" in usage_error(capsys, "nonsense")
    assert "--args" in usage_error(capsys, "check", "model.py:loss")


def test_python_m():
    done = subprocess.run([sys.executable, "-m", "srcgrad", "explain", "SG999"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.startswith("srcgrad: no code `SG999`")


@pytest.fixture
def model(tmp_path):
    file = tmp_path / "model_for_cli.py"
    file.write_text("import beside\nSIZE = 3\ndef loss(w):\n    return w * w\nclass Net:\n    def loss(self): ...\n")
    (tmp_path / "beside.py").write_text("")
    return file


def test_target_in_a_file(model):
    assert find_target(f"{model}:loss")(3.0) == 9.0
    assert find_target(f"{model}:Net.loss").__qualname__ == "Net.loss"


def test_target_in_a_module():
    import math

    assert find_target("math:hypot") is math.hypot


def test_a_file_named_like_a_loaded_module_does_not_replace_it(tmp_path):
    (tmp_path / "argparse.py").write_text("def f(x): return x\n")
    find_target(f"{tmp_path / 'argparse.py'}:f")
    import argparse

    assert hasattr(argparse, "ArgumentParser") and sys.modules["argparse"] is argparse


@pytest.mark.parametrize(("target", "status", "says"), [
    ("loss", 2, "file.py:function"),
    ("gone.py:loss", 3, "no such file"),
    ("no_such_package.model:loss", 3, "No module named"),
    ("math:cosinus", 3, "has no `cosinus`"),
    ("math:pi", 3, "not a function"),
])
def test_target_not_found(target, status, says):
    with pytest.raises(CommandError, match=says) as caught:
        find_target(target)
    assert caught.value.status == status


def test_near_names(model):
    with pytest.raises(CommandError, match="near this name: loss"):
        find_target(f"{model}:los")


def test_a_file_that_raises_is_shown_with_its_line(tmp_path, capsys):
    (tmp_path / "broken_for_cli.py").write_text("x = 1\ny = x / 0\n")
    assert main(["show", f"{tmp_path / 'broken_for_cli.py'}:f"]) == 3
    err = capsys.readouterr().err
    assert "line 2" in err and "ZeroDivisionError" in err
