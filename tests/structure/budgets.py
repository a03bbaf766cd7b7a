"""How much the emitted value and gradient of each workload may consist of. `python tests/structure/renew.py` makes it tighter."""
# ruff: noqa: E201, E241
from __future__ import annotations

from counting import Counts

#                            lines, operations, allocations, kept, helpers
BUDGETS = {
    "chain":             Counts(   12,         30,           0,    0,       0),
    "logsumexp":         Counts(    7,          8,           0,    0,       0),
    "cross_entropy":     Counts(   12,         14,           0,    0,       0),
    "rosenbrock":        Counts(   12,         20,           1,    0,       0),
    "logistic":          Counts(   10,         24,           0,    0,       0),
    "perceptron":        Counts(   16,         28,           0,    0,       0),
    "gaussian_process":  Counts(   14,         34,           0,    0,       0),
    "newton":            Counts(   14,         21,           0,    1,       0),
    "logistic_map":      Counts(   12,         16,           0,    1,       0),
    "heat":              Counts(   21,         30,           2,    1,       0),
    "convolution":       Counts(   22,         26,           2,    1,       0),
    "lotka_volterra":    Counts(   55,         87,           2,    3,       0),
}
