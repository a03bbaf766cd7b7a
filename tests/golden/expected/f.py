import numpy as np


def f_grad(x, *, out_bar=1.0):                          # wrt x
    s = x[0]
    s_tape = []
    k = 0
    while s < 50.0:
        s_tape.append(s)
        s = s * x[1] + x[2]
        k += 1
    # backward
    x_bar = np.zeros(x.shape)
    s_bar = out_bar * k
    x2_bar = x1_bar = 0.0
    for s in reversed(s_tape):
        x2_bar += s_bar
        x1_bar += s_bar * float(s)
        s_bar *= float(x[1])
    x_bar[2] = x2_bar                                   # line 16: s = s * x[1] + x[2]
    x_bar[1] = x1_bar
    x_bar[0] = s_bar                                    # line 13: s = x[0]
    return x_bar
