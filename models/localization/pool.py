"""Cuts what edits are made of: parts of photographs, the same behind an autoencoder, parts of generated pictures.

    python models/localization/pool.py --store STORE --out POOL [--taesd CLONE] [--photographs 1400] [--jobs 2]

Squares of 384 px as uint8 arrays with one line each to an index:

    bases     photographs, repositories by the root of their size, damaged goods twice (`edits.choose_photographs`)
    aligned   each base behind one autoencoder (taef2 for every third, the small ones of models/data/autoencoders.py
              in turn for the others); in six of ten damage is painted on first
    made      two parts of every generated picture, at a random scale
    inpainted the store's local edits, whole, with their masks as a fourth channel

Seeded per picture.
"""

import argparse
import json
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parent.parent / "data"))
import autoencoders  # noqa: E402
from edits import choose_photographs  # noqa: E402
from shapes import paint  # noqa: E402
from taef2 import LATENT_NOISE, load_autoencoder, pass_through  # noqa: E402

SIDE_PX = 384
SEED = "pool-1"
TAEF2_EVERY = 3
DAMAGED_SHARE = 0.6
MIX_SHARE, MIX_WEIGHT = 0.3, (0.1, 0.4)
INPAINTED_PX = 512


def open_picture(store: Path, blob: str):
    try:
        image = Image.open(store / "objects" / blob[:2] / blob)
        image.draft("RGB", (1600, 1600))
        return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return None


def cut(image: Image.Image, rng: random.Random) -> np.ndarray | None:
    """A square of the picture, mostly reduced first, as claim photos are."""
    room = min(image.size) / SIDE_PX
    if room < 1:
        return None
    if room > 1.1 and rng.random() < 0.6:
        scale = rng.uniform(1 / min(room, 3), 1.0)
        image = image.resize([max(SIDE_PX, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
    left, top = (rng.randint(0, side - SIDE_PX) for side in image.size)
    return np.asarray(image.crop((left, top, left + SIDE_PX, top + SIDE_PX)))


def make_base(task):
    store, row, number = task
    rng = random.Random(f"{SEED}/{row['blob']}")
    image = open_picture(store, row["blob"])
    base = cut(image, rng) if image else None
    if base is None:
        return None
    name = coder_of(number)
    given = base.astype(np.float32)
    damaged = rng.random() < DAMAGED_SHARE
    if damaged:
        given = np.clip(paint(given, rng), 0, 255).astype(np.float32)
    made = pass_through(given, rng.uniform(*LATENT_NOISE), rng.getrandbits(31), *CODERS[name])
    weight = rng.uniform(*MIX_WEIGHT) if not damaged and rng.random() < MIX_SHARE else 0.0
    aligned = np.clip(np.rint(weight * given + (1 - weight) * made), 0, 255).astype(np.uint8)
    return base, aligned, {"blob": row["blob"], "repo": row["repo"], "fold": row["fold"], "kind": row["kind"], "coder": name, "damaged": damaged}


CODERS: dict = {}


def coder_of(number: int) -> str:
    if "taef2" in CODERS and number % TAEF2_EVERY == 0:
        return "taef2"
    small = list(autoencoders.SPECS)
    return small[(number - number // TAEF2_EVERY) % len(small)]


def start(store: Path, taesd) -> None:
    torch.set_num_threads(1)
    CODERS.update({name: autoencoders.load(store, name) for name in autoencoders.SPECS})
    if taesd:
        CODERS["taef2"] = load_autoencoder(taesd)


def make_generated(task):
    store, row = task
    image = open_picture(store, row["blob"])
    if image is None:
        return []
    if "crop" in row:
        box = row["crop"]
        image = image.crop((box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"]))
    rng = random.Random(f"{SEED}/{row['blob']}")
    about = {key: row[key] for key in ("blob", "repo", "fold", "family")}
    return [(part, about) for part in (cut(image, rng) for _ in range(2)) if part is not None]


def make_inpainted(task):
    store, row = task
    image, mask = open_picture(store, row["blob"]), open_picture(store, row["mask"])
    if image is None or mask is None or image.size != mask.size or image.size != (INPAINTED_PX, INPAINTED_PX):
        return None
    return np.dstack([np.asarray(image), np.asarray(mask.convert("L"))]), {key: row[key] for key in ("blob", "repo", "fold")}


def write(out: Path, name: str, arrays, lines) -> None:
    np.save(out / f"{name}.npy", np.stack(arrays))
    (out / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    print(f"{name}: {len(lines)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--taesd", type=Path)
    parser.add_argument("--photographs", type=int, default=1400)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in (args.store / "index.jsonl").read_text().splitlines()]
    with ProcessPoolExecutor(args.jobs, initializer=start, initargs=(args.store, args.taesd)) as pool:
        generated = [r for r in rows if r["role"] == "generated" and r["scope"] == "whole"]
        found = [pair for pairs in pool.map(make_generated, [(args.store, r) for r in generated], chunksize=8) for pair in pairs]
        write(args.out, "made", *zip(*found))
        local = [r for r in rows if r["mask"] and r["scope"] == "local"]
        write(args.out, "inpainted", *zip(*filter(None, pool.map(make_inpainted, [(args.store, r) for r in local], chunksize=8))))
        large = [r for r in rows if min(r["width"], r["height"]) >= SIDE_PX]
        tasks = [(args.store, row, number) for number, row in enumerate(choose_photographs(large, args.photographs, SEED))]
        bases, aligned, lines = zip(*filter(None, pool.map(make_base, tasks, chunksize=8)))
        np.save(args.out / "aligned.npy", np.stack(aligned))
        write(args.out, "bases", bases, lines)


if __name__ == "__main__":
    main()
