"""Noise levels by their definition, with NumPy 2.4 and SciPy 1.16, for comparison with noise-level.ts.

    python noise_level.py > noise_level.json
"""

import json

import numpy as np
from scipy.fft import dctn
from scipy.stats import binom

W, H = 200, 160
y, x = np.mgrid[:H, :W].astype(np.int64)
word = ((x * 73856093) ^ (y * 19349663)) & 0xFFFFF
grain = ((word * word // 1024) % 23) - 11
luma = (60 + x // 2 + grain * np.where((x >= 96) & (x < 144) & (y >= 48) & (y < 96), 0, 1)).astype(float)

corners = [(a, b) for b in range(0, H - 7, 4) for a in range(0, W - 7, 4)]
diagonal = np.add.outer(np.arange(8), np.arange(8))
rows = []
for left, top in corners:
    block = luma[top : top + 8, left : left + 8]
    if block.min() < 3 or block.max() > 252 or np.ptp(block) < 2:
        continue
    energy = dctn(block, norm="ortho") ** 2
    rows.append((left, top, block.mean(), energy[(diagonal > 0) & (diagonal <= 4)].mean(), energy[diagonal >= 8].mean()))
B = np.array(rows)
order = np.lexsort((np.arange(len(B)), B[:, 2]))
bins = max(1, min(12, len(B) // 1500))
levels, flats, quiet = [], [], []
for k in range(bins):
    members = order[k * len(B) // bins : (k + 1) * len(B) // bins]
    flat = members[np.lexsort((members, B[members, 3]))][: int(0.3 * len(members))]
    flattest = flat[: max(1, int(0.1 / 0.3 * len(flat)))]
    levels.append({"luma": B[flattest, 2].mean(), "sigma": np.sqrt(B[flattest, 4].mean())})
    ordered = flat[np.lexsort((flat, B[flat, 4]))]
    n = int(0.3 * len(ordered))
    flats.extend(flat)
    quiet.extend(ordered[:n])

tests = sum(-(-2 * W // s) * -(-2 * H // s) for s in (48, 96, 192))
share = len(quiet) / len(flats)
best = 0.0
for side in (48, 96, 192):
    for top in range(0, H, side // 2):
        for left in range(0, W, side // 2):
            inside = lambda i: left <= B[i, 0] < left + side and top <= B[i, 1] < top + side
            n = sum(map(inside, flats)) // 4
            k = sum(map(inside, quiet)) // 4
            if k > n * share:
                best = min(best, np.log10(tests) + binom.logsf(k - 1, n, share) / np.log(10))
print(json.dumps({"width": W, "height": H, "levels": levels, "log10Nfa": best}))
