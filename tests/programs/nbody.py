"""Planets under Newton's gravity by the leapfrog method; the energy drift and the final distance are what is scored."""
import numpy as np
from cases import Case


class System:
    def __init__(self, masses, positions, velocities, softening=0.05):
        self.m = masses
        self.x = positions.copy()
        self.v = velocities.copy()
        self.softening = softening
        self.time = 0.0

    def acceleration(self):
        d = self.x[None, :, :] - self.x[:, None, :]
        r2 = np.sum(d**2, axis=-1) + self.softening**2
        inv3 = r2**-1.5
        np.fill_diagonal(inv3, 0.0)
        return np.einsum("ij,ijk,j->ik", inv3, d, self.m)

    def kick(self, dt):
        self.v += dt * self.acceleration()

    def drift(self, dt):
        self.x += dt * self.v
        self.time += dt

    def leapfrog(self, dt):
        self.kick(0.5 * dt)
        self.drift(dt)
        self.kick(0.5 * dt)

    @property
    def energy(self):
        kinetic = 0.5 * np.sum(self.m * np.sum(self.v * self.v, axis=1))
        potential = 0.0
        n = len(self.m)
        for i in range(n):
            for j in range(i):
                r = np.sqrt(np.sum((self.x[i] - self.x[j]) ** 2) + self.softening**2)
                potential -= self.m[i] * self.m[j] / r
        return kinetic + potential


def score(masses, positions, velocities, steps=5, dt=0.05):
    system = System(masses, positions, velocities)
    start = system.energy
    track = []
    for _ in range(steps):
        system.leapfrog(dt)
        track.append(np.linalg.norm(system.x[1] - system.x[0]))
    return 10.0 * (system.energy - start) ** 2 + min(track) + track[-1] * system.time


MASSES = np.array([1.0, 0.2, 0.1])
POSITIONS = np.array([[0.0, 0.0], [1.0, 0.1], [-0.3, 1.6]])
VELOCITIES = np.array([[0.0, -0.1], [0.1, 1.1], [-0.8, 0.0]])

CASES = [Case(score, (MASSES, POSITIONS, VELOCITIES), (0, 1, 2))]
