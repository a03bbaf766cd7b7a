import numpy as np


def first_big_grad(x, *, out_bar=1.0):                  # wrt x
    tape = []
    found = False
    for i in range(len(x)):
        if x[i] > 1.4:
            found = True
            t = x[i]
            tape.append((t, i))
            break
        t = None
        tape.append((t, i))
    # backward
    if found:
        result_bar = out_bar
        x_bar = np.zeros_like(x)
    else:
        result_bar = 0.0
        x_bar = np.full_like(x, out_bar)
    x0 = x[0]                                           # line 31: return x[i] * x[0]
    x_bar = x_bar.copy()
    for t, i in tape[::-1]:
        if x[i] > 1.4:
            x_bar[0] += result_bar * t
            x_bar[i] += result_bar * x0
            result_bar = 0.0
    return x_bar.astype(x.dtype, copy=False)
