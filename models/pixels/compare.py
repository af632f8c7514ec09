"""Compares sets of patterns by repeated grouped cross-validation, so that no lucky split decides.

    python models/pixels/compare.py --features DIR [--splits 3]

The folds of the store first, which keep generator families together where they can be; then random deals of whole
repositories to five folds. The learner is the ridge of the configuration throughout.
"""
import os

os.environ.setdefault('OMP_NUM_THREADS', '1')
import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import yaml
from features import read_features
from learners import make
from train import FOLDS, HERE, balance, figures, weigh


def deal(repositories, labels, seed):
    """A fold for every row: repositories in random order, each to the fold that holds least of its class."""
    random = np.random.default_rng(seed)
    counts = Counter(repositories)
    generated = Counter(repositories[labels == 1])
    order = sorted(counts, key=lambda r: (-np.sqrt(counts[r]) * random.uniform(0.5, 1.5), r))
    held, fold = np.zeros((FOLDS, 2)), {}
    for name in order:
        kind = int(generated[name] > 0)
        fold[name] = int(np.argmin(held[:, kind] + random.uniform(0, 1e-6, FOLDS)))
        held[fold[name], kind] += np.sqrt(counts[name])
    return np.array([fold[r] for r in repositories])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--features', required=True)
    parser.add_argument('--splits', type=int, default=3)
    options = parser.parse_args()
    config = yaml.safe_load(Path(HERE / 'config.yaml').read_text())
    x, rows, names = read_features(options.features, 'train-*')
    used = [i for i, r in enumerate(rows) if r['scope'] in ('whole', 'nothing') and r['family'] not in config['leave_out_families'] + config['score_only_families']]
    x, rows = x[used], [rows[i] for i in used]
    labels = np.array([int(r['scope'] == 'whole') for r in rows])
    families = np.array([r['family'] for r in rows])
    repositories = np.array([r['repo'] for r in rows])
    weights = weigh(rows, labels, config['weights'])
    deals = [np.array([r['fold'] for r in rows]), *(deal(repositories, labels, seed) for seed in range(options.splits))]
    group = np.array([n.rsplit('-', 1)[0] for n in names])
    chroma = np.isin(group, ['half-cr-relative', 'half-cb-relative', 'quarter-cr-relative', 'quarter-cb-relative'])
    joint = np.isin(group, ['half-colour-high-pass', 'half-luma-chroma'])
    wide = np.isin(group, ['luma-bend-coarse', 'luma-wide-relative', 'half-twist', 'half-bend-coarse', 'quarter-bend-along'])
    sets = {
        'all': np.ones(len(names), bool),
        'without all three': ~(chroma | joint | wide),
        'without relative chroma': ~chroma,
        'without channels at half size': ~joint,
        'without coarse and wide': ~wide,
    }
    for name, columns in sets.items():
        results = []
        for folds in deals:
            scores = np.zeros(len(labels))
            for fold in range(FOLDS):
                train = folds != fold
                learner = make(config['learners']['ridge'], config['seed']).fit(x[train][:, columns], labels[train], balance(weights[train], labels[train]))
                scores[~train] = learner.log_odds(x[~train][:, columns])
            found = figures(scores, labels, families, weights)
            results.append([found['auc'], found['tpr05'], found['worst']])
        store, random = results[0], np.mean(results[1:], 0)
        print(f'{name:32s} {columns.sum():5d} patterns  folds of the store {store[0]:.3f} {store[1]:.3f} {store[2]:.2f}  random deals {random[0]:.3f} {random[1]:.3f} {random[2]:.2f}', flush=True)


if __name__ == '__main__':
    main()
