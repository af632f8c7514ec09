"""Distances of windows by their definition, with NumPy 2.4 and SciPy 1.16, for comparison with inconsistency.ts.

    python inconsistency.py > inconsistency.json
"""

import itertools
import json

import numpy as np
from scipy.fft import dctn

W, H, CELL, SIDE, COMPONENTS = 136, 120, 8, 4, 8
y, x = np.mgrid[:H, :W].astype(np.int64)
word = ((x * 73856093) ^ (y * 19349663)) & 0xFFFFF
grain = ((word * word // 1024) % 23) - 11
patch = (x >= 40) & (x < 80) & (y >= 32) & (y < 72)
rgb = np.stack([110 + x // 3 + grain, 100 + y // 4 + grain // 2, 90 + (x + y) // 5 - grain // 3], -1)
rgb[patch] += ((x + 2 * y) % 7 - 3)[patch][:, None]
rgb = np.clip(rgb, 0, 255)

r, g, b = (rgb[..., i] for i in range(3))
# Quarter levels, rounded as the integer planes of the package are.
luma = (78381 * r + 153879 * g + 29884 * b + 32768) >> 16
cb = (-44233 * r - 86839 * g + 131072 * b + 32768) >> 16
cr = (131072 * r - 109757 * g - 21315 * b + 32768) >> 16

classes = {}
table = np.zeros(81, int)
for code, run in enumerate(itertools.product((-1, 0, 1), repeat=4)):
    negative = tuple(-v for v in run)
    key = min(run, negative, run[::-1], negative[::-1])
    table[code] = classes.setdefault(key, len(classes))
COUNT = len(classes)

ROWS, COLUMNS = H // CELL, W // CELL
along = np.zeros((ROWS, COLUMNS, COUNT))
across = np.zeros((ROWS, COLUMNS, COUNT))


def count(plane, transposed):
    third = 3 * (plane[:, 1:-2] - plane[:, 2:-1]) + plane[:, 3:] - plane[:, :-3]
    q = np.where(np.abs(third) >= 4, np.sign(third), 0)  # 2 levels of 4 units, halves away from zero
    for vertical, out in ((False, along), (True, across)):
        height, width = q.shape[0] - 3, q.shape[1] - 3
        step = (lambda k: q[k : height + k, :width]) if vertical else (lambda k: q[:height, k : width + k])
        code = sum((step(k) + 1) * 3 ** (3 - k) for k in range(4))
        for (i, j), value in np.ndenumerate(table[code]):
            row, column = (j, i) if transposed else (i, j)
            if row // CELL < ROWS and column // CELL < COLUMNS:
                out[row // CELL, column // CELL, value] += 1


count(luma, False)
count(luma.T, True)


def cell_mean(plane):
    return plane[: ROWS * CELL, : COLUMNS * CELL].reshape(ROWS, CELL, COLUMNS, CELL).mean((1, 3))


def high_pass(plane):
    out = np.zeros(plane.shape)
    bend = plane[:, :-2] - 2 * plane[:, 1:-1] + plane[:, 2:]
    out[1:-1, 1:-1] = (bend[:-2] - 2 * bend[1:-1] + bend[2:]) / 16
    return out


blocks = (luma / 4)[: ROWS * CELL, : COLUMNS * CELL].reshape(ROWS, CELL, COLUMNS, CELL).transpose(0, 2, 1, 3)
energy = dctn(blocks, axes=(2, 3), norm="ortho") ** 2
diagonal = np.add.outer(np.arange(8), np.arange(8))
bands = np.stack([energy[..., diagonal == k].mean(-1) for k in range(1, 15)], -1)
ry, rb, rr = high_pass(luma), high_pass(cb), high_pass(cr)
means = np.stack([cell_mean(p) for p in (luma / 4, cb / 4, cr / 4, np.abs(ry), np.abs(rb), np.abs(rr), ry**2, rb**2, rr**2, ry * rb, ry * rr, rb * rr)], -1)


def window(cells, mean):
    view = np.lib.stride_tricks.sliding_window_view(cells, (SIDE, SIDE), axis=(0, 1))
    out = view.sum((-1, -2))
    return out / SIDE**2 if mean else out


A, B, E, M = window(along, False), window(across, False), window(bands, True), window(means, True)
root = lambda h: np.sqrt(h / np.maximum(1, h.sum(-1, keepdims=True)))
features = np.concatenate(
    [
        2 * root(B),
        2 * root(A),
        0.5 * np.log(E[..., 6:] + 0.05),
        0.5 * np.log(M[..., 3:6] + 0.05),
        (M[..., 9] / np.sqrt(M[..., 6] * M[..., 7] + 1e-3))[..., None],
        (M[..., 10] / np.sqrt(M[..., 6] * M[..., 8] + 1e-3))[..., None],
        (M[..., 11] / np.sqrt(M[..., 7] * M[..., 8] + 1e-3))[..., None],
    ],
    -1,
)
covariates = np.stack([M[..., 0], np.log(E[..., :3].mean(-1) + 1), np.log(E[..., 3:6].mean(-1) + 0.5), M[..., 1], M[..., 2]], -1)
shape = features.shape[:2]
X = features.reshape(-1, features.shape[-1])
Z = covariates.reshape(-1, 5)
Z = (Z - Z.mean(0)) / (Z.std(0) + 1e-6)
terms = np.concatenate([np.ones((len(Z), 1)), Z, Z**2] + [Z[:, i : i + 1] * Z[:, j : j + 1] for i in (0, 1) for j in range(i + 1, 5)], 1)
ridge = 1e-4 * len(Z) * np.eye(terms.shape[1])
ridge[0, 0] = 0
X = X - terms @ np.linalg.solve(terms.T @ terms + ridge, terms.T @ X)


def measure(X, components):
    values, vectors = np.linalg.eigh(X.T @ X / len(X))
    scores = X @ vectors[:, ::-1][:, :components] / np.sqrt(np.maximum(0, values[::-1][:components]) + 1e-5)
    keep = np.ones(len(X), bool)
    for _ in range(5):
        centred = scores - scores[keep].mean(0)
        covariance = centred[keep].T @ centred[keep] / keep.sum()
        distances = np.einsum("ij,jk,ik->i", centred, np.linalg.inv(covariance + 1e-4 * np.eye(components)), centred)
        keep = distances <= np.sort(distances)[int(0.8 * len(distances))]
    return distances / np.sort(distances)[len(distances) // 2]


colours = measure(X[:, -6:], 6)
distances = [float(f"{v:.7g}") for v in measure(X, COMPONENTS)]
print(json.dumps({"width": W, "height": H, "columns": shape[1], "rows": shape[0], "patterns": along[3, 5].tolist(), "distances": distances, "colourOutlier": float(np.log(colours.max()))}))
