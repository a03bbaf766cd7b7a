"""Logistic regression by gradient descent: which of two species of iris is a flower, from four lengths.

The data are Fisher's iris measurements of 1936 (data/iris.csv, in cm, as they come with scikit-learn). The petals of
species 1 and 2 overlap, so it is not a trivial task.

    python examples/logistic_regression.py
"""
from pathlib import Path

import numpy as np

import srcgrad


def loss(w, b, X, t):
    z = X @ w + b
    return np.mean(np.logaddexp(0, z) - t * z)


def load():
    """Standardised lengths X (100, 4), and t (100,): 1.0 for virginica, 0.0 for versicolor."""
    table = np.loadtxt(Path(__file__).parent / "data" / "iris.csv", delimiter=",", skiprows=1)
    two = table[table[:, 4] >= 1]
    X, t = two[:, :4], two[:, 4] - 1.0
    return (X - X.mean(axis=0)) / X.std(axis=0), t


def main():
    X, t = load()
    w, b = np.zeros(4), 0.0
    g = srcgrad.value_and_grad(loss, argnums=(0, 1))
    for step in range(500):
        value, (w_bar, b_bar) = g(w, b, X, t)
        w = w - 1.0 * w_bar
        b = b - 1.0 * b_bar
        if step % 100 == 0:
            print(f"step {step:3d}  loss {value:.4f}")

    print("\nThe gradient, as srcgrad wrote it:\n")
    print(g.source)
    accuracy = np.mean((X @ w + b > 0) == (t == 1))
    print(f"accuracy {accuracy:.2f}")
    assert accuracy >= 0.95
    print("ok")


if __name__ == "__main__":
    main()
