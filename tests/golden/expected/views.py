def views_grad(x, *, out_bar=1.0):                      # wrt x
    y = x * 2.0
    v = y[1:]
    x0 = x[0]
    v[0] = x0 * x0
    # backward
    y_bar = 2 * out_bar * y                             # line 39: return np.sum(y * y)
    v_bar = y_bar[1:]                                   # line 38: v[0] = x[0] * x[0]
    e_bar = v_bar[0]
    v_bar[0] = 0.0
    x_bar = 2.0 * y_bar                                 # line 36: y = x * 2.0
    x_bar[0] += 2 * e_bar * x0                          # line 38: v[0] = x[0] * x[0]
    return x_bar
