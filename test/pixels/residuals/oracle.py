"""An independent computation of the statistics of one tile (NumPy 2.2, SciPy 1.15), written for clarity.

    python test/pixels/residuals/oracle.py > test/pixels/residuals/vectors.json

The picture is a formula that the test repeats, so no picture is stored.
"""
import itertools
import json

import numpy as np
from scipy.ndimage import correlate1d

SIDE = 192


def picture(side=SIDE):
    """Gradients, an edge and hashed noise whose strength differs by channel."""
    y, x = np.mgrid[:side, :side].astype(np.uint64)
    channels = []
    for c, strength in ((0, 24), (1, 16), (2, 40)):
        h = (x * 374761393 + y * 668265263 + np.uint64(c * 1274126177)) % 2**32
        h = ((h ^ (h >> np.uint64(13))) * np.uint64(1274126177)) % 2**32
        noise = (h >> np.uint64(24)) % strength
        channels.append(30 + (2 * x + y) // (4 + c) + noise + 60 * (x > y))
    return np.stack(channels, -1).astype(np.int64) % 256


def inner(plane, taps, axis):
    """Correlation without any border handling: only where all taps fall on the plane."""
    out = correlate1d(plane, taps, axis=axis, mode='nearest')
    left, right = len(taps) // 2, (len(taps) - 1) // 2
    # SciPy centres even filters one to the right.
    span = [slice(None)] * 2
    span[axis] = slice(left, plane.shape[axis] - right)
    return out[tuple(span)]


def bend(plane, axis):
    return inner(plane, [1, -2, 1], axis)


def high_pass(plane):
    return bend(bend(plane, 1), 0)


def halve(plane):
    h, w = plane.shape
    return plane.reshape(h // 2, 2, w // 2, 2).sum((1, 3))


def symbols(values, step):
    return (np.sign(values) * np.minimum(2, np.floor(np.abs(values) / step + 0.5))).astype(int)


def triples(s, axis):
    n = s.shape[axis]
    return [np.take(s, range(k, n - 2 + k), axis=axis).ravel() for k in range(3)]


def classes(reversible):
    """Orbits of triples under negation (and reversal), numbered by their first member in counting order."""
    number = {}
    for t in itertools.product(range(-2, 3), repeat=3):
        if t in number:
            continue
        orbit = [t, tuple(-v for v in t)]
        orbit += [o[::-1] for o in orbit] if reversible else []
        k = len(set(number.values()))
        number.update({o: k for o in orbit})
    return number


def roots(columns, reversible):
    number = classes(reversible)
    out = np.zeros(len(set(number.values())))
    found, counts = np.unique(np.stack(columns, 1), axis=0, return_counts=True)
    for t, n in zip(found, counts):
        out[number[tuple(int(v) for v in t)]] += n
    return np.sqrt(out / counts.sum())


def pattern(rows, columns, step, unit, across=False):
    r, c = symbols(rows, step * unit), symbols(columns, step * unit)
    first, second = (c, r) if across else (r, c)
    pairs = zip(triples(first, 1), triples(second, 0))
    return roots([np.concatenate(p) for p in pairs], True)


def relative(rows, columns, unit):
    return max(0.5, (np.abs(rows).mean() + np.abs(columns).mean()) / 2 / unit)


def tile(rgb):
    weights = np.array([[78381, 153879, 29884], [-44233, -86839, 131072], [131072, -109757, -21315]])
    luma, cb, cr = np.moveaxis((rgb @ weights.T + 32768) >> 16, -1, 0)
    half, half_cb, half_cr = halve(luma), halve(cb), halve(cr)
    quarter, quarter_cb, quarter_cr = halve(half), halve(half_cb), halve(half_cr)
    both = lambda p: (bend(p, 1), bend(p, 0))  # noqa: E731
    out = []

    def add(rows, columns, step, unit, across=False):
        out.append(pattern(rows, columns, step, unit, across))

    add(*both(luma), 2, 4)
    add(*both(luma), 2, 4, across=True)
    add(*both(luma), relative(*both(luma), 4), 4)
    add(high_pass(luma), high_pass(luma), 1, 16)
    add(inner(luma, [-1, 3, -3, 1], 1), inner(luma, [-1, 3, -3, 1], 0), 3, 4)
    add(*both(half), 2, 16)
    add(*both(half), relative(*both(half), 16), 16)
    add(high_pass(half), high_pass(half), 1, 64)
    add(*both(quarter), relative(*both(quarter), 64), 64)
    for plane, unit in ((cr, 4), (cb, 4), (half_cr, 16), (half_cb, 16)):
        add(*both(plane), 1, unit)
    add(*both(luma), 2 * relative(*both(luma), 4), 4)
    wide = [inner(luma, [1, 0, -2, 0, 1], axis) for axis in (1, 0)]
    add(*wide, relative(*wide, 4), 4)
    add(inner(half, [-1, 3, -3, 1], 1), inner(half, [-1, 3, -3, 1], 0), 3, 16)
    add(*both(half), 2 * relative(*both(half), 16), 16)
    add(*both(quarter), 2, 64)
    for plane, unit in ((half_cr, 16), (half_cb, 16), (quarter_cr, 64), (quarter_cb, 64)):
        add(*both(plane), relative(*both(plane), unit), unit)

    def joint(planes, unit):
        out.append(roots([symbols(high_pass(p), unit).ravel() for p in planes], False))

    colours = np.moveaxis(rgb, -1, 0)
    joint(colours, 4)
    joint((luma, cb, cr), 16)
    joint([halve(c) for c in colours], 16)
    joint((half, half_cb, half_cr), 64)
    return [v for part in out for v in part]


if __name__ == '__main__':
    values = tile(picture())
    print(json.dumps([float(f'{v:.10g}') for v in values]))
