# ruff: noqa: E501
"""What each construct is lowered to: every function has its IR as its docstring.

The IR is also run, and has to give what the function gives; so are the programs of the other tests (see interpret.py).
"""
from __future__ import annotations

import inspect
import textwrap

import numpy as np
import pytest

from srcgrad.errors import SrcgradError
from srcgrad.frontend.lower import lower_function
from srcgrad.ir.spec import specs_of
from srcgrad.ir.text import to_text
from tests.frontend.interpret import check

HALF = 0.5
X = np.array([1.1, 1.3, 0.7, 1.9])


def assign(x):
    """
    func assign(%x: f[n]) {
        %b: f[n] = operator.mul(%x, 2.0)
        %out: f[n] = operator.add(%b, 2.0)
        return %out
    }
    """
    a = b = x * 2.0
    (c, *d), e = (a, b, a), 1.0
    n: float = e
    if (k := n + 1.0) > 0.0:
        d[1] = c
    return d[1] + k


def augmented(x, s):
    """
    func augmented(%x: f[n], %s: f) {
        %s.1: f = operator.add(%s, 1.0)
        store[mul](%x, 0, %s.1)
        store[add](%x, Ellipsis, %s.1)
        return %s.1
    }
    """
    s += 1.0
    x[0] *= s
    x += s
    return s


def branches(x):
    """
    func branches(%x: f[n]) {
        %0: f = view(%x, 0)
        %1: b = operator.gt(%0, 0.0)
        %result: f = if(%1) then {
            %y: f = view(%x, 0)
            %out: f = operator.mul(%y, 2.0)
            yield %out
        } else {
            %2: f = view(%x, 1)
            %3: b = operator.gt(%2, 0.0)
            %result.1: f = if(%3) then {
                %out.1: f = view(%x, 1)
                yield %out.1
            } else {
                %4: any = effect[builtins.ValueError]('no')
                effect[raise](%4)
                yield @<unbound>
            }
            yield %result.1
        }
        return %result
    }
    """
    if x[0] > 0.0:
        y = x[0]
    elif x[1] > 0.0:
        return x[1]
    else:
        raise ValueError("no")
    return y * 2.0


def expressions(x, a):
    """
    func expressions(%x: f[n], %a: f) {
        %0: b = operator.lt(0.0, %a)
        %1: b = if(%0) then {
            %2: b = operator.lt(%a, 1.0)
            yield %2
        } else {
            yield %0
        }
        %y: f = if(%1) then {
            yield 1.0
        } else {
            yield %a
        }
        %3: f = if(%y) then {
            %4: f = view(%x, 0)
            %5: b = operator.not_(%4)
            yield %5
        } else {
            yield %y
        }
        %out: f = if(%3) then {
            yield %3
        } else {
            yield False
        }
        return %out
    }
    """
    y = 1.0 if 0.0 < a < 1.0 else a
    return y and not x[0] or a is None


def exits(x):
    """
    func exits(%x: f[n]) {
        %0: i:n = builtins.len(%x)
        %stop: b, %i: i, %s: f, %v: f = for(0, %0, 1, False, @<unbound>, 0.0, @<unbound>) body(%i.1: i, %stop.1: b, %i.2: i, %s.1: f, %v.1: f) {
            %v.2: f = view(%x, %i.1)
            %1: b = operator.lt(%v.2, 0.0)
            %stop.2: b, %skip: b, %s.2: f = if(%1) then {
                yield False, True, %s.1
            } else {
                %2: b = operator.gt(%v.2, 9.0)
                %stop.3: b, %s.3: f = if(%2) then {
                    yield True, %s.1
                } else {
                    %3: f = operator.mul(%v.2, %i.1)
                    %s.4: f = operator.add(%s.1, %3)
                    yield False, %s.4
                }
                yield %stop.3, False, %s.3
            }
            yield %stop.2, %stop.2, %i.1, %s.2, %v.2
        }
        %s.5: f = if(%stop) then {
            yield %s
        } else {
            %s.6: f = operator.neg(%s)
            yield %s.6
        }
        return %s.5
    }
    """
    s = 0.0
    for i, v in enumerate(x):
        if v < 0.0:
            continue
        if v > 9.0:
            break
        s += v * i
    else:
        s = -s
    return s


def until(x):
    """
    func until(%x: f[n]) {
        %s: f = view(%x, 0)
        %s.1: f = while(%s) test(%s.2: f) {
            %0: b = operator.lt(%s.2, 9.0)
            yield %0
        } body(%s.3: f) {
            %1: f = view(%x, 1)
            %s.4: f = operator.mul(%s.3, %1)
            yield False, %s.4
        }
        return %s.1
    }
    """
    s = x[0]
    while s < 9.0:
        s = s * x[1]
    return s


def returns_from_loop(x):
    """
    func returns_from_loop(%x: f[n]) {
        %0: i:n = builtins.len(%x)
        %found: b, %result: f, %v: f = for(0, %0, 1, False, @<unbound>, @<unbound>) body(%1: i, %found.1: b, %result.1: f, %v.1: f) {
            %v.2: f = view(%x, %1)
            %2: b = operator.gt(%v.2, 1.0)
            %found.2: b, %result.2: f = if(%2) then {
                yield True, %v.2
            } else {
                yield False, %result.1
            }
            yield %found.2, %found.2, %result.2, %v.2
        }
        %found.3: b, %result.3: f = if(%found) then {
            yield %found, %result
        } else {
            yield True, 0.0
        }
        return %result.3
    }
    """
    for v in x:
        if v > 1.0:
            return v
    return 0.0


def walks(x, y):
    """
    func walks(%x: f[n], %y: f[n.1]) {
        %0: i:n = builtins.len(%x)
        %1: i:n.1 = builtins.len(%y)
        %2: i:n.1-1 = operator.sub(%1, 1)
        %3: opaque[builtins.range] = builtins.range(%2, -1, -1)
        %4: i = builtins.len(%3)
        %5: i = builtins.min(%0, %4)
        %a: f, %b: f, %s: f = for(0, %5, 1, @<unbound>, @<unbound>, 0.0) body(%6: i, %a.1: f, %b.1: f, %s.1: f) {
            %a.2: f = view(%x, %6)
            %7: i = operator.mul(%6, -1)
            %8: i = operator.add(%2, %7)
            %b.2: f = view(%y, %8)
            %9: f = operator.mul(%a.2, %b.2)
            %s.2: f = operator.add(%s.1, %9)
            yield False, %a.2, %b.2, %s.2
        }
        %10: f = view(%x, 1)
        %s.3: f = operator.add(%s, %10)
        %11: f = view(%x, 2)
        %s.4: f = operator.add(%s.3, %11)
        return %s.4
    }
    """
    s = 0.0
    for a, b in zip(x, reversed(y)):
        s = s + a * b
    for k in (1, 2):
        s = s + x[k]
    return s


def indices(x):
    """
    func indices(%x: f[n, n.1]) {
        %v: f[n-2, n.1] = view(%x, slice(1, -1, None))
        %w: f[2, n.1] = load(%x, [0, 0])
        %0: f[n-2, 1, n.1] = view(%v, (slice(None, None, None), None))
        %1: b[n, n.1] = operator.gt(%x, 0.0)
        %2: f[?] = load(%x, %1)
        %3: f[n, n.1] = view(%x, Ellipsis)
        return %0, %w, %2, %3
    }
    """
    v = x[1:-1]
    w = x[[0, 0]]
    return v[:, None], w, x[x > 0.0], x[...]


def stores(x):
    """
    func stores(%x: f[n]) {
        store[set](%x, slice(1, None, None), 0.0)
        %0: b[n] = operator.lt(%x, 0.0)
        store[add](%x, %0, 1.0)
        store[at](%x, [0, 0], 1.0)
        %1: f[n] = numpy.sin(%x)
        store[set](%x, Ellipsis, %1)
        %2: f[n] = numpy.sort(%x)
        store[set](%x, Ellipsis, %2)
        store[set](%x, Ellipsis, 2.0)
        return None
    }
    """
    x[1:] = 0.0
    x[x < 0.0] += 1.0
    np.add.at(x, [0, 0], 1.0)
    np.sin(x, out=x)
    x.sort()
    x.fill(2.0)


def calls(x):
    """
    func calls(%x: f[n]) {
        %0: f = view(%x, 1)
        %1: f = view(%x, 2)
        %2: f = operator.mul(%0, 2.0)
        %3: f = view(%x, 0)
        %4: f = operator.mul(%2, %3)
        %5: f = operator.add(0, %1)
        %6: f = operator.add(%4, %5)
        %out: f = operator.add(%6, @HALF)
        return %out
    }
    """
    def scaled(v, by=3.0, *rest, **more):
        return v * by * x[0] + sum(rest) + more["k"]
    return scaled(*[x[1], 2.0], x[2], k=HALF)


def lists(x):
    """
    func lists(%x: f[n]) {
        %v: f = view(%x, 0)
        %v.1: f = view(%x, 1)
        %0: f = operator.mul(%v.1, %v.1)
        %1: f = operator.mul(%v, %v)
        return %v, 1.0, %0, %1, 3
    }
    """
    a = [x[0], 1.0]
    a.append(x[1])
    a.insert(0, a.pop())
    return a[1:] + [v * v for v in a[:2]], len(a)


def grown(x):
    """
    func grown(%x: f[n]) {
        %rows: list[(f, f)] = new[builtins.list]()
        %0: i:n = builtins.len(%x)
        %v: f = for(0, %0, 1, @<unbound>) body(%1: i, %v.1: f) {
            %v.2: f = view(%x, %1)
            %2: f = operator.mul(%v.2, %v.2)
            %3: (f, f) = new[builtins.tuple](%v.2, %2)
            grow[append](%rows, %3)
            yield False, %v.2
        }
        %4: (f, f) = item(%rows, -1)
        %5: f = item(%4, 0)
        %6: f = item(%4, 1)
        return %6
    }
    """
    rows = []
    for v in x:
        rows.append((v, v * v))
    return rows[-1][1]


def dicts(x):
    """
    func dicts(%x: f[n]) {
        %0: f = view(%x, 0)
        %1: f = view(%x, 1)
        %2: f = operator.mul(%0, 2.0)
        %out: f = operator.add(0, %0)
        %out.1: f = operator.add(%out, %1)
        %out.2: f = operator.add(%out.1, %2)
        return %out.2
    }
    """
    d = {"a": x[0], **{"b": x[1]}}
    d["c"] = d["a"] * d.get("z", 2.0)
    return sum(d[k] for k in d)


def counted(x, names):
    """
    func counted(%x: f[n], %names: list[i]) {
        %names0: i:k~ = item(%names, 0)
        %names1: i:k.1~ = item(%names, 1)
        %d: dict[f] = new[builtins.dict]()
        %0: f = view(%x, %names0)
        put(%d, %names0, %0)
        %1: f = view(%x, %names1)
        put(%d, %names1, %1)
        return %d
    }
    """
    d = {}
    for n in names:
        d[n] = x[n]
    return d


class Model:
    scale = 2.0

    def __init__(self, w):
        self.w = w

    @property
    def double(self):
        return self.w * self.scale

    def __call__(self, x):
        self.w = self.w + 1.0
        return self.double @ x


def objects(x):
    """
    func objects(%x: f[n]) {
        %0: f[n] = operator.add(%x, 1.0)
        %out: f[n] = operator.mul(%0, @Model.scale)
        %out.1: f = operator.matmul(%out, %x)
        %1: f = view(%0, 0)
        %out.2: f = operator.add(%out.1, %1)
        return %out.2
    }
    """
    m = Model(x)
    return m(x) + m.w[0]


def matched(x):
    """
    func matched(%x: f[n]) {
        %0: f = view(%x, 0)
        %1: b = operator.gt(%0, 0.0)
        %result: f = if(%1) then {
            %out: f = operator.mul(%0, 1)
            yield %out
        } else {
            %out.1: f = view(%x, 1)
            yield %out.1
        }
        return %result
    }
    """
    match (x[0], [1, 2]):
        case (a, [1, *rest]) if a > 0.0:
            return a * len(rest)
        case _:
            return x[1]


def tried(x):
    """
    func tried(%x: f[n, n]) {
        %ok: b, %error: opaque, %y: f[n, n] = try[(numpy.linalg.LinAlgError,)]() body {
            %y.1: f[n, n] = numpy.linalg.cholesky(%x)
            yield True, None, %y.1
        } failure(%error.1: opaque) {
            yield False, %error.1, @<unbound>
        }
        %y.2: f[n, n] = if(%ok) then {
            yield %y
        } else {
            yield %x
        }
        return %y.2
    }
    """
    try:
        y = np.linalg.cholesky(x)
    except np.linalg.LinAlgError:
        y = x
    return y


def guarded(x):
    """
    func guarded(%x: f[n]) {
        %0: opaque = numpy.errstate(all='ignore')
        %y: f[n] = with(%0) body {
            %y.1: f[n] = numpy.log(%x)
            yield %y.1
        }
        %1: f = view(%y, 0)
        %2: b = operator.gt(%1, 0.0)
        effect[assert](%2, 'positive')
        %3: f = view(%y, 0)
        %4: opaque[builtins.str] = builtins.format(%3, '.2f')
        %5: opaque[builtins.str] = builtins.str.join('', (%4,))
        effect[builtins.print](%5)
        return %y
    }
    """
    with np.errstate(all="ignore"):
        y = np.log(x)
    assert y[0] > 0.0, "positive"
    print(f"{y[0]:.2f}")
    return y


FUNCTIONS = [f for f in list(globals().values()) if inspect.isfunction(f) and f.__module__ == __name__]
OTHER_ARGUMENTS = {"augmented": (X, 2.0), "expressions": (X, 0.5), "walks": (X, X[:3]), "indices": (np.eye(3),),
                   "counted": (X, [0, 2]), "tried": (np.eye(3),)}


@pytest.mark.parametrize("fn", FUNCTIONS, ids=lambda f: f.__name__)
def test_ir(fn):
    args = OTHER_ARGUMENTS.get(fn.__name__, (X,))
    text = to_text(check(fn, *args).function)
    assert text.strip() == textwrap.dedent(fn.__doc__).strip(), text


# --- what is known when the derivative is built, and what is not ------------------------------------------------------
def closures_in_a_list(x):
    fs = [lambda v, k=k: v * x[k] for k in range(3)]
    return sum(f(x[0]) for f in fs)


def objects_in_a_list(x):
    layers = [Model(x * k) for k in range(1, 4)]
    s = 0.0
    for k in range(3):
        s = s + layers[k](x)
    return s


def variable_of_two_kinds(x):
    e, s = 0.0, 0.0
    for v in x:
        for e in x:
            s = s + e * v
        e = x * s
    return s + e[0]


def list_that_gets_other_elements(x):
    a = []
    b = [a, a]
    for k in range(len(x)):
        b[k % 2].append(x[k])
    return a[0] * a[-1] + len(a)


def list_under_two_names(x):
    a, b = [], [x[0]]
    for v in x:
        c = a if v > 1.0 else b
        c.append(v)
    return sum(a) * sum(b)


def dict_written_in_a_loop(x):
    d = {}
    for k in range(len(x)):
        d[k % 2] = x[k] * d.get(k % 2, 1.0)
    return d[0] * d[1]


def arrays_of_changing_length(x):
    parts = []
    for k in range(len(x)):
        parts.append(x[k:] * 2.0)
    return np.concatenate(parts)


def missing_key(x):
    d = {"a": x[0]}
    try:
        return d["b"]
    except KeyError:
        return d["a"]


def starred_from_a_list(x):
    first, *middle, last = [v * v for v in x]
    return first * last + sum(middle)


def function_rebound_in_a_loop(x):
    s = 1.0
    g = lambda v: v * s  # noqa: E731
    for k in range(3):
        s = g(s) + x[k]
        g = lambda v: v * s + 1.0  # noqa: B023, E731
    return s


def function_chosen_by_default(x):
    f = lambda v: v  # noqa: E731
    for k in (2.0, 3.0):
        if x[0] * k < 3.0:
            f = lambda v, k=k: v * k  # noqa: E731
    return f(x[1])


def dead_mixture(x):
    for v in x:
        if v > 1.0:
            m = Model(x)  # noqa: F841
            rows = [x, x]  # noqa: F841
        else:
            m = Model(2.0 * x)  # noqa: F841
            rows = [v]  # noqa: F841
    return np.sum(x)


@pytest.mark.parametrize("fn", [function_rebound_in_a_loop, function_chosen_by_default, dead_mixture, closures_in_a_list, objects_in_a_list, list_under_two_names, variable_of_two_kinds, dict_written_in_a_loop,
                                list_that_gets_other_elements, arrays_of_changing_length, missing_key, starred_from_a_list],
                         ids=lambda f: f.__name__)
def test_meaning(fn):
    check(fn, X)


# --- refusals --------------------------------------------------------------------------------------------------------
CHANGED = {1, 2}


def generator(x):
    yield x


def writes_a_global_set(x):
    CHANGED.add(3)
    return x


def set_of_floats(x):
    return sum({x[0], x[1]})


def global_name(x):
    global HALF
    HALF = x[0]
    return x


def evaluated(x):
    return eval("x")


def absent_argument(x, y):
    return x


@pytest.mark.parametrize("fn, code", [(generator, "SG301"), (writes_a_global_set, "SG308"),
                                      (set_of_floats, "SG308"), (global_name, "SG304"), (evaluated, "SG303"),
                                      (absent_argument, "SG308")],
                         ids=lambda v: getattr(v, "__name__", v))
def test_refusal(fn, code):
    with pytest.raises(SrcgradError) as e:
        lower_function(fn, specs_of({"x": X}))
    assert e.value.code == code
