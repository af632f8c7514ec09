"""Draws curves.svg: detection against false alarms out of fold, and the score against JPEG quality.

    python models/pixels/curves.py --oof RUN/oof.csv --claims CLAIMS_FOLDER
"""
import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use('svg')
import matplotlib.pyplot as plt
import numpy as np

HERE = Path(__file__).parent
STEP = 5


def roc(positive, negative):
    """False alarms and detection at every threshold, largest first."""
    thresholds = np.sort(np.concatenate([positive, negative]))[::-1]
    return [np.mean(negative >= t) for t in thresholds], [np.mean(positive >= t) for t in thresholds]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--oof', required=True)
    parser.add_argument('--claims', required=True)
    options = parser.parse_args()
    rows = list(csv.DictReader(open(options.oof)))
    logit, label, quality = (np.array([float(r[k]) for r in rows]) for k in ('logit', 'label', 'quality'))
    recorded = {r['id']: float(r['logit_oof']) for r in csv.DictReader(open(HERE / 'claims-dev-oof.csv'))}
    claims = [r for r in csv.DictReader(open(Path(options.claims) / 'claims.csv')) if r['id'] in recorded]
    chosen = lambda keep: np.array([recorded[r['id']] for r in claims if keep(r)])  # noqa: E731

    plt.rcParams['svg.hashsalt'] = 'claimlens'
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout='constrained')
    left.plot(*roc(logit[label == 1], logit[label == 0]), label='training views')
    left.plot(*roc(chosen(lambda r: r['kind'] == 'generated'), chosen(lambda r: r['label'] == 'pristine')), label='development claims')
    left.axvline(0.05, color='grey', linewidth=0.8)
    left.set(xlabel='false alarms', ylabel='generated pictures found', title='out of fold')
    left.legend()
    jpeg = np.array([r['format'] == 'jpeg' for r in rows])
    for kind, name in ((0, 'photographs'), (1, 'generated')):
        steps = [q for q in range(60, 95, STEP) if np.sum(jpeg & (label == kind) & (quality >= q) & (quality < q + STEP)) >= 20]
        bands = np.array([np.quantile(logit[jpeg & (label == kind) & (quality >= q) & (quality < q + STEP)], [0.25, 0.5, 0.75]) for q in steps])
        line = right.plot(np.array(steps) + STEP / 2, bands[:, 1], label=name)[0]
        right.fill_between(np.array(steps) + STEP / 2, bands[:, 0], bands[:, 2], alpha=0.2, color=line.get_color())
    right.set(xlabel='quality of the last save', ylabel='log-odds, quartiles', title='score against JPEG quality')
    right.legend()
    figure.savefig(HERE / 'curves.svg', metadata={'Date': None})


if __name__ == '__main__':
    main()
