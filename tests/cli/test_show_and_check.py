"""The commands that need the engine, on a small model."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad
from srcgrad.cli import main

MODEL = """\
import numpy as np

def loss(w, b):
    z = w * b
    return np.sum(z * z)

def smoothed(u, idx):
    v = u.copy()
    for k in range(3):
        v[1:-1] = v[1:-1] * np.tanh(v[:-2] + v[2:])
    return np.sum(v * v[idx])

def vector(w):
    return w * w

def kinked(w):
    return np.sum(np.abs(w))

def refused(w):
    return eval("w")

def raises(w):
    raise ValueError("no")
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    file = tmp_path_factory.mktemp("model") / "model_for_show.py"
    file.write_text(MODEL)
    return str(file)


def test_show_prints_source_that_runs(model, capsys):
    assert main(["show", f"{model}:loss", "--args", "np.ones(3), 2.0"]) == 0
    namespace = {}
    exec(capsys.readouterr().out, namespace)
    assert namespace["loss_grad"](np.ones(3), 2.0).tolist() == [8.0, 8.0, 8.0]


def test_show_without_arguments_prints_the_general_form(model, capsys):
    assert main(["show", f"{model}:loss", "--wrt", "w,b", "--mode", "value_and_grad"]) == 0
    compile(capsys.readouterr().out, "<emitted>", "exec")


def test_show_stages(model, capsys):
    assert main(["show", f"{model}:loss", "--args", "np.ones(3), 2.0", "--stage", "list"]) == 0
    names = capsys.readouterr().out.split("\n")[:-1]
    assert names
    assert main(["show", f"{model}:loss", "--args", "np.ones(3), 2.0", "--stage"]) == 0
    every = capsys.readouterr().out
    assert [line[8:] for line in every.splitlines() if line.startswith("# after ")] == names
    assert main(["show", f"{model}:loss", "--args", "np.ones(3), 2.0", "--stage", names[0]]) == 0
    assert capsys.readouterr().out.rstrip() in every
    assert main(["show", f"{model}:loss", "--args", "np.ones(3), 2.0", "--stage", "nonsense"]) == 2
    assert names[0] in capsys.readouterr().err


def test_show_why(model, capsys):
    assert main(["show", f"{model}:smoothed", "--args", "np.ones(5), np.array([0, 1, 1, 2, 3])", "--why"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    line = next(k for k, text in enumerate(MODEL.splitlines(), 1) if "np.tanh(v" in text)
    pushed = next(k for k, text in enumerate(lines) if "tape.append(" in text)
    assert lines[pushed - 1].startswith("# kept") and f"line {line}" in lines[pushed - 1]
    assert "# np.add.at: `idx` may name an element twice" in lines
    assert not any("unbroadcast" in text for text in lines)
    assert main(["show", f"{model}:smoothed", "--why"]) == 0
    assert "# unbroadcast: the shape of `v` is not known" in capsys.readouterr().out


def test_show_refusal(model, capsys):
    assert main(["show", f"{model}:refused", "--args", "1.0"]) == 4
    assert capsys.readouterr().err.startswith("SG303")


@pytest.mark.parametrize("wrt", ["w", "b", "w,b"])
def test_check(model, capsys, wrt):
    assert main(["check", f"{model}:loss", "--wrt", wrt, "--args", "np.arange(3.0), 2.0"]) == 0
    assert capsys.readouterr().out.startswith("ok: max error")


def test_check_fails_at_a_kink(model, capsys):
    assert main(["check", f"{model}:kinked", "--args", "np.array([1.0, 1e-6])"]) == 1
    out = capsys.readouterr().out
    assert "w[1]" in out and "WRONG" in out
    assert main(["check", f"{model}:kinked", "--args", "np.array([1.0, 1e-6])", "--tol", "10"]) == 0


def test_check_tells_a_wrong_gradient(model, capsys, monkeypatch):
    monkeypatch.setattr(srcgrad, "grad", lambda f, argnums: lambda *args: np.ones(3), raising=False)
    assert main(["check", f"{model}:loss", "--args", "np.arange(3.0), 2.0"]) == 1
    assert "WRONG" in capsys.readouterr().out


def test_check_of_a_result_that_is_no_scalar(model, capsys):
    assert main(["check", f"{model}:vector", "--args", "np.ones(3)"]) == 4
    assert "jacobian" in capsys.readouterr().err


def test_check_of_a_function_that_raises(model, capsys):
    assert main(["check", f"{model}:raises", "--args", "1.0"]) == 2
    assert "ValueError: no" in capsys.readouterr().err
