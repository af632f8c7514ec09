"""Which views are fitted or scored, and what each weighs."""
import zlib
from collections import Counter

import numpy as np

FOLDS = 5


def weigh(rows, labels, config):
    """Square-root weights by repository and family within the class; classes then carry equal sums."""
    repository = Counter((r['repo'], y) for r, y in zip(rows, labels))
    family = Counter((r['family'], y) for r, y in zip(rows, labels))
    w = np.array(
        [
            repository[r['repo'], y] ** -config['repository'] * (family[r['family'], y] ** -config['family'] if y else 1)
            for r, y in zip(rows, labels)
        ]
    )
    return balance(w, labels)


def weigh_all(rows, labels, paired, config):
    """Weights of the rows; aligned pairs together get `pairs` times the sum of the others, each pair alike."""
    weights = np.ones(len(rows))
    plain = [r for r, p in zip(rows, paired) if not p]
    weights[~paired] = weigh(plain, labels[~paired], config['weights'])
    for y in (0, 1):
        at = paired & (labels == y)
        weights[at] = config['pairs'] * weights[~paired & (labels == y)].sum() / max(1, at.sum())
    return weights


def choose(rows, config):
    """Places of the rows that are fitted or scored: whole pictures and photographs, pairs where they have weight."""
    return [
        i
        for i, r in enumerate(rows)
        if r['scope'] in ('whole', 'nothing') and (config['pairs'] > 0 or not r.get('pair')) and r['family'] not in config['leave_out_families']
    ]


def balance(weights, labels):
    """Both classes with equal sums, mean 1."""
    balanced = weights.copy()
    for y in (0, 1):
        balanced[labels == y] *= len(labels) / 2 / weights[labels == y].sum()
    return balanced


def fold_of_claim(row, fold_of):
    """The fold of a claim's repository; one by its name where the store holds nothing of it that is fitted."""
    repo = row['source'].replace('+', '/', 1)
    return fold_of.get(repo, zlib.crc32(repo.encode()) % FOLDS)
