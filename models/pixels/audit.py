"""Looks for shortcuts: what label and score owe to properties of the file.

    python models/pixels/audit.py --features DIR --oof FILE

FILE holds `key` and `logit`: oof.csv of train.py, here or in models/tiles.

1. Label predicted from size, format, quality and channel of the laundered views, grouped by repository: chance is .5.
2. The model's out-of-fold score against JPEG quality and picture size, within each label (rank correlation).
3. False alarms by repository at the threshold that 5 % of all photographs exceed.
"""
import argparse
import csv
import os
from collections import Counter
from pathlib import Path

os.environ.setdefault('OMP_NUM_THREADS', '1')
import numpy as np
import yaml
from features import read_features
from metrics import auc, threshold_at, wilson
from scipy.stats import spearmanr
from sklearn.ensemble import ExtraTreesClassifier

HERE = Path(__file__).parent


def guess_label(plain, label, repository, folds):
    """AUC, weighted by repository, of a forest that never saw the repository it judges."""
    counts = Counter(zip(repository, label))
    weight = np.array([counts[k] ** -0.5 for k in zip(repository, label)])
    guess = np.zeros(len(label))
    for fold in sorted(set(folds)):
        train = folds != fold
        forest = ExtraTreesClassifier(150, min_samples_leaf=20, random_state=1, class_weight='balanced')
        guess[~train] = forest.fit(plain[train], label[train], weight[train]).predict_proba(plain[~train])[:, 1]
    yes, no = label == 1, label == 0
    return auc(guess[yes], guess[no], weight[yes], weight[no])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--features', required=True)
    parser.add_argument('--oof', required=True)
    options = parser.parse_args()
    with open(options.oof) as file:
        scored = {row['key']: row for row in csv.DictReader(file)}
    _, rows, _ = read_features(options.features, 'train-*')
    rows = [r for r in rows if r['key'] in scored]
    label = np.array([int(r['scope'] == 'whole') for r in rows])
    score = np.array([float(scored[r['key']]['logit']) for r in rows])
    repository = np.array([r['repo'] for r in rows])
    quality = np.array([r['quality'] for r in rows], float)
    width, height = (np.array([r[k] for r in rows], float) for k in ('width', 'height'))

    channels = sorted({r['channel'] for r in rows})
    plain = np.stack([width, height, width * height, width / height, quality, *[[r['channel'] == c for r in rows] for c in channels]], 1)
    folds = np.array([r['fold'] for r in rows])
    fitted = ~np.isin([r['family'] for r in rows], yaml.safe_load((HERE / 'config.yaml').read_text())['score_only_families'])
    for name, at in (('all views', np.ones(len(rows), bool)), ('those that are fitted', fitted)):
        print(f'label from size, quality and channel alone, {name}: AUC {guess_label(plain[at], label[at], repository[at], folds[at]):.3f}')
    yes, no = label == 1, label == 0

    jpeg = np.array([r['format'] == 'jpeg' for r in rows])
    for name, at in (('photographs', no), ('generated', yes)):
        by_quality = spearmanr(score[at & jpeg], quality[at & jpeg]).statistic
        by_size = spearmanr(score[at], (width * height)[at]).statistic
        print(f'{name}: score against JPEG quality {by_quality:+.2f}, against pixels {by_size:+.2f} (rank correlation)')

    alarm = score > threshold_at(score[no], 0.05)
    print('false alarms by repository (at least 20 views):')
    for name, n in Counter(repository[no]).most_common():
        if n < 20:
            continue
        k = int(alarm[no & (repository == name)].sum())
        print(f'  {name:64s} {k:3d} of {n:3d}  [{wilson(k, n)[0]:.2f}, {wilson(k, n)[1]:.2f}]')
    print('by channel: AUC, false alarms')
    channel = np.array([r['channel'] for r in rows])
    for name in channels:
        at = channel == name
        print(f'  {name:12s} n {at.sum():5d}  {auc(score[at & yes], score[at & no]):.3f}  {alarm[at & no].mean():.3f}')
    print('by family: TPR at 5 % false alarms, AUC')
    family = np.array([r['family'] for r in rows])
    for name, n in Counter(family[yes]).most_common():
        at = family == name
        print(f'  {name:20s} n {n:4d}  {alarm[at & yes].mean():.2f}  {auc(score[at & yes], score[no]):.3f}')


if __name__ == '__main__':
    main()
