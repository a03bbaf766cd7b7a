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
        s = s + e * e
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
    y1 = y1 * y1
    return y1 - y
""",
    ),
    "break": (
        """\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = view(%x, %i)
        %0: b = operator.gt(%e, 1.4)
        %stop: b, %s.2: f = if(%0) then {
            %s.3: f = operator.mul(%s.1, 2.0)
            yield True, %s.3
        } else {
            %s.4: f = operator.add(%s.1, %e)
            yield False, %s.4
        }
        yield %stop, %s.2
    }
    return %s
}
""",
        """\
def f(x, n):
    s = 0.0
    for i in range(n):
        e = x[i]
        if e > 1.4:
            s = s * 2.0
            break
        s = s + e
    return s
""",
    ),
    "a flag that is carried out": (
        """\
func f(%x: f[n], %n: i) {
    %found: b = for(0, %n, 1, False) body(%i: i, %found.1: b) {
        %0: f = view(%x, %i)
        %1: b = operator.gt(%0, 1.4)
        %found.2: b = if(%1) then {
            yield True
        } else {
            yield False
        }
        yield %found.2, %found.2
    }
    %2: f = if(%found) then {
        yield 1.0
    } else {
        %3: f = view(%x, 0)
        yield %3
    }
    return %2
}
""",
        """\
def f(x, n):
    found = False
    for i in range(n):
        if x[i] > 1.4:
            found = True
            break
    return 1.0 if found else x[0]
""",
    ),
    "an exit that is computed": (
        """\
func f(%x: f, %n: i) {
    %x.1: f, %k: i = for(0, %n, 1, %x, 0) body(%i: i, %x.2: f, %k.1: i) {
        %x.3: f = operator.mul(%x.2, 2.0)
        %0: b = operator.gt(%k.1, 5)
        %k.2: i = operator.add(%k.1, %i)
        yield %0, %x.3, %k.2
    }
    return %x.1, %k
}
""",
        """\
def f(x, n):
    k = 0
    for i in range(n):
        x = x * 2.0
        stop = k > 5
        k = k + i
        if stop:
            break
    return x, k
""",
    ),
    "what follows the exit is printed in both arms": (
        """\
func f(%x: f[n], %n: i) {
    %tape: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %e: f = view(%x, %i)
        %0: b = operator.gt(%e, 1.4)
        %stop: b = if(%0) then {
            yield True
        } else {
            yield False
        }
        grow[append](%tape, %e)
        yield %stop
    }
    return %tape
}
""",
        """\
def f(x, n):
    tape = []
    for i in range(n):
        e = x[i]
        if e > 1.4:
            tape.append(e)
            break
        tape.append(e)
    return tape
""",
    ),
    "while": (
        """\
func f(%x: f[n]) {
    %0: f = view(%x, 0)
    %k: i, %s: f = while(0, %0) test(%k.1: i, %s.1: f) {
        %1: b = operator.lt(%s.1, 50.0)
        %2: b = operator.lt(%k.1, 9)
        %3: b = if(%1) then {
            yield %2
        } else {
            yield %1
        }
        yield %3
    } body(%k.2: i, %s.2: f) {
        %4: f = view(%x, 1)
        %s.3: f = operator.mul(%s.2, %4)
        %k.3: i = operator.add(%k.2, 1)
        yield False, %k.3, %s.3
    }
    %5: f = operator.mul(%s, %k)
    return %5
}
""",
        """\
def f(x):
    k = 0
    s = x[0]
    while s < 50.0 and k < 9:
        s = s * x[1]
        k = k + 1
    return s * k
""",
    ),
    "a test that takes statements": (
        """\
func f(%x: f) {
    %x.1: f = while(%x) test(%x.2: f) {
        %y: f = math.sin(%x.2)
        %0: b = operator.gt(%y, 0.1)
        yield %0
    } body(%x.3: f) {
        %x.4: f = operator.mul(%x.3, 0.5)
        yield False, %x.4
    }
    return %x.1
}
""",
        """\
import math


def f(x):
    while True:
        y = math.sin(x)
        if not y > 0.1:
            break
        x = x * 0.5
    return x
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
    t = math.exp(x)
    s = 0.0
    for i in range(9):
        s = s + t
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
