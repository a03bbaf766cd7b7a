"""Monte Carlo with a fixed sample: an Asian option whose paths may end early, an American put by regression."""
import numpy as np
from cases import Case


def path_payoff(spot, rate, vol, strike, barrier, dt, normals):
    log_s = np.log(spot)
    average = 0.0
    alive = 1.0
    for k, z in enumerate(normals):
        log_s += (rate - 0.5 * vol**2) * dt + vol * np.sqrt(dt) * z
        s = np.exp(log_s)
        average += (s - average) / (k + 1)
        if s < 0.5 * barrier:
            return 0.0
        alive *= 1.0 / (1.0 + np.exp(-(s - barrier) / 2.0))
    gain = average - strike
    return alive * (gain if gain > 0 else 0.0)


def price(spot, rate, vol, strike, barrier, samples):
    dt = 1.0 / samples.shape[1]
    payoffs = [path_payoff(spot, rate, vol, strike, barrier, dt, row) for row in samples]
    discount = np.exp(-rate)
    return discount * sum(payoffs) / len(payoffs)


def american_put(spot, rate, vol, strike, samples):
    """Longstaff-Schwartz; the exercise decision is by comparison, so only values flow."""
    n, steps = samples.shape
    dt = 1.0 / steps
    increments = (rate - 0.5 * vol**2) * dt + vol * np.sqrt(dt) * samples
    paths = spot * np.exp(np.cumsum(increments, axis=1))
    cash = np.maximum(strike - paths[:, -1], 0.0)
    for t in range(steps - 2, -1, -1):
        cash *= np.exp(-rate * dt)
        s = paths[:, t]
        intrinsic = np.maximum(strike - s, 0.0)
        itm = intrinsic > 0
        if np.count_nonzero(itm) < 4:
            continue
        basis = np.column_stack([np.ones(itm.sum()), s[itm], s[itm] ** 2])
        coef = np.linalg.solve(basis.T @ basis + 1e-6 * np.eye(3), basis.T @ cash[itm])
        exercise = intrinsic[itm] > basis @ coef
        where = np.flatnonzero(itm)[exercise]
        cash[where] = intrinsic[where]
    return np.exp(-rate * dt) * np.mean(cash)


SAMPLES = np.random.default_rng(5).normal(size=(12, 5))

CASES = [Case(price, (100.0, 0.03, 0.3, 98.0, 80.0, SAMPLES), (0, 1, 2, 3, 4)),
         Case(american_put, (1.0, 0.03, 0.3, 1.05, SAMPLES), (0, 1, 2, 3), step=1e-4)]
