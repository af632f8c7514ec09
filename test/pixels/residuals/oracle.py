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


def triples(s, axis, apart=1):
    n = s.shape[axis]
    return [np.take(s, range(k * apart, n - (2 - k) * apart), axis=axis).ravel() for k in range(3)]


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


def within(rows, columns, step, unit, apart=1):
    """Lists of residuals counted along rows, and of others along columns, in one histogram."""
    parts = [triples(symbols(r, step * unit), 1, apart) for r in rows]
    parts += [triples(symbols(c, step * unit), 0, apart) for c in columns]
    return roots([np.concatenate(p) for p in zip(*parts)], True)


def spread(residual, width, height, top, left):
    """A residual back on the pixels that it was centred on; NaN where it has no value."""
    out = np.full((height, width), np.nan)
    out[top : top + residual.shape[0], left : left + residual.shape[1]] = residual
    return out


def across_scales(levels, top, left):
    """Symbols of three sizes at every pixel of the finest that has all three."""
    height, width = levels[0][1]
    fields = []
    for k, (residual, (h, w)) in enumerate(levels):
        field = spread(residual, w, h, top, left)
        fields.append(np.repeat(np.repeat(field, 2**k, 0), 2**k, 1)[:height, :width])
    # The finest counts under every whole pixel of the middle one.
    whole = np.all(~np.isnan(fields), 0)
    return [f[whole].astype(int) for f in fields]


def scale_patterns(luma):
    quarters = lambda p: (p + 2) >> 2  # noqa: E731
    half = halve(luma)
    quarter = quarters(halve(half))
    eighth = quarters(halve(quarter))
    planes, units = (luma, half, quarter, eighth), (4, 16, 16, 16)
    bends = [(bend(p, 1), bend(p, 0)) for p in planes]
    high = [high_pass(p) for p in planes]
    steps = [relative(h, h, 4 * u) for h, u in zip(high, units)]
    high_symbols = [symbols(h, s * 4 * u) for h, s, u in zip(high, steps, units)]
    bend_steps = [relative(r, c, u) for (r, c), u in zip(bends, units)]
    bend_symbols = [[symbols(b, s * u) for b in pair] for pair, s, u in zip(bends, bend_steps, units)]
    sizes = [p.shape for p in planes]
    out = []
    for k in (0, 1):
        out.append(roots(across_scales(list(zip(high_symbols[k : k + 3], sizes[k:])), 1, 1), False))
    for k in (0, 1):
        parts = [across_scales([(s[axis], size) for s, size in zip(bend_symbols[k : k + 3], sizes[k:])], *border) for axis, border in ((0, (0, 1)), (1, (1, 0)))]
        out.append(roots([np.concatenate(p) for p in zip(*parts)], False))
    for k in (0, 1):
        parent, fine = high_symbols[k + 1], high_symbols[k]
        child = {(y, x): fine[1 + y : 1 + y + 2 * parent.shape[0] : 2, 1 + x : 1 + x + 2 * parent.shape[1] : 2] for y in (0, 1) for x in (0, 1)}
        pairs = [((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1))]
        found = [np.concatenate([t.ravel() for t in part]) for part in zip(*[(child[a], parent, child[b]) for a, b in pairs])]
        out.append(roots(found, True))
    for k in (1, 2):
        out.append(within([bends[k][1]], [bends[k][0]], 2, units[k]))
    for k in (1, 2):
        p = planes[k]
        middle = 2 * p[1:-1, 1:-1]
        four = [p[1:-1, :-2] + p[1:-1, 2:], p[:-2, 1:-1] + p[2:, 1:-1], p[:-2, :-2] + p[2:, 2:], p[:-2, 2:] + p[2:, :-2]]
        ends = [np.min(four, 0) - middle, np.max(four, 0) - middle]
        out.append(within(ends, ends, relative(*ends, units[k]), units[k]))
    for k in (1, 2):
        rows, columns = np.diff(planes[k], axis=1), np.diff(planes[k], axis=0)
        out.append(within([rows], [columns], relative(rows, columns, units[k]), units[k]))
    for k in (1, 2):
        out.append(within([high[k]], [high[k]], steps[k], 4 * units[k], 2))
    out.append(within([high[2]], [high[2]], 1, 4 * units[2]))
    out.append(within([bends[3][0]], [bends[3][1]], bend_steps[3], units[3]))
    out.append(within([high[1]], [high[1]], steps[1], 4 * units[1]))
    rows, columns = (inner(quarter, [-1, 3, -3, 1], axis) for axis in (1, 0))
    out.append(within([rows], [columns], relative(rows, columns, units[2]), units[2]))
    return out


def relative(rows, columns, unit):
    return max(0.5, (np.abs(rows).mean() + np.abs(columns).mean()) / 2 / unit)


def moments(r):
    mean = np.abs(r).mean() + 1e-2
    power = (r**2).mean()
    return [np.log(mean), np.log(np.sqrt(power) / mean + 1e-3), (np.abs(r) < 0.3).mean(), np.log((r**4).mean() / (power**2 + 1e-3) + 1e-3)]


def correlations(trio):
    return [(trio[i] * trio[j]).sum() / np.sqrt((trio[i] ** 2).sum() * (trio[j] ** 2).sum()) for i, j in ((0, 1), (0, 2), (1, 2))]


def power_spectrum(plane):
    hann = np.hanning(65)[:64]
    windows = [(y, x) for y in range(0, SIDE, 64) for x in range(0, SIDE, 64) if (x + y) // 64 % 2 == 0]
    cuts = [plane[y : y + 64, x : x + 64] for y, x in windows]
    return np.mean([np.abs(np.fft.fft2((c - c.mean()) * np.outer(hann, hann))) ** 2 for c in cuts], 0)


def spectrum(plane):
    p = power_spectrum(plane)
    f = np.abs(np.fft.fftfreq(64) * 64)
    radius = np.hypot(f[None], f[:, None]).astype(int)
    ring = np.array([p[radius == r].mean() for r in range(46)])
    log = np.log(ring + 1e-2)
    low = log[2:8].mean()
    out = [(log[r] + log[r + 1]) / 2 - low for r in range(2, 31, 2)]
    out.append(log[33:45].mean() - low)
    for x, y in ((8, 0), (16, 0), (24, 0), (32, 0), (8, 8), (16, 16), (24, 24), (32, 32)):
        out.append(np.log(((p[y, x] + p[-x, y]) / 2 + 1e-2) / (ring[int(np.hypot(x, y))] + 1e-2)))
    axis = sum(p[0, r] + p[r, 0] for r in range(16, 32))
    diagonal = sum(p[d, d] + p[-d, d] for d in (int(np.floor(r / np.sqrt(2) + 0.5)) for r in range(16, 32)))
    out.append(np.log((axis + 1e-2) / (diagonal + 1e-2)))
    response = (2 - 2 * np.cos(2 * np.pi * np.arange(64) / 64)) ** 2 / 4
    cyclic = np.fft.ifft2(p * np.outer(response, response)).real
    for x, y in ((1, 0), (2, 0), (1, 1), (4, 0), (8, 0)):
        out.append((cyclic[y, x] + cyclic[x, y] + cyclic[-y, x] + cyclic[-x, y]) / 4 / cyclic[0, 0])
    return out


def blocks(luma, chroma):
    def energies(r):
        n = r.shape[0] // 8
        return np.log(np.abs(r[: n * 8, : n * 8]).reshape(n, 8, n, 8).mean((1, 3)) + 1e-2).ravel()

    e, s = energies(luma), np.sort(energies(luma))
    q = [s[int(np.floor(p * (len(s) - 1)))] for p in (0.05, 0.25, 0.5, 0.75, 0.95)]
    return [*(np.array(q) - s.mean()), q[0], np.corrcoef(e, energies(chroma))[0, 1]]


def bins(luma, residual):
    level, strength = np.digitize(luma[1:-1, 1:-1], [40, 80, 120, 160, 200]), np.abs(residual)
    return [np.log((strength[level == k].mean() + 1e-2) / (strength.mean() + 1e-2)) if (level == k).sum() >= 200 else None for k in range(6)]


def steps(luma):
    out = []
    for axis in (1, 0):
        profile = np.abs(np.diff(luma, axis=axis)).mean(1 - axis)
        phases = np.sort([profile[(k - 1) % 8 :: 8].mean() for k in range(8)])
        middle = (phases[3] + phases[4]) / 2 + 1e-2
        out.append([np.log((phases[7] + 1e-2) / middle), np.log((phases[6] + 1e-2) / middle)])
        if axis == 1:
            total = phases.mean()
    return [*np.mean(out, 0), np.log(total + 0.05)]


def tile(rgb):
    weights = np.array([[78381, 153879, 29884], [-44233, -86839, 131072], [131072, -109757, -21315]])
    luma, cb, cr = np.moveaxis((rgb @ weights.T + 32768) >> 16, -1, 0)
    half, half_cb, half_cr = halve(luma), halve(cb), halve(cr)
    quarter = halve(half)
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

    def joint(planes, unit):
        out.append(roots([symbols(high_pass(p), unit).ravel() for p in planes], False))

    colours = np.moveaxis(rgb, -1, 0)
    joint(colours, 4)
    joint((luma, cb, cr), 16)
    joint([halve(c) for c in colours], 16)
    joint((half, half_cb, half_cr), 64)
    out += scale_patterns(luma)

    residuals = [high_pass(p) / 16 for p in (luma, cb, cr)] + [high_pass(p) / 64 for p in (half, half_cb, half_cr)]
    m = [moments(r) for r in residuals]
    out += m
    out.append([m[3][0] - m[0][0], m[1][0] - m[0][0], m[2][0] - m[0][0], m[5][0] - m[2][0]])
    out.append(correlations(residuals[:3]))
    out.append(correlations([high_pass(rgb[..., k]).astype(float) for k in range(3)]))
    out += [spectrum(luma / 4), spectrum(cr / 4), blocks(residuals[0], residuals[2]), bins(luma / 4, residuals[0]), steps(luma / 4)]
    return [v for part in out for v in part]


if __name__ == '__main__':
    values = tile(picture())
    print(json.dumps([None if v is None else float(f'{v:.10g}') for v in values]))
