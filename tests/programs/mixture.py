"""Log-posterior of a Gaussian mixture whose inverse covariance factors are packed lower triangles."""
import math

import numpy as np
from cases import Case


def unpack(logdiag, lower):
    d = len(logdiag)
    L = np.zeros((d, d))
    k = 0
    for j in range(d):
        L[j, j] = math.exp(logdiag[j])
        for i in range(j + 1, d):
            L[i, j] = lower[k]
            k += 1
    return L


def logsumexp(a, axis=None):
    m = np.max(a, axis=axis, keepdims=True)
    out = m + np.log(np.sum(np.exp(a - m), axis=axis, keepdims=True))
    return np.squeeze(out, axis=axis)


def log_wishart(L, logdiag, gamma, m):
    p = L.shape[0]
    n = p + m + 1
    return n * p * math.log(gamma) - 0.5 * gamma**2 * np.sum(L**2) - m * np.sum(logdiag)


def objective(alphas, means, factors, x, gamma=1.0, m=0):
    n, d = x.shape
    k = len(alphas)
    scores = np.empty((n, k))
    prior = 0.0
    for c in range(k):
        logdiag, lower = factors[c, :d], factors[c, d:]
        L = unpack(logdiag, lower)
        z = (x - means[c]) @ L.T
        scores[:, c] = alphas[c] + np.sum(logdiag) - 0.5 * np.sum(z**2, axis=1)
        prior += log_wishart(L, logdiag, gamma, m)
    const = -n * d * 0.5 * math.log(2 * math.pi)
    return const + np.sum(logsumexp(scores, axis=1)) - n * logsumexp(alphas) + prior


def entropy_of_assignment(alphas, means, factors, x):
    """The same scores without a loop."""
    d = x.shape[1]
    diff = x[:, None, :] - means[None, :, :]
    scaled = diff * np.exp(factors[:, :d])
    logits = alphas + factors[:, :d].sum(-1) - 0.5 * np.einsum("nkd,nkd->nk", scaled, scaled)
    r = np.exp(logits - logsumexp(logits, axis=1)[:, None])
    return -np.sum(r * np.log(r + 1e-300)) / len(x)


RNG = np.random.default_rng(1)
ARGS = (RNG.normal(size=3), RNG.normal(size=(3, 2)), 0.5 * RNG.normal(size=(3, 3)), RNG.normal(size=(8, 2)))

CASES = [Case(objective, ARGS, (0, 1, 2)), Case(entropy_of_assignment, ARGS, (0, 1, 2, 3))]
