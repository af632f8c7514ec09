"""Writes lattice.json: block votes by NumPy and SciPy, for test/forensics/demosaicing/demosaicing.test.ts.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.16.3
    venv/bin/python test/forensics/demosaicing/vectors/lattice.py

Pictures are integer formulas that the test repeats.
"""

import base64
import json
import math
import pathlib

import numpy
import scipy
from scipy.ndimage import convolve
from scipy.stats import binom


def scene(width, height, seed):
    """Integer arithmetic only, so that both languages build the same picture."""
    state = seed
    out = numpy.zeros((height, width), int)
    for y in range(height):
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2**32
            out[y, x] = 60 + (state >> 27) + (x * 5 + y * 3) // 32 + (40 if (x // 37 + y // 29) % 2 else 0)
    return out


def interpolate(green, lattice, share):
    """Keeps green where (x + y) mod 2 is the lattice; goes so many 16ths to the mean of four neighbours elsewhere."""
    y, x = numpy.mgrid[: green.shape[0], : green.shape[1]]
    mean = convolve(green, [[0, 1, 0], [1, 0, 1], [0, 1, 0]], mode="nearest") // 4
    return numpy.where((x + y) % 2 == lattice, green, (green * (16 - share) + mean * share) // 16)


def describe(name, green):
    height, width = green.shape
    cross = convolve(green, [[0, -1, 0], [-1, 4, -1], [0, -1, 0]], mode="nearest")
    y, x = numpy.mgrid[:height, :width]
    votes = []
    for top in range(1, height - 8, 8):
        for left in range(1, width - 8, 8):
            block = (slice(top, top + 8), slice(left, left + 8))
            error = numpy.abs(cross[block])
            odd = (x + y)[block] % 2 == 1
            even_sum, odd_sum = error[~odd].sum(), error[odd].sum()
            votes.append(2 if even_sum == odd_sum else int(odd_sum > even_sum))
    counts = numpy.bincount(votes, minlength=3)
    lattice = int(counts[1] > counts[0])
    decided = counts[0] + counts[1]
    tail = binom.logsf(counts[lattice] - 1, decided, 0.5) / math.log(10)
    return {
        "name": name,
        "width": width,
        "height": height,
        "votes": base64.b64encode(bytes(votes)).decode(),
        "lattice": lattice,
        "share": float(counts[lattice] / decided),
        "log10Nfa": float(math.log10(2) + tail),
    }


cases = [
    describe("measured at even x + y, faint", interpolate(scene(300, 270, 1), 0, 1)),
    describe("measured at odd x + y, faint", interpolate(scene(267, 290, 2), 1, 1)),
    describe("not interpolated", scene(300, 270, 3)),
]
out = {"versions": {"numpy": numpy.__version__, "scipy": scipy.__version__}, "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
for case in cases:
    print({key: value for key, value in case.items() if key != "votes"})
