"""Statistics of windows of a photo, from the planes that extract.ts wrote, and how far each stands out."""

import json
from pathlib import Path

import numpy as np

PATTERNS, BANDS, PLANES = 50, 14, 74
SIDE, STRIDE, FINE = 4, 2, 6  # cells, cells, first fine band


def load(folder: Path, name: str) -> list[dict]:
    photos, seen = [], set()
    for lines in sorted(folder.glob(f"{name}-*.jsonl")):
        values = np.memmap(lines.with_suffix(".f32"), dtype="<f4", mode="r")
        begin = 0
        for line in lines.read_text().splitlines():
            photo = json.loads(line)
            shape = (PLANES + 1, photo["rows"], photo["columns"])
            end = begin + int(np.prod(shape))
            # Larger cells, above 1 Mpx, are rare here and have other statistics.
            if photo["sidePx"] == 8 and photo["rows"] * photo["columns"] >= 200 and photo["key"] not in seen:
                seen.add(photo["key"])
                photos.append(describe(photo, np.array(values[begin:end]).reshape(shape)))
            begin = end
    return photos


def describe(photo: dict, planes: np.ndarray) -> dict:
    """Window statistics as windows.ts defines them (correlations as means over cells), and what is left of them."""
    mean = lambda a: window_means(a.astype(np.float64))
    bands = np.maximum(0, mean(np.exp(planes[PATTERNS : PATTERNS + BANDS]) - 0.05))
    base = PATTERNS + BANDS
    strengths = np.maximum(0, mean(np.exp(planes[base + 4 : base + 7]) - 0.05))
    features = np.concatenate(
        [
            2 * np.sqrt(np.maximum(0, mean(planes[:PATTERNS] ** 2))),
            0.5 * np.log(bands[FINE:] + 0.05),
            0.5 * np.log(strengths + 0.05),
            mean(planes[base + 7 : base + 10]),
        ]
    )
    texture = [np.log(bands[:3].mean(0) + 1), np.log(bands[3:6].mean(0) + 0.5)]
    levels = mean(planes[base : base + 3])
    content = np.stack([levels[0], *texture, levels[1], levels[2]])
    shape = features.shape[1:]
    left, content = remove_trend(features.reshape(len(features), -1).T, content.reshape(5, -1).T)
    distance = np.stack([log_distance(left, 8), log_distance(left[:, -6:], 6)]).reshape(2, *shape)
    as_maps = lambda rows: rows.T.reshape(-1, *shape).astype(np.float16)
    return {
        **photo,
        "features": features.astype(np.float16),
        "left": as_maps(left),
        "content": as_maps(content),
        "distance": distance.astype(np.float32),
        "altered": mean(planes[PLANES:])[0],
        "shares": planes[PLANES],
    }


def window_means(a: np.ndarray) -> np.ndarray:
    total = np.pad(a, ((0, 0), (1, 0), (1, 0))).cumsum(1).cumsum(2)
    sums = total[:, SIDE:, SIDE:] - total[:, :-SIDE, SIDE:] - total[:, SIDE:, :-SIDE] + total[:, :-SIDE, :-SIDE]
    return sums[:, ::STRIDE, ::STRIDE] / SIDE**2


def remove_trend(x: np.ndarray, z: np.ndarray):
    z = (z - z.mean(0)) / (z.std(0) + 1e-6)
    products = [z[:, i : i + 1] * z[:, j : j + 1] for i in (0, 1) for j in range(i + 1, 5)]
    terms = np.concatenate([np.ones((len(z), 1)), z, z**2, *products], 1)
    ridge = 1e-4 * len(z) * np.eye(terms.shape[1])
    ridge[0, 0] = 0
    return x - terms @ np.linalg.solve(terms.T @ terms + ridge, terms.T @ x), z


def log_distance(x: np.ndarray, components: int) -> np.ndarray:
    """Log of the squared distance from the trusted majority over the median one."""
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    scores = x @ vectors[:, ::-1][:, :components] / np.sqrt(np.maximum(0, values[::-1][:components]) + 1e-5)
    keep = np.ones(len(x), bool)
    for _ in range(5):
        centred = scores - scores[keep].mean(0)
        spread = centred[keep].T @ centred[keep] / keep.sum() + 1e-4 * np.eye(components)
        distances = np.einsum("ij,jk,ik->i", centred, np.linalg.inv(spread), centred)
        keep = distances <= np.sort(distances)[int(0.8 * len(distances))]
    return np.log(np.maximum(1e-3, distances / np.median(distances)))
