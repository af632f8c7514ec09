"""The network that marks cells unlike the rest of their photo."""

import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent / "tiles"))
from networks import HighPass, layer  # noqa: E402

WIDTH = 64
DILATIONS = (1, 2, 4)


class Localizer(nn.Module):
    """RGB levels [n, 3, h, w], 0 to 255, sides multiples of 16 → map [n, h/8, w/8], log-odds of edited, and trust of the
    same shape, log-odds that the map is right there.

    Residuals of each cell are compared with those of the whole picture: their mean is taken off and the rest divided by
    their spread, so that the network sees what a part has that its own photo lacks, not what photo it is (the idea of
    Splicebuster, doi:10.1109/WIFS.2015.7368565, learned end to end). Layers behind it see some 100 px around a cell. The
    trust is learned from the map's own probability of what was true (as TruFor does, arXiv 2212.10957), and teaches the
    layers before it nothing.
    """

    def __init__(self):
        super().__init__()
        self.front = HighPass()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), layer(12, 32), layer(32, 32), nn.AvgPool2d(2), layer(32, 64), nn.AvgPool2d(2), layer(64, 96)
        )
        self.narrow = layer(192, WIDTH, 1)
        self.around = nn.Sequential(
            *(nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 3, 1, d, d, bias=False), nn.BatchNorm2d(WIDTH), nn.ReLU()) for d in DILATIONS)
        )
        self.cells = nn.Conv2d(2 * WIDTH, 1, 1)
        self.trust = nn.Sequential(nn.Conv2d(2 * WIDTH, 16, 1), nn.ReLU(), nn.Conv2d(16, 1, 1))

    def forward(self, x):
        features = self.body(self.front(x))
        with torch.autocast(x.device.type, enabled=False):
            wide = features.float()
            mean = wide.mean((2, 3), keepdim=True)
            spread = torch.sqrt(((wide - mean) ** 2).mean((2, 3), keepdim=True) + 1e-3)
            relative = torch.clamp((wide - mean) / spread, -6, 6)
        near = self.narrow(torch.cat([features, relative.to(features.dtype)], 1))
        seen = torch.cat([near, self.around(near)], 1)
        return self.cells(seen)[:, 0], self.trust(seen.detach())[:, 0]


def load_localizer(path) -> Localizer:
    network = Localizer()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=False)["average"])
    return network.eval()
