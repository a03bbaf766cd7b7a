import numpy as np


def rollout_grad(h, W, n, *, out_bar=1.0):              # wrt h, W
    tape = []
    for _ in range(n):
        h_next = np.tanh(W @ h)
        tape.append((h_next, h))
        h = h_next
    # backward
    W_bar = np.zeros_like(W)
    h_bar = 2 * out_bar * h
    while tape:
        h_next, h1 = tape.pop()
        e_bar = h_bar * (1.0 - h_next ** 2)             # line 51: h_next = np.tanh(W @ h)
        W_bar += np.outer(e_bar, h1)
        h_bar = W.T @ e_bar
    return h_bar.copy(), W_bar
