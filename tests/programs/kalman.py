"""Log-likelihood of a track under a constant-velocity Kalman filter; some observations are missing."""
import numpy as np
from cases import Case


def make_model(dt, q, r):
    F = np.eye(4)
    F[0, 2] = F[1, 3] = dt
    G = np.array([[0.5 * dt**2, 0.0], [0.0, 0.5 * dt**2], [dt, 0.0], [0.0, dt]])
    H = np.zeros((2, 4))
    H[0, 0] = 1.0
    H[1, 1] = 1.0
    return {"F": F, "H": H, "Q": q * G @ G.T, "R": r * np.eye(2)}


def predict(m, P, model):
    F = model["F"]
    return F @ m, F @ P @ F.T + model["Q"]


def update(m, P, y, model):
    H, R = model["H"], model["R"]
    v = y - H @ m
    S = H @ P @ H.T + R
    K = np.linalg.solve(S, H @ P).T
    m = m + K @ v
    P = P - K @ S @ K.T
    sign, logdet = np.linalg.slogdet(S)
    ll = -0.5 * (v @ np.linalg.solve(S, v) + logdet + len(y) * np.log(2 * np.pi))
    return m, P, ll


def negative_log_likelihood(log_q, log_r, observations, dt=0.5):
    model = make_model(dt, np.exp(log_q), np.exp(log_r))
    m = np.zeros(4)
    m[:2] = observations[0]
    P = np.diag([1.0, 1.0, 4.0, 4.0])
    total = 0.0
    for t, y in enumerate(observations[1:]):
        m, P = predict(m, P, model)
        if t == 3:  # a gap in the record
            continue
        m, P, ll = update(m, P, y, model)
        total += ll
    return -total


def smoothed_spread(log_q, log_r, observations, dt=0.5):
    """Rauch-Tung-Striebel over stored lists of means and covariances."""
    model = make_model(dt, np.exp(log_q), np.exp(log_r))
    m, P = np.concatenate([observations[0], np.zeros(2)]), np.eye(4)
    filtered, predicted = [(m, P)], []
    for y in observations[1:]:
        mp, Pp = predict(m, P, model)
        m, P, _ = update(mp, Pp, y, model)
        predicted.append((mp, Pp))
        filtered.append((m, P))
    means = [m]
    for (mf, Pf), (mp, Pp) in zip(reversed(filtered[:-1]), reversed(predicted)):
        C = np.linalg.solve(Pp, model["F"] @ Pf).T
        m = mf + C @ (m - mp)
        P = Pf + C @ (P - Pp) @ C.T
        means.insert(0, m)
    track = np.stack(means)
    return np.sum(np.diff(track[:, :2], axis=0) ** 2) + np.trace(P)


OBS = np.array([[0.0, 0.1], [0.6, 0.4], [1.1, 0.5], [1.9, 0.7], [2.3, 1.2], [3.1, 1.3], [3.4, 1.4]])

CASES = [
    Case(negative_log_likelihood, (-1.0, -2.0, OBS), (0, 1)),
    Case(negative_log_likelihood, (-1.0, -2.0, OBS), "observations", name="wrt_observations"),
    Case(smoothed_spread, (-1.0, -2.0, OBS), (0, 1, 2)),
]
