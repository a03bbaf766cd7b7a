"""try in its forms."""
from __future__ import annotations

import contextlib
import math

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class Rejected(Exception):
    pass


def nothing_raised(x):
    try:
        y = x[0] * x[1]
    except ZeroDivisionError:
        y = x[2]
    return y**2


def raised_and_handled(x):
    try:
        y = x[0] * _checked(x[3])
    except ValueError:
        y = x[2] ** 2
    return y * x[1]


def _checked(v):
    if v > 1.6:
        raise ValueError("too large")
    return v * v


def which_handler(x):
    s = x[0]
    for k in range(3):
        try:
            s = s * _raises(k, x[1])
        except KeyError:
            s = s + x[2]
        except (ValueError, TypeError):
            s = s * x[3]
    return s


def _raises(k, v):
    if k == 1:
        raise KeyError(k)
    if k == 2:
        raise TypeError("two")
    return v**2


def base_class_catches(x):
    try:
        raise Rejected("always")
    except Exception:
        y = x[0] * x[1]
    return y**2


def else_clause(x):
    s = 0.0
    for v in x:
        try:
            w = _checked(v)
        except ValueError:
            s += v
        else:
            s += w * x[0]
    return s


def finally_clause(x):
    s = x[0]
    try:
        s = s * x[1]
    finally:
        s = s + x[2] ** 2
    return s


def finally_after_handler(x):
    y = x * 1.0
    try:
        z = _checked(x[3])
    except ValueError as error:
        z = x[4] if str(error) else 0.0
    finally:
        y[0] = x[1] ** 2
    return np.sum(y * z)


def return_inside(x):
    return _safe(x[0]) * _safe(x[3]) + _safe(x[1])


def _safe(v):
    try:
        return _checked(v)
    except ValueError:
        return v


def break_inside(x):
    s = x[0]
    for v in x[1:]:
        try:
            s = s * _checked(v)
        except ValueError:
            break
        s = s + 0.5
    return s


def continue_inside(x):
    s = x[0]
    for v in x:
        try:
            w = _checked(v)
        except ValueError:
            continue
        s = s * w
    return s


def partly_done(x):
    a = x[0]
    try:
        a = a * x[1]
        b = _checked(x[3])
        a = a * b
    except ValueError:
        a = a + x[2]
    return a**2


def nested(x):
    try:
        try:
            y = _checked(x[3])
        except KeyError:
            y = x[0]
    except ValueError:
        y = x[1] * x[2]
    return y**2


def raised_again(x):
    try:
        try:
            y = _checked(x[3])
        except ValueError as error:
            raise Rejected from error
    except Rejected:
        y = x[1] ** 3
    return y


def jitter_until_it_works(x):
    k = np.outer(x, x) - 0.05 * np.eye(5)
    jitter = 0.01
    for _ in range(6):
        try:
            c = np.linalg.cholesky(k + jitter * np.eye(5))
            break
        except np.linalg.LinAlgError:
            jitter *= 4.0
    return np.sum(np.log(np.diag(c)))


def missing_key(x):
    d = {"a": x[0] ** 2}
    try:
        v = d["b"]
    except KeyError:
        v = d["a"] * x[1]
    return v * x[2]


class Budget(Exception):
    def __init__(self, left):
        super().__init__(f"{left} left")


class Account:
    def __init__(self, start):
        self.total = start
        self.seen = []

    def add(self, v):
        self.total = self.total * v
        self.seen.append(v)
        self.total = self.total + _checked(v)
        return self.total


def loop_left_by_exception(x):
    s, k = 1.0, 0
    try:
        while True:
            s = s + x[k] ** 2 * k
            k += 1
    except IndexError:
        pass
    return s * k


def for_left_by_exception(x):
    s, last = x[0], x[1]
    try:
        for v in x:
            s = s * v
            last = v
            s = s + _checked(v)
    except ValueError:
        s = s * last
    return s * x[4]


def array_half_written(x):
    y = np.ones(5) * x[1]
    try:
        for i in range(5):
            y[i] = x[i] ** 2
            y[i] *= _checked(x[i])
    except ValueError:
        y[4] = x[2]
    return np.sum(y * x)


def list_half_filled(x):
    out = []
    try:
        for v in x:
            out.append(v * 2.0)
            out[-1] = out[-1] * _checked(v)
    except ValueError:
        out.append(x[0])
    return np.sum(np.array(out) ** 2) * len(out)


def dict_half_filled(x):
    d = {"a": x[0]}
    try:
        d["a"] = d["a"] * x[1]
        d["b"] = _checked(x[3])
        d["a"] = x[2]
    except ValueError:
        d["b"] = d["a"] ** 2
    return d["a"] * d["b"]


def object_half_changed(x):
    a = Account(x[0])
    try:
        for v in x:
            a.add(v)
    except ValueError:
        a.total = a.total * 1.5
    return a.total * len(a.seen) + sum(a.seen) * x[1]


def value_of_half_done_call(x):
    a = Account(x[0])
    y = x[2]
    try:
        y = 2.0 * a.add(x[1]) + x[0]
        y = y * a.add(x[3]) - 1.0
    except ValueError:
        y = y * a.total
    return y * a.total


def condition_raises(x):
    s, k = x[0], 0
    try:
        while _checked(x[k]) > 0.1:
            s = s * x[k]
            k += 1
    except ValueError:
        s = s + x[4] * k
    return s


def branch_condition_raises(x):
    s = x[0]
    try:
        s = s * x[1]
        if _checked(x[3]) > 0.5:
            s = s * 3.0
        else:
            s = s * 5.0
    except ValueError:
        s = s**2
    return s


def inner_passes_it_on(x):
    s = x[0]
    try:
        s = s * x[1]
        try:
            s = s * x[2]
            s = s * _checked(x[3])
        except KeyError:
            s = s * 100.0
        s = s * 1000.0
    except ValueError:
        s = s + x[4]
    return s**2


def inner_handles_it(x):
    s = x[0]
    try:
        s = s * x[1]
        try:
            s = s * x[2]
            s = s * _checked(x[3])
        except ValueError:
            s = s * x[4]
        s = s * x[1]
        s = s * _checked(x[4])
        s = s * _checked(x[3])
    except ValueError:
        s = s + x[4]
    return s**2


def handler_raises(x):
    s = x[0]
    try:
        try:
            s = s * x[2]
            s = s * _checked(x[3])
        except ValueError:
            s = s * x[1]
            raise KeyError("again") from None
    except KeyError:
        s = s * x[4]
    return s**2


def raised_as_it_was(x):
    s = x[0]
    try:
        try:
            s = s * x[2]
            s = s * _checked(x[3])
        except ValueError:
            s = s * x[1]
            raise
    except ValueError:
        s = s * x[4]
    return s**2


def finally_on_the_way_out(x):
    s = x[0]
    try:
        try:
            s = s * x[2]
            s = s * _checked(x[3])
            s = s * 7.0
        finally:
            s = s + x[1] ** 2
        s = s * 11.0
    except ValueError:
        s = s * x[4]
    return s**2


def finally_in_a_loop(x):
    s, runs = x[0], 0.0
    for v in x:
        try:
            s = s * v
            if v < 1.0:
                continue
            s = s * _checked(v)
            if v > 1.4:
                break
        except ValueError:
            s = s + 0.5 * v
        else:
            s = s * 0.9
        finally:
            runs = runs + v
    return s * runs


def continue_and_break_after_updates(x):
    s, n = x[0], 0
    for k in range(5):
        try:
            s = s * x[k]
            n += 1
            w = _checked(x[k])
            s = s + w
        except ValueError:
            if n > 3:
                s = s * x[1]
                continue
            break
        s = s * 1.1
    return s * n


def retried(x):
    step, y, tries = x[0], x[1], 0
    while tries < 6:
        tries += 1
        try:
            y = y * 1.1
            step = step * 0.8
            _checked(step * x[3])
            y = y + step
            break
        except ValueError:
            y = y - step * 0.1
    return y * step


def exception_carries_a_value(x):
    left = x[0]
    try:
        for v in x:
            left = left - 0.2 * v
            if left < 0.5:
                raise Budget(2)
    except Budget as e:
        left = left * len(str(e))
    return left**2


def return_from_loop_in_try(x):
    return _first(x, 1.2) * _first(x, 1.6) * _first(x, 5.0)


def _first(x, level):
    s = 1.0
    try:
        for k in range(10):
            s = s * x[k]
            if x[k] > level:
                return s
    except IndexError:
        s = s * 2.0
    return s


def math_domain(x):
    total = 0.0
    for v in x:
        r = v - 1.2
        try:
            r = math.sqrt(r)
            total += r
        except ValueError:
            total += r**2
    return total


def floating_point_error(x):
    total = 0.0
    with np.errstate(all="raise"):
        for v in x:
            r = v - 1.2
            try:
                w = np.log(np.array([r]))[0]
                total = total + w
            except FloatingPointError:
                total = total + r**2
    return total


def jitter_loop(x):
    k = np.outer(x, x) - 0.05 * np.eye(5)
    jitter = 0.01
    while True:
        try:
            c = np.linalg.cholesky(k + jitter * x[0] * np.eye(5))
            break
        except np.linalg.LinAlgError:
            jitter *= 10
    return np.sum(np.log(np.diag(c)))


def singular_falls_back(x):
    a = np.outer(x[:2], x[:2]) * 0.0 + np.diag(x[:2]) * (x[0] > 100)
    b = x[2:4]
    try:
        z = np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        z = b * x[4]
    return np.sum(z**2)


def swapped_before_failure(x):
    a, b = x[0], x[1] ** 2
    try:
        a, b = b, a * x[2]
        a, b = b * _checked(x[3]), a
    except ValueError:
        pass
    return a**2 + 3.0 * b


def view_written(x):
    y = x * 1.0
    v = y[1:4]
    try:
        v *= x[0]
        v[0] = x[4]
        v += _checked(x[3])
    except ValueError:
        v[1] = x[0] ** 2
    return np.sum(y * x)


def popped_before_failure(x):
    stack = [v * 1.0 for v in x]
    s = 1.0
    try:
        while True:
            v = stack.pop()
            s = s * v + stack[-1]
    except IndexError:
        s = s * (len(stack) + 2)
    return s


def suppressed(x):
    s = x[0]
    with contextlib.suppress(ValueError):
        s = s * x[1]
        s = s * _checked(x[3])
        s = s * x[2]
    return s**2


def closure_reads(x):
    s = x[0]

    def now():
        return s * x[1]

    try:
        s = s * x[2]
        s = s * _checked(x[3])
    except ValueError:
        return now() ** 2
    return now()


def quiet_before_failure(x):
    s = x[0]
    try:
        a = s * x[1]
        b = a * x[2]
        c = _checked(x[3]) * b
    except ValueError:
        return s * x[4]
    return a + b * c


def in_else(x):
    s = x[0]
    try:
        try:
            s = s * x[1]
        except KeyError:
            s = 0.0
        else:
            s = s * x[2]
            s = s * _checked(x[3])
    except ValueError:
        s = s * x[4]
    return s


def with_inside(x):
    s = x[0]
    try:
        with np.errstate(all="ignore"):
            s = s * x[1]
            s = s * _checked(x[3])
        s = s * 10.0
    except ValueError:
        s = s * x[4]
    return s


def match_inside(x):
    s = x[0]
    try:
        for k in (1, 2, 3):
            match k:
                case 1:
                    s = s * x[1]
                case 2:
                    s = s * x[2]
                    s = s + _checked(x[3])
                case _:
                    s = s * 100.0
    except ValueError:
        s = s * x[4]
    return s


def callee_with_try(x):
    y = x * 1.0
    for k in range(5):
        _step(y, k)
    return np.sum(y**2) * y[0]


def _step(y, k):
    try:
        y[k] = y[k] * 2.0
        y[k + 1] = y[k + 1] + 0.1 * y[k] ** 2
        y[k + 2] = y[k + 2] * _checked(y[k] * 0.4)
    except IndexError:
        y[0] = y[0] + y[k]
    except ValueError:
        y[0] = y[0] * 1.01
    return y


def value_fails(x):
    with np.errstate(divide="raise", invalid="raise"):
        try:
            y = np.log(x - 0.9)
        except FloatingPointError:
            y = 2.0 * x**2
        try:
            z = np.exp(x) / y
        except FloatingPointError:
            z = x * 0.0
    return np.sum(y) * x[1] + np.sum(z)


def list_bound_in_a_handler_that_never_runs(x):
    y = x * 1.0
    t = y[0] * 2
    for i in range(5):
        try:
            u = np.full(6, 0.5) * y[i]
        except ValueError:
            try:
                y[i] = 0.4
                zs = [e for e in y]
                y[i] = zs[0]
                u = np.sum(zs)
            except KeyError:
                pass
        t = t + np.sum(u)
    return t


CASES = every(vars(), X)
