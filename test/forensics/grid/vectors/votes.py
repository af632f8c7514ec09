"""Writes votes.json: grid votes by the letter of the paper, for test/forensics/grid/votes.test.ts.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.16.3 pillow==13.0.0
    venv/bin/python test/forensics/grid/vectors/votes.py

Every 8x8 block is transformed on its own, and every pixel asks its 64 blocks one after the other.
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
from scipy.stats import binom

NO_VOTE = 64


def scene(width, height, seed):
    """Waves, an edge, a flat part and noise."""
    rng = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[:height, :width]
    grey = 120 + 40 * numpy.sin(x / 7) + 30 * numpy.cos(y / 5 + x / 11) + 25 * (x > width // 2)
    grey += rng.normal(0, 4, grey.shape)
    grey[: height // 4, : width // 4] = 77
    return numpy.clip(numpy.round(grey), 0, 255).astype(numpy.uint8)


def compress(plane, quality):
    stream = io.BytesIO()
    Image.fromarray(plane).save(stream, "jpeg", quality=quality)
    return numpy.array(Image.open(stream))


def is_constant(block):
    return bool((block == block[:1]).all() or (block == block[:, :1]).all())


def vote(plane):
    height, width = plane.shape
    zeros = numpy.full((height, width), -1)
    constant = numpy.zeros((height, width), bool)
    for y in range(height - 7):
        for x in range(width - 7):
            block = plane[y : y + 8, x : x + 8].astype(float)
            # Exact halves (coefficients of +-1/8 only) must not fall below by rounding.
            small = numpy.abs(dctn(block, norm="ortho")) < 0.5 - 1e-9
            small[0, 0] = False
            zeros[y, x] = small.sum()
            constant[y, x] = is_constant(block)
    votes = numpy.full((height, width), NO_VOTE)
    for y in range(7, height - 7):
        for x in range(7, width - 7):
            window = zeros[y - 7 : y + 1, x - 7 : x + 1]
            winners = numpy.argwhere(window == window.max())
            if len(winners) > 1:
                continue
            by, bx = winners[0] + (y - 7, x - 7)
            if not constant[by, bx]:
                votes[y, x] = 8 * (by % 8) + bx % 8
    return zeros, votes


def encode(array):
    return base64.b64encode(array.astype(numpy.uint8).tobytes()).decode()


def describe(name, plane):
    height, width = plane.shape
    zeros, votes = vote(plane)
    counts = numpy.bincount(votes.ravel(), minlength=65)
    decided = int(counts[:64].sum())
    best = int(counts[:64].argmax())
    log10_nfa = math.log10(64) + binom.logsf(counts[best] // 64 - 1, decided // 64, 1 / 64) / math.log(10)
    return {
        "name": name,
        "width": width,
        "height": height,
        "luma": encode(plane),
        "zeros": encode(zeros[:-7, :-7]),
        "votes": encode(votes),
        "best": best,
        "log10Nfa": float(min(log10_nfa, math.log10(64))),
    }


once = compress(scene(96, 80, 1), 80)
both = compress(scene(96, 80, 2), 90)
both[24:64, 40:88] = compress(scene(96, 80, 3), 60)[3:43, 1:49]
mixed = compress(scene(96, 80, 6), 80)[:72, 4:]
mixed[24:56, 40:80] = scene(40, 32, 7)
cases = [
    describe("uncompressed", scene(96, 80, 4)),
    describe("quality 80", once),
    describe("quality 80, cropped by 3 and 5", once[5:, 3:]),
    describe("quality 60 pasted into quality 90", both),
    describe("uncompressed pasted into quality 80, cropped by 4", mixed),
    describe("narrow", compress(scene(64, 64, 5), 50)[:, :21]),
]
out = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "pillow": PIL.__version__},
    "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
for case in cases:
    print(case["name"], case["best"], case["log10Nfa"])
