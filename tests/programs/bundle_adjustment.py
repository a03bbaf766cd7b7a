"""Reprojection errors of a few points in a few cameras, and a robust sum of them."""
from collections import namedtuple

import numpy as np
from cases import Case

Camera = namedtuple("Camera", "rotation center focal principal radial")


def rodrigues(w, x):
    theta2 = np.sum(w**2)
    if theta2 > 1e-12:
        theta = np.sqrt(theta2)
        axis = w / theta
        cos, sin = np.cos(theta), np.sin(theta)
        return x * cos + np.cross(axis, x) * sin + axis * (axis @ x) * (1.0 - cos)
    return x + np.cross(w, x)


def distort(radial, p):
    r2 = p @ p
    return p * (1.0 + radial[0] * r2 + radial[1] * r2**2)


def project(cam, X):
    Xc = rodrigues(cam.rotation, X - cam.center)
    p = distort(cam.radial, Xc[:2] / Xc[2])
    return p * cam.focal + cam.principal


def unpack_camera(c):
    return Camera(rotation=c[0:3], center=c[3:6], focal=c[6], principal=c[7:9], radial=c[9:11])


def huber(r2, delta=1.0):
    return r2 if r2 <= delta**2 else 2.0 * delta * np.sqrt(r2) - delta**2


def cost(cameras, points, weights, observations):
    """observations: (camera, point, measured x, measured y)"""
    total = 0.0
    for k, (i, j, u, v) in enumerate(observations):
        cam = unpack_camera(cameras[i])
        e = weights[k] * (project(cam, points[j]) - np.array([u, v]))
        total += huber(e @ e)
    for w in weights:
        total += (1.0 - w**2) ** 2
    return total


CAMERAS = np.array([
    [0.1, -0.2, 0.05, 0.0, 0.1, -4.0, 1.2, 0.05, -0.02, 0.03, -0.01],
    [-0.15, 0.1, 0.2, 0.5, -0.2, -5.0, 1.1, -0.04, 0.01, 0.02, 0.01],
    [1e-7, 0.0, 0.0, 0.3, 0.2, -4.5, 1.0, 0.0, 0.03, -0.02, 0.0],
])
POINTS = np.array([[0.3, 0.2, 0.1], [-0.4, 0.6, 0.5], [0.8, -0.3, -0.2]])
WEIGHTS = np.array([0.9, 1.1, 0.8, 1.2, 1.05, 0.95])
OBSERVATIONS = [
    (0, 0, 0.4, 0.1), (0, 1, -0.2, 0.3), (1, 1, 0.1, 0.2), (1, 2, 0.3, -2.2), (2, 0, 0.1, 0.0), (2, 2, 0.2, -0.1)]

CASES = [Case(cost, (CAMERAS[:2], POINTS, WEIGHTS[:4], OBSERVATIONS[:4]), (0, 1, 2)),
         Case(cost, (CAMERAS, POINTS, WEIGHTS, OBSERVATIONS), (1, 2), name="small_rotation")]
