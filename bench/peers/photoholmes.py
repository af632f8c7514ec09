"""Splicebuster, Noisesniffer and DQ as photoholmes has them, on a claims folder; ours beside them by local-edits.ts,
and by forensics.ts for DQ (`jpeg/local-double-compression`). methods.ts runs it for the table of all methods.

    git clone https://github.com/photoholmes/photoholmes       research-only licences: run beside, nothing of it is used
    python bench/peers/photoholmes.py CLAIMS_FOLDER --source photoholmes/src [--every 4] [--offset 0] [--methods dq]
    npx tsx bench/quality/local-edits.ts CLAIMS_FOLDER [--every 4] [--offset 0]

Needs numpy, scipy, scikit-image, torch; opencv-python-headless and mpmath for the first two. Same rows, same cells of 8 px and same figures as
local-edits.ts: AUC of the image statistic against all honest photos (Splicebuster has none of its own: the 99th
percentile of its raw distances over their median; Noisesniffer: share of the mask it returns), AUC of the map within
masked photos (median), processor time a photo (median). DQ has no image statistic either: the 99th percentile of its map
over its median; it gets the luma coefficients, and 0 counts for files that are no JPEG.
"""

import argparse
import csv
import json
import os
import sys
import time
import types
import warnings
from pathlib import Path

import numpy as np
from metrics import auc
from PIL import Image
from scipy.fft import dctn

CELL = 8


def cells(plane):
    rows, columns = plane.shape[0] // CELL, plane.shape[1] // CELL
    return plane[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL).mean((1, 3))


def read_luma_levels(path):
    """Quantized luma coefficients, recovered from the plane that libjpeg decodes; None for other formats."""
    image = Image.open(path)
    if image.format != "JPEG":
        return None
    steps = np.asarray(image.quantization[0], float).reshape(8, 8)
    image.draft("L", image.size)
    plane = np.asarray(image.convert("L"), float) - 128
    rows, columns = plane.shape[0] // 8, plane.shape[1] // 8
    blocks = plane[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3)
    levels = np.round(dctn(blocks, axes=(2, 3), norm="ortho") / steps)
    return levels.transpose(0, 2, 1, 3).reshape(1, rows * 8, columns * 8).astype(int)


def load_methods(source, wanted):
    # Packages whose __init__ imports every method are entered by path; jpegio is only needed by others.
    sys.path.insert(0, source)
    for name in ("photoholmes", "photoholmes.methods", "photoholmes.utils"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(source, *name.split("."))]
        sys.modules[name] = package
    stub = types.ModuleType("jpegio")
    stub.DecompressedJpeg = object
    sys.modules.setdefault("jpegio", stub)
    methods = {}
    if "splicebuster" in wanted:
        from photoholmes.methods.splicebuster.method import Splicebuster

        splicebuster = Splicebuster()

        def run_splicebuster(rgb, _):
            grey = (rgb @ np.array([0.299, 0.587, 0.114])) / 255
            heat = np.nan_to_num(np.asarray(splicebuster.predict(grey), float))
            return heat, float(np.quantile(heat, 0.99) / max(1e-9, np.median(heat)))

        methods["splicebuster"] = run_splicebuster
    if "noisesniffer" in wanted:
        from photoholmes.methods.noisesniffer.method import Noisesniffer

        noisesniffer = Noisesniffer()

        def run_noisesniffer(rgb, _):
            heat = np.asarray(noisesniffer.predict(rgb.astype(float))[0], float)
            return heat, float((heat > 0).mean())

        methods["noisesniffer"] = run_noisesniffer
    if "dq" in wanted:
        from photoholmes.methods.dq.method import DQ

        dq = DQ()

        def run_dq(rgb, path):
            levels = read_luma_levels(path)
            if levels is None:
                return np.zeros(rgb.shape[:2]), 0.0
            heat = np.nan_to_num(np.asarray(dq.predict(levels, levels.shape[1:]), float))
            return heat, float(np.quantile(heat, 0.99) / max(1e-9, np.median(heat)))

        methods["dq"] = run_dq
    return methods


def write_row(path, name, row, score, seconds, heat, shape):
    """Appends what a method said of a photo; `cells` are the means of its map over 8 px, only for photos with a mask."""
    level = cells(np.asarray(Image.fromarray(heat.astype(np.float32)).resize(shape[1::-1]), float)) if row["mask"] else None
    values = None if level is None else [float(f"{value:.4g}") for value in level.ravel()]
    line = {"method": name, "id": row["id"], "score": score, "ms": 1000 * seconds, "cells": values}
    with open(path, "a") as file:
        file.write(json.dumps(line) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--source", required=True)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--methods", default="splicebuster,noisesniffer,dq")
    parser.add_argument("--kinds", default="", help="comma-separated; empty for all")
    parser.add_argument("--rows", default="", help="file for one line of JSON a photo and method, see write_row")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)
    folder = Path(options.folder)
    rows = list(csv.DictReader(open(folder / "claims.csv")))[options.offset :: options.every]
    kinds = set(filter(None, options.kinds.split(",")))
    rows = [row for row in rows if not kinds or row["kind"] in kinds]
    for name, method in load_methods(options.source, options.methods.split(",")).items():
        scores, maps, times, failed = {}, {}, [], 0
        for row in rows:
            rgb = np.asarray(Image.open(folder / row["photo"]).convert("RGB"))
            begin = time.process_time()
            try:
                heat, score = method(rgb, folder / row["photo"])
            except Exception as error:  # a peer that fails on a photo is counted, not hidden
                failed += 1
                print(f"{name} {row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            times.append(time.process_time() - begin)
            if options.rows:
                write_row(options.rows, name, row, score, times[-1], heat, rgb.shape)
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
