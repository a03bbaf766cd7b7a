"""How well does a rod conduct, and how warm was it at first? Read off from noisy records of its temperature.

The simulation writes into its array in place, as one would without thinking of derivatives.

    python examples/heat_equation.py
"""
import numpy as np

import srcgrad


def misfit(u0, k, observed):
    """Squared distance of the simulated temperatures from `observed` (times, places)."""
    u = u0.copy()
    total = np.sum((u - observed[0]) ** 2)
    for s in range(1, len(observed)):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
        total = total + np.sum((u - observed[s]) ** 2)
    return total


def simulate(u0, k, times):
    record = [u0]
    for _ in range(times - 1):
        u = record[-1].copy()
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
        record.append(u)
    return np.array(record)


def main():
    places, times, noise = 30, 40, 0.01
    x = np.linspace(0.0, 1.0, places)
    true_u0, true_k = np.exp(-60 * (x - 0.4) ** 2) + 0.5 * (x > 0.7), 0.23
    observed = simulate(true_u0, true_k, times) + noise * np.random.default_rng(0).normal(size=(times, places))

    u0, k = observed[0].copy(), 0.05
    g = srcgrad.value_and_grad(misfit, argnums=(0, 1))
    for step in range(400):
        value, (u0_bar, k_bar) = g(u0, k, observed)
        u0 = u0 - 0.01 * u0_bar
        k = k - 0.001 * k_bar
        if step % 100 == 0:
            print(f"step {step:3d}  misfit {value:.4f}  k {k:.4f}")

    print(f"k {k:.4f} (true: {true_k}), error of the first temperatures {np.sqrt(np.mean((u0 - true_u0) ** 2)):.4f}")
    assert abs(k - true_k) < 0.005
    assert np.sqrt(np.mean((u0 - true_u0) ** 2)) < noise
    print("ok")


if __name__ == "__main__":
    main()
