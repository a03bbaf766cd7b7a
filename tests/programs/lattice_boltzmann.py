"""A D2Q9 lattice Boltzmann channel with a bounce-back obstacle and a body force."""
import numpy as np
from cases import Case

VELOCITIES = np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, 1], [-1, -1], [1, -1]])
WEIGHTS = np.array([4 / 9] + [1 / 9] * 4 + [1 / 36] * 4)
OPPOSITE = [0, 3, 4, 1, 2, 7, 8, 5, 6]


def equilibrium(rho, ux, uy):
    feq = np.empty((9,) + rho.shape)
    usq = 1.5 * (ux**2 + uy**2)
    for i, (cx, cy) in enumerate(VELOCITIES):
        cu = 3.0 * (cx * ux + cy * uy)
        feq[i] = WEIGHTS[i] * rho * (1.0 + cu + 0.5 * cu**2 - usq)
    return feq


def macroscopic(f):
    rho = f.sum(axis=0)
    ux, uy = np.tensordot(VELOCITIES.T, f, axes=1) / rho
    return rho, ux, uy


def drag(omega, force, rho0, obstacle, steps=4):
    f = equilibrium(rho0, np.zeros(rho0.shape), np.zeros(rho0.shape))
    total = 0.0
    for _ in range(steps):
        rho, ux, uy = macroscopic(f)
        ux = ux + force / (omega * rho)
        post = f - omega * (f - equilibrium(rho, ux, uy))
        for i in range(9):
            post[i][obstacle] = f[OPPOSITE[i]][obstacle]
        for i in range(9):
            cx, cy = VELOCITIES[i]
            f[i] = np.roll(np.roll(post[i], cx, axis=0), cy, axis=1)
        total += np.sum(f[1][obstacle] - f[3][obstacle])
    rho, ux, uy = macroscopic(f)
    return total + np.sum(ux[~obstacle] ** 2) * 100.0 + np.sum((rho - 1.0) ** 2)


RHO = 1.0 + 0.05 * np.sin(np.arange(20.0)).reshape(5, 4)
OBSTACLE = np.zeros((5, 4), dtype=bool)
OBSTACLE[2, 1:3] = True

CASES = [Case(drag, (1.2, 0.02, RHO, OBSTACLE), (0, 1, 2))]
