"""Ring features by their definition, with NumPy 2.4 and SciPy 1.16, for comparison with ring-features.ts.

    python rings.py > rings.json
"""

import json

import numpy as np
from scipy.ndimage import uniform_filter

RINGS = [(2, 8, 2), (4.5, 16, 4), (7, 16, 4)]
W, H = 40, 32

y, x = np.mgrid[:H, :W]
picture = ((x * x * 3 + y * y * 5 + x * y * 7) % 251).astype(float)
# A 3 x 3 mean; pixels whose window leaves the picture are not looked at.
smooth = uniform_filter(picture, 3)


def round_half_up(v):
    return np.floor(v + 0.5).astype(int)


def describe(px, py):
    rings = []
    for radius, samples, orders in RINGS:
        angle = 2 * np.pi * np.arange(samples) / samples
        rings.append(
            (smooth[py + round_half_up(radius * np.sin(angle)), px + round_half_up(radius * np.cos(angle))], samples, orders)
        )
    everything = np.concatenate([[smooth[py, px]]] + [values for values, _, _ in rings])
    mean = everything.mean()
    features = [smooth[py, px] - mean]
    for values, samples, orders in rings:
        spectrum = np.fft.fft(values) / samples
        features.append(values.mean() - mean)
        features.extend(np.sqrt(2) * np.abs(spectrum[1:orders]))
    return features


places = [(8, 8), (20, 15), (31, 23), (13, 20)]
print(json.dumps({"width": W, "height": H, "places": [{"x": px, "y": py, "features": list(map(float, describe(px, py)))} for px, py in places]}))
