"""A small image network written in loops: convolution with padding, max pooling, a dense layer."""
import numpy as np
from cases import Case


def conv2d(image, kernels, bias, stride=1, pad=1):
    c, h, w = image.shape
    n, _, kh, kw = kernels.shape
    padded = np.pad(image, ((0, 0), (pad, pad), (pad, pad)))
    oh, ow = (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1
    out = np.zeros((n, oh, ow))
    for i in range(oh):
        for j in range(ow):
            patch = padded[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, i, j] = np.tensordot(kernels, patch, axes=3) + bias
    return out


def max_pool(x, size=2):
    c, h, w = x.shape
    out = np.empty((c, h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            block = x[:, i * size : (i + 1) * size, j * size : (j + 1) * size]
            out[:, i, j] = block.reshape(c, -1).max(axis=1)
    return out


def leaky(x, slope=0.1):
    return np.where(x > 0, x, slope * x)


def blur_inplace(x, weight):
    """One sweep of a relaxation over the inside of each plane."""
    for plane in x:
        for i in range(1, plane.shape[0] - 1):
            plane[i, 1:-1] = (1 - weight) * plane[i, 1:-1] + weight * 0.25 * (
                plane[i - 1, 1:-1] + plane[i + 1, 1:-1] + plane[i, :-2] + plane[i, 2:])
    return x


def loss(kernels, bias, dense, weight, image, label):
    x = leaky(conv2d(image, kernels, bias))
    x = blur_inplace(x, weight)
    features = max_pool(x).flatten()
    scores = dense @ features
    scores -= np.max(scores)
    return -scores[label] + np.log(np.exp(scores).sum())


RNG = np.random.default_rng(8)
KERNELS, BIAS, DENSE = RNG.normal(size=(2, 1, 3, 3)), RNG.normal(size=2), 0.5 * RNG.normal(size=(3, 8))
ARGS = (KERNELS, BIAS, DENSE, 0.3, RNG.normal(size=(1, 4, 4)), 1)

CASES = [Case(loss, ARGS, (0, 1, 2, 3)), Case(loss, ARGS, "image", name="wrt_image")]
