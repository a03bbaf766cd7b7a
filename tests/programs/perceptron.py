"""A model as a class, its parameters in a dictionary, batch normalisation and a learning-rate schedule as methods."""
import numpy as np
from cases import Case


class Module:
    training = True

    def __init__(self, params):
        self.params = params

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError


class Linear(Module):
    def __init__(self, params, name):
        super().__init__(params)
        self.name = name

    @property
    def weight(self):
        return self.params[self.name + ".weight"]

    @property
    def bias(self):
        return self.params[f"{self.name}.bias"]

    def forward(self, x):
        return x @ self.weight + self.bias


class BatchNorm(Module):
    eps = 1e-5

    def forward(self, x):
        mu, var = x.mean(axis=0), x.var(axis=0)
        return self.params["gamma"] * (x - mu) / np.sqrt(var + self.eps) + self.params["beta"]


class Network(Module):
    activations = {"tanh": np.tanh, "softplus": lambda z: np.log1p(np.exp(z))}

    def __init__(self, params, activation="tanh"):
        super().__init__(params)
        self.activation = self.activations[activation]
        self.layers = [Linear(params, "first"), BatchNorm(params), Linear(params, "second")]
        self.hidden = None

    def forward(self, x):
        first, norm, second = self.layers
        self.hidden = self.activation(norm(first(x)))
        return second(self.hidden)

    def penalty(self, strength=1e-2):
        total = 0.0
        for name, value in self.params.items():
            if name.endswith("weight"):
                total += np.sum(value**2)
        return strength * total

    @staticmethod
    def cross_entropy(logits, labels):
        logits = logits - logits.max(axis=1, keepdims=True)
        logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return -np.mean(logp[np.arange(len(labels)), labels])


def loss(params, x, labels, activation="tanh"):
    net = Network(params, activation)
    logits = net(x)
    return net.cross_entropy(logits, labels) + net.penalty() + 1e-3 * np.sum(net.hidden**2)


RNG = np.random.default_rng(3)
PARAMS = {
    "first.weight": RNG.normal(size=(3, 4)), "first.bias": RNG.normal(size=4),
    "gamma": 1.0 + 0.1 * RNG.normal(size=4), "beta": RNG.normal(size=4),
    "second.weight": RNG.normal(size=(4, 3)), "second.bias": RNG.normal(size=3),
}
X = RNG.normal(size=(6, 3))
LABELS = np.array([0, 2, 1, 1, 0, 2])

CASES = [Case(loss, (PARAMS, X, LABELS), (0, 1)), Case(loss, (PARAMS, X, LABELS, "softplus"), 0, name="softplus")]
