def gauss_seidel_grad(x, *, out_bar=1.0):               # wrt x
    u = x.copy()
    tape = []
    for t in range(3):
        for i in range(1, len(u) - 1):
            u_i = u[i]
            t1 = u[i - 1]
            tape.append((t1, u_i))
            u[i] = u_i * t1 * 0.5 + u[i + 1]
    # backward
    u_bar = 2 * out_bar * u                             # line 47: return np.sum(u * u)
    for _ in range(3):
        for i in reversed(range(1, len(u) - 1)):
            t1, u_i = tape.pop()
            e_bar = u_bar[i]                            # line 46: u[i] = u[i] * u[i - 1] * 0.5 + u[i + 1]
            u_bar[i + 1] += e_bar
            e_bar = 0.5 * e_bar
            u_bar[i - 1] += e_bar * u_i
            u_bar[i] = e_bar * t1
    return u_bar
