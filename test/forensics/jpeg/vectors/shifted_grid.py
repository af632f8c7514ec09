"""Known answers for an earlier compression on another grid, by NumPy and SciPy.

    pip install numpy scipy pillow
    python shifted_grid.py > shifted_grid.json

An implementation of its own of what `src/forensics/jpeg/shifted-grid.ts` states: every block of every tile is
transformed whole by scipy.fft.dctn, steps and origins are tried one by one, nothing is tabulated.
Made with numpy 2.4.6, scipy 1.16.3, Pillow 13.0.0.
"""
import base64
import io
import json

import numpy as np
from PIL import Image
from scipy.fft import dctn

FREQUENCIES = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
STEPS = range(2, 61)
TILE = 32
IJG_LUMA = {(0, 0): 16, (1, 0): 11, (0, 1): 12, (2, 0): 10, (1, 1): 12, (0, 2): 14}


def draw(size, seed):
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size)[None, :])
    f[0, 0] = 1
    noise = np.fft.ifft2(np.fft.fft2(rng.normal(size=(size, size))) / f**0.9).real
    picture = 125 + 32 * noise / noise.std() + rng.normal(0, 2, noise.shape)
    return np.clip(picture, 6, 249).astype(np.uint8)


def save(picture, quality):
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(io.BytesIO(stream.getvalue()))).copy()


def mirrored(x, y):
    others = {(x, y), ((8 - x) % 8, y), (x, (8 - y) % 8), ((8 - x) % 8, (8 - y) % 8)}
    return sorted(others - {(x, y)})


def tiles(samples):
    high, wide = ((side - 7) // TILE for side in samples.shape)
    return [[(x, y) for y in range(high) for x in range(wide) if (x + y) % 2 == half] for half in (0, 1)]


def fit_of(x, step):
    return np.where(2 * np.abs(x) < step, 0.0, np.cos(2 * np.pi * x / step))


def coefficients(samples, tile, origin):
    """Blocks whose upper left corner lies in the tile, on the grid of `origin`: one row per block."""
    rows = []
    for top in range(tile[1] * TILE + origin[1], tile[1] * TILE + origin[1] + TILE, 8):
        for left in range(tile[0] * TILE + origin[0], tile[0] * TILE + origin[0] + TILE, 8):
            block = dctn(samples[top : top + 8, left : left + 8].astype(float) - 128, norm="ortho")
            rows.append([block[v, u] for u, v in FREQUENCIES])
    return np.array(rows)


def analyse(samples):
    halves = tiles(samples)
    origins = [(x, y) for y in range(8) for x in range(8)]
    blocks = [{o: np.concatenate([coefficients(samples, t, o) for t in half]) for o in origins} for half in halves]

    def mean(half, origin, f, step):
        level = np.floor(np.abs(blocks[half][origin][:, f]) + 0.501)
        return fit_of(level, step).mean()

    means = [{(o, f, s): mean(h, o, f, s) for o in origins for f in range(6) for s in STEPS} for h in (0, 1)]

    def contrast(half, o, f, step):
        return means[half][o, f, step] - np.mean([means[half][m, f, step] for m in mirrored(*o)])

    best = None
    for half in (0, 1):
        guesses = []
        for o in origins:
            if not mirrored(*o):
                continue
            pairs = [max((contrast(half, o, f, s), s) for s in STEPS) for f in range(6)]
            pairs = [(c, s) if c > 0 else (0.0, 0) for c, s in pairs]
            guesses.append((sum(c * c for c, _ in pairs), o, pairs))
        _, origin, pairs = max(guesses, key=lambda guess: guess[0])
        evidence = []
        for tile in halves[1 - half]:

            def weigh(o):
                x = coefficients(samples, tile, o)
                return sum((c * fit_of(x[:, f], s)).sum() for f, (c, s) in enumerate(pairs) if s)

            evidence.append(weigh(origin) - np.mean([weigh(m) for m in mirrored(*origin)]))
        t = sum(evidence) / np.sqrt(sum(e * e for e in evidence))
        if best is None or t > best[0]:
            best = (t, origin, pairs)
    t, origin, pairs = best
    if t <= 0:
        return None

    def fit(quality):
        percent = 5000 // quality if quality < 50 else 200 - 2 * quality
        steps = [min(255, max(1, (IJG_LUMA[uv] * percent + 50) // 100)) for uv in FREQUENCIES]
        return sum(contrast(h, origin, f, s) for f, s in enumerate(steps) if s in STEPS for h in (0, 1))

    return {
        "origin": list(origin),
        "log10Nfa": float(np.log10(2) - t * t / 2 / np.log(10)),
        "quality": max(range(99, 0, -1), key=fit),
        "steps": [s for _, s in pairs],
        "contrasts": [float(c) for c, _ in pairs],
    }


def make(seed, first, second, crop):
    picture = draw(224, seed)
    if first:
        picture = save(picture, first)[crop[1] : crop[1] + 208, crop[0] : crop[0] + 208]
    return save(np.ascontiguousarray(picture[:208, :208]), second)


CASES = {
    "quality 75, moved by 3 and 5, then 90": (1, 75, 90, (3, 5)),
    "quality 80, moved by 0 and 2, then 80": (2, 80, 80, (0, 2)),
    "quality 60, moved by 4 and 7, then 95": (3, 60, 95, (4, 7)),
    "quality 85 once": (4, None, 85, None),
}

answers = {}
for name, case in CASES.items():
    samples = make(*case)
    stream = io.BytesIO()
    Image.fromarray(samples).save(stream, "PNG", optimize=True)
    answers[name] = {"png": base64.b64encode(stream.getvalue()).decode(), "grid": analyse(samples)}
print(json.dumps(answers))
