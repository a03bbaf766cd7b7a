"""Implicit equations inside an objective: Kepler's by Newton in a while loop, friction by iteration with a break."""
import math

import numpy as np
from cases import Case


def eccentric_anomaly(mean, e, tol=1e-13):
    E = mean + e * math.sin(mean)
    delta = 1.0
    while abs(delta) > tol:
        delta = (E - e * math.sin(E) - mean) / (1.0 - e * math.cos(E))
        E -= delta
    return E


def radial_velocity(t, period, e, omega, amplitude, t0):
    mean = 2.0 * math.pi * (t - t0) / period
    mean = mean % (2.0 * math.pi)
    E = eccentric_anomaly(mean, e)
    nu = 2.0 * math.atan2(math.sqrt(1 + e) * math.sin(E / 2), math.sqrt(1 - e) * math.cos(E / 2))
    return amplitude * (math.cos(nu + omega) + e * math.cos(omega))


def chi_squared(theta, times, data):
    period, e, omega, amplitude, t0 = theta
    total = 0.0
    for t, d in zip(times, data):
        total += (radial_velocity(t, period, e, omega, amplitude, t0) - d) ** 2
    return total


def colebrook(reynolds, roughness):
    f = 0.02
    for _ in range(100):
        rhs = -2.0 * np.log10(roughness / 3.7 + 2.51 / (reynolds * np.sqrt(f)))
        new = 1.0 / rhs**2
        if abs(new - f) < 1e-15:
            f = new
            break
        f = new
    else:
        raise RuntimeError("no convergence")
    return f


def pressure_drop(diameters, flow, roughness):
    drop = 0.0
    for d in diameters:
        speed = 4.0 * flow / (np.pi * d**2)
        drop += colebrook(speed * d * 1e5, roughness / d) * speed**2 / (2.0 * d)
    return drop


TIMES = np.array([0.3, 1.1, 1.9, 2.7, 4.2])
DATA = np.array([0.8, -0.2, -0.7, 0.1, 0.5])

CASES = [Case(chi_squared, (np.array([3.1, 0.3, 0.7, 0.9, 0.2]), TIMES, DATA)),
         Case(pressure_drop, (np.array([0.8, 1.1, 0.95]), 1.3, 0.002), (0, 1), step=2e-4)]
