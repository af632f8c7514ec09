"""Known answers for JPEG ghosts and error levels, by NumPy and SciPy.

    pip install numpy scipy pillow jpeglib
    python ghosts.py > ghosts.json

An implementation of its own of what `src/forensics/jpeg/ghosts.ts` and `error-levels.ts` state. Coefficients
come from jpeglib (libjpeg), groups of windows from scipy.ndimage, tails from scipy.stats.
Made with numpy 2.4.6, scipy 1.16.3, Pillow 13.0.0, jpeglib 1.0.2.
"""
import base64
import io
import json
import tempfile

import jpeglib
import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.stats import binom

QUALITIES = list(range(35, 96, 5))
# ITU-T T.81 table K.1.
LUMA = np.array(
    """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
    18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99""".split(),
    int,
).reshape(8, 8)


def table(quality):
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.clip((LUMA * percent + 50) // 100, 1, 255)


def draw(size, seed):
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size)[None, :])
    f[0, 0] = 1
    noise = np.fft.ifft2(np.fft.fft2(rng.normal(size=(size, size))) / f**1.1).real
    return np.clip(125 + 28 * noise / noise.std() + rng.normal(0, 2, noise.shape), 20, 235).astype(np.uint8)


def compress(picture, quality):
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data))).copy()


def make(size, quality, part):
    picture = draw(size, 1)
    if part:
        inner, (left, top, right, bottom) = part
        other = pixels(compress(draw(size, 2), inner))
        picture[top:bottom, left:right] = other[top:bottom, left:right]
    return compress(picture, quality)


def read_levels(data):
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(data)
        file.flush()
        return np.asarray(jpeglib.read_dct(file.name).Y, float)


def changes(data, quality, trial):
    """Mean square change of windows of 16 px when the file is compressed at the trial quality."""
    values = read_levels(data) * table(quality)
    lost = ((values - table(trial) * np.floor(values / table(trial) + 0.5)) ** 2).sum((2, 3))
    rows, columns = lost.shape[0] // 2, lost.shape[1] // 2
    return lost[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2).sum((1, 3)) / 256


def ghosts(data, quality):
    planes = [changes(data, quality, trial) for trial in QUALITIES]
    high, wide = planes[0].shape
    tests = np.log10((len(QUALITIES) - 2) * wide * (wide + 1) * high * (high + 1) / 4)
    lowest = [1, 2, 8, 9, 10, 16, 17]
    best = None
    for i in range(1, len(QUALITIES) - 1):
        if (table(QUALITIES[i]).ravel()[lowest] - table(quality).ravel()[lowest]).sum() <= 3.5:
            break
        beside = np.minimum(planes[i - 1], planes[i + 1])
        dips = (beside >= 0.25) & (planes[i] * 1.25 <= beside)
        rate = dips.mean()
        if rate > 0.15:
            continue
        labels, _ = ndimage.label(dips, np.ones((3, 3)))
        for label, (ys, xs) in enumerate(ndimage.find_objects(labels), 1):
            size = int((labels == label).sum())
            if size < 12:
                continue
            windows = (ys.stop - ys.start) * (xs.stop - xs.start)
            p = min(0.99, max(0.01, rate))
            nfa = tests + binom.logsf(size // 8 - 1, -(-windows // 8), p) / np.log(10)
            if nfa < (best["log10Nfa"] if best else 0):
                box = [xs.start, ys.start, xs.stop - 1, ys.stop - 1]
                best = {
                    "quality": QUALITIES[i],
                    "box": box,
                    "rate": size / windows,
                    "pictureRate": float(rate),
                    "log10Nfa": float(nfa),
                }
    return best


def error_levels(data, quality):
    levels = np.sqrt(changes(data, quality, 90))
    ordered = np.sort(levels.ravel())
    high = ordered[int(0.99 * (ordered.size - 1))]
    return {
        "median": float(ordered[ordered.size // 2]),
        "high": float(high),
        "map": [round(float(x), 6) for x in np.minimum(1, levels / high).ravel()],
    }


CASES = {
    "a part of quality 65 in a file of quality 92": (400, 92, (65, (96, 64, 224, 192))),
    "a part of quality 70 in a file of quality 93": (400, 93, (70, (32, 96, 160, 224))),
    "no part": (208, 92, None),
}

answers = {}
for name, (size, quality, part) in CASES.items():
    data = make(size, quality, part)
    answers[name] = {
        "file": base64.b64encode(data).decode(),
        "ghost": ghosts(data, quality),
        "errorLevels": error_levels(data, quality),
    }
print(json.dumps(answers))
