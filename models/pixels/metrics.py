"""Figures of a detector: AUC, detection at a false-alarm rate, and their 95 % intervals."""
from collections import Counter

import numpy as np


def auc(positive, negative, positive_weight=None, negative_weight=None):
    """Probability that a positive scores above a negative; ties count half."""
    p, n = np.asarray(positive, float), np.asarray(negative, float)
    wp = np.ones(len(p)) if positive_weight is None else np.asarray(positive_weight, float)
    wn = np.ones(len(n)) if negative_weight is None else np.asarray(negative_weight, float)
    order = np.argsort(n)
    n, wn = n[order], wn[order]
    below = np.concatenate([[0.0], np.cumsum(wn)])
    left, right = np.searchsorted(n, p, 'left'), np.searchsorted(n, p, 'right')
    return float(np.sum(wp * (below[left] + below[right]) / 2) / (wp.sum() * wn.sum()))


def threshold_at(negative, rate):
    """Smallest threshold that at most `rate` of the negatives exceed."""
    n = np.sort(np.asarray(negative, float))[::-1]
    return float(n[int(np.floor(rate * len(n)))])


def wilson(k, n, z=1.959964):
    """95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    p, d = k / n, 1 + z * z / n
    centre, half = (p + z * z / (2 * n)) / d, z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def bootstrap_auc(positive, negative, seed, rounds=400):
    """95 % interval of the AUC by resampling both sides."""
    random = np.random.default_rng(seed)
    p, n = np.asarray(positive), np.asarray(negative)
    draws = [auc(random.choice(p, len(p)), random.choice(n, len(n))) for _ in range(rounds)]
    return tuple(float(q) for q in np.quantile(draws, [0.025, 0.975]))


def figures(scores, labels, families, weights):
    """Weighted AUC, TPR at 5 % false alarms (weighted), and the TPR of the worst family of at least 15 views."""
    positive, negative = labels == 1, labels == 0
    order = np.argsort(-scores[negative])
    tail = np.cumsum(weights[negative][order]) / weights[negative].sum()
    threshold = scores[negative][order][np.searchsorted(tail, 0.05)]
    hit = scores > threshold
    counts = Counter(families[positive])
    per_family = {f: float(np.mean(hit[positive & (families == f)])) for f, n in counts.items() if n >= 15}
    worst = min(per_family, key=per_family.get)
    return {
        'auc': auc(scores[positive], scores[negative], weights[positive], weights[negative]),
        'tpr05': float(np.average(hit[positive], weights=weights[positive])),
        'worst': per_family[worst],
        'worst_family': worst,
    }
