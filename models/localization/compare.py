"""Compares ways to tell edited windows of a photo from its others, without a reference, by repository.

    python models/localization/compare.py --features DIR --folds STORE/folds.json [--claims] [--ways relative,all]

DIR is what extract.ts wrote. Windows are 4 x 4 cells (32 px) at every second cell. Ways:

    distance   no training: what src/forensics/noise/inconsistency.ts measures, at this stride
    plain      statistics of the window and of its neighbourhood against the photo's mean, and that mean
    relative   statistics less what brightness, colour and texture explain within the photo, in units of its spread
    all        both, and the distances

The last three feed a network of one hidden layer (48), fitted on windows of made edits, local edits of the store and
untouched photographs; a photo is judged by the mean of two networks that saw none of its group of folds. Printed: AUC
within photos (median), F1 / IoU / MCC (means over photos with masks) at the level best for the made edits, at the level
best for the set itself (chosen on the answers), and with all marked; AUC and share above the 5 % threshold of the
photo's statistic (strongest 2 % of windows over the median) against untouched photos. Seeded.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from windows import SIDE, STRIDE, load

FOLD_GROUPS = ((0,), (1, 2), (3, 4))
SEEDS = (0, 1)
HIDDEN, EPOCHS, BATCH, RATE, DECAY = 48, 8, 512, 3e-3, 0.03
PER_PHOTO = 60  # windows of each class
LEVELS = np.linspace(-3, 5, 33)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--claims", action="store_true")
    parser.add_argument("--ways", default="distance,plain,relative,all")
    args = parser.parse_args()
    torch.set_num_threads(1)
    folds = json.loads(args.folds.read_text())
    sets = {name: load(args.features, name) for name in ["edits", "store", *(["claims"] if args.claims else [])]}
    photos = [photo for group in sets.values() for photo in group]
    for photo in photos:
        photo["fold"] = folds.get(photo["repo"], 0)
    made = sets["edits"] + sets["store"]
    scale = scales(sets["edits"])
    for way in args.ways.split(","):
        if way == "distance":
            for photo in photos:
                photo["map"] = photo["distance"][0]
        else:
            fit_and_apply(made, photos, way, scale)
        level = best_level(sets["edits"])
        print(f"== {way}: level {level:.2f}, {len(sets['edits'])} made, {len(sets['store'])} of the store")
        for name, group in sets.items():
            report(name, group, level)
        sys.stdout.flush()


def scales(photos: list[dict]) -> dict:
    column = lambda rows: torch.tensor(rows)[:, None, None]
    features = np.concatenate([p["features"].reshape(len(p["features"]), -1)[:, ::17] for p in photos], 1).astype(np.float32)
    left = np.concatenate([p["left"].reshape(len(p["left"]), -1)[:, ::17] for p in photos], 1).astype(np.float32)
    return {"mean": column(features.mean(1)), "spread": column(features.std(1) + 1e-3), "left": column(left.std(1) + 1e-3)}


def inputs(photo: dict, way: str, scale: dict) -> torch.Tensor:
    clip = lambda values: torch.clamp(values, -4, 4)
    left, x = (torch.tensor(photo[name].astype(np.float32)) for name in ("left", "features"))
    x = clip((x - scale["mean"]) / scale["spread"])
    overall = x.mean((1, 2), keepdim=True)
    parts = [clip(torch.tensor(photo["content"].astype(np.float32)))]
    if way in ("relative", "all"):
        own = clip(left / (left.std((1, 2), keepdim=True) + 0.02))
        common = clip(left / scale["left"])
        parts += [common, around(common, 3), around(own, 3)]
    if way in ("plain", "all"):
        parts += [around(x, 3) - overall, around(x, 3) - around(x, 7), overall.expand_as(x)]
    if way == "all":
        distance = torch.tensor(photo["distance"])
        parts += [distance, around(distance, 3)]
    return torch.cat(parts)


def around(x: torch.Tensor, side: int) -> torch.Tensor:
    return F.avg_pool2d(x[None], side, 1, side // 2, count_include_pad=False)[0]


def fit_and_apply(made: list[dict], photos: list[dict], way: str, scale: dict) -> None:
    for group in FOLD_GROUPS:
        # One draw of windows per seed; planes of inputs are not kept.
        rows = [draw(p, inputs(p, way, scale)) for p in made if p["fold"] not in group]
        networks = [fit(rows, seed) for seed in SEEDS]
        for photo in photos:
            if photo["fold"] in group:
                x = inputs(photo, way, scale)
                with torch.inference_mode():
                    flat = x.reshape(len(x), -1).T
                    photo["map"] = (sum(n(flat)[:, 0] for n in networks) / len(networks)).reshape(x.shape[1:]).numpy()


def draw(photo: dict, x: torch.Tensor):
    rng = np.random.default_rng(int(photo["pair"][:8], 16))
    flat = photo["altered"].ravel()
    altered = rng.permutation(np.flatnonzero(flat > 0.4))[:PER_PHOTO]
    untouched = rng.permutation(np.flatnonzero(flat == 0))[:PER_PHOTO]
    y = np.r_[np.ones(len(altered)), np.zeros(len(untouched))]
    # A photo weighs the root of its windows.
    weight = np.r_[np.full(len(altered), max(1, len(altered)) ** -0.5), np.full(len(untouched), max(1, len(untouched)) ** -0.5)]
    return x.reshape(len(x), -1).T[np.r_[altered, untouched]], y, weight


def fit(rows, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    x = torch.cat([r[0] for r in rows])
    y, w = (torch.tensor(np.concatenate([r[k] for r in rows]), dtype=torch.float32) for k in (1, 2))
    for label in (0, 1):
        w[y == label] *= 0.5 * len(w) / w[y == label].sum()
    network = nn.Sequential(nn.Dropout(0.1), nn.Linear(x.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(0.3), nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * (len(x) // BATCH + 1) + 1)
    for _ in range(EPOCHS):
        for i in torch.randperm(len(x)).split(BATCH):
            loss = (F.binary_cross_entropy_with_logits(network(x[i])[:, 0], y[i], reduction="none") * w[i]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


def render(windows: np.ndarray, shape) -> np.ndarray:
    """Mean of the windows over each cell."""
    total, count = np.zeros(shape), np.zeros(shape)
    rows, columns = windows.shape
    for dy in range(SIDE):
        for dx in range(SIDE):
            part = (slice(dy, dy + STRIDE * rows, STRIDE), slice(dx, dx + STRIDE * columns, STRIDE))
            total[part] += windows
            count[part] += 1
    return total / np.maximum(count, 1)


def agreement(cells: np.ndarray, shares: np.ndarray, level: float):
    found = cells >= level
    both, found_only = shares[found].sum(), (1 - shares[found]).sum()
    truth_only, neither = shares[~found].sum(), (1 - shares[~found]).sum()
    spread = np.sqrt(both + found_only) * np.sqrt(both + truth_only) * np.sqrt(neither + found_only) * np.sqrt(neither + truth_only)
    mcc = (both * neither - found_only * truth_only) / spread if spread > 0 else 0.0
    return 2 * both / (2 * both + found_only + truth_only), both / (both + found_only + truth_only), mcc


def masked(photos: list[dict]) -> list[dict]:
    return [p for p in photos if p["shares"].sum() > 2]


def best_level(photos: list[dict]) -> float:
    scores = [[agreement(cells, p["shares"], level)[0] for level in LEVELS] for p in masked(photos) for cells in [render(p["map"], p["shares"].shape)]]
    return float(LEVELS[np.mean(scores, 0).argmax()])


def auc(above, below) -> float:
    below = np.sort(below)
    return float((np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")).mean() / 2 / len(below))


def statistic(photo: dict) -> float:
    strongest = np.sort(photo["map"].ravel())[-max(1, photo["map"].size // 50) :]
    return float(strongest.mean() - np.median(photo["map"]))


def report(name: str, photos: list[dict], level: float) -> None:
    kind = lambda p: p["kind"] if name != "edits" else p["fill"] or "untouched"
    untouched = [statistic(p) for p in photos if (name == "claims" and not p["forged"]) or (name == "edits" and not p["fill"])]
    limit = np.quantile(untouched, 0.95) if untouched else np.nan
    for group in sorted({kind(p) for p in photos}) + ["all"]:
        members = [p for p in photos if group in ("all", kind(p))]
        edited = masked(members)
        line = f"{name:7}{group:22}n {len(members):4}"
        if untouched and group != "all":
            values = [statistic(p) for p in members]
            line += f"  photo AUC {auc(values, untouched):.3f} above 5 % {np.mean(np.array(values) > limit):.3f}"
        if edited:
            maps = [(render(p["map"], p["shares"].shape), p["shares"]) for p in edited]
            within = [auc(m[s > 0.3], m[s == 0]) for m, s in maps if (s > 0.3).sum() > 2 and (s == 0).sum() > 2]
            at = lambda t: np.mean([agreement(m, s, t) for m, s in maps], 0)
            own = max((at(t) for t in LEVELS), key=lambda scores: scores[0])
            show = lambda scores: " / ".join(f"{v:.3f}" for v in scores)
            line += f"  map AUC {np.median(within):.2f}  F1 {show(at(level))}  own level {show(own)}  all marked {at(-np.inf)[0]:.3f}"
        print(line)


if __name__ == "__main__":
    main()
