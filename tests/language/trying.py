"""try in its forms."""
from __future__ import annotations

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


CASES = every(vars(), X)
