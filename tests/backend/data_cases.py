"""IR and the Python that it is printed as: arrays and containers."""

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
}
