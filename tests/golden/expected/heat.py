def heat_grad(u0, k, steps, *, out_bar=1.0):            # wrt u0
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
    # backward
    u_bar = 2 * out_bar * u                             # line 25: return np.sum(u ** 2)
    for _ in range(steps):
        e_bar = u_bar[1:-1] * k                         # line 24: u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
        u_bar[:-2] += e_bar
        u_bar[2:] += e_bar
        u_bar[1:-1] -= 2.0 * e_bar
    return u_bar
