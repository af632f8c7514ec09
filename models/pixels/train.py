"""Trains the pixel model on the features of extract.ts.

    python models/pixels/train.py --features DIR --out DIR [--claims] [--tiles DIR]

Cross-validation is grouped: a repository is in one fold, generator families are kept together where they can be.
Every choice (learner, blend) is made on out-of-fold figures; with --claims the claims set is scored for the report
alone, each photo by the fold model that never saw its repository.
Writes model.joblib (for export.py), training-log.csv, claims-oof.csv and prints the comparison.
"""
import os

# One thread: on a busy machine threads that wait for each other cost more than they bring.
os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
import argparse
import csv
import time
from pathlib import Path

import joblib
import numpy as np
import yaml
from features import read_features
from learners import Blend, make
from metrics import auc, figures, threshold_at
from sklearn.linear_model import LogisticRegression
from views import FOLDS, balance, choose, fold_of_claim, weigh_all

HERE = Path(__file__).parent


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
    parser.add_argument('--tiles', help='folder of models/tiles/train.py; without it the blend has no tile network')
    parser.add_argument('--config', default=HERE / 'config.yaml')
    options = parser.parse_args()
    config = yaml.safe_load(Path(options.config).read_text())
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)

    x, rows, names = read_features(options.features, 'train-*')
    fold_of = {r['repo']: r['fold'] for r in rows}
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
    shares = config['blend']
    if options.tiles:
        scores['tiles'] = read_tile_scores(options.tiles, rows)
    else:
        shares = {n: share for n, share in shares.items() if n != 'tiles'}
    spreads = {n: float(np.std(scores[n][scored])) for n in shares}
    scores['blend'] = Blend({}, shares, spreads).mix(scores)
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
    learners = {n: make(config['learners'][n], config['seed']).fit(x[fitted], labels[fitted], balance(weights[fitted], labels[fitted]), pictures[fitted]) for n in shares if n != 'tiles'}
    final = Blend(learners, shares, spreads, slope, offset)
    sample = np.flatnonzero(scored)[:: max(1, scored.sum() // 64)][:64]
    tiles = scores['tiles'][sample] if options.tiles else None
    joblib.dump({'blend': final, 'names': names, 'sample': x[sample], 'tiles': tiles}, out / 'model.joblib')
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
        fold_models = [Blend({n: models[n, f] for n in learners}, shares, spreads, slope, offset) for f in range(FOLDS)]
        score_claims(options, fold_models, final, fold_of, out)


def read_table(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def read_tile_scores(folder, rows):
    """The tile network's out-of-fold log-odds of every view."""
    of = {r['key']: float(r['logit']) for r in read_table(Path(folder) / 'oof.csv')}
    return np.array([of[r['key']] for r in rows])


def score_claims(options, fold_models, final, fold_of, out):
    """Each claim photo by the models that never saw its repository, and by the one that is shipped."""
    x, rows, _ = read_features(options.features, 'claims')
    folds = np.array([fold_of_claim(r, fold_of) for r in rows])
    held, all_seen = None, None
    if options.tiles:
        tiles = {r['id']: r for r in read_table(Path(options.tiles) / 'claims.csv')}
        column = {int(fold): name for name in tiles[rows[0]['id']] if name.isdigit() for fold in name}
        held = np.array([float(tiles[r['id']][column[fold]]) for r, fold in zip(rows, folds)])
        all_seen = np.array([float(tiles[r['id']]['none']) for r in rows])
    oof = np.stack([model.log_odds(x, held) for model in fold_models])[folds, np.arange(len(rows))]
    shipped = final.log_odds(x, all_seen)
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
