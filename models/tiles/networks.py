"""Architectures: every one is fully convolutional and answers two questions, `logit` for the tile and `map` for its cells."""
import torch
from torch import nn


class HighPass(nn.Module):
    """What is left of each channel without its mean over 5 × 5 px, in units of 8 levels, cut at ±4.

    Without slow changes there is little left of what a picture shows, by which a network would know repositories; the
    cut keeps strong edges from drowning everything else (Ye, Ni and Yi 2017, doi:10.1109/TIFS.2017.2710946).
    """

    def forward(self, x):
        # Ones at the borders would be edges: the mean there is over what lies inside.
        mean = nn.functional.avg_pool2d(x, 5, 1, 2, count_include_pad=False)
        return torch.clamp((x - mean) / 8, -4, 4)


class Levels(nn.Module):
    """The levels themselves, centred."""

    def forward(self, x):
        return (x - 128) / 64


FRONTS = {'high-pass': HighPass, 'levels': Levels}


def load_network(path):
    """The averaged weights of a checkpoint of train.py, ready to judge."""
    state = torch.load(path, map_location='cpu', weights_only=False)
    network = Network(**state['config']['network'])
    network.load_state_dict(state['average'])
    return network.eval()


def layer(given, made, size=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(given, made, size, stride, size // 2, bias=False), nn.BatchNorm2d(made), nn.ReLU()
    )


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.second = layer(width, width), nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.second(self.first(x)))


def body(name):
    """Layers after the pixels of 2 × 2 blocks became 12 channels; returns them with the width of their last."""
    if name == 'plain':  # sees 66 px
        return [layer(12, 32), layer(32, 32), nn.AvgPool2d(2), layer(32, 64), nn.AvgPool2d(2), layer(64, 96), layer(96, 96)], 96
    if name == 'residual':  # the same cost with shortcuts, sees 90 px
        return [layer(12, 32), Residual(32), nn.AvgPool2d(2), layer(32, 64), nn.AvgPool2d(2), layer(64, 96), Residual(96)], 96
    if name == 'patches':  # sees 14 px, as LaDeDa (arXiv 2406.08398) and BagNets do
        return [layer(12, 48), layer(48, 64, 1), layer(64, 96, 3, 2), layer(96, 128, 1), layer(128, 128, 1), nn.AvgPool2d(2)], 128
    if name == 'wide':  # fewer places, more channels
        return [layer(12, 48, 3, 2), layer(48, 96), layer(96, 96), nn.AvgPool2d(2), layer(96, 160), layer(160, 160)], 160
    raise ValueError(f'no body {name}')


class Network(nn.Module):
    """RGB levels [n, 3, h, w], 0 to 255, sides multiples of 8 → logit [n] and map [n, h/8, w/8], log-odds of generated.

    `pool` tells how a tile's logit is made of its cells: `mean` of the features, `spread` of mean and standard
    deviation, `map` the mean of the map's own log-odds.
    """

    def __init__(self, front='high-pass', layers='plain', pool='spread', dropout=0.2):
        super().__init__()
        parts, width = body(layers)
        self.pool = pool
        self.front, self.body = FRONTS[front](), nn.Sequential(nn.PixelUnshuffle(2), *parts)
        self.cells = nn.Conv2d(width, 1, 1)
        self.dropout = nn.Dropout(dropout)
        self.head = None if pool == 'map' else nn.Linear(width * (2 if pool == 'spread' else 1), 1)

    def forward(self, x):
        features = self.body(self.front(x))
        cells = self.cells(features)[:, 0]
        if self.pool == 'map':
            return cells.mean((1, 2)), cells
        mean = features.mean((2, 3))
        pooled = mean
        if self.pool == 'spread':
            # In full precision: the square of a mean in half precision loses what is looked for.
            with torch.autocast('cpu', enabled=False):
                wide, middle = features.float(), mean.float()
                spread = torch.sqrt(((wide - middle[:, :, None, None]) ** 2).mean((2, 3)) + 1e-4)
            pooled = torch.cat([mean, spread.to(mean.dtype)], 1)
        return self.head(self.dropout(pooled))[:, 0], cells
