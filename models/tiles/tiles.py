"""Reads the tiles that models/pixels/extract.ts writes, and draws training batches of them."""
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

CELL_PX = 8


class TileFile:
    """One `.tiles` file with its index: rows, and the tiles of each as uint8 [count, height, width, 3]."""

    def __init__(self, index):
        self.pixels = np.memmap(index.with_suffix('.tiles'), np.uint8, 'r')
        self.rows, self.places, at = [], [], 0
        for line in index.read_text().splitlines():
            row = json.loads(line)
            if not row['used']:
                continue
            shape = (row['tiles'], row['tileHeight'], row['tileWidth'], 3)
            if at + np.prod(shape) > len(self.pixels):
                break
            self.rows.append(row)
            self.places.append((at, shape))
            at += int(np.prod(shape))

    def tiles(self, place):
        at, shape = self.places[place]
        return self.pixels[at : at + int(np.prod(shape))].reshape(shape)


class Tiles:
    """All views of the matching files; no key twice."""

    def __init__(self, folder, pattern):
        self.files = [TileFile(index) for index in sorted(Path(folder).glob(f'{pattern}.jsonl'))]
        self.rows, self.places = [], []
        seen = set()
        for file in self.files:
            for place, row in enumerate(file.rows):
                if row['key'] not in seen:
                    seen.add(row['key'])
                    self.rows.append(row)
                    self.places.append((file, place))

    def of(self, view):
        file, place = self.places[view]
        return file.tiles(place)


class Batches:
    """Draws batches: levels [n, crop, crop, 3], the share of every cell that is generated [n, cells, cells], and whether
    the tile is of one picture. Classes take turns."""

    def __init__(self, tiles, views, labels, weights, settings, random):
        self.tiles, self.settings, self.random = tiles, settings, random
        self.draw = {y: (views[labels == y], np.cumsum(weights[labels == y]) / weights[labels == y].sum()) for y in (0, 1)}

    def next(self):
        c, n = self.settings, self.settings['batch']
        cells = c['crop_px'] // CELL_PX
        pixels = np.empty((n, c['crop_px'], c['crop_px'], 3), np.uint8)
        shares, whole = np.empty((n, cells, cells), np.float32), np.ones(n, bool)
        for k in range(n):
            y = k % 2
            tile = self._cut(y)
            share = np.full((cells, cells), y, np.float32)
            if c['mixed'] and self.random.random() < c['mixed']:
                tile, share = self._mix(tile, self._cut(1 - y), y)
            elif self.random.random() < c['pasted']:
                tile, share, whole[k] = self._paste(tile, self._cut(1 - y), y)
            pixels[k], shares[k] = tile, share
        return pixels, shares, whole

    def _cut(self, y):
        """A crop of a drawn picture, perhaps resampled or saved once more."""
        c, random = self.settings, self.random
        views, sums = self.draw[y]
        every = self.tiles.of(views[np.searchsorted(sums, random.random())])
        tile = every[random.integers(len(every))]
        side = c['crop_px']
        scale = random.uniform(0.6, 1.2) if random.random() < c['resampled'] else 1.0
        taken = min(int(round(side / scale)), *tile.shape[:2])
        y0, x0 = (random.integers(size - taken + 1) for size in tile.shape[:2])
        part = tile[y0 : y0 + taken, x0 : x0 + taken]
        if taken != side:
            kernel = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR)[random.integers(3)]
            part = np.asarray(Image.fromarray(part).resize((side, side), kernel))
        if taken != side or random.random() < c['saved']:
            part = save(part, random)
        return part

    def _mix(self, base, other, y):
        """Both pictures one over the other: so much of a generated one as it weighs."""
        weight = self.random.uniform(0.2, 0.5)
        mixed = np.rint((1 - weight) * base.astype(np.float32) + weight * other).astype(np.uint8)
        return mixed, np.full(2 * (base.shape[0] // CELL_PX,), y + weight * (1 - 2 * y), np.float32)

    def _paste(self, base, other, y):
        """Part of `other` in `base`, with a soft edge, mostly saved once more."""
        mask = blob(base.shape[0], self.random)
        mixed = np.rint(base * (1 - mask[..., None]) + other * mask[..., None]).astype(np.uint8)
        if self.random.random() < 0.5:
            mixed = save(mixed, self.random)
        cells = mask.reshape(mask.shape[0] // CELL_PX, CELL_PX, -1, CELL_PX).mean((1, 3))
        return mixed, (1 - cells if y else cells).astype(np.float32), False


def save(pixels, random):
    """The same pixels after a JPEG of drawn quality."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, 'JPEG', quality=int(random.integers(60, 96)), subsampling=int(random.choice([0, 2])))
    return np.asarray(Image.open(file))


def blob(side, random):
    """A mask [side, side] between 0 and 1: a half plane, an ellipse or a stripe with an edge of 1 to 6 px."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    turn = random.uniform(0, np.pi)
    u, v = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    u, v = u - random.uniform(-0.25, 0.25), v - random.uniform(-0.25, 0.25)
    kind = random.integers(3)
    if kind == 0:
        distance = u
    elif kind == 1:
        a, b = random.uniform(0.15, 0.45, 2)
        distance = (1 - np.sqrt((u / a) ** 2 + (v / b) ** 2)) * min(a, b)
    else:
        distance = random.uniform(0.08, 0.25) - np.abs(u)
    return np.clip(distance * side / random.uniform(1, 6) + 0.5, 0, 1)
