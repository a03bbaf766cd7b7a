"""A two-layer LSTM language model over a list of arrays; the weights are a list of dictionaries."""
import numpy as np
from cases import Case


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def lstm_cell(weights, x, h, c):
    z = weights["Wx"] @ x + weights["Wh"] @ h + weights["b"]
    n = h.shape[0]
    i = sigmoid(z[:n])
    f = sigmoid(z[n : 2 * n] + 1.0)
    o = sigmoid(z[2 * n : 3 * n])
    g = np.tanh(z[3 * n :])
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c


def log_softmax(z):
    z = z - np.max(z)
    return z - np.log(np.sum(np.exp(z)))


def run(layers, sequence):
    states = [(np.zeros(len(w["b"]) // 4), np.zeros(len(w["b"]) // 4)) for w in layers]
    outputs = []
    for x in sequence:
        for k, w in enumerate(layers):
            h, c = lstm_cell(w, x, *states[k])
            states[k] = h, c
            x = h
        outputs.append(x)
    return outputs


def loss(layers, readout, sequence, targets):
    outputs = run(layers, sequence)
    total = 0.0
    for h, target in zip(outputs, targets):
        logp = log_softmax(readout @ h)
        total -= logp[target]
    penalty = sum(np.sum(w[name] ** 2) for w in layers for name in ("Wx", "Wh"))
    return total / len(outputs) + 1e-2 * penalty


def layer(rng, n_in, n):
    Wx, Wh = rng.normal(size=(4 * n, n_in)) * 0.4, rng.normal(size=(4 * n, n)) * 0.4
    return {"Wx": Wx, "Wh": Wh, "b": rng.normal(size=4 * n)}


RNG = np.random.default_rng(0)
LAYERS = [layer(RNG, 3, 2), layer(RNG, 2, 2)]
READOUT = RNG.normal(size=(3, 2))
SEQUENCE = [RNG.normal(size=3) for _ in range(4)]

CASES = [
    Case(loss, (LAYERS, READOUT, SEQUENCE, [0, 2, 1, 2]), (0, 1)),
    Case(loss, (LAYERS, READOUT, SEQUENCE, [0, 2, 1, 2]), "sequence", name="wrt_sequence"),
]
