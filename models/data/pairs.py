"""Aligned pairs of several autoencoders: crops of pristine photographs and their round trips, whole pictures only.

    python models/data/pairs.py --store DIR [--taesd CLONE] [--crops 800] [--threads 1]

Each crop passes one autoencoder: the small ones of autoencoders.py in turn and, given its clone, taef2 in every fourth
pair. Three in ten are reduced before and enlarged behind, as generators with a last upscaling do. Crops, noise on the latents,
mixing with the original and the photograph's own JPEG tables are those of taef2.py. Rows are appended to `pairs.jsonl`,
with `pair` set on both halves: train.py fits on them or not (config.yaml), and never scores them. Resumable.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import autoencoders
import numpy as np
import torch
from PIL import Image
from taef2 import LATENT_NOISE, MIX_SHARE, MIX_WEIGHT, SIDE_PX, choose_photographs, load_autoencoder, pass_through, png, put, resave, take_crop

SEED = "pairs-1"
TAEF2_EVERY = 4
UPSCALE_SHARE = 0.3
UPSCALE = (1.1, 1.6)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--taesd", type=Path)
    parser.add_argument("--crops", type=int, default=800)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    small = {name: autoencoders.load(args.store, name) for name in autoencoders.SPECS}
    large = {"taef2": load_autoencoder(args.taesd)} if args.taesd else {}

    rows = [json.loads(line) for line in (args.store / "index.jsonl").read_text().splitlines()]
    out = args.store / "pairs.jsonl"
    done = {json.loads(line)["pair"] for line in out.read_text().splitlines()} if out.exists() else set()
    for number, row in enumerate(choose_photographs(rows, args.crops, SEED)):
        pair = f"{SEED}-{row['blob'][:16]}"
        if pair in done:
            continue
        rng = random.Random(f"{SEED}/{row['blob']}")
        crop, tables = take_crop(args.store, row, rng)
        if crop is None:
            continue
        name = "taef2" if large and number % TAEF2_EVERY == 0 else list(small)[number % len(small)]
        with out.open("a") as lines:
            for new in make_pair(args.store, row, pair, crop, tables, rng, name, {**small, **large}[name]):
                lines.write(json.dumps(new) + "\n")
        if number % 50 == 0:
            print(f"{number} of {args.crops}", file=sys.stderr, flush=True)


def make_pair(store, row, pair, crop, tables, rng, name, coder) -> list[dict]:
    """Writes the crop and its round trip; returns their rows."""
    original = np.asarray(crop, dtype=np.float32)
    given = original
    if rng.random() < UPSCALE_SHARE:
        side = round(SIDE_PX / rng.uniform(*UPSCALE)) // 16 * 16
        given = np.asarray(crop.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float32)
    made = pass_through(given, rng.uniform(*LATENT_NOISE), rng.getrandbits(31), *coder)
    if len(made) != SIDE_PX:
        kernel = rng.choice([Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR])
        planes = [np.asarray(Image.fromarray(made[..., c]).resize((SIDE_PX, SIDE_PX), kernel)) for c in range(3)]
        made = np.stack(planes, -1)
    weight = rng.uniform(*MIX_WEIGHT) if rng.random() < MIX_SHARE else 0.0
    altered = weight * original + (1 - weight) * made
    crop_blob = put(store, png(crop))
    common = {
        **{key: row[key] for key in ("repo", "kind", "group", "fold", "weight")},
        "width": SIDE_PX, "height": SIDE_PX, "format": "png", "pair": pair, "mask": "",
    }  # fmt: skip
    return [
        {**common, "blob": crop_blob, "role": "pristine", "scope": "nothing", "generator": "", "family": "", "original": ""},
        {
            **common,
            "blob": put(store, png(resave(altered, tables))),
            "role": "generated",
            "scope": "whole",
            "generator": name,
            "family": f"round-trip-{name}",
            "original": crop_blob,
        },
    ]


if __name__ == "__main__":
    main()
