"""Tiny-LaDeDa, a published detector of generated pictures whose weights lie in its repository, on a claims folder.

    git clone https://github.com/barcavia/RealTime-DeepfakeDetection-in-the-RealWorld   research licence: run beside only
    python bench/peers/tiny_ladeda.py CLAIMS_FOLDER --source RealTime-DeepfakeDetection-in-the-RealWorld [--every 1]

Needs numpy, torch, pillow. Kind `generated` against every honest photo: AUC with a 95 % interval over resampled sources,
share found at 5 % false alarms, the worst generator of which there are at least 5, and processor time a photo. Two ways
of reading: scaled to 256 × 256 as its test set is, and the middle 512 px as they are. Beside it stand the scores of the
shipped model's folds, which saw neither these pictures nor their sources (models/pixels/claims-dev-oof.csv).
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from metrics import auc, threshold_of
from PIL import Image

HERE = Path(__file__).parent
WEIGHTS = "weights/Tiny_LaDeDa/WildRF_Tiny_LaDeDa.pth"
MEAN, SPREAD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def load_model(source):
    sys.path.insert(0, str(source))
    from networks.Tiny_LaDeDa import tiny_ladeda

    model = tiny_ladeda(preprocess_type="right_diag", num_classes=1, pool=False)
    model.fc = torch.nn.Linear(8, 1)  # as its trainer does before loading
    state = torch.load(source / WEIGHTS, map_location="cpu", weights_only=True)
    model.load_state_dict(state.get("model", state))
    return model.eval()


def scale(picture):
    return picture.resize((256, 256), Image.BILINEAR).crop((16, 16, 240, 240))


def middle(picture):
    left, top = max(0, (picture.width - 512) // 2), max(0, (picture.height - 512) // 2)
    return picture.crop((left, top, min(picture.width, left + 512), min(picture.height, top + 512)))


def score(model, picture):
    values = (np.asarray(picture, dtype=np.float64) / 255 - MEAN) / SPREAD
    # Its patches are averaged by a square window; the mean over all patches is the same for any shape.
    with torch.no_grad():
        return model(torch.from_numpy(values.transpose(2, 0, 1)[None]).float()).mean().item()


def interval(values, label, source, rounds=500, seed=20261122):
    generator, groups = np.random.default_rng(seed), [np.flatnonzero(source == s) for s in np.unique(source)]
    draws = []
    for _ in range(rounds):
        rows = np.concatenate([groups[i] for i in generator.integers(len(groups), size=len(groups))])
        if 0 < label[rows].sum() < len(rows):
            draws.append(auc(values[rows][label[rows]], values[rows][~label[rows]]))
    return np.quantile(draws, [0.025, 0.975])


def report(name, values, rows, milliseconds):
    known = np.isfinite(values)
    label = np.array([row["kind"] == "generated" for row in rows])[known]
    source = np.array([row["source"] for row in rows])[known]
    generator = np.array([row["generator"] for row in rows])[known]
    values = values[known]
    honest, at = values[~label], threshold_of(values[~label])
    families = defaultdict(list)
    for value, family in zip(values[label], generator[label]):
        families[family].append(value > at)
    worst = min(((np.mean(hits), family, len(hits)) for family, hits in families.items() if len(hits) >= 5), default=None)
    low, high = interval(values, label, source)
    print(
        f"{name:<34}{label.sum():>5}{(~label).sum():>7}{auc(values[label], honest):>8.3f} [{low:.3f}, {high:.3f}]"
        f"{(values[label] > at).mean():>8.3f}   "
        + (f"{worst[1]} {worst[0]:.2f} of {worst[2]}" if worst else "-").ljust(26)
        + ("" if milliseconds is None else f"{milliseconds:>8.1f}")
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("claims", type=Path)
    arguments.add_argument("--source", type=Path, required=True)
    arguments.add_argument("--every", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    with (options.claims / "claims.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "pristine" or row["kind"] == "generated"]
    rows = rows[:: options.every]
    model = load_model(options.source)
    print(f"{'detector':<34}{'n':>5}{'honest':>7}{'AUC':>8} {'95 %':<15}{'at 5 %':>8}   {'worst generator':<26}{'ms':>8}")
    pictures = [Image.open(options.claims / row["photo"]).convert("RGB") for row in rows]
    for name, prepare in (("Tiny-LaDeDa, scaled to 256 px", scale), ("Tiny-LaDeDa, middle 512 px", middle)):
        values, begin = [], time.process_time()
        for picture in pictures:
            values.append(score(model, prepare(picture)))
        report(name, np.array(values), rows, 1000 * (time.process_time() - begin) / len(rows))
    with (HERE / "../../models/pixels/claims-dev-oof.csv").open() as file:
        held_out = {row["id"]: float(row["logit_oof"] or "nan") for row in csv.DictReader(file)}
    report("claimlens, held out by source", np.array([held_out.get(row["id"], np.nan) for row in rows]), rows, None)


if __name__ == "__main__":
    main()
