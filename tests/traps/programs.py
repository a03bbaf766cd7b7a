"""Small programs on which automatic differentiation goes wrong somewhere in the field.

Every public function takes X and returns a number.
"""
# ruff: noqa: B007
import numpy as np

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def prod(x):
    p = 1.0
    for i in range(x.shape[0]):
        p = p * x[i]
    return p


def prod_aug(x):
    p = 1.0
    for i in range(len(x)):
        p *= x[i]
    return p


def wmean(x):
    s = 0.0
    n = 0.0
    for i in range(len(x)):
        w = x[i] * x[i]
        n += w
        s += x[i] * w
    return s / n


def setitem(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = x[i] * x[i]
    return np.sum(y * y)


def setitem_overwrite(x):
    y = x * 2.0
    s = np.sum(y * y)
    y[0] = x[1] * x[2]
    return s + np.sum(y ** 3)


def aug_setitem(x):
    y = x * 2.0
    y[1] *= x[0]
    y[2] += x[1] * x[1]
    return np.sum(y * y)


def view(x):
    y = x * 2.0
    v = y[1:]
    v[0] = x[0] * x[0]
    return np.sum(y * y)


def view2(x):
    y = x * 2.0
    v = y[1:]
    y[1] = x[0] * x[0]
    return np.sum(v * v)


def alias_(x):
    y = x * 2.0
    z = y
    z[0] = x[1] * x[1]
    return np.sum(y * y)


def inplace_aug(x):
    y = x * 2.0
    z = y
    y *= x
    return np.sum(z * z)


def arg_mutate(x):
    x[0] = x[1] * x[2]
    return np.sum(x * x)


def ufunc_out(x):
    y = x * 2.0
    np.multiply(y, x, out=y)
    return np.sum(y * y)


def break_(x):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i]
        if s > 3.0:
            break
    return s * s


def continue_(x):
    s = 0.0
    for i in range(len(x)):
        if x[i] < 1.0:
            continue
        s = s + x[i] ** 3
    return s


def while_(x):
    s = x[0]
    k = 0
    while s < 50.0:
        s = s * x[1] + x[2]
        k = k + 1
    return s * k


def early_return(x):
    for i in range(len(x)):
        if x[i] > 1.4:
            return x[i] * x[0]
    return np.sum(x)


def ifexp(x):
    return np.sum(x * x) if x[0] > 0 else np.sum(x)


def argmax(x):
    m = -1e20
    for i in range(len(x)):
        d = x[i] * (i % 3)
        if d > m:
            m = d
    return m


def matmul(x):
    A = np.outer(x, x)
    return np.sum(A @ x)


def bcast(x):
    A = x[:, None] * x[None, :] + x
    return np.sum(A * A)


def mask(x):
    return np.sum(x[x > 1.0] ** 2)


def where(x):
    return np.sum(np.where(x > 1.0, x ** 2, x))


def fancy(x):
    idx = np.array([0, 0, 1, 2])
    return np.sum(x[idx] ** 2)


def fancy_set(x):
    y = np.zeros(5)
    idx = np.array([0, 2, 4])
    y[idx] = x[:3] ** 2
    return np.sum(y * y)


def fancy_addat(x):
    y = np.zeros(3)
    np.add.at(y, np.array([0, 0, 1]), x[:3] ** 2)
    return np.sum(y * y)


def tuple_unpack(x):
    a, b = x[0], x[1]
    a, b = b * a, a + b
    return a * b


def closure_(x):
    c = 2.0
    def g(y):
        return y * c + x[0]
    return np.sum(g(x) ** 2)


def list_append(x):
    ys = []
    for i in range(len(x)):
        ys.append(x[i] ** 2)
    s = 0.0
    for y in ys:
        s = s + y * y
    return s


def listidx(x):
    ys = [x[0], x[1] * x[0], 0.0]
    ys[2] = ys[1] * ys[0]
    return ys[2] * ys[1]


def dict_items(x):
    d = {'a': x[0] * x[1]}
    d['b'] = d['a'] * x[2]
    d['a'] = d['b'] * d['a']
    return d['a'] + d['b']


def _halve_square(y, n):
    if n == 0:
        return y
    return _halve_square(y * y * 0.5, n - 1)


def rec(x):
    return np.sum(_halve_square(x, 3))


def norm_cubed(x):
    return np.linalg.norm(x) ** 3


def solve(x):
    A = np.outer(x, x) + np.eye(len(x)) * 3.0
    return np.sum(np.linalg.solve(A, x))


def logsumexp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def stencil(x):
    u = x * 1.0
    for t in range(4):
        u[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def stencil_seq(x):
    u = x * 1.0
    for t in range(3):
        for i in range(1, len(u) - 1):
            u[i] = u[i] * u[i - 1] * 0.5 + u[i + 1]
    return np.sum(u * u)


def reassign_shape(x):
    y = x
    for i in range(3):
        y = np.concatenate((y, y * x[i]))
    return np.sum(y * y)


def tryexc(x):
    try:
        y = x[0] * x[1]
    except ValueError:
        y = x[2]
    return y * y


def method(x):
    return (x * x).sum() + x.mean() + x.dot(x) + x.T.sum() + x.reshape(-1).max()


def walrus(x):
    if (y := x[0] * x[1]) > 0:
        return y * y
    return y


def zero_iter(x):
    s = x[0]
    for i in range(0):
        s = s * x[1]
    return s * x[2]


def loopvar_after(x):
    s = 0.0
    for i in range(3):
        s = s + x[i]
    return s * x[i]


def nested(x):
    s = 0.0
    for i in range(3):
        t = 1.0
        for j in range(i + 1):
            t = t * x[j]
            if t > 5.0:
                break
        s = s + t * t
    return s


def const_where_nan(x):
    y = np.where(x > 10.0, np.sqrt(x - 10.0), x)
    return np.sum(y)


def matset(x):
    A = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            A[i, j] = x[i] * x[j] + (A[i, j - 1] if j > 0 else 0.0)
    return np.sum(A * A)


def swap_elements(x):
    y = x * 1.0
    y[0], y[1] = y[1] * y[0], y[0]
    return np.sum(y ** 3)


def helper_mutate(x):
    y = x * 1.0
    _scale_first(y, x)
    return np.sum(y * y)


def _scale_first(y, x):
    y[0] = x[1] * y[0]
    return 0.0


def kw(x):
    return np.sum(np.sum(np.outer(x, x), axis=0, keepdims=True) ** 2)


def einsum(x):
    return np.einsum('i,j,ij->', x, x, np.outer(x, x))


def global_array(x):
    return np.sum(x * GLOB)
GLOB = np.array([1., 2., 3., 4., 5.])


def augname_array_loop(x):
    s = np.zeros(3)
    for i in range(3):
        s += x[i] * x[:3]
    return np.sum(s * s)


def augname_arg(x):
    x *= 2.0
    return np.sum(x * x)


def norm_after_loop(x):
    u = x.copy()
    for i in range(1, len(u)):
        u[i] = u[i] + u[i - 1] * u[i - 1]
    return np.linalg.norm(u) + u.sum()


def elementwise_scale_in_place(x):
    a = np.ones(5)
    for i in range(len(x)):
        a[i] *= x[i]
        a[i] += x[i] * a[i - 1]
    return np.sum(a ** 2)


def nested_dynamic_loops_carried_vector(x):
    v = x.copy()
    n = 1
    while n < 4:
        for _ in range(n):
            v = np.sin(v) + x
        n += 1
    return v @ v


def before_loop_used_after(x):
    first = x[0] * x[1]
    s = 0.0
    for xi in x:
        s = s + xi * first
    return s * first


def return_before_loop(x):
    if x[0] > 100.0:
        return x[0]
    s = 0.0
    for i in range(0, int(x[0]) - 1):
        s += x[i] ** 2
    return s + x[1] ** 3


def bound_from_mutated_array(x):
    n = np.array([1, 2, 3])
    n[1] = 4
    s = 1.0
    for i in range(n[1]):
        s = s * x[i]
    return s


def only_inside_branch_inside_loop(x):
    s = 0.0
    for i in range(len(x)):
        if i % 2:
            t = x[i] * x[i]
            s = s + t
    return s


def same_array_twice(x):
    return _combine(x, x)


def _combine(a, b):
    c = a * 2.0
    c[0] = b[1]
    return np.sum(c * b)


def keyword_to_helper(x):
    return np.sum(_affine(x, b=x, a=3.0))


def _affine(x, a=2.0, b=1.0):
    return a * x + b * x


def literal_and_default(x):
    return np.sum(_affine(x) * _affine(x, 5))


def variable_named_like_ours(x):
    d = x * 2.0
    x_bar = d[0] * d[1]
    tape = [x_bar, d[2]]
    return tape[0] * tape[1] + np.sum(d)


def softmax_entropy(x):
    e = np.exp(x - x.max())
    p = e / np.sum(e, keepdims=True)
    return -np.sum(p * np.log(p))


def maximum_broadcast(x):
    a = np.maximum(x[:, None], 1.2 * x[None, ::-1])
    return np.sum(a / x)


def power_broadcast(x):
    return np.sum(x[:, None] ** x)


def multiply_out(x):
    y = np.empty((5, 5))
    np.multiply(x[:, None], x, out=y)
    return np.sum(y ** 2)


def errstate(x):
    with np.errstate(divide="ignore"):
        y = x * x
    return np.sum(y)


def one_dimensional_dot(x):
    return np.dot(x, x) * x.dot(2 * x) + np.inner(x, x)


def copy_is_not_alias(x):
    u = x * 1.0
    u[0] = 5.0 * x[1]
    return np.sum(u * u) + np.sum(x * x)


def method_chain(x):
    m = np.outer(x, x).T.reshape(-1, 5).sum(axis=0).clip(0.5, 20.0)
    return m.mean() + m.std() + m.prod() ** 0.1


def cond_defined_in_both(x):
    if x[0] > 0:
        z = x[1] * x[1]
    else:
        w = x[2]
        z = w
    return z * x[0]


def while_true(x):
    s = x[0]
    k = 0
    while True:
        s = s * x[1]
        k += 1
        if k > 5:
            break
    return s


def exit_flags_sometimes(x):
    s = 0.0
    for i in range(len(x)):
        if x[i] > 1.0:
            if s > 3.0:
                break
            s = s + x[i] * x[i]
        s = s + x[i]
    return s * s


def cholesky_retry(x):
    k = np.outer(x, x)
    try:
        c = np.linalg.cholesky(k - np.eye(5))
    except np.linalg.LinAlgError:
        c = np.linalg.cholesky(k + np.eye(5))
    return np.sum(np.log(np.diag(c)))


def swap_rows(x):
    a = np.outer(x, x ** 2)
    a[[0, 2]] = a[[2, 0]]
    a[1], a[3] = a[3].copy(), a[1].copy()
    return np.sum(a * np.arange(25.0).reshape(5, 5))


def row_view_loop(x):
    a = np.outer(x, np.ones(5))
    for i, row in enumerate(a):
        row *= x[i]
        row[i:] += x[0]
    return np.sum(a ** 2)


def straight_line_500(x):
    s = x
    s = s * 0.99 + np.sin(s + 0.0) * 0.01
    s = s * 0.99 + np.sin(s + 1.0) * 0.01
    s = s * 0.99 + np.sin(s + 2.0) * 0.01
    s = s * 0.99 + np.sin(s + 3.0) * 0.01
    s = s * 0.99 + np.sin(s + 4.0) * 0.01
    s = s * 0.99 + np.sin(s + 5.0) * 0.01
    s = s * 0.99 + np.sin(s + 6.0) * 0.01
    s = s * 0.99 + np.sin(s + 7.0) * 0.01
    s = s * 0.99 + np.sin(s + 8.0) * 0.01
    s = s * 0.99 + np.sin(s + 9.0) * 0.01
    s = s * 0.99 + np.sin(s + 10.0) * 0.01
    s = s * 0.99 + np.sin(s + 11.0) * 0.01
    s = s * 0.99 + np.sin(s + 12.0) * 0.01
    s = s * 0.99 + np.sin(s + 13.0) * 0.01
    s = s * 0.99 + np.sin(s + 14.0) * 0.01
    s = s * 0.99 + np.sin(s + 15.0) * 0.01
    s = s * 0.99 + np.sin(s + 16.0) * 0.01
    s = s * 0.99 + np.sin(s + 17.0) * 0.01
    s = s * 0.99 + np.sin(s + 18.0) * 0.01
    s = s * 0.99 + np.sin(s + 19.0) * 0.01
    s = s * 0.99 + np.sin(s + 20.0) * 0.01
    s = s * 0.99 + np.sin(s + 21.0) * 0.01
    s = s * 0.99 + np.sin(s + 22.0) * 0.01
    s = s * 0.99 + np.sin(s + 23.0) * 0.01
    s = s * 0.99 + np.sin(s + 24.0) * 0.01
    s = s * 0.99 + np.sin(s + 25.0) * 0.01
    s = s * 0.99 + np.sin(s + 26.0) * 0.01
    s = s * 0.99 + np.sin(s + 27.0) * 0.01
    s = s * 0.99 + np.sin(s + 28.0) * 0.01
    s = s * 0.99 + np.sin(s + 29.0) * 0.01
    s = s * 0.99 + np.sin(s + 30.0) * 0.01
    s = s * 0.99 + np.sin(s + 31.0) * 0.01
    s = s * 0.99 + np.sin(s + 32.0) * 0.01
    s = s * 0.99 + np.sin(s + 33.0) * 0.01
    s = s * 0.99 + np.sin(s + 34.0) * 0.01
    s = s * 0.99 + np.sin(s + 35.0) * 0.01
    s = s * 0.99 + np.sin(s + 36.0) * 0.01
    s = s * 0.99 + np.sin(s + 37.0) * 0.01
    s = s * 0.99 + np.sin(s + 38.0) * 0.01
    s = s * 0.99 + np.sin(s + 39.0) * 0.01
    s = s * 0.99 + np.sin(s + 40.0) * 0.01
    s = s * 0.99 + np.sin(s + 41.0) * 0.01
    s = s * 0.99 + np.sin(s + 42.0) * 0.01
    s = s * 0.99 + np.sin(s + 43.0) * 0.01
    s = s * 0.99 + np.sin(s + 44.0) * 0.01
    s = s * 0.99 + np.sin(s + 45.0) * 0.01
    s = s * 0.99 + np.sin(s + 46.0) * 0.01
    s = s * 0.99 + np.sin(s + 47.0) * 0.01
    s = s * 0.99 + np.sin(s + 48.0) * 0.01
    s = s * 0.99 + np.sin(s + 49.0) * 0.01
    s = s * 0.99 + np.sin(s + 50.0) * 0.01
    s = s * 0.99 + np.sin(s + 51.0) * 0.01
    s = s * 0.99 + np.sin(s + 52.0) * 0.01
    s = s * 0.99 + np.sin(s + 53.0) * 0.01
    s = s * 0.99 + np.sin(s + 54.0) * 0.01
    s = s * 0.99 + np.sin(s + 55.0) * 0.01
    s = s * 0.99 + np.sin(s + 56.0) * 0.01
    s = s * 0.99 + np.sin(s + 57.0) * 0.01
    s = s * 0.99 + np.sin(s + 58.0) * 0.01
    s = s * 0.99 + np.sin(s + 59.0) * 0.01
    s = s * 0.99 + np.sin(s + 60.0) * 0.01
    s = s * 0.99 + np.sin(s + 61.0) * 0.01
    s = s * 0.99 + np.sin(s + 62.0) * 0.01
    s = s * 0.99 + np.sin(s + 63.0) * 0.01
    s = s * 0.99 + np.sin(s + 64.0) * 0.01
    s = s * 0.99 + np.sin(s + 65.0) * 0.01
    s = s * 0.99 + np.sin(s + 66.0) * 0.01
    s = s * 0.99 + np.sin(s + 67.0) * 0.01
    s = s * 0.99 + np.sin(s + 68.0) * 0.01
    s = s * 0.99 + np.sin(s + 69.0) * 0.01
    s = s * 0.99 + np.sin(s + 70.0) * 0.01
    s = s * 0.99 + np.sin(s + 71.0) * 0.01
    s = s * 0.99 + np.sin(s + 72.0) * 0.01
    s = s * 0.99 + np.sin(s + 73.0) * 0.01
    s = s * 0.99 + np.sin(s + 74.0) * 0.01
    s = s * 0.99 + np.sin(s + 75.0) * 0.01
    s = s * 0.99 + np.sin(s + 76.0) * 0.01
    s = s * 0.99 + np.sin(s + 77.0) * 0.01
    s = s * 0.99 + np.sin(s + 78.0) * 0.01
    s = s * 0.99 + np.sin(s + 79.0) * 0.01
    s = s * 0.99 + np.sin(s + 80.0) * 0.01
    s = s * 0.99 + np.sin(s + 81.0) * 0.01
    s = s * 0.99 + np.sin(s + 82.0) * 0.01
    s = s * 0.99 + np.sin(s + 83.0) * 0.01
    s = s * 0.99 + np.sin(s + 84.0) * 0.01
    s = s * 0.99 + np.sin(s + 85.0) * 0.01
    s = s * 0.99 + np.sin(s + 86.0) * 0.01
    s = s * 0.99 + np.sin(s + 87.0) * 0.01
    s = s * 0.99 + np.sin(s + 88.0) * 0.01
    s = s * 0.99 + np.sin(s + 89.0) * 0.01
    s = s * 0.99 + np.sin(s + 90.0) * 0.01
    s = s * 0.99 + np.sin(s + 91.0) * 0.01
    s = s * 0.99 + np.sin(s + 92.0) * 0.01
    s = s * 0.99 + np.sin(s + 93.0) * 0.01
    s = s * 0.99 + np.sin(s + 94.0) * 0.01
    s = s * 0.99 + np.sin(s + 95.0) * 0.01
    s = s * 0.99 + np.sin(s + 96.0) * 0.01
    s = s * 0.99 + np.sin(s + 97.0) * 0.01
    s = s * 0.99 + np.sin(s + 98.0) * 0.01
    s = s * 0.99 + np.sin(s + 99.0) * 0.01
    s = s * 0.99 + np.sin(s + 100.0) * 0.01
    s = s * 0.99 + np.sin(s + 101.0) * 0.01
    s = s * 0.99 + np.sin(s + 102.0) * 0.01
    s = s * 0.99 + np.sin(s + 103.0) * 0.01
    s = s * 0.99 + np.sin(s + 104.0) * 0.01
    s = s * 0.99 + np.sin(s + 105.0) * 0.01
    s = s * 0.99 + np.sin(s + 106.0) * 0.01
    s = s * 0.99 + np.sin(s + 107.0) * 0.01
    s = s * 0.99 + np.sin(s + 108.0) * 0.01
    s = s * 0.99 + np.sin(s + 109.0) * 0.01
    s = s * 0.99 + np.sin(s + 110.0) * 0.01
    s = s * 0.99 + np.sin(s + 111.0) * 0.01
    s = s * 0.99 + np.sin(s + 112.0) * 0.01
    s = s * 0.99 + np.sin(s + 113.0) * 0.01
    s = s * 0.99 + np.sin(s + 114.0) * 0.01
    s = s * 0.99 + np.sin(s + 115.0) * 0.01
    s = s * 0.99 + np.sin(s + 116.0) * 0.01
    s = s * 0.99 + np.sin(s + 117.0) * 0.01
    s = s * 0.99 + np.sin(s + 118.0) * 0.01
    s = s * 0.99 + np.sin(s + 119.0) * 0.01
    s = s * 0.99 + np.sin(s + 120.0) * 0.01
    s = s * 0.99 + np.sin(s + 121.0) * 0.01
    s = s * 0.99 + np.sin(s + 122.0) * 0.01
    s = s * 0.99 + np.sin(s + 123.0) * 0.01
    s = s * 0.99 + np.sin(s + 124.0) * 0.01
    s = s * 0.99 + np.sin(s + 125.0) * 0.01
    s = s * 0.99 + np.sin(s + 126.0) * 0.01
    s = s * 0.99 + np.sin(s + 127.0) * 0.01
    s = s * 0.99 + np.sin(s + 128.0) * 0.01
    s = s * 0.99 + np.sin(s + 129.0) * 0.01
    s = s * 0.99 + np.sin(s + 130.0) * 0.01
    s = s * 0.99 + np.sin(s + 131.0) * 0.01
    s = s * 0.99 + np.sin(s + 132.0) * 0.01
    s = s * 0.99 + np.sin(s + 133.0) * 0.01
    s = s * 0.99 + np.sin(s + 134.0) * 0.01
    s = s * 0.99 + np.sin(s + 135.0) * 0.01
    s = s * 0.99 + np.sin(s + 136.0) * 0.01
    s = s * 0.99 + np.sin(s + 137.0) * 0.01
    s = s * 0.99 + np.sin(s + 138.0) * 0.01
    s = s * 0.99 + np.sin(s + 139.0) * 0.01
    s = s * 0.99 + np.sin(s + 140.0) * 0.01
    s = s * 0.99 + np.sin(s + 141.0) * 0.01
    s = s * 0.99 + np.sin(s + 142.0) * 0.01
    s = s * 0.99 + np.sin(s + 143.0) * 0.01
    s = s * 0.99 + np.sin(s + 144.0) * 0.01
    s = s * 0.99 + np.sin(s + 145.0) * 0.01
    s = s * 0.99 + np.sin(s + 146.0) * 0.01
    s = s * 0.99 + np.sin(s + 147.0) * 0.01
    s = s * 0.99 + np.sin(s + 148.0) * 0.01
    s = s * 0.99 + np.sin(s + 149.0) * 0.01
    s = s * 0.99 + np.sin(s + 150.0) * 0.01
    s = s * 0.99 + np.sin(s + 151.0) * 0.01
    s = s * 0.99 + np.sin(s + 152.0) * 0.01
    s = s * 0.99 + np.sin(s + 153.0) * 0.01
    s = s * 0.99 + np.sin(s + 154.0) * 0.01
    s = s * 0.99 + np.sin(s + 155.0) * 0.01
    s = s * 0.99 + np.sin(s + 156.0) * 0.01
    s = s * 0.99 + np.sin(s + 157.0) * 0.01
    s = s * 0.99 + np.sin(s + 158.0) * 0.01
    s = s * 0.99 + np.sin(s + 159.0) * 0.01
    s = s * 0.99 + np.sin(s + 160.0) * 0.01
    s = s * 0.99 + np.sin(s + 161.0) * 0.01
    s = s * 0.99 + np.sin(s + 162.0) * 0.01
    s = s * 0.99 + np.sin(s + 163.0) * 0.01
    s = s * 0.99 + np.sin(s + 164.0) * 0.01
    s = s * 0.99 + np.sin(s + 165.0) * 0.01
    s = s * 0.99 + np.sin(s + 166.0) * 0.01
    s = s * 0.99 + np.sin(s + 167.0) * 0.01
    s = s * 0.99 + np.sin(s + 168.0) * 0.01
    s = s * 0.99 + np.sin(s + 169.0) * 0.01
    s = s * 0.99 + np.sin(s + 170.0) * 0.01
    s = s * 0.99 + np.sin(s + 171.0) * 0.01
    s = s * 0.99 + np.sin(s + 172.0) * 0.01
    s = s * 0.99 + np.sin(s + 173.0) * 0.01
    s = s * 0.99 + np.sin(s + 174.0) * 0.01
    s = s * 0.99 + np.sin(s + 175.0) * 0.01
    s = s * 0.99 + np.sin(s + 176.0) * 0.01
    s = s * 0.99 + np.sin(s + 177.0) * 0.01
    s = s * 0.99 + np.sin(s + 178.0) * 0.01
    s = s * 0.99 + np.sin(s + 179.0) * 0.01
    s = s * 0.99 + np.sin(s + 180.0) * 0.01
    s = s * 0.99 + np.sin(s + 181.0) * 0.01
    s = s * 0.99 + np.sin(s + 182.0) * 0.01
    s = s * 0.99 + np.sin(s + 183.0) * 0.01
    s = s * 0.99 + np.sin(s + 184.0) * 0.01
    s = s * 0.99 + np.sin(s + 185.0) * 0.01
    s = s * 0.99 + np.sin(s + 186.0) * 0.01
    s = s * 0.99 + np.sin(s + 187.0) * 0.01
    s = s * 0.99 + np.sin(s + 188.0) * 0.01
    s = s * 0.99 + np.sin(s + 189.0) * 0.01
    s = s * 0.99 + np.sin(s + 190.0) * 0.01
    s = s * 0.99 + np.sin(s + 191.0) * 0.01
    s = s * 0.99 + np.sin(s + 192.0) * 0.01
    s = s * 0.99 + np.sin(s + 193.0) * 0.01
    s = s * 0.99 + np.sin(s + 194.0) * 0.01
    s = s * 0.99 + np.sin(s + 195.0) * 0.01
    s = s * 0.99 + np.sin(s + 196.0) * 0.01
    s = s * 0.99 + np.sin(s + 197.0) * 0.01
    s = s * 0.99 + np.sin(s + 198.0) * 0.01
    s = s * 0.99 + np.sin(s + 199.0) * 0.01
    s = s * 0.99 + np.sin(s + 200.0) * 0.01
    s = s * 0.99 + np.sin(s + 201.0) * 0.01
    s = s * 0.99 + np.sin(s + 202.0) * 0.01
    s = s * 0.99 + np.sin(s + 203.0) * 0.01
    s = s * 0.99 + np.sin(s + 204.0) * 0.01
    s = s * 0.99 + np.sin(s + 205.0) * 0.01
    s = s * 0.99 + np.sin(s + 206.0) * 0.01
    s = s * 0.99 + np.sin(s + 207.0) * 0.01
    s = s * 0.99 + np.sin(s + 208.0) * 0.01
    s = s * 0.99 + np.sin(s + 209.0) * 0.01
    s = s * 0.99 + np.sin(s + 210.0) * 0.01
    s = s * 0.99 + np.sin(s + 211.0) * 0.01
    s = s * 0.99 + np.sin(s + 212.0) * 0.01
    s = s * 0.99 + np.sin(s + 213.0) * 0.01
    s = s * 0.99 + np.sin(s + 214.0) * 0.01
    s = s * 0.99 + np.sin(s + 215.0) * 0.01
    s = s * 0.99 + np.sin(s + 216.0) * 0.01
    s = s * 0.99 + np.sin(s + 217.0) * 0.01
    s = s * 0.99 + np.sin(s + 218.0) * 0.01
    s = s * 0.99 + np.sin(s + 219.0) * 0.01
    s = s * 0.99 + np.sin(s + 220.0) * 0.01
    s = s * 0.99 + np.sin(s + 221.0) * 0.01
    s = s * 0.99 + np.sin(s + 222.0) * 0.01
    s = s * 0.99 + np.sin(s + 223.0) * 0.01
    s = s * 0.99 + np.sin(s + 224.0) * 0.01
    s = s * 0.99 + np.sin(s + 225.0) * 0.01
    s = s * 0.99 + np.sin(s + 226.0) * 0.01
    s = s * 0.99 + np.sin(s + 227.0) * 0.01
    s = s * 0.99 + np.sin(s + 228.0) * 0.01
    s = s * 0.99 + np.sin(s + 229.0) * 0.01
    s = s * 0.99 + np.sin(s + 230.0) * 0.01
    s = s * 0.99 + np.sin(s + 231.0) * 0.01
    s = s * 0.99 + np.sin(s + 232.0) * 0.01
    s = s * 0.99 + np.sin(s + 233.0) * 0.01
    s = s * 0.99 + np.sin(s + 234.0) * 0.01
    s = s * 0.99 + np.sin(s + 235.0) * 0.01
    s = s * 0.99 + np.sin(s + 236.0) * 0.01
    s = s * 0.99 + np.sin(s + 237.0) * 0.01
    s = s * 0.99 + np.sin(s + 238.0) * 0.01
    s = s * 0.99 + np.sin(s + 239.0) * 0.01
    s = s * 0.99 + np.sin(s + 240.0) * 0.01
    s = s * 0.99 + np.sin(s + 241.0) * 0.01
    s = s * 0.99 + np.sin(s + 242.0) * 0.01
    s = s * 0.99 + np.sin(s + 243.0) * 0.01
    s = s * 0.99 + np.sin(s + 244.0) * 0.01
    s = s * 0.99 + np.sin(s + 245.0) * 0.01
    s = s * 0.99 + np.sin(s + 246.0) * 0.01
    s = s * 0.99 + np.sin(s + 247.0) * 0.01
    s = s * 0.99 + np.sin(s + 248.0) * 0.01
    s = s * 0.99 + np.sin(s + 249.0) * 0.01
    s = s * 0.99 + np.sin(s + 250.0) * 0.01
    s = s * 0.99 + np.sin(s + 251.0) * 0.01
    s = s * 0.99 + np.sin(s + 252.0) * 0.01
    s = s * 0.99 + np.sin(s + 253.0) * 0.01
    s = s * 0.99 + np.sin(s + 254.0) * 0.01
    s = s * 0.99 + np.sin(s + 255.0) * 0.01
    s = s * 0.99 + np.sin(s + 256.0) * 0.01
    s = s * 0.99 + np.sin(s + 257.0) * 0.01
    s = s * 0.99 + np.sin(s + 258.0) * 0.01
    s = s * 0.99 + np.sin(s + 259.0) * 0.01
    s = s * 0.99 + np.sin(s + 260.0) * 0.01
    s = s * 0.99 + np.sin(s + 261.0) * 0.01
    s = s * 0.99 + np.sin(s + 262.0) * 0.01
    s = s * 0.99 + np.sin(s + 263.0) * 0.01
    s = s * 0.99 + np.sin(s + 264.0) * 0.01
    s = s * 0.99 + np.sin(s + 265.0) * 0.01
    s = s * 0.99 + np.sin(s + 266.0) * 0.01
    s = s * 0.99 + np.sin(s + 267.0) * 0.01
    s = s * 0.99 + np.sin(s + 268.0) * 0.01
    s = s * 0.99 + np.sin(s + 269.0) * 0.01
    s = s * 0.99 + np.sin(s + 270.0) * 0.01
    s = s * 0.99 + np.sin(s + 271.0) * 0.01
    s = s * 0.99 + np.sin(s + 272.0) * 0.01
    s = s * 0.99 + np.sin(s + 273.0) * 0.01
    s = s * 0.99 + np.sin(s + 274.0) * 0.01
    s = s * 0.99 + np.sin(s + 275.0) * 0.01
    s = s * 0.99 + np.sin(s + 276.0) * 0.01
    s = s * 0.99 + np.sin(s + 277.0) * 0.01
    s = s * 0.99 + np.sin(s + 278.0) * 0.01
    s = s * 0.99 + np.sin(s + 279.0) * 0.01
    s = s * 0.99 + np.sin(s + 280.0) * 0.01
    s = s * 0.99 + np.sin(s + 281.0) * 0.01
    s = s * 0.99 + np.sin(s + 282.0) * 0.01
    s = s * 0.99 + np.sin(s + 283.0) * 0.01
    s = s * 0.99 + np.sin(s + 284.0) * 0.01
    s = s * 0.99 + np.sin(s + 285.0) * 0.01
    s = s * 0.99 + np.sin(s + 286.0) * 0.01
    s = s * 0.99 + np.sin(s + 287.0) * 0.01
    s = s * 0.99 + np.sin(s + 288.0) * 0.01
    s = s * 0.99 + np.sin(s + 289.0) * 0.01
    s = s * 0.99 + np.sin(s + 290.0) * 0.01
    s = s * 0.99 + np.sin(s + 291.0) * 0.01
    s = s * 0.99 + np.sin(s + 292.0) * 0.01
    s = s * 0.99 + np.sin(s + 293.0) * 0.01
    s = s * 0.99 + np.sin(s + 294.0) * 0.01
    s = s * 0.99 + np.sin(s + 295.0) * 0.01
    s = s * 0.99 + np.sin(s + 296.0) * 0.01
    s = s * 0.99 + np.sin(s + 297.0) * 0.01
    s = s * 0.99 + np.sin(s + 298.0) * 0.01
    s = s * 0.99 + np.sin(s + 299.0) * 0.01
    s = s * 0.99 + np.sin(s + 300.0) * 0.01
    s = s * 0.99 + np.sin(s + 301.0) * 0.01
    s = s * 0.99 + np.sin(s + 302.0) * 0.01
    s = s * 0.99 + np.sin(s + 303.0) * 0.01
    s = s * 0.99 + np.sin(s + 304.0) * 0.01
    s = s * 0.99 + np.sin(s + 305.0) * 0.01
    s = s * 0.99 + np.sin(s + 306.0) * 0.01
    s = s * 0.99 + np.sin(s + 307.0) * 0.01
    s = s * 0.99 + np.sin(s + 308.0) * 0.01
    s = s * 0.99 + np.sin(s + 309.0) * 0.01
    s = s * 0.99 + np.sin(s + 310.0) * 0.01
    s = s * 0.99 + np.sin(s + 311.0) * 0.01
    s = s * 0.99 + np.sin(s + 312.0) * 0.01
    s = s * 0.99 + np.sin(s + 313.0) * 0.01
    s = s * 0.99 + np.sin(s + 314.0) * 0.01
    s = s * 0.99 + np.sin(s + 315.0) * 0.01
    s = s * 0.99 + np.sin(s + 316.0) * 0.01
    s = s * 0.99 + np.sin(s + 317.0) * 0.01
    s = s * 0.99 + np.sin(s + 318.0) * 0.01
    s = s * 0.99 + np.sin(s + 319.0) * 0.01
    s = s * 0.99 + np.sin(s + 320.0) * 0.01
    s = s * 0.99 + np.sin(s + 321.0) * 0.01
    s = s * 0.99 + np.sin(s + 322.0) * 0.01
    s = s * 0.99 + np.sin(s + 323.0) * 0.01
    s = s * 0.99 + np.sin(s + 324.0) * 0.01
    s = s * 0.99 + np.sin(s + 325.0) * 0.01
    s = s * 0.99 + np.sin(s + 326.0) * 0.01
    s = s * 0.99 + np.sin(s + 327.0) * 0.01
    s = s * 0.99 + np.sin(s + 328.0) * 0.01
    s = s * 0.99 + np.sin(s + 329.0) * 0.01
    s = s * 0.99 + np.sin(s + 330.0) * 0.01
    s = s * 0.99 + np.sin(s + 331.0) * 0.01
    s = s * 0.99 + np.sin(s + 332.0) * 0.01
    s = s * 0.99 + np.sin(s + 333.0) * 0.01
    s = s * 0.99 + np.sin(s + 334.0) * 0.01
    s = s * 0.99 + np.sin(s + 335.0) * 0.01
    s = s * 0.99 + np.sin(s + 336.0) * 0.01
    s = s * 0.99 + np.sin(s + 337.0) * 0.01
    s = s * 0.99 + np.sin(s + 338.0) * 0.01
    s = s * 0.99 + np.sin(s + 339.0) * 0.01
    s = s * 0.99 + np.sin(s + 340.0) * 0.01
    s = s * 0.99 + np.sin(s + 341.0) * 0.01
    s = s * 0.99 + np.sin(s + 342.0) * 0.01
    s = s * 0.99 + np.sin(s + 343.0) * 0.01
    s = s * 0.99 + np.sin(s + 344.0) * 0.01
    s = s * 0.99 + np.sin(s + 345.0) * 0.01
    s = s * 0.99 + np.sin(s + 346.0) * 0.01
    s = s * 0.99 + np.sin(s + 347.0) * 0.01
    s = s * 0.99 + np.sin(s + 348.0) * 0.01
    s = s * 0.99 + np.sin(s + 349.0) * 0.01
    s = s * 0.99 + np.sin(s + 350.0) * 0.01
    s = s * 0.99 + np.sin(s + 351.0) * 0.01
    s = s * 0.99 + np.sin(s + 352.0) * 0.01
    s = s * 0.99 + np.sin(s + 353.0) * 0.01
    s = s * 0.99 + np.sin(s + 354.0) * 0.01
    s = s * 0.99 + np.sin(s + 355.0) * 0.01
    s = s * 0.99 + np.sin(s + 356.0) * 0.01
    s = s * 0.99 + np.sin(s + 357.0) * 0.01
    s = s * 0.99 + np.sin(s + 358.0) * 0.01
    s = s * 0.99 + np.sin(s + 359.0) * 0.01
    s = s * 0.99 + np.sin(s + 360.0) * 0.01
    s = s * 0.99 + np.sin(s + 361.0) * 0.01
    s = s * 0.99 + np.sin(s + 362.0) * 0.01
    s = s * 0.99 + np.sin(s + 363.0) * 0.01
    s = s * 0.99 + np.sin(s + 364.0) * 0.01
    s = s * 0.99 + np.sin(s + 365.0) * 0.01
    s = s * 0.99 + np.sin(s + 366.0) * 0.01
    s = s * 0.99 + np.sin(s + 367.0) * 0.01
    s = s * 0.99 + np.sin(s + 368.0) * 0.01
    s = s * 0.99 + np.sin(s + 369.0) * 0.01
    s = s * 0.99 + np.sin(s + 370.0) * 0.01
    s = s * 0.99 + np.sin(s + 371.0) * 0.01
    s = s * 0.99 + np.sin(s + 372.0) * 0.01
    s = s * 0.99 + np.sin(s + 373.0) * 0.01
    s = s * 0.99 + np.sin(s + 374.0) * 0.01
    s = s * 0.99 + np.sin(s + 375.0) * 0.01
    s = s * 0.99 + np.sin(s + 376.0) * 0.01
    s = s * 0.99 + np.sin(s + 377.0) * 0.01
    s = s * 0.99 + np.sin(s + 378.0) * 0.01
    s = s * 0.99 + np.sin(s + 379.0) * 0.01
    s = s * 0.99 + np.sin(s + 380.0) * 0.01
    s = s * 0.99 + np.sin(s + 381.0) * 0.01
    s = s * 0.99 + np.sin(s + 382.0) * 0.01
    s = s * 0.99 + np.sin(s + 383.0) * 0.01
    s = s * 0.99 + np.sin(s + 384.0) * 0.01
    s = s * 0.99 + np.sin(s + 385.0) * 0.01
    s = s * 0.99 + np.sin(s + 386.0) * 0.01
    s = s * 0.99 + np.sin(s + 387.0) * 0.01
    s = s * 0.99 + np.sin(s + 388.0) * 0.01
    s = s * 0.99 + np.sin(s + 389.0) * 0.01
    s = s * 0.99 + np.sin(s + 390.0) * 0.01
    s = s * 0.99 + np.sin(s + 391.0) * 0.01
    s = s * 0.99 + np.sin(s + 392.0) * 0.01
    s = s * 0.99 + np.sin(s + 393.0) * 0.01
    s = s * 0.99 + np.sin(s + 394.0) * 0.01
    s = s * 0.99 + np.sin(s + 395.0) * 0.01
    s = s * 0.99 + np.sin(s + 396.0) * 0.01
    s = s * 0.99 + np.sin(s + 397.0) * 0.01
    s = s * 0.99 + np.sin(s + 398.0) * 0.01
    s = s * 0.99 + np.sin(s + 399.0) * 0.01
    s = s * 0.99 + np.sin(s + 400.0) * 0.01
    s = s * 0.99 + np.sin(s + 401.0) * 0.01
    s = s * 0.99 + np.sin(s + 402.0) * 0.01
    s = s * 0.99 + np.sin(s + 403.0) * 0.01
    s = s * 0.99 + np.sin(s + 404.0) * 0.01
    s = s * 0.99 + np.sin(s + 405.0) * 0.01
    s = s * 0.99 + np.sin(s + 406.0) * 0.01
    s = s * 0.99 + np.sin(s + 407.0) * 0.01
    s = s * 0.99 + np.sin(s + 408.0) * 0.01
    s = s * 0.99 + np.sin(s + 409.0) * 0.01
    s = s * 0.99 + np.sin(s + 410.0) * 0.01
    s = s * 0.99 + np.sin(s + 411.0) * 0.01
    s = s * 0.99 + np.sin(s + 412.0) * 0.01
    s = s * 0.99 + np.sin(s + 413.0) * 0.01
    s = s * 0.99 + np.sin(s + 414.0) * 0.01
    s = s * 0.99 + np.sin(s + 415.0) * 0.01
    s = s * 0.99 + np.sin(s + 416.0) * 0.01
    s = s * 0.99 + np.sin(s + 417.0) * 0.01
    s = s * 0.99 + np.sin(s + 418.0) * 0.01
    s = s * 0.99 + np.sin(s + 419.0) * 0.01
    s = s * 0.99 + np.sin(s + 420.0) * 0.01
    s = s * 0.99 + np.sin(s + 421.0) * 0.01
    s = s * 0.99 + np.sin(s + 422.0) * 0.01
    s = s * 0.99 + np.sin(s + 423.0) * 0.01
    s = s * 0.99 + np.sin(s + 424.0) * 0.01
    s = s * 0.99 + np.sin(s + 425.0) * 0.01
    s = s * 0.99 + np.sin(s + 426.0) * 0.01
    s = s * 0.99 + np.sin(s + 427.0) * 0.01
    s = s * 0.99 + np.sin(s + 428.0) * 0.01
    s = s * 0.99 + np.sin(s + 429.0) * 0.01
    s = s * 0.99 + np.sin(s + 430.0) * 0.01
    s = s * 0.99 + np.sin(s + 431.0) * 0.01
    s = s * 0.99 + np.sin(s + 432.0) * 0.01
    s = s * 0.99 + np.sin(s + 433.0) * 0.01
    s = s * 0.99 + np.sin(s + 434.0) * 0.01
    s = s * 0.99 + np.sin(s + 435.0) * 0.01
    s = s * 0.99 + np.sin(s + 436.0) * 0.01
    s = s * 0.99 + np.sin(s + 437.0) * 0.01
    s = s * 0.99 + np.sin(s + 438.0) * 0.01
    s = s * 0.99 + np.sin(s + 439.0) * 0.01
    s = s * 0.99 + np.sin(s + 440.0) * 0.01
    s = s * 0.99 + np.sin(s + 441.0) * 0.01
    s = s * 0.99 + np.sin(s + 442.0) * 0.01
    s = s * 0.99 + np.sin(s + 443.0) * 0.01
    s = s * 0.99 + np.sin(s + 444.0) * 0.01
    s = s * 0.99 + np.sin(s + 445.0) * 0.01
    s = s * 0.99 + np.sin(s + 446.0) * 0.01
    s = s * 0.99 + np.sin(s + 447.0) * 0.01
    s = s * 0.99 + np.sin(s + 448.0) * 0.01
    s = s * 0.99 + np.sin(s + 449.0) * 0.01
    s = s * 0.99 + np.sin(s + 450.0) * 0.01
    s = s * 0.99 + np.sin(s + 451.0) * 0.01
    s = s * 0.99 + np.sin(s + 452.0) * 0.01
    s = s * 0.99 + np.sin(s + 453.0) * 0.01
    s = s * 0.99 + np.sin(s + 454.0) * 0.01
    s = s * 0.99 + np.sin(s + 455.0) * 0.01
    s = s * 0.99 + np.sin(s + 456.0) * 0.01
    s = s * 0.99 + np.sin(s + 457.0) * 0.01
    s = s * 0.99 + np.sin(s + 458.0) * 0.01
    s = s * 0.99 + np.sin(s + 459.0) * 0.01
    s = s * 0.99 + np.sin(s + 460.0) * 0.01
    s = s * 0.99 + np.sin(s + 461.0) * 0.01
    s = s * 0.99 + np.sin(s + 462.0) * 0.01
    s = s * 0.99 + np.sin(s + 463.0) * 0.01
    s = s * 0.99 + np.sin(s + 464.0) * 0.01
    s = s * 0.99 + np.sin(s + 465.0) * 0.01
    s = s * 0.99 + np.sin(s + 466.0) * 0.01
    s = s * 0.99 + np.sin(s + 467.0) * 0.01
    s = s * 0.99 + np.sin(s + 468.0) * 0.01
    s = s * 0.99 + np.sin(s + 469.0) * 0.01
    s = s * 0.99 + np.sin(s + 470.0) * 0.01
    s = s * 0.99 + np.sin(s + 471.0) * 0.01
    s = s * 0.99 + np.sin(s + 472.0) * 0.01
    s = s * 0.99 + np.sin(s + 473.0) * 0.01
    s = s * 0.99 + np.sin(s + 474.0) * 0.01
    s = s * 0.99 + np.sin(s + 475.0) * 0.01
    s = s * 0.99 + np.sin(s + 476.0) * 0.01
    s = s * 0.99 + np.sin(s + 477.0) * 0.01
    s = s * 0.99 + np.sin(s + 478.0) * 0.01
    s = s * 0.99 + np.sin(s + 479.0) * 0.01
    s = s * 0.99 + np.sin(s + 480.0) * 0.01
    s = s * 0.99 + np.sin(s + 481.0) * 0.01
    s = s * 0.99 + np.sin(s + 482.0) * 0.01
    s = s * 0.99 + np.sin(s + 483.0) * 0.01
    s = s * 0.99 + np.sin(s + 484.0) * 0.01
    s = s * 0.99 + np.sin(s + 485.0) * 0.01
    s = s * 0.99 + np.sin(s + 486.0) * 0.01
    s = s * 0.99 + np.sin(s + 487.0) * 0.01
    s = s * 0.99 + np.sin(s + 488.0) * 0.01
    s = s * 0.99 + np.sin(s + 489.0) * 0.01
    s = s * 0.99 + np.sin(s + 490.0) * 0.01
    s = s * 0.99 + np.sin(s + 491.0) * 0.01
    s = s * 0.99 + np.sin(s + 492.0) * 0.01
    s = s * 0.99 + np.sin(s + 493.0) * 0.01
    s = s * 0.99 + np.sin(s + 494.0) * 0.01
    s = s * 0.99 + np.sin(s + 495.0) * 0.01
    s = s * 0.99 + np.sin(s + 496.0) * 0.01
    s = s * 0.99 + np.sin(s + 497.0) * 0.01
    s = s * 0.99 + np.sin(s + 498.0) * 0.01
    s = s * 0.99 + np.sin(s + 499.0) * 0.01
    return np.sum(s)
