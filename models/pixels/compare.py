"""Compares sets of patterns, penalties, weights and aligned pairs by repeated grouped cross-validation.

    python models/pixels/compare.py --features DIR [--splits 2] [--only WORD]

The folds of the store first, which keep generator families together where they can be; then random deals of whole
repositories to five folds, so that no lucky split decides. The learner is the ridge of the configuration throughout;
generators that are scored only and aligned pairs are not in the figures.
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
from metrics import figures
from views import FOLDS, balance, weigh_all

HERE = Path(__file__).parent

JOINT_AT_HALF = ['half-colour-high-pass', 'half-luma-chroma']
WIDE = ['luma-bend-coarse', 'luma-wide-relative', 'half-twist', 'half-bend-coarse', 'quarter-bend-along']
ACROSS_SCALES = ['scales-high-pass', 'scales-high-pass-half', 'scales-bend', 'scales-bend-half', 'children', 'children-half']
COARSE_LUMA = [
    'half-bend-across', 'quarter-bend-across', 'half-extremes', 'quarter-extremes', 'half-step', 'quarter-step', 'half-high-pass-apart',
    'quarter-high-pass-apart', 'quarter-high-pass', 'eighth-bend-relative', 'half-high-pass-relative', 'quarter-twist-relative',
]  # fmt: skip
CHROMA = ['cr-bend', 'cb-bend', 'half-cr-bend', 'half-cb-bend', 'colour-high-pass', 'luma-chroma', *JOINT_AT_HALF]

# What differs from the configuration: patterns left out, settings, weights, pairs, most views of a repository, views of a
# picture and photographs of a repository that are fitted.
TRIALS = {
    'as configured': {},
    'without scales, penalty .1': {'without': ACROSS_SCALES + COARSE_LUMA, 'ridge': {'penalty': 0.1}},
    'without triples across scales': {'without': ACROSS_SCALES},
    'without more coarse luma': {'without': COARSE_LUMA},
    'without channels at half size': {'without': JOINT_AT_HALF},
    'without coarse and wide': {'without': WIDE},
    'without both': {'without': JOINT_AT_HALF + WIDE},
    'without chroma': {'without': CHROMA},
    'penalty .1': {'ridge': {'penalty': 0.1}},
    'penalty .4': {'ridge': {'penalty': 0.4}},
    'no steadiness': {'ridge': {'steadiness': 0}},
    'steadiness 10': {'ridge': {'steadiness': 10}},
    'weights by repository, full': {'weights': {'repository': 1.0, 'family': 0.5}},
    'weights by repository, none': {'weights': {'repository': 0.0, 'family': 0.5}},
    'weights by family, full': {'weights': {'repository': 0.5, 'family': 1.0}},
    'at most 80 views of a repository': {'cap': 80},
    'first views of fewer pictures': {'views': {'whole': 3, 'nothing': 2}, 'pictures': 160},
    'pairs of all decoders, .1': {'pairs': 0.1},
    'pairs of all decoders, .3': {'pairs': 0.3},
    'pairs of taef2 alone, .1': {'pairs': 0.1, 'decoders': 'taef2'},
    'pairs of the small ones alone, .1': {'pairs': 0.1, 'decoders': 'small'},
}


def deal(repositories, labels, seed):
    """A fold for every repository: they come in random order, each to the fold that holds least of its class."""
    random = np.random.default_rng(seed)
    counts = Counter(repositories)
    generated = Counter(repositories[labels == 1])
    order = sorted(counts, key=lambda r: (-np.sqrt(counts[r]) * random.uniform(0.5, 1.5), r))
    held, fold = np.zeros((FOLDS, 2)), {}
    for name in order:
        kind = int(generated[name] > 0)
        fold[name] = int(np.argmin(held[:, kind] + random.uniform(0, 1e-6, FOLDS)))
        held[fold[name], kind] += np.sqrt(counts[name])
    return fold


def cross_validate(x, labels, weights, folds, pictures, settings, seed):
    """Out-of-fold scores of every row."""
    scores = np.zeros(len(labels))
    for fold in range(FOLDS):
        train = folds != fold
        learner = make(settings, seed).fit(x[train], labels[train], balance(weights[train], labels[train]), pictures[train])
        scores[~train] = learner.log_odds(x[~train])
    return scores


def keep_rows(rows, trial, config):
    """Places of the rows that a trial uses: all views, and the pairs it asks for."""
    chosen, paired = trial.get('decoders'), trial.get('pairs', config['pairs']) > 0
    wanted = lambda decoder: chosen is None or (decoder == 'round-trip-taef2') == (chosen == 'taef2')  # noqa: E731
    return [i for i, r in enumerate(rows) if not r.get('pair') or (paired and wanted(r['made']))]


def beyond_cap(rows, cap):
    """True for views that are scored but not fitted: all of a repository and class but the first ones."""
    taken, beyond = Counter(), []
    for row in rows:
        taken[row['repo'], row['scope']] += 1
        beyond.append(not row.get('pair') and taken[row['repo'], row['scope']] > cap)
    return np.array(beyond)


def not_among_first(rows, views, pictures):
    """True for views that are scored but not fitted: later views of a picture, and photographs beyond the first of a repository."""
    seen, beyond = {}, []
    for row in rows:
        of = seen.setdefault(row['repo'], {})
        place = of.setdefault(row['blob'], len(of))
        beyond.append(row['view'] >= views[row['scope']] or (row['scope'] == 'nothing' and place >= pictures))
    return np.array(beyond)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--features', required=True)
    parser.add_argument('--splits', type=int, default=2)
    parser.add_argument('--only', default='')
    options = parser.parse_args()
    config = yaml.safe_load(Path(HERE / 'config.yaml').read_text())
    x, rows, names = read_features(options.features, 'train-*')
    out = config['leave_out_families'] + config['score_only_families']
    used = [i for i, r in enumerate(rows) if r['scope'] in ('whole', 'nothing') and r['family'] not in out]
    x, rows = x[used], [rows[i] for i in used]
    decoder_of = {r['pair']: r['family'] for r in rows if r.get('pair') and r['family']}
    for row in rows:
        row['made'] = decoder_of.get(row.get('pair'), '')
    group = np.array([n.rsplit('-', 1)[0] for n in names])
    for name, trial in TRIALS.items():
        if options.only not in name:
            continue
        kept = keep_rows(rows, trial, config)
        chosen = [rows[i] for i in kept]
        given = x[kept][:, ~np.isin(group, trial.get('without', []))]
        labels = np.array([int(r['scope'] == 'whole') for r in chosen])
        pictures = np.array([r['blob'] for r in chosen])
        scored = np.array([not r.get('pair') for r in chosen])
        families, repositories = (np.array([r[k] for r in chosen]) for k in ('family', 'repo'))
        plan = {**config, 'pairs': trial.get('pairs', config['pairs']), 'weights': trial.get('weights', config['weights'])}
        weights = weigh_all(chosen, labels, ~scored, plan)
        weights[beyond_cap(chosen, trial.get('cap', np.inf))] = 0
        if 'views' in trial:
            weights[not_among_first(chosen, trial['views'], trial['pictures'])] = 0
        judging = weigh_all(chosen, labels, ~scored, config)[scored]
        settings = {**config['learners']['ridge'], **trial.get('ridge', {})}
        results = []
        for seed in range(-1, options.splits):
            fold = {r['repo']: r['fold'] for r in chosen} if seed < 0 else deal(repositories[scored], labels[scored], seed)
            folds = np.array([fold[r] for r in repositories])
            scores = cross_validate(given, labels, weights, folds, pictures, settings, config['seed'])[scored]
            found = figures(scores, labels[scored], families[scored], judging)
            results.append([found['auc'], found['tpr05'], found['worst']])
        store, random = results[0], np.mean(results[1:], 0)
        print(
            f'{name:34s} {given.shape[1]:5d} patterns {scored.sum():5d} + {(~scored).sum():4d} views  '
            f'folds of the store {store[0]:.3f} {store[1]:.3f} {store[2]:.2f}  random deals {random[0]:.3f} {random[1]:.3f} {random[2]:.2f}',
            flush=True,
        )


if __name__ == '__main__':
    main()
