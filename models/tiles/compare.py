"""Compares architectures, inputs and pooling on one split of repositories.

    python models/tiles/compare.py --features DIR --out DIR [--jobs 2] [--steps 600] [--only WORD]

Every trial is fitted on the same folds for the same number of steps and judged on views of the others, current
generators alone. Pooling over tiles and cells is compared on the scores of one network.
"""
import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault('OMP_NUM_THREADS', '1')
import numpy as np
import torch
import yaml
from train import HERE, Training, draw_from, judge, read_training_views, run_each

sys.path.insert(0, str(Path(__file__).parent.parent / 'pixels'))
from metrics import figures  # noqa: E402

LEFT_OUT = [1, 3]
# What differs from the configuration: of the network, the share of mixed pictures or the weight of aligned pairs.
TRIALS = {
    'plain': {'layers': 'plain'},
    'residual': {'layers': 'residual'},
    'patches': {'layers': 'patches'},
    'wide': {'layers': 'wide'},
    'levels': {'front': 'levels'},
    'pool-mean': {'pool': 'mean'},
    'pool-map': {'pool': 'map'},
    'mixed': {'mixed': 0.25},
    'pairs-.1': {'pairs': 0.1},
    'pairs-.3': {'pairs': 0.3},
}
# Of the [tiles, rows, columns] log-odds of the map, beside the tiles' own.
POOLS = {
    'tiles: mean': lambda logit, cells: logit.mean(),
    'tiles: largest': lambda logit, cells: logit.max(),
    'tiles: median': lambda logit, cells: np.median(logit),
    'tiles: first': lambda logit, cells: logit[0],
    'cells: mean': lambda logit, cells: cells.mean(),
    'cells: median': lambda logit, cells: np.median(cells),
    'cells: strongest tenth': lambda logit, cells: np.sort(cells.ravel())[-max(1, cells.size // 10) :].mean(),
}


def judge_pools(network, views, judged, count):
    said = [[pool(*answers) for pool in POOLS.values()] for answers in judge(network, views.tiles, views.places[judged], count)]
    families = np.array([views.rows[i]['family'] for i in judged])
    return {name: figures(np.array(s), views.labels[judged], families, views.weights[judged]) for name, s in zip(POOLS, zip(*said))}


def run(options, config, name):
    torch.set_num_threads(1)
    differs = dict(TRIALS[name])
    training = {'steps': options.steps, 'mixed': differs.pop('mixed', config['training']['mixed'])}
    config = config | {'pairs': differs.pop('pairs', config['pairs']), 'training': config['training'] | training}
    config['network'] = config['network'] | differs
    views = read_training_views(options.features, config)
    left = np.isin(views.folds, LEFT_OUT)
    take, judged = views.fitted & ~left, np.flatnonzero(views.fitted & views.scored & left)[:: options.every]
    training = Training(config, config['seed'])
    begin = time.time()
    training.run(draw_from(views, take, config['training'], training.random), Path(options.out) / f'trial-{name}.pt')
    result = judge_pools(training.average, views, judged, config['tiles'])
    parameters = sum(p.numel() for p in training.network.parameters())
    (Path(options.out) / f'trial-{name}.json').write_text(json.dumps({'parameters': parameters, 'seconds': time.time() - begin, 'pools': result}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--features', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--steps', type=int, default=600)
    parser.add_argument('--every', type=int, default=3, help='judge every n-th view')
    parser.add_argument('--only', default='')
    parser.add_argument('--trial')
    options = parser.parse_args()
    config = yaml.safe_load((HERE / 'config.yaml').read_text())
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    if options.trial:
        return run(options, config, options.trial)
    names = [name for name in TRIALS if options.only in name]
    run_each(names, lambda name: out / f'trial-{name}.json', '--trial', options.jobs)
    for name in names:
        result = json.loads((out / f'trial-{name}.json').read_text())
        print(f'{name}: {result["parameters"] / 1e3:.0f} k parameters, {result["seconds"]:.0f} s')
        for pool, found in result['pools'].items():
            print(f'  {pool:24s} AUC {found["auc"]:.3f}  TPR@5% {found["tpr05"]:.3f}  worst {found["worst"]:.2f} {found["worst_family"]}')


if __name__ == '__main__':
    main()
