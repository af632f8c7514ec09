"""Writes pdq.json: what Facebook's own C++ code (through the pdqhash binding) says about pictures that
test/matching/pdq.test.ts rebuilds from integers.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 pdqhash==0.2.8
    venv/bin/python test/matching/vectors/pdq.py
"""

import json
import pathlib

import numpy
import pdqhash


def picture(width, height, seed):
    """Coloured rectangles over a gradient; integer arithmetic only, so that both languages build the same pixels."""
    state = seed

    def draw(limit):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 8) % limit

    pixels = numpy.zeros((height, width, 3), numpy.uint8)
    for y in range(height):
        for x in range(width):
            pixels[y, x] = (x * 200 // width, y * 180 // height, (x + y) * 90 // (width + height))
    for _ in range(40):
        left, top = draw(width), draw(height)
        right, bottom = left + 1 + draw(width // 3 + 1), top + 1 + draw(height // 3 + 1)
        colour = (draw(256), draw(256), draw(256))
        pixels[top:bottom, left:right] = colour
    return pixels


cases = []
for width, height, seed in [(64, 64, 1), (200, 150, 2), (512, 384, 3), (301, 499, 4), (97, 130, 5), (511, 129, 6)]:
    pixels = picture(width, height, seed)
    bits, quality = pdqhash.compute(pixels)
    variants, _ = pdqhash.compute_dihedral(pixels)
    as_hex = lambda b: "%064x" % int("".join(str(int(bit)) for bit in b), 2)
    cases.append(
        {
            "width": width,
            "height": height,
            "seed": seed,
            "hash": as_hex(bits),
            "quality": int(quality),
            "dihedral": [as_hex(v) for v in variants],
        }
    )

output = {"tool": "pdqhash 0.2.8", "cases": cases}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(output, indent=1) + "\n")
