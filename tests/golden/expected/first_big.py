import numpy as np


def first_big_grad(x, *, out_bar=1.0):                  # wrt x
    i_tape = []
    found = False
    for i in range(len(x)):
        i_tape.append(i)
        if x[i] > 1.4:
            found = True
            break
    # backward
    if found:
        result_bar = out_bar
        x_bar = np.zeros(x.shape)
    else:
        result_bar = 0.0
        x_bar = np.full_like(x, out_bar)
    for i in reversed(i_tape):
        x_i = x[i]
        if x_i > 1.4:
            x_bar[0] += result_bar * x_i                # line 31: return x[i] * x[0]
            e_bar = result_bar * x[0]
            result_bar = 0.0
        else:
            e_bar = 0.0
        x_bar[i] += e_bar
    return x_bar
