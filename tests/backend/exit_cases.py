"""IR and the Python that it is printed as: how loops end."""

from __future__ import annotations

CASES = {
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
            s *= 2.0
            break
        s += e
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
        x *= 2.0
        stop = k > 5
        k += i
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
        s *= x[1]
        k += 1
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
        x *= 0.5
    return x
""",
    ),
    "a return from two loops": (
        """\
func f(%x: f[n], %n: i) {
    %found: b, %r: f = for(0, %n, 1, False, @<unbound>) body(%i: i, %found.1: b, %r.1: f) {
        %found.2: b, %r.2: f = for(0, %i, 1, False, @<unbound>) body(%j: i, %found.3: b, %r.3: f) {
            %0: f = view(%x, %j)
            %1: b = operator.gt(%0, 1.0)
            %found.4: b, %r.4: f = if(%1) then {
                %2: f = view(%x, %i)
                yield True, %2
            } else {
                yield False, %r.3
            }
            yield %found.4, %found.4, %r.4
        }
        %found.5: b, %r.5: f = if(%found.2) then {
            yield %found.2, %r.2
        } else {
            yield False, %r.1
        }
        yield %found.5, %found.5, %r.5
    }
    %3: f = if(%found) then {
        yield %r
    } else {
        yield 0.0
    }
    return %3
}
""",
        """\
def f(x, n):
    found = False
    for i in range(n):
        for j in range(i):
            if x[j] > 1.0:
                found = True
                r = x[i]
                break
        if found:
            break
    return r if found else 0.0
""",
    ),
    "a guard after the exit": (
        """\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %0: f = view(%x, %i)
        %1: b = operator.gt(%0, 1.0)
        %stop: b = if(%1) then {
            %2: b = operator.gt(%s.1, 3.0)
            yield %2
        } else {
            yield False
        }
        %s.2: f = if(%stop) then {
            yield %s.1
        } else {
            %s.3: f = operator.add(%s.1, %0)
            yield %s.3
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
        x_i = x[i]
        if x_i > 1.0:
            stop = s > 3.0
        else:
            stop = False
        if stop:
            break
        s += x_i
    return s
""",
    ),
}
