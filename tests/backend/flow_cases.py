"""IR and the Python that it is printed as: variables, branches, loops, exits."""

from __future__ import annotations

CASES = {
    "a loop is one variable": (
        """\
func f(%x: f[n]) {
    %n: i = builtins.len(%x)
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = view(%x, %i)
        %0: f = operator.mul(%e, %e)
        %s.2: f = operator.add(%s.1, %0)
        yield False, %s.2
    }
    return %s
}
""",
        """\
def f(x):
    n = len(x)
    s = 0.0
    for e in x:
        s += e * e
    return s
""",
    ),
    "swap": (
        """\
func f(%a: f, %b: f) {
    %a.1: f, %b.1: f = for(0, 3, 1, %a, %b) body(%i: i, %a.2: f, %b.2: f) {
        %0: f = operator.add(%a.2, %b.2)
        yield False, %b.2, %0
    }
    return %a.1, %b.1
}
""",
        """\
def f(a, b):
    for i in range(3):
        a, b = b, a + b
    return a, b
""",
    ),
    "three in a ring": (
        """\
func f(%a: f, %b: f, %c: f) {
    %a.1: f, %b.1: f, %c.1: f = for(0, 4, 1, %a, %b, %c) body(%i: i, %a.2: f, %b.2: f, %c.2: f) {
        yield False, %b.2, %c.2, %a.2
    }
    return %a.1, %b.1, %c.1
}
""",
        """\
def f(a, b, c):
    for i in range(4):
        a, b, c = b, c, a
    return a, b, c
""",
    ),
    "shifted": (
        """\
func f(%cur: f, %prev: f) {
    %cur.1: f, %prev.1: f = for(0, 4, 1, %cur, %prev) body(%i: i, %cur.2: f, %prev.2: f) {
        %new: f = operator.add(%cur.2, %prev.2)
        yield False, %new, %cur.2
    }
    return %cur.1, %prev.1
}
""",
        """\
def f(cur, prev):
    for i in range(4):
        new = cur + prev
        prev = cur
        cur = new
    return cur, prev
""",
    ),
    "both versions are needed": (
        """\
func f(%x: f) {
    %y: f = operator.mul(%x, 2.0)
    %y.1: f = operator.add(%y, 1.0)
    %y.2: f = operator.mul(%y.1, %y.1)
    %0: f = operator.sub(%y.2, %y)
    return %0
}
""",
        """\
def f(x):
    y = x * 2.0
    y1 = y + 1.0
    y1 *= y1
    return y1 - y
""",
    ),
    "elif": (
        """\
func f(%x: f) {
    %0: b = operator.lt(%x, 0.0)
    %y: f = if(%0) then {
        %y.1: f = operator.neg(%x)
        yield %y.1
    } else {
        %1: b = operator.lt(%x, 1.0)
        %y.2: f = if(%1) then {
            %y.3: f = operator.pow(%x, 2)
            yield %y.3
        } else {
            yield 1.0
        }
        yield %y.2
    }
    return %y
}
""",
        """\
def f(x):
    if x < 0.0:
        y = -x
    elif x < 1.0:
        y = x ** 2
    else:
        y = 1.0
    return y
""",
    ),
    "an arm that does nothing": (
        """\
func f(%x: f, %m: f) {
    %0: b = operator.gt(%x, %m)
    %m.1: f = if(%0) then {
        yield %m
    } else {
        yield %x
    }
    return %m.1
}
""",
        """\
def f(x, m):
    if not x > m:
        m = x
    return m
""",
    ),
    "nothing into a loop": (
        """\
func f(%x: f) {
    %0: f = math.exp(%x)
    %s: f = for(0, 9, 1, 0.0) body(%i: i, %s.1: f) {
        %s.2: f = operator.add(%s.1, %0)
        yield False, %s.2
    }
    return %s
}
""",
        """\
import math


def f(x):
    exp_x = math.exp(x)
    s = 0.0
    for i in range(9):
        s += exp_x
    return s
""",
    ),
    "into the arm that uses it": (
        """\
func f(%x: f) {
    %0: f = math.exp(%x)
    %1: b = operator.gt(%x, 0.0)
    %y: f = if(%1) then {
        %y.1: f = operator.add(%0, 1.0)
        yield %y.1
    } else {
        yield 0.0
    }
    return %y
}
""",
        """\
import math


def f(x):
    if x > 0.0:
        y = math.exp(x) + 1.0
    else:
        y = 0.0
    return y
""",
    ),
    "logic": (
        """\
func f(%x: f, %y: f) {
    %0: b = operator.gt(%x, 0.0)
    %1: b = if(%0) then {
        %2: b = operator.gt(%y, 0.0)
        yield %2
    } else {
        yield %0
    }
    %3: b = if(%1) then {
        yield %1
    } else {
        %4: b = operator.lt(%y, -1.0)
        %5: b = operator.not_(%4)
        yield %5
    }
    %6: f = if(%3) then {
        yield %x
    } else {
        yield %y
    }
    return %6
}
""",
        """\
def f(x, y):
    return x if x > 0.0 and y > 0.0 or not y < -1.0 else y
""",
    ),
}
