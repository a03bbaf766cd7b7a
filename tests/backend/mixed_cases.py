"""IR and the Python that it is printed as: tapes, effects, calls, names."""

from __future__ import annotations

CASES = {
    "tapes": (
        """\
func f(%x: f[n]) {
    %tape: list[(f, i)] = new[builtins.list]()
    %n: i = builtins.len(%x)
    for(0, %n, 1) body(%i: i) {
        %0: f = view(%x, %i)
        grow[append](%tape, (%0, %i))
        yield False
    }
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    %s_bar: f = each[reversed](%tape, 1.0) body(%a: f, %k: i, %s_bar.1: f) {
        store[add](%x_bar, %k, %s_bar.1)
        %s_bar.2: f = operator.mul(%s_bar.1, %a)
        yield False, %s_bar.2
    }
    %1: (f, i) = shrink[pop](%tape)
    %2: f = item(%1, 0)
    %3: i = item(%1, 1)
    store[add](%x_bar, %3, %2)
    %4: (f, i) = shrink[pop](%tape)
    %5: f = item(%4, 0)
    return %x_bar, %s_bar, %5
}
""",
        """\
import numpy as np


def f(x):
    tape = []
    n = len(x)
    for i in range(n):
        tape.append((x[i], i))
    # backward
    x_bar = np.zeros_like(x)
    s_bar = 1.0
    for a, k in reversed(tape):
        x_bar[k] += s_bar
        s_bar *= a
    t, i = tape.pop()
    x_bar[i] += t
    t, _ = tape.pop()
    return x_bar, s_bar, t
""",
    ),
    "try": (
        """\
func f(%x: f) {
    %ok: b, %error: any, %y: f = try[(builtins.ValueError, builtins.KeyError)]() body {
        %0: f = math.sqrt(%x)
        yield True, None, %0
    } failure(%e: opaque[builtins.Exception]) {
        yield False, %e, @<unbound>
    }
    %y.1: f = if(%ok) then {
        yield %y
    } else {
        effect[print](%error)
        yield 0.0
    }
    return %y.1
}
""",
        """\
import math


def f(x):
    try:
        y = math.sqrt(x)
        ok = True
        error = None
    except (ValueError, KeyError) as e:
        ok = False
        error = e
    if not ok:
        print(error)
        y = 0.0
    return y
""",
    ),
    "effects": (
        """\
func f(%x: f) {
    %0: b = operator.gt(%x, 0.0)
    effect[assert](%0, 'no')
    effect[print](%x, sep='')
    if(%0) then {
        yield
    } else {
        %1: any = builtins.ValueError('no')
        effect[raise](%1)
        yield
    }
    %2: any = effect[builtins.input](%x)
    effect[builtins.input](%x)
    return
}
""",
        """\
def f(x):
    t = x > 0.0
    assert t, 'no'
    print(x, sep='')
    if not t:
        raise ValueError('no')
    input(x)
    input(x)
    return None
""",
    ),
    "calls": (
        """\
func f(%x: f) {
    %a: f, %b: f = call[&g](%x, 2.0)
    %c: f = call[&h](%a)
    %0: f = operator.add(%b, %c)
    return %0
}
func g(%x: f, %y: f) {
    return %x, %y
}
func h(%x: f) {
    return %x
}
""",
        """\
def g(x, y):
    return x, y


def h(x):
    return x


def f(x):
    a, b = g(x, 2.0)
    c = h(a)
    return b + c
""",
    ),
    "a name of the outside": (
        """\
func f(%np: f, %len: f, %lambda: f, %x: f[n]) {
    %0: f = numpy.sum(%x)
    %1: i = builtins.len(%x)
    %2: f = operator.add(%0, %1)
    %3: f = operator.add(%np, %len)
    %4: f = operator.add(%lambda, %2)
    %5: f = operator.add(%3, %4)
    return %5
}
""",
        """\
import builtins
import numpy


def f(np, len, lambda_, x):
    return np + len + (lambda_ + (numpy.sum(x) + builtins.len(x)))
""",
    ),
    "elements of two lists": (
        """\
func f(%ys: list[f], %zs: list[f]) {
    %n: i = builtins.len(%ys)
    %s: f = for(0, %n, 1, 0.0) body(%k: i, %s.1: f) {
        %y: f = item(%ys, %k)
        %z: f = item(%zs, %k)
        %0: f = operator.mul(%y, %z)
        %s.2: f = operator.add(%s.1, %0)
        yield False, %s.2
    }
    %1: i = builtins.len(%zs)
    for(0, %1, 1) body(%k.1: i) {
        %z.1: f = item(%zs, %k.1)
        grow[append](%zs, %z.1)
        yield False
    }
    return %s
}
""",
        """\
def f(ys, zs):
    n = len(ys)
    s = 0.0
    for k, y in enumerate(ys):
        z = zs[k]
        s += y * z
    for k in range(len(zs)):
        z = zs[k]
        zs.append(z)
    return s
""",
    ),
}
