"""Writes resampling.json: line spectra by NumPy, for test/forensics/resampling/resampling.test.ts.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.16.3
    venv/bin/python test/forensics/resampling/vectors/resampling.py

Pictures are integer formulas that the test repeats. Everything is written for clarity: no strips, no running sums.
"""

import json
import math
import pathlib

import numpy
import scipy
from scipy.stats import f as f_distribution


def noise(width, height, seed):
    """Integer arithmetic only, so that both languages build the same picture."""
    state = seed
    out = numpy.zeros((height, width), int)
    for y in range(height):
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2**32
            out[y, x] = 90 + (state >> 26) + (x * 2 + y) // 16
    return out


def enlarge(plane):
    """Linear interpolation by 7/5 along both axes, rounded down."""
    for _ in range(2):
        length = (plane.shape[1] - 1) * 7 // 5
        columns = []
        for i in range(length):
            k, r = divmod(5 * i, 7)
            columns.append((plane[:, k] * (7 - r) + plane[:, k + 1] * r) // 7)
        plane = numpy.stack(columns, 1).T
    return plane


def judged(frequency, length):
    eighth = abs(frequency - round(frequency * 8) / 8)
    sixteenth = abs(frequency - round(frequency * 16) / 16)
    return (
        frequency >= 0.07
        and eighth > max(0.012, 4.5 / length)
        and sixteenth > max(0.006, 2.5 / length)
    )


def analyze(plane):
    """Along x: mean clipped second difference per column, and what chance says of each bin."""
    bending = numpy.abs(2 * plane[:, 1:-1] - plane[:, :-2] - plane[:, 2:])
    sampled = numpy.abs(2 * plane[4::8, 1:-1] - plane[4::8, :-2] - plane[4::8, 2:])
    return bending, numpy.sort(sampled.ravel())[math.ceil(sampled.size / 2) - 1]


def spectrum(line):
    n = len(line)
    trend = numpy.array([line[max(0, i - 16) : i + 17].mean() for i in range(n)])
    window = 0.5 - 0.5 * numpy.cos(2 * numpy.pi * (numpy.arange(n) + 0.5) / n)
    size = 2 ** math.ceil(math.log2(n))
    power = numpy.abs(numpy.fft.rfft((line - trend) * window, size))[: size // 2] ** 2
    ratio = size / n
    bins = [k for k in range(len(power)) if judged(k / size, n)]
    guard = math.floor(3 * ratio + 0.5)
    reach = math.floor(24 * ratio + 0.5)
    tail = numpy.zeros(len(power))
    for k in bins:
        near = [power[j] for j in bins if guard < abs(j - k) <= reach]
        m = len(near) / ratio / 3
        # The ratio of an exponential power to the mean of m others is F(2, 2m).
        tail[k] = f_distribution.logsf(power[k] / numpy.mean(near), 2, 2 * m) / math.log(10)
    return tail, size, len(bins) / ratio


def describe(name, plane):
    across, median = analyze(plane)
    down = analyze(plane.T)[0].T
    clip = max(2, 3 * median)
    height, width = plane.shape
    # Whole strips of 128 only.
    columns = numpy.minimum(across, clip)[: height // 128 * 128].sum(0)
    rows = numpy.minimum(down, clip)[:, : width // 128 * 128].sum(1)
    result = {"name": name, "width": width, "height": height}
    for axis, line in [("across", columns), ("down", rows)]:
        tail, size, tests = spectrum(line)
        k = int(tail.argmin())
        result[axis] = {"frequency": k / size, "log10Nfa": math.log10(tests) + tail[k]}
        result[axis]["tails"] = [[int(i), tail[i]] for i in range(k - 2, k + 3)]
    return result


cases = [
    describe("noise", noise(400, 300, 1)),
    describe("noise enlarged by 7/5", enlarge(noise(300, 260, 2))),
]
out = {"versions": {"numpy": numpy.__version__, "scipy": scipy.__version__}, "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
for case in cases:
    print(json.dumps(case))
