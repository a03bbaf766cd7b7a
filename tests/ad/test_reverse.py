"""Reverse mode, as text before and after, and what it leaves alone. Each gradient is also compared with differences."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.errors import SrcgradError
from srcgrad.ir.text import to_text

spec = importlib.util.spec_from_file_location("adjoints_for_ad", Path(__file__).parents[1] / "analysis" / "adjoints.py")
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X, K = np.array([1.2, 0.7, 1.9, 0.4]), np.array([0.3, 1.1, 0.8, 1.6])

# name: (before, after, arguments)
CASES = {
    "straight line": ("""\
func f(%x: f, %k: f) {
    %y: f = numpy.sin(%x)
    %z: f = operator.mul(%y, %k)
    return %z
}
""", """\
func f(%x: f, %k: f, %out_bar: f) {
    %y: f = numpy.sin(%x)
    %z: f = operator.mul(%y, %k)
    note[backward]()
    %y_bar: f = operator.mul(%out_bar, %k)
    %0: f = numpy.cos(%x)
    %x_bar: f = operator.mul(%y_bar, %0)
    return %x_bar
}
""", (0.7, 1.3)),
    "branch: each arm gives what it used, the other a zero": ("""\
func f(%x: f, %c: b) {
    %y: f = if(%c) then {
        %a: f = numpy.exp(%x)
        yield %a
    } else {
        yield 1.0
    }
    return %y
}
""", """\
func f(%x: f, %c: b, %out_bar: f) {
    %y: f, %a: f = if(%c) then {
        %a.1: f = numpy.exp(%x)
        yield %a.1, %a.1
    } else {
        yield 1.0, @<unbound>
    }
    note[backward]()
    %x_bar: f = if(%c) then {
        %x_bar.1: f = operator.mul(%out_bar, %a)
        yield %x_bar.1
    } else {
        yield 0.0
    }
    return %x_bar
}
""", (0.7, True)),
    "loop with a tape: the old value of a product is kept": ("""\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 1.0) body(%i: i, %s.1: f) {
        %e: f = load(%x, %i)
        %s.2: f = operator.mul(%s.1, %e)
        yield False, %s.2
    }
    return %s
}
""", """\
func f(%x: f[n], %n: i, %out_bar: f) {
    %s_tape: list[f] = new[builtins.list]()
    %s: f = for(0, %n, 1, 1.0) body(%i: i, %s.1: f) {
        grow[append](%s_tape, %s.1)
        %e: f = load(%x, %i)
        %s.2: f = operator.mul(%s.1, %e)
        yield False, %s.2
    }
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    %0: i = operator.sub(%n, 1)
    %s_bar: f = for(%0, -1, -1, %out_bar) body(%i.1: i, %s_bar.1: f) {
        %s.3: f = shrink[pop](%s_tape)
        %e.1: f = load(%x, %i.1)
        %s_bar.2: f = operator.mul(%s_bar.1, %e.1)
        %e_bar: f = operator.mul(%s_bar.1, %s.3)
        store[add](%x_bar, %i.1, %e_bar)
        yield False, %s_bar.2
    }
    return %x_bar
}
""", (X, 4)),
    "loop without a tape: a sum needs nothing of its turns": ("""\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = load(%x, %i)
        %s.2: f = operator.add(%s.1, %e)
        yield False, %s.2
    }
    return %s
}
""", """\
func f(%x: f[n], %n: i, %out_bar: f) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = load(%x, %i)
        %s.2: f = operator.add(%s.1, %e)
        yield False, %s.2
    }
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    %0: i = operator.sub(%n, 1)
    %s_bar: f = for(%0, -1, -1, %out_bar) body(%i.1: i, %s_bar.1: f) {
        store[add](%x_bar, %i.1, %s_bar.1)
        yield False, %s_bar.1
    }
    return %x_bar
}
""", (X, 3)),
    "while: its tape says how often; a square is taken once": ("""\
func f(%x: f) {
    %s: f = while(%x) test(%s.1: f) {
        %c: b = operator.lt(%s.1, 50.0)
        yield %c
    } body(%s.2: f) {
        %s.3: f = operator.mul(%s.2, %s.2)
        yield False, %s.3
    }
    return %s
}
""", """\
func f(%x: f, %out_bar: f) {
    %s_tape: list[f] = new[builtins.list]()
    %s: f = while(%x) test(%s.1: f) {
        %c: b = operator.lt(%s.1, 50.0)
        yield %c
    } body(%s.2: f) {
        grow[append](%s_tape, %s.2)
        %s.3: f = operator.mul(%s.2, %s.2)
        yield False, %s.3
    }
    note[backward]()
    %s_bar: f = each[reversed](%s_tape, %out_bar) body(%s.4: f, %s_bar.1: f) {
        %0: f = operator.mul(2, %s_bar.1)
        %s_bar.2: f = operator.mul(%0, %s.4)
        yield False, %s_bar.2
    }
    return %s_bar
}
""", (1.7,)),
    "store set, store add: read from the buffer; what was set is cleared": ("""\
func f(%x: f, %k: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%k)
    store[set](%y, 0, %x)
    store[add](%y, 1, %x)
    %s: f = numpy.sum(%y)
    return %s
}
""", """\
func f(%x: f, %k: f[n], %out_bar: f) {
    %y: f[n] = numpy.ndarray.copy(%k)
    store[set](%y, 0, %x)
    store[add](%y, 1, %x)
    %s: f = numpy.sum(%y)
    note[backward]()
    %y_bar: f[n] = numpy.full_like(%y, %out_bar)
    %x_bar: f = view(%y_bar, 1)
    %0: f = view(%y_bar, 0)
    store[set](%y_bar, 0, 0.0)
    %x_bar.1: f = operator.add(%x_bar, %0)
    return %x_bar.1
}
""", (0.7, K)),
    "store mul: the old content is read before it is overwritten": ("""\
func f(%x: f, %k: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%k)
    store[mul](%y, 0, %x)
    %s: f = numpy.sum(%y)
    return %s
}
""", """\
func f(%x: f, %k: f[n], %out_bar: f) {
    %y: f[n] = numpy.ndarray.copy(%k)
    %y.1: f = view(%y, 0)
    store[mul](%y, 0, %x)
    %0: f = view(%y, 0)
    %s: f = numpy.sum(%y)
    note[backward]()
    %y_bar: f[n] = numpy.full_like(%y, %out_bar)
    %1: f = view(%y_bar, 0)
    %y_bar.1: f = operator.mul(%1, %x)
    %x_bar: f = operator.mul(%1, %y.1)
    store[set](%y_bar, 0, %y_bar.1)
    return %x_bar
}
""", (0.7, K)),
    "view: that of the buffer mirrors it": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %e: f = load(%x, 0)
    store[set](%v, 0, %e)
    %s: f = numpy.sum(%y)
    return %s
}
""", """\
func f(%x: f[n], %out_bar: f) {
    %y: f[n] = operator.mul(%x, 2.0)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %e: f = load(%x, 0)
    store[set](%v, 0, %e)
    %s: f = numpy.sum(%y)
    note[backward]()
    %y_bar: f[n] = numpy.full_like(%y, %out_bar)
    %v_bar: f[n-1] = view(%y_bar, slice(1, None, None))
    %e_bar: f = view(%v_bar, 0)
    store[set](%v_bar, 0, 0.0)
    %x_bar: f[n] = operator.mul(2, %y_bar)
    store[add](%x_bar, 0, %e_bar)
    return %x_bar
}
""", (X,)),
    "append: what is popped from the list of cotangents": ("""\
func f(%x: f[n], %n: i) {
    %l: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %e: f = load(%x, %i)
        grow[append](%l, %e)
        yield False
    }
    %s: f = item(%l, 2)
    return %s
}
""", """\
func f(%x: f[n], %n: i, %out_bar: f) {
    %l: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %e: f = load(%x, %i)
        grow[append](%l, %e)
        yield False
    }
    %s: f = item(%l, 2)
    note[backward]()
    %l_bar: list[f] = srcgrad.runtime.shadows.zeros(%l)
    %0: f = item(%l_bar, 2)
    %1: f = operator.add(%0, %out_bar)
    put(%l_bar, 2, %1)
    %x_bar: f[n] = numpy.zeros_like(%x)
    %2: i = operator.sub(%n, 1)
    for(%2, -1, -1) body(%i.1: i) {
        %e_bar: f = shrink[pop](%l_bar)
        store[add](%x_bar, %i.1, %e_bar)
        yield False
    }
    return %x_bar
}
""", (X, 4)),
    "accumulation: in place into what is owned": ("""\
func f(%x: f[n], %k: f[n]) {
    %a: f[n] = operator.mul(%x, %k)
    %b: f[n] = numpy.sin(%x)
    %c: f[n] = operator.add(%a, %b)
    %s: f = numpy.vdot(%c, %k)
    return %s
}
""", """\
func f(%x: f[n], %k: f[n], %out_bar: f) {
    %a: f[n] = operator.mul(%x, %k)
    %b: f[n] = numpy.sin(%x)
    %c: f[n] = operator.add(%a, %b)
    %s: f = numpy.vdot(%c, %k)
    note[backward]()
    %c_bar: f[n] = operator.mul(%out_bar, %k)
    %0: f[n] = numpy.cos(%x)
    %x_bar: f[n] = operator.mul(%c_bar, %0)
    %1: f[n] = operator.mul(%c_bar, %k)
    store[add](%x_bar, Ellipsis, %1)
    return %x_bar
}
""", (X, K)),
    "accumulation: a new array where two hold the same": ("""\
func f(%x: f[n], %k: f[n]) {
    %c: f[n] = operator.add(%x, %x)
    %s: f = numpy.vdot(%c, %k)
    return %s
}
""", """\
func f(%x: f[n], %k: f[n], %out_bar: f) {
    %c: f[n] = operator.add(%x, %x)
    %s: f = numpy.vdot(%c, %k)
    note[backward]()
    %c_bar: f[n] = operator.mul(%out_bar, %k)
    %x_bar: f[n] = operator.add(%c_bar, %c_bar)
    return %x_bar
}
""", (X, K)),
    "sum: a number stands for the whole array, through what is elementwise": ("""\
func f(%x: f[n]) {
    %y: f[n] = numpy.sin(%x)
    %s: f = numpy.sum(%y)
    return %s
}
""", """\
func f(%x: f[n], %out_bar: f) {
    %y: f[n] = numpy.sin(%x)
    %s: f = numpy.sum(%y)
    note[backward]()
    %0: f[n] = numpy.cos(%x)
    %x_bar: f[n] = operator.mul(%out_bar, %0)
    return %x_bar
}
""", (X,)),
    "sum: the whole array where it is asked for": ("""\
func f(%x: f[n]) {
    %s: f = numpy.sum(%x)
    return %s
}
""", """\
func f(%x: f[n], %out_bar: f) {
    %s: f = numpy.sum(%x)
    note[backward]()
    %0: f[n] = numpy.full_like(%x, %out_bar)
    return %0
}
""", (X,)),
    "overwritten: the content that a product had is copied before": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %z: f[n] = numpy.sin(%y)
    store[set](%y, 0, 1.0)
    %u: f[n] = operator.mul(%z, %y)
    %s: f = numpy.sum(%u)
    return %s
}
""", """\
func f(%x: f[n], %out_bar: f) {
    %y: f[n] = operator.mul(%x, 2.0)
    %y.1: f[n] = numpy.ndarray.copy(%y)
    %z: f[n] = numpy.sin(%y)
    store[set](%y, 0, 1.0)
    %u: f[n] = operator.mul(%z, %y)
    %s: f = numpy.sum(%u)
    note[backward]()
    %z_bar: f[n] = operator.mul(%out_bar, %y)
    %y_bar: f[n] = operator.mul(%out_bar, %z)
    store[set](%y_bar, 0, 0.0)
    %0: f[n] = numpy.cos(%y.1)
    %1: f[n] = operator.mul(%z_bar, %0)
    store[add](%y_bar, Ellipsis, %1)
    %x_bar: f[n] = operator.mul(2, %y_bar)
    return %x_bar
}
""", (X,)),
}


@pytest.mark.parametrize("name", CASES)
def test_before_and_after(name):
    before, after, args = CASES[name]
    function = adjoints.read(before)
    adjoints.same_text(adjoints.adjoint(function), after)
    adjoints.same_text(function, before)
    adjoints.right(function, *args)


# What must not change, with the reason; (the function, what its gradient must hold, what it must not hold)
UNCHANGED = {
    "a value that only decides is not differentiated": ("""\
func f(%x: f) {
    %c: b = operator.lt(%x, 1.0)
    %y: f = if(%c) then {
        yield %x
    } else {
        yield 2.0
    }
    return %y
}
""", ["%c: b = operator.lt(%x, 1.0)"], ["%c_bar"], (0.5,)),
    "what does not depend on x has no cotangent": ("""\
func f(%x: f[n], %k: f[n]) {
    %e: f[n] = numpy.exp(%k)
    %y: f[n] = operator.mul(%x, %e)
    %s: f = numpy.sum(%y)
    return %s
}
""", ["numpy.exp(%k)"], ["%e_bar", "%k_bar"], (X, K)),
    "what the result does not depend on has none either": ("""\
func f(%x: f[n]) {
    %e: f[n] = numpy.exp(%x)
    effect[print](%e)
    %s: f = numpy.sum(%x)
    return %s
}
""", ["effect[print](%e)"], ["%e_bar", "operator.mul"], None),
    "a step function gives nothing": ("""\
func f(%x: f[n]) {
    %e: f[n] = numpy.floor(%x)
    %y: f[n] = operator.mul(%x, %e)
    %s: f = numpy.sum(%y)
    return %s
}
""", ["numpy.floor(%x)"], ["%e_bar"], (X,)),
    "what nobody writes to is not copied": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %z: f[n-1] = operator.mul(%v, %v)
    %s: f = numpy.sum(%z)
    return %s
}
""", [], ["copy", "shadow"], (X,)),
    "a loop that no cotangent goes through is not reversed": ("""\
func f(%x: f, %n: i) {
    %k: i = for(0, %n, 1, 0) body(%i: i, %k.1: i) {
        %k.2: i = operator.add(%k.1, %i)
        yield False, %k.2
    }
    %y: f = operator.mul(%x, %k)
    return %y
}
""", [], ["tape", "-1, -1"], (0.7, 4)),
    "a branch that gives nothing is not there in reverse": ("""\
func f(%x: f, %c: b) {
    if(%c) then {
        effect[print]('yes')
        yield
    } else {
        yield
    }
    %y: f = operator.mul(%x, 3.0)
    return %y
}
""", [], [], None),
    "an element that nobody overwrites is read again, not kept": ("""\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = load(%x, %i)
        %q: f = operator.mul(%e, %e)
        %s.2: f = operator.add(%s.1, %q)
        yield False, %s.2
    }
    return %s
}
""", [], ["tape"], (X, 4)),
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_what_must_not_change(name):
    text, held, absent, args = UNCHANGED[name]
    function = adjoints.read(text)
    after = to_text(adjoints.adjoint(function))
    forward = after.partition("    note[backward]()")[0].splitlines()
    body = text.splitlines()[1:-2]  # between the head and the return
    assert forward[1:] == body, "the forward sweep is the program"
    assert all(t in after for t in held) and not any(t in after for t in absent), after
    assert after.count("if(") <= 2 * text.count("if(")
    adjoints.same_text(function, text)
    if args is not None:
        adjoints.right(function, *args)


def test_a_branch_without_cotangents_is_not_reversed():
    text = UNCHANGED["a branch that gives nothing is not there in reverse"][0]
    after = to_text(adjoints.adjoint(adjoints.read(text)))
    assert after.count("if(") == 1


def test_refusals_come_together_and_leave_the_function_as_it_was():
    text = """\
func f(%x: f[n]) {
    %a: f[n] = numpy.lib.scimath.log(%x)
    %b: f[n] = numpy.lib.scimath.sqrt(%x)
    %c: f[n] = operator.add(%a, %b)
    %s: f = numpy.sum(%c)
    return %s
}
"""
    function = adjoints.read(text)
    with pytest.raises(SrcgradError) as caught:
        adjoints.adjoint(function)
    adjoints.same_text(function, text)
    assert "scimath.log`" in str(caught.value) and "scimath.sqrt`" in str(caught.value)
