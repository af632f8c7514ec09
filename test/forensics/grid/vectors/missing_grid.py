"""Writes missing_grid.json: parts off the quantization of a photo, for test/forensics/grid/missing-grid.test.ts.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.16.3 pillow==13.0.0
    venv/bin/python test/forensics/grid/vectors/missing_grid.py

The values themselves are fitted, without histograms; neighbours are found by a tree; tails come from scipy.stats.
"""

import base64
import io
import json
import math
import pathlib

import numpy
import PIL
import scipy
from PIL import Image
from scipy.fft import dctn
from scipy.spatial import cKDTree
from scipy.stats import binom

STEPS = range(4, 65)


def scene(width, height, seed):
    """Clouds with a 1/f spectrum, a few edges and grain."""
    rng = numpy.random.default_rng(seed)
    f = numpy.hypot(numpy.fft.fftfreq(height)[:, None], numpy.fft.fftfreq(width)[None, :])
    f[0, 0] = 1
    clouds = numpy.fft.ifft2(numpy.fft.fft2(rng.normal(size=(height, width))) / f**0.9).real
    y, x = numpy.mgrid[:height, :width]
    grey = 125 + 26 * clouds / clouds.std() + 20 * ((x // 37 + y // 53) % 2) + rng.normal(0, 2, clouds.shape)
    return numpy.clip(numpy.round(grey), 6, 249).astype(numpy.uint8)


def compress(plane, quality):
    stream = io.BytesIO()
    Image.fromarray(plane).save(stream, "jpeg", quality=quality)
    return numpy.array(Image.open(stream))


def find_step(magnitudes):
    best, best_fit = 0, 0.3
    for step in STEPS:
        large = magnitudes[magnitudes >= step / 2]
        fit = numpy.cos(2 * numpy.pi * large / step).mean() if len(large) else 0
        if fit > best_fit and len(large) * fit**2 / 2 >= math.log(63 * 61 * 1000):
            best, best_fit = step, fit
    return best


def off_by(magnitudes, step):
    return numpy.abs(magnitudes - step * numpy.round(magnitudes / step))


def analyse(plane, left, top):
    cut = plane[top:, left:]
    rows, columns = cut.shape[0] // 8, cut.shape[1] // 8
    blocks = cut[: 8 * rows, : 8 * columns].reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3).astype(float)
    clipped = ((blocks == 0) | (blocks == 255)).any(axis=(2, 3))
    values = numpy.abs(dctn(blocks, axes=(2, 3), norm="ortho")).reshape(rows, columns, 64)
    steps = [0] + [find_step(values[~clipped][:, i]) for i in range(1, 64)]
    blurs = []
    for i in range(1, 64):
        if steps[i]:
            large = values[~clipped][:, i]
            blurs.append(numpy.median(off_by(large[large >= steps[i] / 2], steps[i])) / 0.6745)
    if not blurs:
        return None
    reach = max(1, 3 * sorted(blurs)[len(blurs) // 4])
    used = [i for i in range(1, 64) if steps[i] and reach <= 0.375 * steps[i]]
    if len(used) < 4:
        return None
    ratio, levels, mixed = (numpy.zeros((rows, columns)) for _ in range(3))
    for i in used:
        value = values[..., i]
        tells, near = value > reach, off_by(value, steps[i]) <= reach
        known = value[~clipped]
        share = min(0.98, (off_by(known[known > reach], steps[i]) <= reach).mean())
        chance = 2 * reach / steps[i]
        ratio += numpy.where(tells, numpy.where(near, math.log(share / chance), math.log((1 - share) / (1 - chance))), 0)
        levels += tells & (2 * value >= steps[i])
        if i > 7 and i % 8:
            mixed += tells & (2 * value >= steps[i])
    decided = (levels >= 4) & (mixed >= 2) & ~clipped
    off = decided & (ratio < 0)
    p = max(0.02, off.sum() / decided.sum())
    tests = math.log10(columns * (columns + 1) / 2) + math.log10(rows * (rows + 1) / 2)
    parts = []
    places = numpy.argwhere(off)
    open_places = set(range(len(places)))
    near = cKDTree(places).query_ball_point(places, 2, p=numpy.inf) if len(places) else []
    while open_places:
        part, front = set(), {open_places.pop()}
        while front:
            part |= front
            front = {j for i in front for j in near[i]} - part
        open_places -= part
        box = places[list(part)]
        (y0, x0), (y1, x1) = box.min(0), box.max(0) + 1
        n = int(decided[y0:y1, x0:x1].sum())
        log10_nfa = tests + min(0.0, binom.logsf(len(part) - 1, n, p) / math.log(10))
        if log10_nfa < -2:
            parts.append({"blocks": len(part), "log10Nfa": float(log10_nfa), "box": [int(v) for v in (8 * x0 + left, 8 * y0 + top, 8 * x1 + left, 8 * y1 + top)]})
    parts.sort(key=lambda found: found["log10Nfa"])
    return {
        "steps": steps,
        "reach": float(reach),
        "frequencies": len(used),
        "decided": int(decided.sum()),
        "blocks": rows * columns,
        "parts": parts,
    }


def describe(name, plane, origin):
    height, width = plane.shape
    luma = base64.b64encode(plane.astype(numpy.uint8).tobytes()).decode()
    return {"name": name, "width": width, "height": height, "luma": luma, "origin": origin, "expected": analyse(plane, *origin)}


def pasted(quality, seed):
    plane = compress(scene(192, 160, seed), quality)
    plane[56:104, 72:136] = scene(64, 48, seed + 100)
    return plane


cases = [
    describe("never compressed", scene(192, 160, 1), [0, 0]),
    describe("quality 85", compress(scene(192, 160, 2), 85), [0, 0]),
    describe("a part in quality 75", pasted(75, 3), [0, 0]),
    describe("a part in quality 85, cropped by 3 and 5", pasted(85, 4)[5:, 3:], [5, 3]),
    describe("a part in quality 60, cropped by 1 and 6, then quality 98", compress(pasted(60, 5)[6:, 1:], 98), [7, 2]),
]
out = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "pillow": PIL.__version__},
    "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
for case in cases:
    print(case["name"], case["expected"] and {k: v for k, v in case["expected"].items() if k != "steps"})
