"""A hidden Markov model in log space: forward, backward and Viterbi-like recursions, Gaussian emissions."""
import numpy as np
from cases import Case
from scipy.special import logsumexp


def log_normalise(a):
    return a - logsumexp(a, axis=-1, keepdims=True)


def emission(y, mu, log_sigma):
    return -0.5 * ((y - mu) / np.exp(log_sigma)) ** 2 - log_sigma - 0.5 * np.log(2 * np.pi)


def forward(log_pi, log_A, log_b):
    T, K = log_b.shape
    alpha = np.full((T, K), -np.inf)
    alpha[0] = log_pi + log_b[0]
    for t in range(1, T):
        for k in range(K):
            terms = alpha[t - 1] + log_A[:, k]
            top = terms.max()
            alpha[t, k] = top + np.log(np.sum(np.exp(terms - top))) + log_b[t, k]
    return alpha


def backward(log_A, log_b):
    T, K = log_b.shape
    beta = np.zeros((T, K))
    for t in range(T - 2, -1, -1):
        beta[t] = logsumexp(log_A + log_b[t + 1] + beta[t + 1], axis=1)
    return beta


def negative_log_likelihood(start, transitions, mu, log_sigma, y):
    log_b = emission(y[:, None], mu, log_sigma)
    alpha = forward(log_normalise(start), log_normalise(transitions), log_b)
    return -logsumexp(alpha[-1])


def expected_occupation(start, transitions, mu, log_sigma, y):
    log_b = emission(y[:, None], mu, log_sigma)
    log_A = log_normalise(transitions)
    posterior = log_normalise(forward(log_normalise(start), log_A, log_b) + backward(log_A, log_b))
    return np.sum(np.exp(posterior) * np.arange(len(mu))) / len(y)


def best_path_score(start, transitions, mu, log_sigma, y):
    delta = log_normalise(start) + emission(y[0], mu, log_sigma)
    log_A = log_normalise(transitions)
    for obs in y[1:]:
        delta = np.max(delta[:, None] + log_A, axis=0) + emission(obs, mu, log_sigma)
    return delta.max()


ARGS = (np.array([0.2, -0.4, 0.1]), np.array([[1.0, 0.2, -0.3], [0.1, 0.8, 0.3], [-0.5, 0.4, 1.1]]),
        np.array([-1.0, 0.3, 1.4]), np.array([-0.2, 0.1, -0.4]), np.array([-0.9, -1.2, 0.4, 0.2, 1.5, 1.1, -0.3]))

CASES = [Case(negative_log_likelihood, ARGS, (0, 1, 2, 3, 4)), Case(expected_occupation, ARGS, (0, 1, 2, 3)),
         Case(best_path_score, ARGS, (0, 1, 2, 3, 4))]
