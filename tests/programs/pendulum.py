"""A damped pendulum by Dormand-Prince 4(5) with step-size control: steps are accepted or tried again."""
import numpy as np
from cases import Case

C = (0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0)
A = (
    (),
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
B5 = np.array([35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0.0])
B4 = np.array([5179 / 57600, 0.0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40])


def pendulum(t, y, p):
    theta, omega = y
    torque = p["drive"] * np.cos(2.0 * t) - p["damping"] * omega
    return np.array([omega, -p["g"] / p["length"] * np.sin(theta) + torque])


def rk_step(f, t, y, h, args):
    k = np.zeros((7, len(y)))
    for s in range(7):
        dy = np.zeros(len(y))
        for j, a in enumerate(A[s]):
            dy += a * k[j]
        k[s] = f(t + C[s] * h, y + h * dy, *args)
    return y + h * (B5 @ k), h * ((B5 - B4) @ k)


def integrate(f, t0, t1, y0, args=(), rtol=1e-5, atol=1e-7, h=0.3):
    t, y = t0, y0
    accepted, rejected = 0, 0
    while t < t1:
        last = t + h >= t1
        if last:
            h = t1 - t
        new, err = rk_step(f, t, y, h, args)
        scale = atol + rtol * np.maximum(np.abs(y), np.abs(new))
        norm = np.sqrt(np.mean((err / scale) ** 2))
        if norm <= 1.0:
            t = t1 if last else t + h
            y = new
            accepted += 1
        else:
            rejected += 1
        h *= min(5.0, max(0.2, 0.9 * norm**-0.2))
        if accepted + rejected > 1000:
            raise RuntimeError("too many steps")
    return y


def loss(y0, params):
    y = integrate(pendulum, 0.0, 1.5, y0, args=(params,))
    return (y[0] - 0.1) ** 2 + 0.5 * y[1] ** 2


PARAMS = {"g": 9.81, "length": 1.3, "damping": 0.2, "drive": 0.4}

CASES = [Case(loss, (np.array([0.9, -0.2]), PARAMS), (0, 1), 1e-6, 1e-5, modes=("rev", "fwd"))]
