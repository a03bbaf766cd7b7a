"""IR and the Python that it is printed as: arrays, containers, tapes, effects, calls, names."""

from __future__ import annotations

CASES = {
    "unbound": (
        """\
func f(%x: f, %n: i) {
    %y: f = for(0, %n, 1, @<unbound>) body(%i: i, %y.1: f) {
        %y.2: f = operator.mul(%x, %i)
        yield False, %y.2
    }
    return %y
}
""",
        """\
def f(x, n):
    for i in range(n):
        y = x * i
    return y
""",
    ),
    "unbound, and kept in a tape": (
        """\
func f(%x: f[n], %n: i) {
    %tape: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %e: f = view(%x, %i)
        %0: b = operator.gt(%e, 0.0)
        %y: f = if(%0) then {
            %y.1: f = math.sqrt(%e)
            yield %y.1
        } else {
            yield @<unbound>
        }
        grow[append](%tape, (%e, %y))
        yield False
    }
    return %tape
}
""",
        """\
import math


def f(x, n):
    tape = []
    for i in range(n):
        e = x[i]
        if e > 0.0:
            y = math.sqrt(e)
        else:
            y = None
        tape.append((e, y))
    return tape
""",
    ),
    "stores": (
        """\
func f(%u: f[n], %v: f, %i: f[m]) {
    store['set'](%u, 0, %v)
    store[add](%u, slice(1, -1, None), %v)
    store['set'](%u, Ellipsis, %v)
    store[mul](%u, Ellipsis, %v)
    store[at](%u, %i, %v)
    %0: f[m] = view(%u, slice(1, None, None))
    store[sub](%0, Ellipsis, %v)
    %1: f[m, 1] = view(%u, (slice(None, None, -1), None))
    return %1
}
""",
        """\
import numpy as np


def f(u, v, i):
    u[0] = v
    u[1:-1] += v
    u[...] = v
    u *= v
    np.add.at(u, i, v)
    u[1:] -= v
    return u[::-1, None]
""",
    ),
    "a read stays before the write": (
        """\
func f(%u: f[n]) {
    %0: f = view(%u, 0)
    %1: f = view(%u, 1)
    store['set'](%u, 0, %1)
    store['set'](%u, 1, %0)
    %2: f[n-1] = view(%u, slice(1, None, None))
    store['set'](%u, 2, 5.0)
    %3: f = numpy.sum(%2)
    return %3
}
""",
        """\
import numpy as np


def f(u):
    u0 = u[0]
    u[0] = u[1]
    u[1] = u0
    u[2] = 5.0
    return np.sum(u[1:])
""",
    ),
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
    for a, k in tape[::-1]:
        x_bar[k] += s_bar
        s_bar = s_bar * a
    t, t1 = tape.pop()
    x_bar[t1] += t
    t, _ = tape.pop()
    return x_bar, s_bar, t
""",
    ),
    "a pop goes into the store after it": (
        """\
func f(%u: f[n], %tape: list[f], %i: i) {
    %0: f = shrink[pop](%tape)
    store['set'](%u, %i, %0)
    return %u
}
""",
        """\
def f(u, tape, i):
    u[i] = tape.pop()
    return u
""",
    ),
    "containers": (
        """\
func f(%c: list[f], %d: dict[f], %o: object[builtins.object](w: f), %k: i) {
    put(%c, 0, 1.0)
    put(%d, 'a', 2.0)
    put(%o, 'w', 3.0)
    grow[insert](%c, 0, 1.0)
    grow[reverse](%c)
    shrink[pop](%c, 0)
    %0: f = item(%c, %k)
    %1: f = item(%o, 'w')
    %2: f = item(%d, 'a')
    %3: any = new[builtins.dict]('p', 'q', %0, %1)
    %4: any = new[builtins.tuple](%2)
    return %3, %4, {'z': %k}, [%k]
}
""",
        """\
def f(c, d, o, k):
    c[0] = 1.0
    d['a'] = 2.0
    o.w = 3.0
    c.insert(0, 1.0)
    c.reverse()
    c.pop(0)
    return {'p': c[k], 'q': o.w}, (d['a'],), {'z': k}, [k]
""",
    ),
    "shapes": (
        """\
func f(%x: f[m, n]) {
    %0: (i, i) = prim[numpy.ndarray.shape](%x)
    %1: i = item(%0, 0)
    %2: i = item(%0, 1)
    %3: f[n, m] = prim[numpy.ndarray.T](%x)
    %4: f[n] = numpy.ndarray.sum(%3, axis=1)
    %5: i = operator.mul(%1, %2)
    %6: f[n] = operator.truediv(%4, %5)
    return %6
}
""",
        """\
def f(x):
    return x.T.sum(axis=1) / (x.shape[0] * x.shape[1])
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
def h(x):
    return x


def g(x, y):
    return x, y


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
        s = s + y * z
    for k in range(len(zs)):
        z = zs[k]
        zs.append(z)
    return s
""",
    ),
}
