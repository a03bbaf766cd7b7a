"""Arguments of every structure, differentiated whole or in part."""
from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
from cases import Case

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])

Pair = namedtuple("Pair", "left right")


@dataclass
class Model:
    weight: np.ndarray
    bias: float


@dataclass
class Layers:
    weights: list
    scale: float


def number(a):
    return a**3 * np.sin(a)


def several(a, b, c=2.0):
    return np.sum(a * b) * c**2 + a[0] * b


def keyword_only(a, *, scale=1.5):
    return np.sum(a**2) * scale


def starred(first, *rest):
    s = first
    for v in rest:
        s = s * v + 1.0
    return s


def list_of_numbers(values):
    return values[0] * values[1] ** 2 + sum(values)


def list_of_arrays(arrays):
    s = 0.0
    for a in arrays:
        s = s * 0.5 + np.sum(a**2)
    return s * arrays[0][0]


def tuple_mixed(parts):
    a, (b, c) = parts
    return np.sum(a * b) * c


def dictionary(params):
    h = np.tanh(params["w"] @ np.array([1.0, -0.5, 2.0]) + params["b"])
    return np.sum(h**2) * params["scale"]


def nested_structure(tree):
    total = tree["bias"]
    for layer in tree["layers"]:
        total = total + np.sum(layer["w"] ** 2) * layer["g"][1]
    return total


def named(pair):
    return pair.left * np.sum(pair.right**3)


def data_object(model):
    return np.sum(model.weight**2) * model.bias


def list_changed_inside(values):
    values.append(values[0] * values[1])
    values[0] = values[-1] ** 2
    return sum(values)


def dictionary_changed_inside(params):
    params["w"] *= params["scale"]
    params["b"] = params["b"] + params["w"][0, 0]
    return np.sum(params["w"] ** 2) + np.sum(params["b"] ** 3)


def object_changed_inside(model):
    model.weight[0] *= model.bias
    model.bias = model.bias**2
    return np.sum(model.weight**2) + model.bias


def unused_argument(a, b):
    return np.sum(a**2)


def zero_dimensional(a):
    return a * a * 3.0


def matrix(a):
    return np.sum(np.linalg.inv(a) ** 2)


def empty(a, b):
    return np.sum(a) + np.sum(b**2)


def read_only_flags(a, n, name, flag):
    return np.sum(a**n) * (2.0 if name == "double" and flag else 1.0)


def non_contiguous(a):
    a[0] *= a[1]
    return np.sum(a**2)


def object_with_a_list(layers, h):
    for w in layers.weights:
        h = np.tanh(w @ h) * layers.scale
    return np.sum(h**2)


PARAMS = {"w": np.outer(X[:2], X[2:]) / 3.0, "b": X[:2], "scale": 0.7}
TREE = {"layers": [{"w": X, "g": (1.0, 2.0)}, {"w": X[:2] * 2.0, "g": (3.0, 0.5)}], "bias": 0.3}

SINGLE = {k: np.float32(v) if k == "scale" else v.astype(np.float32) for k, v in PARAMS.items()}

CASES = [
    Case(number, (1.3,)),
    Case(number, (np.float64(1.3),), name="number_numpy"),
    Case(several, (X, 1.2), (0, 1)),
    Case(several, (X, 1.2, 0.8), ("c", "a"), name="several_by_name"),
    Case(several, (X, 1.2, 0.8), -1, name="several_last"),
    Case(keyword_only, (X,)),
    Case(list_of_numbers, ([1.1, 0.7, 2.0],)),
    Case(list_of_arrays, ([X, X[:2], X[1:4]],)),
    Case(tuple_mixed, ((X, (1.3, 0.4)),)),
    Case(dictionary, (PARAMS,)),
    Case(nested_structure, (TREE,)),
    Case(named, (Pair(1.4, X),)),
    Case(data_object, (Model(X, 0.6),)),
    Case(object_with_a_list, (Layers([np.outer(X, X) - 1.0, np.outer(X, 1.0 / X)], 0.6), X), (0, 1)),
    Case(list_changed_inside, ([1.1, 0.7],)),
    Case(dictionary_changed_inside, (PARAMS,)),
    Case(object_changed_inside, (Model(X, 0.6),)),
    Case(unused_argument, (X, 2.0), (0, 1)),
    Case(zero_dimensional, (np.array(1.3),)),
    Case(matrix, (np.outer(X, X)[:3, :3] + np.eye(3),)),
    Case(empty, (np.zeros((0, 3)), X), (0, 1)),
    Case(read_only_flags, (X, 3, "double", True)),
    Case(non_contiguous, (np.arange(1.0, 11.0)[::2] / 5.0,)),
    Case(starred, (1.1, 1.3, 0.7)),
    Case(keyword_only, (X.astype(np.float32),), 0, 1e-4, name="single_precision", modes=("rev", "fwd")),
    Case(dictionary, (SINGLE,), 0, 1e-4, name="single_precision_dict", modes=("rev",)),
]
