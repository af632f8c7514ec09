"""Small autoencoders of different makes, trained on photographs of the store.

    python models/data/autoencoders.py --store DIR [--only NAME]… [--steps 260] [--threads 1]

Detectors that saw one decoder know one decoder. These differ in stride, in the way they upsample, in the latent
(plain or rounded to few levels, as token models do) and in the loss (L1, slopes, spectrum, adversary): the places where
generators leave traces. Weights go to `STORE/autoencoders/NAME.pt`; a second run trains what is missing. Seeded.
About a minute of one core each.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import nn
from torch.nn import functional

CROP_PX = 96
CROPS = 1500
BATCH = 8
RATE = 1.5e-3
LATENT_NOISE = 0.05
WIDTHS = {1: 16, 2: 32, 4: 48, 8: 64, 16: 80}  # channels at full, half … size

# name: stride, latent channels, upsampler, extra losses, levels of a rounded latent (0: not rounded)
SPECS = {
    "near8": {"stride": 8, "latent": 16, "up": "nearest", "losses": {}, "levels": 0},
    "deconv8": {"stride": 8, "latent": 16, "up": "deconv", "losses": {"adversary": 0.03}, "levels": 0},
    "shuffle8": {"stride": 8, "latent": 16, "up": "shuffle", "losses": {"spectrum": 0.3}, "levels": 0},
    "bilinear4": {"stride": 4, "latent": 4, "up": "bilinear", "losses": {"adversary": 0.03}, "levels": 0},
    "shuffle4": {"stride": 4, "latent": 4, "up": "shuffle", "losses": {"slopes": 1.0}, "levels": 5},
    "near16": {"stride": 16, "latent": 48, "up": "nearest", "losses": {"adversary": 0.03, "spectrum": 0.1}, "levels": 0},
}


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1))

    def forward(self, x):
        return x + self.body(x)


class Autoencoder(nn.Module):
    """RGB of 0..1 [n, 3, h, w], sides multiples of the stride, to latents of about ±1 and back.

    The first three latents are the picture at the small size; the decoder adds to their bilinear enlargement. That is
    not what generators do, but it makes minutes of training enough.
    """

    def __init__(self, spec):
        super().__init__()
        self.stride, self.levels = spec["stride"], spec["levels"]
        sizes = [s for s in (1, 2, 4, 8, 16) if s <= spec["stride"]]
        down, up = [nn.Conv2d(3, WIDTHS[1], 3, padding=1), nn.ReLU()], []
        for fine, coarse in zip(sizes, sizes[1:]):
            down += [nn.Conv2d(WIDTHS[fine], WIDTHS[coarse], 4, 2, 1), nn.ReLU()]
        for coarse, fine in reversed(list(zip(sizes[1:], sizes))):
            up += [*upsampler(spec["up"], WIDTHS[coarse], WIDTHS[fine]), nn.ReLU()]
        widest = WIDTHS[spec["stride"]]
        self.encoder = nn.Sequential(*down, Block(widest), Block(widest), nn.Conv2d(widest, spec["latent"], 1), nn.Tanh())
        self.decoder = nn.Sequential(nn.Conv2d(spec["latent"] + 3, widest, 1), Block(widest), Block(widest), *up, Block(WIDTHS[1]), nn.Conv2d(WIDTHS[1], 3, 3, padding=1))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                # Each transposed output sees a quarter of the 4 x 4 taps.
                fan = layer.weight[0].numel() if isinstance(layer, nn.Conv2d) else layer.in_channels * 4
                nn.init.normal_(layer.weight, std=(2 / fan) ** 0.5)
                nn.init.zeros_(layer.bias)
        for block in (m for m in self.modules() if isinstance(m, Block)):
            nn.init.zeros_(block.body[-1].weight)
        self.decoder[-1].weight.data *= 0.1

    def encode(self, rgb):
        given = rgb * 2 - 1
        latents = self.encoder(given)
        if self.levels:
            half = (self.levels - 1) / 2
            latents = latents + (torch.round(latents * half) / half - latents).detach()
        return torch.cat([functional.avg_pool2d(given, self.stride), latents], 1)

    def decode(self, latents):
        base = functional.interpolate(latents[:, :3], scale_factor=self.stride, mode="bilinear", align_corners=False)
        return (base + self.decoder(latents)) / 2 + 0.5


def upsampler(kind, wide, narrow):
    """Layers that double the size."""
    if kind == "deconv":
        return [nn.ConvTranspose2d(wide, narrow, 4, 2, 1)]
    if kind == "shuffle":
        return [nn.Conv2d(wide, narrow * 4, 3, padding=1), nn.PixelShuffle(2)]
    mode = {"nearest": {"mode": "nearest"}, "bilinear": {"mode": "bilinear", "align_corners": False}}[kind]
    return [nn.Conv2d(wide, narrow, 3, padding=1), nn.Upsample(scale_factor=2, **mode), nn.ReLU(), nn.Conv2d(narrow, narrow, 3, padding=1)]


class Adversary(nn.Module):
    """Judges 16 px neighbourhoods of residuals: what the picture shows is no concern of it."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(6, 24, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(24, 48, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(48, 1, 3, padding=1)
        )  # fmt: skip

    def forward(self, rgb):
        return self.body(torch.cat([rgb, 4 * (rgb - functional.avg_pool2d(rgb, 3, 1, 1))], 1))


def extra_losses(names, made, wanted):
    total = made.new_zeros(())
    if "slopes" in names:
        for axis in (2, 3):
            total = total + names["slopes"] * (made.diff(dim=axis) - wanted.diff(dim=axis)).abs().mean()
    if "spectrum" in names:
        power = [torch.log(torch.fft.rfft2(x.unfold(2, 32, 32).unfold(3, 32, 32), norm="ortho").abs() + 0.01) for x in (made, wanted)]
        total = total + names["spectrum"] * 0.1 * (power[0] - power[1]).abs().mean()
    return total


def train(name, crops, steps):
    """Trains one autoencoder on uint8 crops [n, 3, CROP_PX, CROP_PX]."""
    spec = SPECS[name]
    torch.manual_seed(sum(name.encode()))
    model, judge = Autoencoder(spec).to(memory_format=torch.channels_last), Adversary()
    adversary = spec["losses"].get("adversary", 0)
    optimizer = torch.optim.Adam(model.parameters(), RATE, betas=(0.9, 0.99))
    judging = torch.optim.Adam(judge.parameters(), 5e-4, betas=(0.5, 0.99))
    draw = torch.Generator().manual_seed(1)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 30) * (0.02 + 0.98 * (1 + np.cos(np.pi * step / steps)) / 2)
        wanted = crops[torch.randint(len(crops), (BATCH,), generator=draw)].float() / 255
        latents = model.encode(wanted)
        if not spec["levels"]:
            latents = latents + LATENT_NOISE * torch.randn(latents.shape, generator=draw)
        made = model.decode(latents)
        loss = (made - wanted).abs().mean() + extra_losses(spec["losses"], made, wanted)
        if adversary and step > steps // 3:
            doubt = functional.relu(1 - judge(wanted)).mean() + functional.relu(1 + judge(made.detach())).mean()
            judging.zero_grad()
            doubt.backward()
            judging.step()
            loss = loss - adversary * judge(made).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    model.eval()
    with torch.inference_mode():
        sample = crops[:64].float() / 255
        error = ((model.decode(model.encode(sample)).clamp(0, 1) - sample) ** 2).mean()
    return model, float(-10 * torch.log10(error))


def load(store, name):
    """A trained autoencoder as (encode, decode), like `load_autoencoder` of taef2.py."""
    model = Autoencoder(SPECS[name])
    model.load_state_dict(torch.load(weights_file(store, name), weights_only=True))
    model.eval()
    return model.encode, model.decode


def weights_file(store, name):
    return Path(store) / "autoencoders" / f"{name}.pt"


def cut_crops(store, count):
    """Random crops of pristine photographs, uint8 [count, 3, CROP_PX, CROP_PX], three from a picture; half reduced."""
    rows = [json.loads(line) for line in (store / "index.jsonl").read_text().splitlines()]
    rows = [r for r in rows if r["role"] == "pristine" and min(r["width"], r["height"]) >= 3 * CROP_PX and "crop" not in r]
    key = lambda r: random.Random(f"autoencoders/{r['blob']}").random() ** (1 / r["weight"])  # noqa: E731
    crops = []
    for row in sorted(rows, key=key, reverse=True):
        rng = random.Random(row["blob"])
        try:
            image = Image.open(store / "objects" / row["blob"][:2] / row["blob"])
            image.draft("RGB", (1200, 1200))
            image = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, SyntaxError, ValueError):
            continue
        if rng.random() < 0.5:
            scale = max(0.4, 2 * CROP_PX / min(image.size))
            image = image.resize([max(CROP_PX, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
        for _ in range(3):
            left, top = (rng.randrange(0, side - CROP_PX + 1) for side in image.size)
            crops.append(np.asarray(image.crop((left, top, left + CROP_PX, top + CROP_PX))).transpose(2, 0, 1))
        if len(crops) >= count:
            break
    return torch.from_numpy(np.stack(crops[:count]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--only", action="append")
    parser.add_argument("--steps", type=int, default=260)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    missing = [name for name in args.only or SPECS if not weights_file(args.store, name).exists()]
    crops = cut_crops(args.store, CROPS) if missing else None
    for name in missing:
        begin = time.time()
        model, decibels = train(name, crops, args.steps)
        weights_file(args.store, name).parent.mkdir(exist_ok=True)
        torch.save(model.state_dict(), weights_file(args.store, name))
        print(f"{name}: {decibels:.1f} dB, {time.time() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
