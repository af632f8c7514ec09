"""Figures that the peers in Python share; higher scores mean forged. src/bench/metrics.ts has the same in TypeScript."""

import numpy as np


def auc(forged, honest):
    """Chance that a forged score lies above an honest one, ties half; nan when either is empty."""
    forged, ordered = np.asarray(forged, float), np.sort(np.asarray(honest, float))
    if len(forged) == 0 or len(ordered) == 0:
        return float("nan")
    below, upto = np.searchsorted(ordered, forged, "left"), np.searchsorted(ordered, forged, "right")
    return float((below + upto).mean() / 2 / len(ordered))


def threshold_of(honest, share=0.05):
    """Lowest score that at most this share of the honest photos exceeds."""
    return np.quantile(honest, 1 - share, method="higher")
