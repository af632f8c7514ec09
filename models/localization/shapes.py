"""Shapes of edited parts, and what fills them, for edits.py. Pictures are float arrays (height, width, 3) of 0..255."""

import random
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).parent.parent / "data"))
from taef2 import draw_crack, pass_through  # noqa: E402

PART_SHARE = (0.004, 0.2)  # of the picture's area


def round_trip(part: np.ndarray, rng: random.Random, encoder, decoder) -> np.ndarray:
    """Through the autoencoder at the part's own scale or, like editors of fixed size, at another one."""
    height, width = part.shape[:2]
    scale = rng.choice([1.0, 1.0, rng.uniform(0.6, 1.5)])
    scale = min(scale, 448 / max(height, width))  # time
    size = [max(64, round(side * scale / 16) * 16) for side in (width, height)]
    image = Image.fromarray(np.clip(np.rint(part), 0, 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    made = pass_through(np.asarray(image, dtype=np.float32), rng.uniform(0, 0.15), rng.getrandbits(31), encoder, decoder)
    image = Image.fromarray(np.clip(np.rint(made), 0, 255).astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32)


def paint(part: np.ndarray, rng: random.Random) -> np.ndarray:
    """Cracks, scratches, stains or a flat colour, drawn with soft edges; shading of the part kept or not."""
    height, width = part.shape[:2]
    colour = np.array([rng.uniform(0, 90) if rng.random() < 0.7 else rng.uniform(150, 255) for _ in range(3)], dtype=np.float32)
    if rng.random() < 0.5:
        colour[:] = colour.mean() + 0.2 * (colour - colour.mean())
    how = rng.choice(["lines", "stain", "flat"])
    if how == "lines":
        layer = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(layer)
        for _ in range(rng.randint(2, 8)):
            draw_crack(draw, rng, rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, 6.3), rng.randint(8, 40), rng.uniform(1, 6))
        cover = np.asarray(layer.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.5))), dtype=np.float32)[..., None] / 255
        return part + cover * rng.uniform(0.5, 1) * (colour - part)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 1, (height, width))
    cloud = ndimage.gaussian_filter(noise, rng.uniform(4, 20))
    cover = 1 / (1 + np.exp(-3 * cloud / (cloud.std() + 1e-6)))[..., None]
    if how == "stain":
        return part * (1 - cover * rng.uniform(0.3, 0.9) * (1 - colour / 255))
    return colour + rng.uniform(0, 0.3) * (part - part.mean((0, 1))) + 12 * (cover - 0.5)


def draw_mask(width: int, height: int, rng: random.Random) -> Image.Image:
    """White on black: one to three shapes."""
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    area = width * height * np.exp(rng.uniform(*np.log(PART_SHARE)))
    shape = rng.choice(["blobs", "object", "object", "cracks", "stroke", "box"])
    radius = (area / np.pi) ** 0.5
    x, y = rng.uniform(0.15, 0.85) * width, rng.uniform(0.15, 0.85) * height
    if shape == "blobs":
        for _ in range(rng.randint(1, 3)):
            rx, ry = radius * rng.uniform(0.5, 1.1), radius * rng.uniform(0.5, 1.1)
            draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=255)
            x, y = x + rng.uniform(-1.5, 1.5) * radius, y + rng.uniform(-1.5, 1.5) * radius
    elif shape == "object":
        angles = np.linspace(0, 2 * np.pi, rng.randint(6, 14), endpoint=False)
        draw.polygon([(x + radius * (k := rng.uniform(0.6, 1.4)) * np.cos(a), y + radius * k * np.sin(a)) for a in angles], fill=255)
    elif shape == "box":
        aspect = np.exp(rng.uniform(-0.7, 0.7))
        draw.rectangle((x - radius * aspect, y - radius / aspect, x + radius * aspect, y + radius / aspect), fill=255)
    else:
        pen = rng.uniform(8, 20) if shape == "cracks" else rng.uniform(18, 50)
        steps = max(6, min(60, round(area / pen / 8)))
        draw_crack(draw, rng, x, y, rng.uniform(0, 6.3), steps, pen)
    return mask


def around(mask: Image.Image, width: int, height: int, margin: int):
    """Box of the mask with a margin, at least 64 px a side where the picture has them."""
    left, top, right, bottom = mask.getbbox() or (0, 0, 64, 64)
    left, top, right, bottom = max(0, left - margin), max(0, top - margin), min(width, right + margin), min(height, bottom + margin)
    left, top = max(0, min(left, right - 64)), max(0, min(top, bottom - 64))
    return left, top, min(width, max(right, left + 64)), min(height, max(bottom, top + 64))


def blur(values: np.ndarray, sigma: float) -> np.ndarray:
    return ndimage.gaussian_filter(values, (sigma, sigma, 0))
