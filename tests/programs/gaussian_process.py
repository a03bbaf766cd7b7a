"""Linear algebra by hand: a Cholesky factor in three loops, substitution, and modified Gram-Schmidt."""
import numpy as np
from cases import Case


def cholesky(a):
    n = a.shape[0]
    L = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            if i == j:
                if s <= 0:
                    raise np.linalg.LinAlgError("not positive definite")
                L[i, j] = np.sqrt(s)
            else:
                L[i, j] = s / L[j, j]
    return L


def forward_substitution(L, b):
    y = b.copy()
    for i in range(len(y)):
        y[i] -= L[i, :i] @ y[:i]
        y[i] /= L[i, i]
    return y


def kernel(x, z, log_length, log_amplitude):
    d = x[:, None] - z[None, :]
    return np.exp(2.0 * log_amplitude - 0.5 * d**2 * np.exp(-2.0 * log_length))


def negative_evidence(hyper, x, y):
    log_length, log_amplitude, log_noise = hyper
    K = kernel(x, x, log_length, log_amplitude)
    K[np.diag_indices_from(K)] += np.exp(2.0 * log_noise)
    L = cholesky(K)
    z = forward_substitution(L, y)
    return 0.5 * z @ z + np.sum(np.log(np.diag(L))) + 0.5 * len(y) * np.log(2.0 * np.pi)


def gram_schmidt(a):
    q = a.copy()
    n = q.shape[1]
    r = np.zeros((n, n))
    for j in range(n):
        r[j, j] = np.sqrt(np.sum(q[:, j] ** 2))
        q[:, j] /= r[j, j]
        for k in range(j + 1, n):
            r[j, k] = q[:, j] @ q[:, k]
            q[:, k] -= r[j, k] * q[:, j]
    return q, r


def least_squares(a, b):
    q, r = gram_schmidt(a)
    c = q.T @ b
    n = len(c)
    x = np.zeros(n)
    for i in reversed(range(n)):
        x[i] = (c[i] - r[i, i + 1 :] @ x[i + 1 :]) / r[i, i]
    residual = b - a @ x
    return residual @ residual + 0.1 * np.sum(np.abs(x) ** 3)


X = np.array([0.0, 0.4, 1.1, 1.7, 2.6])
DESIGN = np.vander(X, 3) + 0.1

CASES = [Case(negative_evidence, (np.array([-0.2, 0.1, -1.0]), X, np.sin(2.0 * X)), (0, 1, 2)),
         Case(least_squares, (DESIGN, np.cos(X)), (0, 1))]
