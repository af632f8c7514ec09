"""Known answers for the DCT reader: drawn pictures, encoded by Pillow (libjpeg-turbo), read back by jpeglib (libjpeg).

    pip install numpy pillow jpeglib
    python make_vectors.py > vectors.json

Made with Pillow 13.0.0, jpeglib 1.0.2, numpy 2.4.6. The pictures are formulas; nothing is a photograph.
"""
import base64
import io
import json
import os
import tempfile

import jpeglib
import numpy as np
from PIL import Image


def draw(width, height, seed):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        128 + 90 * np.sin(x / 5 + y / 9) + rng.normal(0, 9, x.shape),
        120 + 80 * np.cos((x - y) / 7) + rng.normal(0, 9, x.shape),
        100 + 1.5 * x + rng.normal(0, 9, x.shape),
    ]
    return Image.fromarray(np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8))


CASES = {
    "baseline 4:4:4": dict(size=(37, 29), quality=90, subsampling="4:4:4"),
    "baseline 4:2:2": dict(size=(41, 24), quality=80, subsampling="4:2:2"),
    "baseline 4:2:0, optimized tables": dict(size=(50, 35), quality=95, subsampling="4:2:0", optimize=True),
    "baseline 4:1:1": dict(size=(70, 20), quality=75, sampling_override="4:1:1"),
    "grey": dict(size=(33, 31), quality=85, grey=True),
    "quality 100": dict(size=(24, 24), quality=100, subsampling="4:4:4"),
    "restart every 2 blocks": dict(size=(64, 40), quality=70, restart_marker_blocks=2),
    "restart every row": dict(size=(64, 40), quality=92, subsampling="4:4:4", restart_marker_rows=1),
    "progressive 4:2:0": dict(size=(50, 35), quality=90, progressive=True),
    "progressive 4:4:4": dict(size=(37, 29), quality=97, progressive=True, subsampling="4:4:4"),
    "progressive grey": dict(size=(33, 31), quality=60, progressive=True, grey=True),
    "progressive with restarts": dict(size=(64, 40), quality=80, progressive=True, restart_marker_blocks=3),
    "CMYK": dict(size=(26, 18), quality=80, cmyk=True),
}


def encode(options, seed):
    options = dict(options)
    picture = draw(*options.pop("size"), seed)
    if options.pop("grey", False):
        picture = picture.convert("L")
    if options.pop("cmyk", False):
        picture = picture.convert("CMYK")
    override = options.pop("sampling_override", None)
    stream = io.BytesIO()
    if override:
        # Pillow has no 4:1:1; jpeglib encodes with any factors.
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.jpg")
            image = jpeglib.from_spatial(np.asarray(picture))
            image.samp_factor = override
            image.write_spatial(path, qt=options["quality"])
            return open(path, "rb").read()
    picture.save(stream, "JPEG", **options)
    return stream.getvalue()


def read(data):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.jpg")
        open(path, "wb").write(data)
        image = jpeglib.read_dct(path)
        planes = [image.Y, image.Cb, image.Cr, image.K]
        return [
            {
                "blocksHigh": int(plane.shape[0]),
                "blocksWide": int(plane.shape[1]),
                # Row-major within a block: jpeglib hands out [v][u] blocks.
                "coefficients": base64.b64encode(np.ascontiguousarray(plane, "<i2").tobytes()).decode(),
            }
            for plane in planes
            if plane is not None
        ]


print(
    json.dumps(
        {
            name: {"file": base64.b64encode(data).decode(), "components": read(data)}
            for seed, (name, options) in enumerate(CASES.items())
            for data in [encode(options, seed)]
        },
        indent=1,
    )
)
