"""Trains the localizer on edits that are made while it learns.

    python models/localization/train.py --pool POOL --out FILE.pt [--left-out 0] [--steps 3600]

POOL is what pool.py wrote. A sample is a part of a photograph with one or more places filled with what `FILLS` lists,
borders blended, then reduced, cut, saved once or twice; a fifth is left as it is, and the store's inpainted pictures
come with their own masks. Seeded; a stopped run goes on from FILE.pt.
"""

import argparse
import io
import json
import os
import random
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch
from network import Localizer
from PIL import Image, ImageFilter
from scipy import ndimage
from shapes import blur, draw_mask, paint

SEED = 20261122
SIDE_PX, CELL_PX = 256, 8
BATCH, RATE, DECAY, WARM_UP, AVERAGE = 12, 2e-3, 0.02, 0.08, 0.998
CHECKPOINT_STEPS = 100
FILLS = {"aligned": 0.36, "made": 0.27, "splice": 0.11, "processed": 0.05, "painted": 0.05, "none": 0.16}
INPAINTED_SHARE = 0.15
# Weight of edited cells in the loss beside untouched ones, which are twenty times as many.
EDITED_WEIGHT = 3.0


class Pool:
    """What pool.py wrote, without some folds."""

    def __init__(self, folder: Path, left_out: set):
        self.bases, self.about = self._read(folder, "bases", left_out)
        self.aligned = np.load(folder / "aligned.npy", mmap_mode="r")
        self.made, _ = self._read(folder, "made", left_out)
        self.inpainted, _ = self._read(folder, "inpainted", left_out)

    def _read(self, folder, name, left_out):
        lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
        return (np.load(folder / f"{name}.npy", mmap_mode="r"), [i for i, line in enumerate(lines) if line["fold"] not in left_out]), lines

    def draw(self, name: str, rng: random.Random):
        array, places = getattr(self, name)
        return array[rng.choice(places)]


def make_sample(pool: Pool, rng: random.Random):
    """Levels [SIDE, SIDE, 3] uint8 and shares of cells."""
    if pool.inpainted[1] and rng.random() < INPAINTED_SHARE:
        picture = pool.draw("inpainted", rng)
        rgb, mask = picture[..., :3], picture[..., 3]
    else:
        rgb, mask = edit(pool, rng)
    return launder(rgb, mask, rng)


def edit(pool: Pool, rng: random.Random):
    array, places = pool.bases
    place = rng.choice(places)
    base = array[place]
    side = base.shape[0]
    fill = rng.choices(list(FILLS), list(FILLS.values()))[0]
    if fill == "none":
        return base, np.zeros((side, side), np.uint8)
    mask = draw_mask(side, side, rng)
    for _ in range(rng.choice([0, 0, 1, 2])):
        mask = Image.fromarray(np.maximum(np.asarray(mask), np.asarray(draw_mask(side, side, rng))))
    alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 3))), np.float32)[..., None] / 255
    part = base.astype(np.float32)
    if fill == "aligned":
        made = pool.aligned[place].astype(np.float32)
    elif fill == "made":
        made = towards(pool.draw("made", rng).astype(np.float32), part, rng)
    elif fill == "splice":
        made = towards(pool.draw("bases", rng).astype(np.float32), part, rng)
    elif fill == "painted":
        made = paint(part, rng)
    else:
        made = process(part, rng)
    return np.clip(np.rint(alpha * made + (1 - alpha) * part), 0, 255).astype(np.uint8), np.asarray(mask)


def towards(made, part, rng):
    """The other picture, turned, at a random scale, drawn towards the part's colour and contrast."""
    made = np.rot90(made, rng.randrange(4))
    if rng.random() < 0.4:
        side = round(len(made) * rng.uniform(1.05, 1.8))
        scaled = Image.fromarray(made.astype(np.uint8)).resize((side, side), rng.choice([Image.Resampling.BICUBIC, Image.Resampling.LANCZOS]))
        made = np.asarray(scaled, np.float32)[: len(part), : len(part)]
    share = rng.random()
    mean, wanted = made.mean((0, 1)), part.mean((0, 1))
    gain = np.clip((part.std() + 1) / (made.std() + 1), 0.5, 2) ** share
    return np.clip((made - mean) * gain + (1 - share) * mean + share * wanted, 0, 255)


def process(part, rng):
    how = rng.choice(["blur", "resample", "sharpen", "noise", "saved"])
    if how == "blur":
        return blur(part, rng.uniform(0.6, 2))
    if how == "resample":
        small = ndimage.zoom(part, (f := rng.uniform(0.5, 0.85), f, 1), order=1)
        image = Image.fromarray(np.clip(small, 0, 255).astype(np.uint8)).resize(part.shape[1::-1], Image.Resampling.BICUBIC)
        return np.asarray(image, np.float32)
    if how == "sharpen":
        return part + rng.uniform(0.7, 2) * (part - blur(part, 1.2))
    if how == "noise":
        return part + np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 6), part.shape)
    return save(np.clip(part, 0, 255).astype(np.uint8), rng, (30, 75)).astype(np.float32)


def save(pixels, rng, qualities=(60, 96)):
    file = io.BytesIO()
    if rng.random() < 0.12:
        Image.fromarray(pixels).save(file, "WEBP", quality=rng.randint(*qualities), method=0)
    else:
        Image.fromarray(pixels).save(file, "JPEG", quality=rng.randint(*qualities), subsampling=rng.choice([0, 2]))
    return np.asarray(Image.open(file).convert("RGB"))


def launder(rgb, mask, rng):
    """Cut, perhaps reduced, saved once or twice; the same for untouched pictures."""
    if rng.random() < 0.3:
        rgb = save(np.ascontiguousarray(rgb), rng, (75, 97))
    taken = SIDE_PX if rng.random() < 0.35 else rng.randint(round(SIDE_PX * 0.9), rgb.shape[0])
    left, top = (rng.randint(0, rgb.shape[0] - taken) for _ in range(2))
    part, shape = rgb[top : top + taken, left : left + taken], mask[top : top + taken, left : left + taken]
    if taken != SIDE_PX:
        kernel = rng.choice([Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR])
        part = np.asarray(Image.fromarray(np.ascontiguousarray(part)).resize((SIDE_PX, SIDE_PX), kernel))
        shape = np.asarray(Image.fromarray(np.ascontiguousarray(shape)).resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR))
    for _ in range(rng.choice([1, 1, 1, 2])):
        part = save(np.ascontiguousarray(part), rng)
    shares = (shape > 127).reshape(SIDE_PX // CELL_PX, CELL_PX, -1, CELL_PX).mean((1, 3))
    turns, flip = rng.randrange(4), rng.random() < 0.5
    part, shares = np.rot90(part, turns), np.rot90(shares, turns)
    return (part[:, ::-1], shares[:, ::-1]) if flip else (part, shares)


def rate_at(share: float) -> float:
    return RATE * (max(share, 1e-3) / WARM_UP if share < WARM_UP else 0.5 + 0.5 * np.cos(np.pi * (share - WARM_UP) / (1 - WARM_UP)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--left-out", default="", help="folds of repositories that are not learned from, such as 1234")
    parser.add_argument("--steps", type=int, default=3600)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pool = Pool(args.pool, {int(f) for f in args.left_out})
    network = Localizer().to(device, memory_format=torch.channels_last)
    average = Localizer().to(device)
    average.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY)
    step, log = 0, []
    if args.out.exists():
        state = torch.load(args.out, weights_only=False)
        step, log = state["step"], state["log"]
        rng.setstate(state["random"])
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
    begin, losses = time.time(), []
    network.train()
    while step < args.steps:
        samples = [make_sample(pool, rng) for _ in range(BATCH)]
        pixels = torch.from_numpy(np.stack([s[0] for s in samples])).to(device).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        shares = torch.from_numpy(np.stack([s[1] for s in samples])).float().to(device)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step / args.steps)
        with torch.autocast(device, dtype=torch.bfloat16):
            cells, trust = network(pixels)
        cells, trust = cells.float(), trust.float()
        said = torch.sigmoid(cells.detach())
        right = shares * said + (1 - shares) * (1 - said)
        cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits
        loss = cross_entropy(cells, shares, weight=1 + (EDITED_WEIGHT - 1) * shares)
        loss_trust = cross_entropy(trust, right)
        optimizer.zero_grad(set_to_none=True)
        (loss + loss_trust).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        keep = min(AVERAGE, (1 + step) / (10 + step))
        with torch.no_grad():
            for mine, theirs in zip(average.state_dict().values(), network.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.mul_(keep).add_(theirs, alpha=1 - keep)
                else:
                    mine.copy_(theirs)
        losses.append(float(loss.detach()))
        step += 1
        if step % CHECKPOINT_STEPS == 0 or step == args.steps:
            log.append((step, float(np.mean(losses))))
            losses = []
            state = {"left_out": args.left_out, "step": step, "log": log, "random": rng.getstate(), "network": network.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(state, args.out.with_suffix(".part"))
            os.replace(args.out.with_suffix(".part"), args.out)
            print(f"{args.out.stem}: step {step} of {args.steps}, loss {log[-1][1]:.4f}, {time.time() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
