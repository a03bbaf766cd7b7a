"""A few Lennard-Jones atoms in a periodic box, velocity Verlet with everything updated in place."""
import numpy as np
from cases import Case


def minimum_image(d, box):
    d -= box * np.round(d / box)
    return d


def forces(pos, box, eps, sigma, f):
    """Fills f; returns the potential energy."""
    f[:] = 0.0
    energy = 0.0
    n = len(pos)
    for i in range(n - 1):
        for j in range(i + 1, n):
            d = minimum_image(pos[i] - pos[j], box)
            r2 = d @ d
            if r2 > 6.25:
                continue
            s6 = (sigma * sigma / r2) ** 3
            energy += 4.0 * eps * (s6 * s6 - s6)
            fij = 24.0 * eps * (2.0 * s6 * s6 - s6) / r2 * d
            f[i] += fij
            f[j] -= fij
    return energy


def simulate(pos, vel, eps=1.0, sigma=1.0, box=5.0, dt=0.005, steps=6):
    mass = np.array([1.0, 1.0, 2.0, 1.5])
    f = np.empty_like(pos)
    forces(pos, box, eps, sigma, f)
    kinetic = []
    for step in range(steps):
        vel += 0.5 * dt * f / mass[:, None]
        pos += dt * vel
        pos %= box
        epot = forces(pos, box, eps, sigma, f)
        vel += 0.5 * dt * f / mass[:, np.newaxis]
        if step % 2 == 0:  # a weak thermostat
            ke = 0.5 * np.sum(mass * np.sum(vel**2, axis=1))
            vel *= np.sqrt(1.0 + 0.1 * (2.0 / ke - 1.0))
        kinetic.append(0.5 * np.sum(mass[:, None] * vel**2))
    return epot, np.array(kinetic), pos


def loss(pos, vel, eps, sigma):
    epot, kinetic, final = simulate(pos, vel, eps, sigma)
    return epot + kinetic.mean() + 0.1 * np.sum((final - 2.0) ** 2)


POS = np.array([[1.0, 1.1, 0.9], [2.2, 1.0, 1.2], [1.3, 2.3, 0.8], [4.6, 1.2, 1.1]])
VEL = np.array([[0.4, -0.3, 0.1], [-0.2, 0.5, 0.2], [0.1, -0.2, -0.4], [0.3, 0.2, 0.6]])

CASES = [Case(loss, (POS, VEL, 1.0, 1.05), (0, 1, 2, 3))]
