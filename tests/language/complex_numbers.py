"""Complex numbers beside what is differentiated; on its way they are refused (refused.py)."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9])


def weights_by_phase(x):
    w = np.abs(np.exp(1j * np.arange(4.0)) + 1.0)
    return np.sum(w * x**2)


def damping_of_constant_matrix(x):
    growth = np.max(np.linalg.eigvals(np.array([[0.0, 1.0], [-1.0, -0.2]])).real)
    return np.sum(np.exp(growth * x))


def spectrum_of_window(x):
    window = np.abs(np.fft.rfft(np.hanning(6)))
    return np.dot(window, x**2)


CASES = every(vars(), X)
