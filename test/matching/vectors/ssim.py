"""Writes ssim.json: what scikit-image says about planes that test/matching/ssim.test.ts rebuilds from integers.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-image==0.24.0
    venv/bin/python test/matching/vectors/ssim.py
"""

import json
import pathlib

import numpy
import scipy
import skimage
from skimage.metrics import structural_similarity


def pair(width, height, seed):
    """Integer arithmetic only, so that both languages build the same planes."""
    state = seed
    a = numpy.zeros((height, width))
    b = numpy.zeros((height, width))
    for y in range(height):
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2**32
            noise = state >> 27
            a[y, x] = (x * 3 + y * 2 + ((x // 5) * (y // 3)) % 61) % 256
            b[y, x] = min(255, max(0, a[y, x] + noise - 16 + (40 if x > width // 2 and y < height // 3 else 0)))
    return a, b


cases = []
for width, height, seed in [(64, 48, 1), (57, 33, 7), (7, 19, 3), (130, 11, 9), (11, 11, 5)]:
    a, b = pair(width, height, seed)
    case = {"width": width, "height": height, "seed": seed}
    settings = {
        "box": dict(),
        "gaussian": dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False),
    }
    for name, options in settings.items():
        if name == "gaussian" and min(width, height) < 11:
            continue
        mean, full = structural_similarity(a, b, data_range=255, full=True, **options)
        points = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1), (width // 2, height // 2)]
        points += [(1, height // 3), (width // 2 + 1, height // 4)]
        case[name] = {"mean": mean, "points": [[x, y, full[y, x]] for x, y in points]}
    cases.append(case)

out = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "scikit-image": skimage.__version__},
    "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
