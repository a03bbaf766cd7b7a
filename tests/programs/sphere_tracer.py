"""A sphere tracer: rays march through a signed distance field until they hit or leave; shading of what they hit."""
from dataclasses import dataclass

import numpy as np
from cases import Case


@dataclass
class Sphere:
    center: np.ndarray
    radius: float

    def distance(self, p):
        return np.linalg.norm(p - self.center) - self.radius


@dataclass
class Plane:
    height: float

    def distance(self, p):
        return p[1] - self.height


def smooth_min(a, b, k=0.2):
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0.0, 1.0)
    return b * (1.0 - h) + a * h - k * h * (1.0 - h)


def scene(p, shapes):
    d = shapes[0].distance(p)
    for shape in shapes[1:]:
        d = smooth_min(d, shape.distance(p))
    return d


def normal(p, shapes, eps=1e-3):
    n = np.zeros(3)
    for k in range(3):
        e = np.zeros(3)
        e[k] = eps
        n[k] = scene(p + e, shapes) - scene(p - e, shapes)
    return n / np.linalg.norm(n)


def march(origin, direction, shapes, far=10.0):
    t = 0.0
    for _ in range(60):
        d = scene(origin + t * direction, shapes)
        if d < 1e-11:
            return t
        t += d
        if t > far:
            break
    return None


def shade(origin, direction, shapes, light):
    t = march(origin, direction, shapes)
    if t is None:
        sky = 0.5 * (direction[1] + 1.0)
        return 0.2 * sky
    p = origin + t * direction
    to_light = light - p
    to_light /= np.linalg.norm(to_light)
    diffuse = max(normal(p, shapes) @ to_light, 0.0)
    return diffuse * np.exp(-0.1 * t)


def brightness(center, radius, light):
    shapes = [Sphere(center, radius), Sphere(center + np.array([0.5, 0.3, 0.1]), 0.6 * radius), Plane(-1.0)]
    origin = np.array([0.0, 0.2, -3.0])
    total = 0.0
    for u in (-0.3, 0.05, 0.6):
        for v in (-0.2, 0.15, 0.7):
            direction = np.array([u, v, 1.5])
            total += shade(origin, direction / np.sqrt(np.sum(direction**2)), shapes, light)
    return total


CASES = [Case(brightness, (np.array([0.1, 0.0, 0.2]), 0.8, np.array([2.0, 3.0, -2.0])), (0, 1, 2), 1e-5, 1e-4)]
