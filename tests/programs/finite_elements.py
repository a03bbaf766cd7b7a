"""Heat conduction on triangles: assembly by scatter-add, Dirichlet rows, a dense solve, compliance of the result."""
import numpy as np
from cases import Case


def square_mesh(n):
    xs = np.linspace(0.0, 1.0, n + 1)
    nodes = np.array([(x, y) for y in xs for x in xs])
    triangles = []
    for j in range(n):
        for i in range(n):
            a = j * (n + 1) + i
            triangles.append((a, a + 1, a + n + 2))
            triangles.append((a, a + n + 2, a + n + 1))
    return nodes, np.array(triangles)


def element_matrix(xy, kappa):
    """Linear triangle; xy has one corner a row."""
    b = np.array([xy[1, 1] - xy[2, 1], xy[2, 1] - xy[0, 1], xy[0, 1] - xy[1, 1]])
    c = np.array([xy[2, 0] - xy[1, 0], xy[0, 0] - xy[2, 0], xy[1, 0] - xy[0, 0]])
    area = 0.5 * (c[2] * b[1] - c[1] * b[2])
    return kappa / (4.0 * area) * (np.outer(b, b) + np.outer(c, c)), area


def assemble(nodes, triangles, kappa, source):
    n = len(nodes)
    K = np.zeros((n, n))
    F = np.zeros(n)
    for e, tri in enumerate(triangles):
        Ke, area = element_matrix(nodes[tri], kappa[e])
        K[np.ix_(tri, tri)] += Ke
        np.add.at(F, tri, source * area / 3.0)
    return K, F


def compliance(kappa, nodes, triangles, fixed):
    K, F = assemble(nodes, triangles, kappa, 1.0)
    for i in fixed:
        K[i, :] = 0.0
        K[:, i] = 0.0
        K[i, i] = 1.0
        F[i] = 0.0
    u = np.linalg.solve(K, F)
    return F @ u + 0.01 * np.sum(kappa**2)


def assemble_at_once(nodes, triangles, kappa):
    corner = nodes[triangles]
    b = np.roll(corner[:, :, 1], -1, axis=1) - np.roll(corner[:, :, 1], -2, axis=1)
    c = np.roll(corner[:, :, 0], -2, axis=1) - np.roll(corner[:, :, 0], -1, axis=1)
    area = 0.5 * (c[:, 2] * b[:, 1] - c[:, 1] * b[:, 2])
    Ke = (b[:, :, None] * b[:, None, :] + c[:, :, None] * c[:, None, :]) * (kappa / (4.0 * area))[:, None, None]
    K = np.zeros((len(nodes), len(nodes)))
    rows = np.repeat(triangles, 3, axis=1).ravel()
    cols = np.tile(triangles, (1, 3)).ravel()
    np.add.at(K, (rows, cols), Ke.ravel())
    return K, area


def temperature_at_corner(kappa, nodes, triangles, free):
    K, area = assemble_at_once(nodes, triangles, kappa)
    load = np.zeros(len(nodes))
    for k in range(3):
        np.add.at(load, triangles[:, k], area / 3.0)
    u = np.zeros(len(nodes))
    u[free] = np.linalg.solve(K[np.ix_(free, free)], load[free])
    return u[-1]


NODES, TRIANGLES = square_mesh(2)
NODES = NODES + 0.02 * np.sin(7.0 * np.arange(18.0)).reshape(9, 2)
KAPPA = 1.0 + 0.3 * np.cos(np.arange(8.0))
FIXED = [0, 3, 6]
FREE = np.array([1, 2, 4, 5, 7, 8])

CASES = [Case(compliance, (KAPPA, NODES, TRIANGLES, FIXED), (0, 1)),
         Case(temperature_at_corner, (KAPPA, NODES, TRIANGLES, FREE), (0, 1))]
