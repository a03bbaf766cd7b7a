"""How much the emitted value and gradient of each workload may consist of. `python tests/structure/renew.py` makes it tighter."""
# ruff: noqa: E201, E241
from __future__ import annotations

from counting import Counts

#                            lines, operations, allocations, kept, helpers
BUDGETS = {
    "chain":             Counts(   12,         33,           0,    0,       1),
    "logsumexp":         Counts(    6,          9,           0,    0,       1),
    "cross_entropy":     Counts(   11,         15,           0,    0,       0),
    "rosenbrock":        Counts(   12,         22,           1,    0,       0),
    "logistic":          Counts(   10,         25,           0,    0,       0),
    "perceptron":        Counts(   15,         27,           0,    0,       0),
    "gaussian_process":  Counts(   13,         35,           0,    0,       0),
    "newton":            Counts(   13,         23,           0,    1,       0),
    "logistic_map":      Counts(   12,         17,           0,    1,       0),
    "heat":              Counts(   21,         34,           2,    1,       0),
    "convolution":       Counts(   22,         30,           2,    1,       0),
    "lotka_volterra":    Counts(   53,         83,           4,    3,       0),
}
