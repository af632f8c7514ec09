"""Splicebuster and Noisesniffer as photoholmes has them, on a claims folder; ours beside them by inconsistency.ts.

    git clone https://github.com/photoholmes/photoholmes       research-only licences: run beside, nothing of it is used
    python bench/peers/photoholmes.py CLAIMS_FOLDER --source photoholmes/src [--every 4] [--offset 0]
    npx tsx bench/quality/inconsistency.ts CLAIMS_FOLDER [--every 4] [--offset 0]

Needs numpy, scipy, scikit-image, torch, opencv-python-headless, mpmath. Same rows, same cells of 8 px and same figures as
inconsistency.ts: AUC of the image statistic against all honest photos (Splicebuster has none of its own: the 99th
percentile of its raw distances over their median; Noisesniffer: share of the mask it returns), AUC of the map within
masked photos (median), processor time a photo (median).
"""

import argparse
import csv
import os
import sys
import time
import types
from pathlib import Path

import numpy as np
from PIL import Image

CELL = 8


def auc(positive, negative):
    p, n = np.asarray(positive, float), np.sort(np.asarray(negative, float))
    if len(p) == 0 or len(n) == 0:
        return float("nan")
    return float((np.searchsorted(n, p, "left") + np.searchsorted(n, p, "right")).mean() / 2 / len(n))


def cells(plane):
    rows, columns = plane.shape[0] // CELL, plane.shape[1] // CELL
    return plane[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL).mean((1, 3))


def load_methods(source):
    # Packages whose __init__ imports every method are entered by path; jpegio is only needed by others.
    sys.path.insert(0, source)
    for name in ("photoholmes", "photoholmes.methods", "photoholmes.utils"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(source, *name.split("."))]
        sys.modules[name] = package
    stub = types.ModuleType("jpegio")
    stub.DecompressedJpeg = object
    sys.modules.setdefault("jpegio", stub)
    from photoholmes.methods.noisesniffer.method import Noisesniffer
    from photoholmes.methods.splicebuster.method import Splicebuster

    splicebuster, noisesniffer = Splicebuster(), Noisesniffer()

    def run_splicebuster(rgb):
        grey = (rgb @ np.array([0.299, 0.587, 0.114])) / 255
        heat = np.nan_to_num(np.asarray(splicebuster.predict(grey), float))
        return heat, float(np.quantile(heat, 0.99) / max(1e-9, np.median(heat)))

    def run_noisesniffer(rgb):
        heat = np.asarray(noisesniffer.predict(rgb.astype(float))[0], float)
        return heat, float((heat > 0).mean())

    return {"splicebuster": run_splicebuster, "noisesniffer": run_noisesniffer}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--source", required=True)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--kinds", default="", help="comma-separated; empty for all")
    options = parser.parse_args()
    folder = Path(options.folder)
    rows = list(csv.DictReader(open(folder / "claims.csv")))[options.offset :: options.every]
    kinds = set(filter(None, options.kinds.split(",")))
    rows = [row for row in rows if not kinds or row["kind"] in kinds]
    for name, method in load_methods(options.source).items():
        scores, maps, times, failed = {}, {}, [], 0
        for row in rows:
            rgb = np.asarray(Image.open(folder / row["photo"]).convert("RGB"))
            begin = time.process_time()
            try:
                heat, score = method(rgb)
            except Exception as error:  # a peer that fails on a photo is counted, not hidden
                failed += 1
                print(f"{name} {row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            times.append(time.process_time() - begin)
            label = "honest" if row["label"] == "pristine" else row["kind"]
            scores.setdefault(label, []).append(score)
            if row["mask"]:
                mask = np.asarray(Image.open(folder / row["mask"]).convert("L").resize(rgb.shape[1::-1], Image.NEAREST))
                share = cells((mask > 127).astype(float))
                level = cells(np.asarray(Image.fromarray(heat.astype(np.float32)).resize(rgb.shape[1::-1]), float))
                if (share > 0.3).sum() >= 3:
                    maps.setdefault(label, []).append(auc(level[share > 0.3], level[share == 0]))
        print(f"{name}: {len(rows)} photos, {failed} failed, {np.median(times):.2f} s of processor time a photo")
        for label in sorted(set(scores) - {"honest"}):
            within = f"map AUC {np.median(maps[label]):.2f} (n {len(maps[label])})" if label in maps else ""
            print(f"  {label:24} n {len(scores[label]):3}  AUC {auc(scores[label], scores['honest']):.3f}  {within}")


if __name__ == "__main__":
    main()
