"""Known answers for double quantization: a drawn picture compressed twice, analysed with NumPy and SciPy.

    pip install numpy scipy pillow jpeglib
    python make_vectors.py > vectors.json

An implementation of its own of the model that `src/forensics/jpeg/double-quantization.ts` states: coefficients from
jpeglib (libjpeg), transforms from scipy.fft, normal tails from scipy.stats, histograms from NumPy.
Made with numpy 2.4.6, scipy 1.16.3, Pillow 13.0.0, jpeglib 1.0.2.
"""
import base64
import io
import json
import os
import tempfile

import jpeglib
import numpy as np
from PIL import Image
from scipy.fft import dctn, idctn
from scipy.stats import norm

COUNT, LIMIT, TOP = 20, 127, 1100
SIGMA, FLOOR, SMOOTHING, PSEUDO = 0.45, 0.02, 1 / 6, 1e-6
ZIGZAG = sorted(
    ((v, u) for v in range(8) for u in range(8)),
    key=lambda p: (p[0] + p[1], p[0] if (p[0] + p[1]) % 2 else p[1]),
)


def draw(size, seed):
    """Clouds of several sizes, edges and grain; a picture with a 1/f spectrum has levels in every frequency."""
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size)[None, :])
    f[0, 0] = 1
    noise = np.fft.ifft2(np.fft.fft2(rng.normal(size=(size, size))) / f**0.9).real
    y, x = np.mgrid[0:size, 0:size]
    picture = 125 + 30 * noise / noise.std() + 25 * ((x // 37 + y // 53) % 2) + rng.normal(0, 2, noise.shape)
    return np.clip(picture, 6, 249).astype(np.uint8)


def compress(picture, quality):
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def make(size, seed, first, second, patch):
    picture = draw(size, seed)
    once = np.asarray(Image.open(io.BytesIO(compress(picture, first)))).copy()
    if patch:
        left, top, right, bottom = patch
        once[top:bottom, left:right] = draw(size, seed + 1)[top:bottom, left:right]
    return compress(once, second)


def densities(levels, steps):
    high, wide = levels.shape[:2]
    pixels = np.empty((high * 8, wide * 8))
    for r in range(high):
        for c in range(wide):
            block = idctn(levels[r, c] * steps, norm="ortho") + 128
            pixels[r * 8 : r * 8 + 8, c * 8 : c * 8 + 8] = np.clip(np.floor(block + 0.5), 0, 255)
    values = np.array(
        [
            dctn(pixels[r * 8 + 4 : r * 8 + 12, c * 8 + 4 : c * 8 + 12], norm="ortho")
            for r in range(high - 1)
            for c in range(wide - 1)
        ]
    )
    result = []
    for k in range(1, COUNT + 1):
        v, u = ZIGZAG[k]
        magnitude = np.minimum(TOP, np.floor(np.abs(values[:, v, u]) + 0.5)).astype(int)
        counts = np.bincount(magnitude, minlength=TOP + 1) / np.where(np.arange(TOP + 1) == 0, 1, 2)
        smooth = np.empty(TOP + 1)
        for x in range(TOP + 1):
            reach = int(np.floor(x * SMOOTHING))
            smooth[x] = counts[x - reach : x + reach + 1].sum() / (2 * reach + 1) + PSEUDO * (len(values) + 1)
        result.append(smooth / (smooth[0] + 2 * smooth[1:].sum()))
    return result


def conditional(levels):
    """Probabilities of -LIMIT..LIMIT without 0."""
    levels = levels.copy()
    levels[LIMIT] = 0
    levels = np.maximum(levels / levels.sum(), 1e-9)
    levels[LIMIT] = 1
    return levels


def model_once(density, step):
    levels = np.zeros(2 * LIMIT + 1)
    index = np.minimum(LIMIT, np.floor(np.arange(TOP + 1) / step + 0.5)).astype(int)
    np.add.at(levels, LIMIT + index, density)
    np.add.at(levels, LIMIT - index, density)
    return conditional(levels)


def model_twice(density, primary, step, once):
    v = np.floor(np.arange(TOP + 1) / primary + 0.5).astype(int)
    masses = np.bincount(v, weights=density)
    levels = np.zeros(2 * LIMIT + 1)
    for value, mass in enumerate(masses):
        near = int(np.floor(value * primary / step + 0.5))
        for level in (near - 1, near, near + 1):
            p = norm.sf((level - 0.5) * step, value * primary, SIGMA) - norm.sf(
                (level + 0.5) * step, value * primary, SIGMA
            )
            index = int(np.clip(level, -LIMIT, LIMIT))
            levels[LIMIT + index] += mass * p
            levels[LIMIT - index] += mass * p
    return (1 - FLOOR) * conditional(levels) + FLOOR * once


def fit(counts, step, density):
    once = model_once(density, step)

    def gain(twice, share):
        used = counts > 0
        return float((counts[used] * np.log(share * twice[used] / once[used] + 1 - share)).sum())

    best = (0.0, 0, 0.0, once)
    for primary in range(2, 41):
        if primary == step:
            continue
        twice = model_twice(density, primary, step, once)
        for share in (0.25, 0.5, 0.75, 0.95, 0.999):
            best = max(best, (gain(twice, share), primary, share, twice), key=lambda entry: entry[0])
    _, primary, share, twice = best
    if primary:
        for _ in range(25):
            weight = share * twice / (share * twice + (1 - share) * once)
            share = float((counts * weight).sum() / counts.sum())
    total = gain(twice, share) if primary else 0.0
    return primary, share, max(0.0, total - np.log(39)), np.log(twice / once)


def analyse(data):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.jpg")
        open(path, "wb").write(data)
        image = jpeglib.read_dct(path)
    levels, steps = np.asarray(image.Y, float), np.asarray(image.qt[0], float)
    blocks = levels.shape[0] * levels.shape[1]
    evidence = np.zeros(levels.shape[:2])
    known = np.zeros(levels.shape[:2], int)
    fits = []
    for k, density in enumerate(densities(levels, steps), 1):
        v, u = ZIGZAG[k]
        plane = np.clip(levels[:, :, v, u], -LIMIT, LIMIT).astype(int)
        counts = np.bincount((plane + LIMIT).ravel(), minlength=2 * LIMIT + 1).astype(float)
        counts[LIMIT] = 0
        primary, share, total, ratio = fit(counts, steps[v, u], density)
        fits.append({"position": k, "step": int(steps[v, u]), "primaryStep": primary, "share": share, "gain": total / blocks})
        ratio[LIMIT] = 0
        evidence += ratio[plane + LIMIT]
        known += plane != 0
    evidence[known < 4] = 0
    return {"fits": fits, "evidence": [[round(float(x), 4) for x in row] for row in evidence]}


CASES = {
    "quality 60 then 90, a patch off the grid": (208, 1, 60, 90, (59, 75, 133, 141)),
    "quality 85 then 92": (192, 2, 85, 92, None),
    "quality 90 then 75": (192, 3, 90, 75, None),
    "quality 88 once": (192, 4, 88, 88, None),
}

print(
    json.dumps(
        {
            name: {"file": base64.b64encode(data).decode(), **analyse(data)}
            for name, case in CASES.items()
            for data in [make(*case)]
        }
    )
)
