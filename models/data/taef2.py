"""Aligned pairs: crops of pristine photographs, their autoencoder round trip, and the round trip pasted back.

    python models/data/taef2.py --store DIR --taesd CLONE [--crops 700] [--threads 1]

CLONE is a git clone (bare or not) of madebyollin/taesd (MIT), which holds the tiny autoencoder of FLUX.2 with its
weights. For each crop three pictures enter the store and `pairs.jsonl`, in the form of `index-row.ts`:

    pristine   the crop itself
    generated  its round trip, whole, with latent noise and partly mixed with the crop
    edited     the round trip inside a mask (blobs, an object-like shape or cracks) with a soft border; mask stored

All three keep the fold and repository of the photograph and share `pair`, so that laundering treats them alike.
Where the crop keeps the photograph's JPEG grid, the altered pictures are saved once with the photograph's own
quantization tables, as the crop was: compression then says nothing (Chen et al. 2025, dual data alignment).
Seeded per crop and resumable: a second run adds what is missing.
"""

import argparse
import hashlib
import importlib.util
import io
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter, ImageOps, JpegImagePlugin

SIDE_PX = 400  # multiple of 16: whole latents and whole JPEG blocks with 4:2:0
LATENT_NOISE = (0.0, 0.1)  # standard deviation; the latents are scaled to about 1
MIX_SHARE = 0.4  # share of pairs mixed with the original …
MIX_WEIGHT = (0.1, 0.5)  # … by this much of it
GENERATOR = "taef2"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--taesd", type=Path, required=True)
    parser.add_argument("--crops", type=int, default=700)
    parser.add_argument("--seed", default="taef2-1")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    rows = [json.loads(line) for line in (args.store / "index.jsonl").read_text().splitlines()]
    out = args.store / "pairs.jsonl"
    done = {json.loads(line)["pair"] for line in out.read_text().splitlines()} if out.exists() else set()
    encoder, decoder = load_autoencoder(args.taesd)
    for number, row in enumerate(choose_photographs(rows, args.crops, args.seed)):
        pair = f"{GENERATOR}-{row['blob'][:16]}"
        if pair in done:
            continue
        rng = random.Random(f"{args.seed}/{row['blob']}")
        crop, tables = take_crop(args.store, row, rng)
        if crop is None:
            continue
        with out.open("a") as lines:
            lines.write("".join(json.dumps(new) + "\n" for new in make_pair(args.store, row, pair, crop, tables, rng, encoder, decoder)))
        if number % 50 == 0:
            print(f"{number} of {args.crops}", file=sys.stderr, flush=True)


def choose_photographs(rows: list[dict], count: int, seed: str) -> list[dict]:
    """Pristine photographs drawn without replacement by their sampling weight (Efraimidis and Spirakis 2006)."""
    able = [r for r in rows if r["role"] == "pristine" and min(r["width"], r["height"]) >= SIDE_PX and "crop" not in r]
    key = lambda r: random.Random(f"{seed}/choose/{r['blob']}").random() ** (1 / r["weight"])
    return sorted(able, key=key, reverse=True)[:count]


def take_crop(store: Path, row: dict, rng: random.Random):
    """A textured square of SIDE_PX, and the JPEG settings it was saved with when its block grid is kept.

    Half of the larger photographs are reduced first, as shops and chat apps do; those lose their grid.
    """
    try:
        image = Image.open(store / "objects" / row["blob"][:2] / row["blob"])
        jpeg = image.format == "JPEG" and image.mode == "RGB"
        sampling = JpegImagePlugin.get_sampling(image) if jpeg else -1
        tables = (image.quantization, sampling) if sampling >= 0 else None
        turned = image.getexif().get(0x0112, 1) != 1
        image = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return None, None
    room = min(image.size) / SIDE_PX
    if room > 1.3 and rng.random() < 0.5:
        scale = rng.uniform(1 / min(room, 4), 1.0)
        image = image.resize([max(SIDE_PX, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
        tables = None
    if turned:
        tables = None
    best, best_energy = None, -1.0
    for _ in range(3):
        left, top = (rng.randrange(0, side - SIDE_PX + 1) // 16 * 16 for side in image.size)
        crop = image.crop((left, top, left + SIDE_PX, top + SIDE_PX))
        energy = float(np.abs(np.diff(np.asarray(crop.convert("L"), dtype=np.float32), axis=1)).mean())
        if energy > best_energy:
            best, best_energy = crop, energy
    return best, tables


def make_pair(store, row, pair, crop, tables, rng, encoder, decoder) -> list[dict]:
    """Writes the pictures of one pair and returns their rows."""
    original = np.asarray(crop, dtype=np.float32)
    round_trip = pass_through(original, rng.uniform(*LATENT_NOISE), rng.getrandbits(31), encoder, decoder)
    weight = rng.uniform(*MIX_WEIGHT) if rng.random() < MIX_SHARE else 0.0
    altered = weight * original + (1 - weight) * round_trip
    mask = draw_mask(rng)
    alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(rng.uniform(1, 4))), dtype=np.float32)[..., None] / 255
    pasted = alpha * altered + (1 - alpha) * original

    crop_blob = put(store, png(crop))
    mask_blob = put(store, png(mask))
    common = {
        **{key: row[key] for key in ("repo", "kind", "group", "fold", "weight")},
        "width": SIDE_PX, "height": SIDE_PX, "format": "png", "pair": pair,
    }  # fmt: skip
    made = {"generator": GENERATOR, "family": GENERATOR, "original": crop_blob}
    return [
        {**common, "blob": crop_blob, "role": "pristine", "scope": "nothing", "generator": "", "family": "", "original": "", "mask": ""},
        {**common, **made, "blob": put(store, png(resave(altered, tables))), "role": "generated", "scope": "whole", "mask": ""},
        {**common, **made, "blob": put(store, png(resave(pasted, tables))), "role": "edited", "scope": "local", "mask": mask_blob},
    ]


@torch.inference_mode()
def pass_through(rgb: np.ndarray, noise: float, seed: int, encoder, decoder) -> np.ndarray:
    """Round trip of an RGB array (height, width, 3) of 0..255 with Gaussian noise on the latents."""
    tensor = torch.from_numpy(rgb / 255).permute(2, 0, 1)[None].float().contiguous(memory_format=torch.channels_last)
    latents = encoder(tensor)
    latents = latents + noise * torch.randn(latents.shape, generator=torch.Generator().manual_seed(seed))
    return decoder(latents)[0].clamp(0, 1).permute(1, 2, 0).numpy() * 255


def draw_mask(rng: random.Random) -> Image.Image:
    """White on black: blobs, an object-like polygon, or branching cracks, 1% to about 40% of the square."""
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    draw = ImageDraw.Draw(mask)
    shape = rng.choice(["blobs", "object", "cracks"])
    if shape == "blobs":
        for _ in range(rng.randint(1, 4)):
            x, y = rng.uniform(40, SIDE_PX - 40), rng.uniform(40, SIDE_PX - 40)
            draw.ellipse((x - (rx := rng.uniform(15, 80)), y - (ry := rng.uniform(15, 80)), x + rx, y + ry), fill=255)
    elif shape == "object":
        x, y = rng.uniform(130, SIDE_PX - 130), rng.uniform(130, SIDE_PX - 130)
        radius = rng.uniform(50, 150)
        angles = np.linspace(0, 2 * np.pi, rng.randint(7, 16), endpoint=False)
        draw.polygon([(x + radius * rng.uniform(0.5, 1.2) * np.cos(a), y + radius * rng.uniform(0.5, 1.2) * np.sin(a)) for a in angles], fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(8)).point(lambda v: 255 if v > 127 else 0)
    else:
        for _ in range(rng.randint(1, 3)):
            draw_crack(draw, rng, rng.uniform(60, 340), rng.uniform(60, 340), rng.uniform(0, 2 * np.pi), rng.randint(20, 60), rng.uniform(5, 14))
    return mask


def draw_crack(draw, rng, x, y, angle, steps, width) -> None:
    for _ in range(steps):
        angle += rng.gauss(0, 0.35)
        nx, ny = x + 8 * np.cos(angle), y + 8 * np.sin(angle)
        draw.line((x, y, nx, ny), fill=255, width=max(3, round(width)))
        if steps > 12 and rng.random() < 0.07:
            draw_crack(draw, rng, nx, ny, angle + rng.choice([-1, 1]) * rng.uniform(0.5, 1.2), steps // 3, width * 0.7)
        x, y, width = nx, ny, width * 0.99


def resave(rgb: np.ndarray, tables) -> Image.Image:
    """Rounds to 8 bits and, with tables, passes through a JPEG of the photograph's own quantization."""
    image = Image.fromarray(np.clip(np.rint(rgb), 0, 255).astype(np.uint8))
    if not tables:
        return image
    buffer = io.BytesIO()
    quantization, sampling = tables
    image.save(buffer, "JPEG", qtables=quantization, subsampling=sampling)
    return Image.open(buffer).convert("RGB")


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def put(store: Path, content: bytes) -> str:
    """Adds bytes to the store under their git blob id."""
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    path = store / "objects" / blob[:2] / blob
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return blob


def load_autoencoder(clone: Path):
    """The encoder and decoder of taef2, read from the newest commit of the clone."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("taesd.py", "taef2_encoder.pth", "taef2_decoder.pth"):
            content = subprocess.run(["git", "-C", str(clone), "cat-file", "blob", f"HEAD:{name}"], check=True, capture_output=True).stdout
            (Path(folder) / name).write_bytes(content)
        spec = importlib.util.spec_from_file_location("taesd", f"{folder}/taesd.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = module.TAESD(f"{folder}/taef2_encoder.pth", f"{folder}/taef2_decoder.pth")
    # channels_last: 4.1 s to 3.1 s per crop on one EPYC core; bfloat16 is four times slower there.
    return tuple(part.eval().to(memory_format=torch.channels_last) for part in (model.encoder, model.decoder))


if __name__ == "__main__":
    main()
