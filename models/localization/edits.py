"""Makes local edits with known masks from pristine photographs of the training store.

    python models/localization/edits.py --store DIR --out DIR --taesd CLONE [--bases 480] [--edits 2]

CLONE is a git clone of madebyollin/taesd (MIT). For each photograph the prepared picture itself and EDITS pictures with
one edited part each are written as PNG, with masks, and one line each to `edits.jsonl`. All of one photograph share
`pair`, so that laundering treats them alike, and keep its repository and fold. Half are prepared at a random scale,
half cut at native scale; half are saved once more as JPEG, edited or not.

What fills the part (`FILLS`): a round trip through a small autoencoder, of the part as it is or with damage painted
on first; the texture of a generated picture; another photograph; the photograph's own pixels, moved; smoothing,
resampling, sharpening or noise; painted cracks and stains; the surroundings grown into the hole. Shapes: blobs,
polygons, branching cracks, strokes, boxes; borders blended over 0.5 to 4 px. Seeded per photograph; a second run adds
what is missing.
"""

import argparse
import io
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).parent.parent / "data"))
from taef2 import load_autoencoder  # noqa: E402

from shapes import around, blur, draw_mask, paint, round_trip  # noqa: E402

LONG_SIDE_PX = (520, 1100)
LEAST_SIDE_PX = 300
FILLS = {
    "autoencoder": 0.16,
    "autoencoder-damage": 0.16,
    "generated": 0.12,
    "splice": 0.14,
    "moved": 0.1,
    "processed": 0.12,
    "painted": 0.12,
    "grown": 0.08,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--taesd", type=Path, required=True)
    parser.add_argument("--bases", type=int, default=480)
    parser.add_argument("--edits", type=int, default=2)
    parser.add_argument("--seed", default="edits-1")
    parser.add_argument("--part", default="0/1")
    args = parser.parse_args()
    torch.set_num_threads(1)
    part, parts = map(int, args.part.split("/"))
    args.out.mkdir(parents=True, exist_ok=True)

    rows = [json.loads(line) for line in (args.store / "index.jsonl").read_text().splitlines()]
    log = args.out / f"edits-{part}-of-{parts}.jsonl"
    done = {json.loads(line)["pair"] for line in log.read_text().splitlines()} if log.exists() else set()
    maker = Maker(args.store, rows, load_autoencoder(args.taesd))
    for number, row in enumerate(choose_photographs(rows, args.bases, args.seed)):
        pair = row["blob"][:16]
        if number % parts != part or pair in done:
            continue
        rng = random.Random(f"{args.seed}/{row['blob']}")
        picture = maker.prepare(row, rng)
        if picture is None:
            continue
        quality = rng.randint(84, 97) if rng.random() < 0.5 else None
        lines = [save(args.out, row, pair, "pristine", picture, None, quality)]
        for index in range(args.edits):
            fill = rng.choices(list(FILLS), list(FILLS.values()))[0]
            edited, mask = maker.edit(picture, fill, row, rng)
            lines.append(save(args.out, row, pair, f"{index}-{fill}", edited, mask, quality))
        with log.open("a") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))
        if number % 40 < parts:
            print(f"{number} of {args.bases}", file=sys.stderr, flush=True)


def choose_photographs(rows: list[dict], count: int, seed: str) -> list[dict]:
    """Pristine photographs, repositories by the square root of their size, damaged goods twice."""
    able = [r for r in rows if r["role"] == "pristine" and min(r["width"], r["height"]) >= LEAST_SIDE_PX and "crop" not in r]
    sizes = {}
    for r in able:
        sizes[r["repo"]] = sizes.get(r["repo"], 0) + 1
    weight = lambda r: (2.0 if r["kind"] == "damage" else 1.0) * sizes[r["repo"]] ** -0.5
    key = lambda r: random.Random(f"{seed}/choose/{r['blob']}").random() ** (1 / weight(r))
    return sorted(able, key=key, reverse=True)[:count]


def save(out: Path, row: dict, pair: str, name: str, rgb: np.ndarray, mask, quality) -> dict:
    image = Image.fromarray(np.clip(np.rint(rgb), 0, 255).astype(np.uint8))
    if quality:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        image = Image.open(buffer)
    file = f"{pair}-{name}.png"
    image.save(out / file, compress_level=1)
    if mask is not None:
        mask.save(out / f"{pair}-{name}.mask.png")
    fill = name.split("-", 1)[1] if mask is not None else ""
    common = {key: row[key] for key in ("repo", "kind", "group", "fold")}
    return {**common, "pair": pair, "file": file, "mask": f"{pair}-{name}.mask.png" if mask is not None else "", "fill": fill}


class Maker:
    """Edits pictures with what the store holds."""

    def __init__(self, store: Path, rows: list[dict], autoencoder):
        self.store = store
        self.encoder, self.decoder = autoencoder
        self.generated = [r for r in rows if r["role"] == "generated" and r["scope"] == "whole"]
        self.pristine = [r for r in rows if r["role"] == "pristine"]

    def open(self, row: dict):
        try:
            image = Image.open(self.store / "objects" / row["blob"][:2] / row["blob"])
            image.draft("RGB", (2000, 2000))
            return ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, SyntaxError, ValueError):
            return None

    def prepare(self, row: dict, rng: random.Random):
        """A picture of a shop's size: the photograph reduced, or a part of it as it is."""
        image = self.open(row)
        if image is None:
            return None
        target = rng.randint(*LONG_SIDE_PX)
        scale = target / max(image.size)
        if scale < 1 and rng.random() < 0.6:
            image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
        width, height = (min(side, target) // 8 * 8 for side in image.size)
        left, top = rng.randint(0, image.size[0] - width) // 8 * 8, rng.randint(0, image.size[1] - height) // 8 * 8
        return np.asarray(image.crop((left, top, left + width, top + height)), dtype=np.float32)

    def edit(self, picture: np.ndarray, fill: str, row: dict, rng: random.Random):
        """The picture with one part filled, and the mask."""
        height, width = picture.shape[:2]
        mask = draw_mask(width, height, rng)
        alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 4))), dtype=np.float32)[..., None] / 255
        box = around(mask, width, height, 16)
        inside = (slice(box[1], box[3]), slice(box[0], box[2]))
        part, shape = picture[inside], alpha[inside]
        made = getattr(self, f"fill_{fill.replace('-', '_')}")(part, shape, picture, row, rng)
        edited = picture.copy()
        edited[inside] = shape * made + (1 - shape) * part
        return edited, mask

    def fill_autoencoder(self, part, shape, picture, row, rng):
        return round_trip(part, rng, self.encoder, self.decoder)

    def fill_autoencoder_damage(self, part, shape, picture, row, rng):
        changed = paint(part, rng) if rng.random() < 0.6 else self.fill_splice(part, shape, picture, row, rng)
        return round_trip(shape * changed + (1 - shape) * part, rng, self.encoder, self.decoder)

    def fill_generated(self, part, shape, picture, row, rng):
        return self.texture(self.generated, part, rng)

    def fill_splice(self, part, shape, picture, row, rng):
        return self.texture([r for r in self.pristine if r["repo"] != row["repo"]], part, rng)

    def texture(self, rows, part, rng):
        """A window of another picture at a random scale, drawn towards the part's brightness and contrast."""
        height, width = part.shape[:2]
        image = None
        while image is None:
            image = self.open(rng.choice(rows))
        least = max(width / image.size[0], height / image.size[1])
        scale = max(least, rng.choice([1.0, rng.uniform(0.4, 1.0), rng.uniform(1.0, 1.6)]))
        if scale != 1:
            kernel = rng.choice([Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR])
            image = image.resize([max(1, round(side * scale)) for side in image.size], kernel)
        left, top = rng.randint(0, max(0, image.size[0] - width)), rng.randint(0, max(0, image.size[1] - height))
        window = np.asarray(image.crop((left, top, left + width, top + height)), dtype=np.float32)
        towards = rng.random()
        mean, spread = window.mean((0, 1)), window.std() + 1
        wanted = (1 - towards) * mean + towards * part.mean((0, 1))
        gain = np.clip((part.std() + 1) / spread, 0.5, 2) ** towards
        return np.clip((window - mean) * gain + wanted, 0, 255)

    def fill_moved(self, part, shape, picture, row, rng):
        height, width = part.shape[:2]
        angle = rng.choice([0.0, 0.0, rng.uniform(-25, 25)])
        scale = rng.choice([1.0, rng.uniform(0.75, 1.35)])
        y, x = rng.uniform(0, picture.shape[0] - height), rng.uniform(0, picture.shape[1] - width)
        turned = np.deg2rad(angle)
        matrix = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]]) / scale
        centre = np.array([height / 2, width / 2])
        whole = angle == 0 and scale == 1
        offset = np.array([round(y), round(x)]) if whole else np.array([y, x]) + centre - matrix @ centre
        order = rng.choice([1, 3])
        return np.stack(
            [ndimage.affine_transform(picture[..., c], matrix, offset, (height, width), order=order, mode="mirror") for c in range(3)], -1
        )

    def fill_processed(self, part, shape, picture, row, rng):
        how = rng.choice(["blur", "resample", "median", "sharpen", "noise", "smooth"])
        if how == "blur":
            return blur(part, rng.uniform(0.8, 3))
        if how == "resample":
            image = Image.fromarray(np.clip(part, 0, 255).astype(np.uint8))
            factor = rng.uniform(0.35, 0.8)
            small = image.resize([max(4, round(side * factor)) for side in image.size], Image.Resampling.BICUBIC)
            kernel = rng.choice([Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR])
            return np.asarray(small.resize(image.size, kernel), dtype=np.float32)
        if how == "median":
            return ndimage.median_filter(part, (5, 5, 1))
        if how == "sharpen":
            return part + rng.uniform(0.7, 2) * (part - blur(part, 1.2))
        noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 6), part.shape)
        if how == "noise":
            return part + noise
        spread = np.abs(part - blur(part, 2)).mean(-1, keepdims=True)
        return np.where(blur(spread, 2) < rng.uniform(4, 10), blur(part, 2), part)

    def fill_painted(self, part, shape, picture, row, rng):
        return paint(part, rng)

    def fill_grown(self, part, shape, picture, row, rng):
        """Normalized convolution at growing widths: what a simple filler makes of a hole; often with grain."""
        known = 1 - np.minimum(1, 2 * shape)
        out = np.zeros_like(part)
        weight = np.zeros_like(shape)
        for sigma in (2, 5, 12, 30, 80):
            share = blur(known, sigma)
            estimate = blur(known * part, sigma) / (share + 1e-4)
            trust = np.clip(share * 8, 0, 1) * (1 - weight)
            out += trust * estimate
            weight += trust
        out += (1 - weight) * part.mean((0, 1))
        grain = rng.choice([0.0, rng.uniform(0.5, 4)])
        return out + np.random.default_rng(rng.getrandbits(32)).normal(0, grain, part.shape)


if __name__ == "__main__":
    main()
