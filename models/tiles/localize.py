"""Does the network's map say where a photograph was edited? Judges it on the masks of a claims set; ships nothing.

    python models/tiles/localize.py --trained RUN --folds STORE/folds.json --claims CLAIMS_FOLDER

Every photo by the model of train.py that never saw its repository. The map of the whole photo, smoothed by a Gaussian of
three cells; AUC within a photo (median), pixel F1 of what reaches 0.4 of the way from the photo's median to its largest
value, and F1 with everything marked (means).
"""
import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from networks import load_network
from PIL import Image
from scipy.ndimage import gaussian_filter
from tiles import CELL_PX

sys.path.insert(0, str(Path(__file__).parent.parent / 'pixels'))
from metrics import auc  # noqa: E402

SMOOTHING_CELLS = 3
SHARE_OF_LARGEST = 0.4
ALTERED_SHARE = 0.3
LEAST_CELLS = 3
# The network halves three times behind blocks of two.
MULTIPLE_PX = 16


def f1(marked, shares):
    return 2 * (shares * marked).sum() / max(1e-9, marked.sum() + shares.sum())


@torch.no_grad()
def judge(network, photo, mask):
    picture = np.asarray(Image.open(photo).convert('RGB'))
    height, width = (side // MULTIPLE_PX * MULTIPLE_PX for side in picture.shape[:2])
    _, cells = network(torch.from_numpy(picture[:height, :width].transpose(2, 0, 1)[None].copy()).float())
    smooth = gaussian_filter(cells[0].numpy(), SMOOTHING_CELLS)
    altered = np.asarray(Image.open(mask).convert('L').resize((picture.shape[1], picture.shape[0]), Image.Resampling.NEAREST)) > 127
    shares = altered[:height, :width].reshape(height // CELL_PX, CELL_PX, -1, CELL_PX).mean((1, 3))
    inside, outside = smooth[shares > ALTERED_SHARE], smooth[shares == 0]
    ranked = auc(inside, outside) if min(len(inside), len(outside)) >= LEAST_CELLS else np.nan
    middle = np.median(smooth)
    return ranked, f1(smooth - middle >= SHARE_OF_LARGEST * (smooth.max() - middle), shares), f1(np.ones_like(shares), shares)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--trained', required=True, type=Path)
    parser.add_argument('--folds', required=True, type=Path, help='folds.json of the store')
    parser.add_argument('--claims', required=True, type=Path)
    options = parser.parse_args()
    fold_of = json.loads(options.folds.read_text())
    models = {fold: path for path in options.trained.glob('*.pt') if path.stem.isdigit() for fold in path.stem}
    networks = {path: load_network(path) for path in set(models.values())}
    found = defaultdict(list)
    with open(options.claims / 'claims.csv') as file:
        rows = [row for row in csv.DictReader(file) if row['mask']]
    for row in rows:
        network = networks[models[str(fold_of.get(row['source'].replace('+', '/', 1), 0))]]
        found[row['kind']].append(judge(network, options.claims / row['photo'], options.claims / row['mask']))
    for kind, values in sorted(found.items()):
        ranked, marked, everything = np.array(values).T
        print(f'{kind:24s} n {len(values):3d}  map AUC {np.nanmedian(ranked):.2f}  F1 {marked.mean():.3f}  all marked {everything.mean():.3f}')


if __name__ == '__main__':
    main()
