"""Trains the pixel model on the features of extract.ts.

    python models/pixels/train.py --features DIR --out DIR [--claims]

Cross-validation is grouped: a repository is in one fold, generator families are kept together where they can be.
Every choice (learner, blend) is made on out-of-fold figures; with --claims the claims
set is scored for the report alone, each photo by the fold model that never saw its repository.
Writes model.joblib (for export.py), training-log.csv, claims-oof.csv and prints the comparison.
"""
import os

# One thread: on a busy machine threads that wait for each other cost more than they bring.
os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
import argparse
import csv
import time
from collections import Counter
from pathlib import Path

import joblib
import numpy as np
import yaml
from features import read_features
from learners import Blend, make
from metrics import auc, threshold_at
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
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


def cross_validate(x, labels, weights, folds, fitted, pictures, config):
    """Out-of-fold log-odds of every learner, and the fold models."""
    scores = {name: np.zeros(len(labels)) for name in config['learners']}
    models = {}
    for name, settings in config['learners'].items():
        begin = time.time()
        for fold in range(FOLDS):
            train, test = (folds != fold) & fitted, folds == fold
            model = make(settings, config['seed']).fit(x[train], labels[train], balance(weights[train], labels[train]), pictures[train])
            scores[name][test] = model.log_odds(x[test])
            models[name, fold] = model
        print(f'  {name}: {time.time() - begin:.0f} s', flush=True)
    return scores, models


def calibrate(raw, labels, weights):
    """Platt: slope and offset that turn blend scores into log-odds at equal priors."""
    model = LogisticRegression(C=1e6).fit(raw[:, None], labels, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--features', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--claims', action='store_true')
    parser.add_argument('--config', default=HERE / 'config.yaml')
    options = parser.parse_args()
    config = yaml.safe_load(Path(options.config).read_text())
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)

    x, rows, names = read_features(options.features, 'train-*')
    used = choose(rows, config)
    x, rows = x[used], [rows[i] for i in used]
    labels = np.array([int(r['scope'] == 'whole') for r in rows])
    folds = np.array([r['fold'] for r in rows])
    families = np.array([r['family'] for r in rows])
    pictures = np.array([r['blob'] for r in rows])
    paired = np.array([bool(r.get('pair')) for r in rows])
    weights = weigh_all(rows, labels, paired, config)
    fitted, scored = ~np.isin(families, config['score_only_families']), ~paired
    print(f'{len(rows)} views of {len({r["blob"] for r in rows})} pictures, {len({r["repo"] for r in rows})} repositories; {paired.sum()} of aligned pairs')
    print('views per fold (photographs, generated):', [tuple(np.bincount(labels[scored & (folds == f)], minlength=2)) for f in range(FOLDS)])

    scores, models = cross_validate(x, labels, weights, folds, fitted, pictures, config)
    spreads = {n: float(np.std(scores[n][scored])) for n in config['blend']}
    scores['blend'] = np.mean([scores[n] / spreads[n] for n in config['blend']], axis=0)
    log = []
    for name, s in scores.items():
        result = {'learner': name, 'fold': 'all', **figures(s[scored], labels[scored], families[scored], weights[scored])}
        log.append(result)
        print(f'  {name:14s} AUC {result["auc"]:.3f}  TPR@5% {result["tpr05"]:.3f}  worst {result["worst"]:.2f} {result["worst_family"]}')
        for fold in range(FOLDS):
            at = scored & (folds == fold)
            log.append({'learner': name, 'fold': fold, 'auc': auc(s[at & (labels == 1)], s[at & (labels == 0)])})

    known = fitted & scored
    slope, offset = calibrate(scores['blend'][known], labels[known], balance(weights[known], labels[known]))
    final = {n: make(config['learners'][n], config['seed']).fit(x[fitted], labels[fitted], balance(weights[fitted], labels[fitted]), pictures[fitted]) for n in config['blend']}
    final = Blend(final, spreads, slope, offset)
    sample = x[scored][:: max(1, scored.sum() // 64)][:64]
    joblib.dump({'blend': final, 'names': names, 'sample': sample}, out / 'model.joblib')
    fields = ['learner', 'fold', 'auc', 'tpr05', 'worst', 'worst_family']
    with open(out / 'training-log.csv', 'w', newline='') as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows({k: f'{v:.4f}' if isinstance(v, float) else v for k, v in row.items()} for row in log)
    with open(out / 'oof.csv', 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['key', 'repo', 'family', 'label', 'channel', 'format', 'quality', 'width', 'height', 'bytes', 'logit'])
        for r, y, s, judged in zip(rows, labels, slope * scores['blend'] + offset, scored):
            if judged:
                writer.writerow([r['key'], r['repo'], r['family'], y, r['channel'], r['format'], r['quality'], r['width'], r['height'], r['bytes'], f'{s:.4f}'])
    if options.claims:
        fold_models = [Blend({n: models[n, f] for n in config['blend']}, spreads, slope, offset) for f in range(FOLDS)]
        score_claims(options.features, fold_models, final, {r['repo']: r['fold'] for r in rows}, out)


def score_claims(features, fold_models, final, fold_of, out):
    """Each claim photo by the fold model that never saw its repository (the mean of all five where none did)."""
    x, rows, _ = read_features(features, 'claims')
    per_fold = np.stack([model.log_odds(x) for model in fold_models])
    shipped = final.log_odds(x)
    unseen = np.array([fold_of.get(r['source'].replace('+', '/', 1), -1) for r in rows])
    oof = np.where(unseen >= 0, per_fold[unseen, np.arange(len(rows))], per_fold.mean(0))
    with open(out / 'claims-oof.csv', 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['id', 'logit_oof', 'logit_shipped'])
        for r, a, b in zip(rows, oof, shipped):
            writer.writerow([r['id'], f'{a:.4f}', f'{b:.4f}'])
    report_claims(rows, oof)


def report_claims(rows, scores):
    label, kind, family = (np.array([r[k] for r in rows]) for k in ('label', 'kind', 'generator'))
    pristine, generated = label == 'pristine', kind == 'generated'
    threshold = threshold_at(scores[pristine], 0.05)
    print(f'claims, out of fold: AUC {auc(scores[generated], scores[pristine]):.3f}, TPR@5% {np.mean(scores[generated] > threshold):.3f}')
    for k in sorted(set(kind)):
        print(f'  {k:24s} n {np.sum(kind == k):3d}  AUC {auc(scores[kind == k], scores[pristine]):.3f}  above {np.mean(scores[kind == k] > threshold):.3f}')
    print('  ' + '  '.join(f'{f} {np.mean(scores[generated & (family == f)] > threshold):.2f}/{np.sum(generated & (family == f))}' for f in sorted(set(family[generated]))))
    channel = np.array([r['channel'] for r in rows])
    print('  ' + '  '.join(f'{c} {auc(scores[generated & (channel == c)], scores[pristine & (channel == c)]):.2f}' for c in sorted(set(channel))))


if __name__ == '__main__':
    main()
