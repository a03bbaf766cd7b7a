"""Growth rate and capacity of a population, fitted through an integrator that chooses its own steps.

How many times the while loop runs depends on the parameters, and so does the size of each step; both are differentiated
as they are.

    python examples/ode_while.py
"""
import numpy as np

import srcgrad

START, TOLERANCE = 0.5, 1e-4


def population(rate, capacity, t_end):
    """dy/dt = rate * y * (1 - y / capacity) from y(0) = START to `t_end`, by Heun's method with adaptive steps."""
    y = START
    t = 0.0
    h = 0.1
    while t < t_end:
        h = min(h, t_end - t)
        slope = rate * y * (1.0 - y / capacity)
        guess = y + h * slope
        slope_end = rate * guess * (1.0 - guess / capacity)
        error = abs(0.5 * h * (slope_end - slope))
        if error <= TOLERANCE:
            y = y + 0.5 * h * (slope + slope_end)
            t = t + h
        h = 0.9 * h * min(2.0, np.sqrt(TOLERANCE / (error + 1e-9)))
    return y


def misfit(theta, times, counts):
    total = 0.0
    for i in range(len(times)):
        total = total + (population(theta[0], 10.0 * theta[1], times[i]) - counts[i]) ** 2
    return total / len(times)


def main():
    times = np.linspace(1.0, 8.0, 8)
    true = np.array([0.9, 1.2])                                   # the rate, and the capacity in tens
    counts = 12.0 / (1.0 + (12.0 / START - 1.0) * np.exp(-0.9 * times))   # the exact solution

    theta = np.array([0.6, 0.8])
    g = srcgrad.value_and_grad(misfit)
    for step in range(60):
        value, theta_bar = g(theta, times, counts)
        theta = theta - 0.008 * theta_bar
        if step % 10 == 0:
            print(f"step {step:2d}  misfit {value:.5f}  rate {theta[0]:.3f}  capacity {10 * theta[1]:.2f}")

    print(f"rate {theta[0]:.3f} (true: 0.9), capacity {10 * theta[1]:.2f} (true: 12)")
    assert np.allclose(theta, true, atol=0.02)
    print("ok")


if __name__ == "__main__":
    main()
