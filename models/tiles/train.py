"""Trains the tile network on the tiles of models/pixels/extract.ts.

    python models/tiles/train.py --features DIR --out DIR [--jobs 2] [--claims]

A model without each group of folds of the configuration and one of all, `--jobs` at a time on a core each (on a GPU
where torch finds one). An interrupted run goes on from its checkpoints. Writes oof.csv (log-odds of every view by the
model that never saw its repository), with --claims the log-odds of the claims by every model, training-log.csv, the
models as `<folds left out>.pt`, and prints the figures.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault('OMP_NUM_THREADS', '1')
import numpy as np
import torch
import yaml
from networks import Network
from tiles import Batches, Tiles

sys.path.insert(0, str(Path(__file__).parent.parent / 'pixels'))
from metrics import figures  # noqa: E402
from views import balance, choose, weigh_all  # noqa: E402

HERE = Path(__file__).parent
CHECKPOINT_STEPS = 200
DEVICE = 'cuda' if torch.cuda.is_available() else 'cpu'


class Training:
    """One model: what it is fitted on, where it stands, and its averaged weights."""

    def __init__(self, config, seed):
        torch.manual_seed(seed)
        self.config, self.c = config, config['training']
        self.network = Network(**config['network']).to(DEVICE, memory_format=torch.channels_last)
        self.average = Network(**config['network']).to(DEVICE)
        self.average.load_state_dict(self.network.state_dict())
        decayed = [p for p in self.network.parameters() if p.ndim > 1]
        rest = [p for p in self.network.parameters() if p.ndim <= 1]
        groups = [{'params': decayed, 'weight_decay': self.c['decay']}, {'params': rest, 'weight_decay': 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=self.c['rate'])
        self.random = np.random.default_rng(seed)
        self.step, self.log = 0, []

    def run(self, batches, path):
        begin, losses = time.time(), []
        self.network.train()
        while self.step < self.c['steps']:
            losses.append(self._advance(*batches.next()))
            self.step += 1
            if self.step % CHECKPOINT_STEPS == 0 or self.step == self.c['steps']:
                tile, cells = np.mean(losses, 0)
                self.log.append((self.step, tile, cells))
                losses = []
                self.save(path)
                print(f'{path.stem}: step {self.step} of {self.c["steps"]}, loss {tile:.3f}, cells {cells:.3f}, {time.time() - begin:.0f} s', flush=True)

    def _advance(self, pixels, shares, whole):
        c = self.c
        for group in self.optimizer.param_groups:
            group['lr'] = self._rate()
        x, shares = turn(torch.from_numpy(pixels).to(DEVICE), torch.from_numpy(shares).to(DEVICE))
        whole = torch.from_numpy(whole).to(DEVICE)
        with torch.autocast(DEVICE, dtype=torch.bfloat16):
            logit, cells = self.network(x)
        loss = torch.nn.functional.binary_cross_entropy_with_logits
        soften = lambda y: y * (1 - c['smoothing']) + c['smoothing'] / 2  # noqa: E731
        of_tile = loss(logit.float()[whole], soften(shares[whole, 0, 0]))
        of_cells = loss(cells.float(), soften(shares))
        self.optimizer.zero_grad(set_to_none=True)
        (of_tile + c['cells'] * of_cells).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        keep = min(c['average'], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mine, theirs in zip(self.average.state_dict().values(), self.network.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.mul_(keep).add_(theirs, alpha=1 - keep)
                else:
                    mine.copy_(theirs)
        return float(of_tile.detach()), float(of_cells.detach())

    def _rate(self):
        c = self.c
        done, rise = self.step / c['steps'], c['warm_up']
        return c['rate'] * (max(done, 1e-3) / rise if done < rise else 0.5 + 0.5 * np.cos(np.pi * (done - rise) / (1 - rise)))

    def save(self, path):
        state = {'step': self.step, 'log': self.log, 'config': self.config}
        state |= {'random': self.random.bit_generator.state, 'dropout': torch.get_rng_state()}
        state |= {'network': self.network.state_dict(), 'average': self.average.state_dict(), 'optimizer': self.optimizer.state_dict()}
        torch.save(state, path.with_suffix('.part'))
        os.replace(path.with_suffix('.part'), path)

    def load(self, path):
        state = torch.load(path, map_location=DEVICE, weights_only=False)
        for part in ('seed', 'network', 'training', 'weights'):
            assert state['config'][part] == self.config[part], f'{path} was made with other settings'
        self.step, self.log, self.random.bit_generator.state = state['step'], state['log'], state['random']
        torch.set_rng_state(state['dropout'])
        self.network.load_state_dict(state['network'])
        self.average.load_state_dict(state['average'])
        self.optimizer.load_state_dict(state['optimizer'])


def turn(pixels, shares):
    """An eighth of the batch in each of the eight symmetries: levels [n, 3, h, w], channels last, and shares of cells."""
    x, cells = torch.empty(pixels.shape, device=pixels.device), torch.empty_like(shares)
    n = len(pixels) // 8
    for k in range(8):
        at = slice(k * n, (k + 1) * n)
        for target, source in ((x, pixels), (cells, shares)):
            turned = torch.rot90(source[at], k % 4, (1, 2))
            target[at] = turned.flip(1) if k >= 4 else turned
    return x.permute(0, 3, 1, 2), cells


class Views(NamedTuple):
    """Views that are fitted or scored, one entry each: where their tiles lie, and what is known of them."""

    tiles: Tiles
    places: np.ndarray
    rows: list
    labels: np.ndarray
    folds: np.ndarray
    weights: np.ndarray
    # Early generators are scored alone.
    fitted: np.ndarray
    # Halves of aligned pairs are fitted alone.
    scored: np.ndarray


def read_training_views(folder, config):
    tiles = Tiles(folder, 'train-*')
    places = np.array(choose(tiles.rows, config))
    rows = [tiles.rows[i] for i in places]
    labels = np.array([int(r['scope'] == 'whole') for r in rows])
    paired = np.array([bool(r.get('pair')) for r in rows])
    fitted = np.array([r['family'] not in config['score_only_families'] for r in rows])
    return Views(tiles, places, rows, labels, np.array([r['fold'] for r in rows]), weigh_all(rows, labels, paired, config), fitted, ~paired)


def draw_from(views, take, settings, random):
    """Batches of the views that `take` marks."""
    labels = views.labels[take]
    return Batches(views.tiles, views.places[take], labels, balance(views.weights[take], labels), settings, random)


@torch.no_grad()
def judge(network, tiles, views, count):
    """Log-odds of the first `count` tiles of each view, and of their cells."""
    network.eval()
    for view in views:
        x = torch.from_numpy(np.ascontiguousarray(tiles.of(view)[:count].transpose(0, 3, 1, 2))).to(DEVICE).float()
        logit, cells = network(x.contiguous(memory_format=torch.channels_last))
        yield logit.cpu().numpy(), cells.cpu().numpy()


def score(network, tiles, views, count):
    """Log-odds of each of the first `count` tiles of each view."""
    return [[round(float(v), 5) for v in logit] for logit, _ in judge(network, tiles, views, count)]


def pool(scores):
    """What a photo's tiles say together: the logarithm of the mean of their odds, so that the clearest count most."""
    return float(np.log(np.mean(np.exp(scores))))


# Other ways to put tiles together, for comparison.
OTHER_POOLS = {'mean of log-odds': np.mean, 'largest': np.max, 'first tile': lambda scores: scores[0]}


def name_of(group):
    return ''.join(map(str, group)) or 'none'


def train_one(options, config):
    """One model: the folds `left_out` are scored by it, and the claims."""
    torch.set_num_threads(1)
    out, name = Path(options.out), options.left_out
    group = next(group for group in [*config['groups'], []] if name_of(group) == name)
    views = read_training_views(options.features, config)
    left = np.isin(views.folds, group)
    take, judged = views.fitted & ~left, np.flatnonzero(left & views.scored)
    training = Training(config, config['seed'] + len(group))
    path = out / f'{name}.pt'
    if path.exists():
        training.load(path)
    training.run(draw_from(views, take, config['training'], training.random), path)
    held = {'rows': list(zip([views.rows[i]['key'] for i in judged], score(training.average, views.tiles, views.places[judged], config['tiles'])))}
    if options.claims:
        claims = Tiles(options.features, 'claims')
        held['claims'] = score(training.average, claims, np.arange(len(claims.rows)), config['tiles'])
    (out / f'{name}.json').write_text(json.dumps(held))


def run_each(names, file_of, option, jobs):
    """This very command once more for every name whose file is missing, each in a process of its own, `jobs` at a time."""
    waiting, running = [name for name in names if not file_of(name).exists()], []
    while waiting or running:
        while waiting and len(running) < jobs:
            running.append(subprocess.Popen([sys.executable, *sys.argv, option, waiting.pop(0)]))
        for process in running[:]:
            if process.poll() is not None:
                assert process.returncode == 0, f'a process of {option} failed'
                running.remove(process)
        time.sleep(0.5)


def write(path, rows):
    with open(path, 'w', newline='') as file:
        csv.writer(file).writerows(rows)


def collect(options, config, names):
    """Out-of-fold scores, the log of losses and the figures."""
    out = Path(options.out)
    held = {name: json.loads((out / f'{name}.json').read_text()) for name in names}
    of = {key: scores for name in names for key, scores in held[name]['rows']}
    views = read_training_views(options.features, config)
    rows, fitted = [r for r, scored in zip(views.rows, views.scored) if scored], views.fitted[views.scored]
    labels, weights = views.labels[views.scored], views.weights[views.scored]
    families = np.array([r['family'] for r in rows])
    report = lambda what, values, at: print(what, figures(values[at], labels[at], families[at], weights[at]))  # noqa: E731
    scores = np.array([pool(of[r['key']]) for r in rows])
    report('all views:', scores, fitted | True)
    report('views of current generators:', scores, fitted)
    for name, put_together in OTHER_POOLS.items():
        report(f'  the same, {name}:', np.array([put_together(of[r['key']]) for r in rows]), fitted)
    write(out / 'oof.csv', [['key', 'logit'], *([r['key'], f'{s:.5f}'] for r, s in zip(rows, scores))])
    if options.claims:
        ids = [r['id'] for r in Tiles(options.features, 'claims').rows]
        columns = zip(*([pool(scores) for scores in held[name]['claims']] for name in names))
        write(out / 'claims.csv', [['id', *names], *([i, *(f'{v:.5f}' for v in values)] for i, values in zip(ids, columns))])
    log = [(name, step, f'{tile:.4f}', f'{cells:.4f}') for name in names for step, tile, cells in torch.load(out / f'{name}.pt', weights_only=False)['log']]
    write(out / 'training-log.csv', [['folds_left_out', 'step', 'loss', 'loss_cells'], *log])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--features', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--claims', action='store_true')
    parser.add_argument('--left-out', help='train this one model alone, such as 124, or none')
    parser.add_argument('--config', default=HERE / 'config.yaml')
    options = parser.parse_args()
    config = yaml.safe_load(Path(options.config).read_text())
    Path(options.out).mkdir(parents=True, exist_ok=True)
    if options.left_out:
        return train_one(options, config)
    names = [name_of(group) for group in [*config['groups'], []]]
    run_each(names, lambda name: Path(options.out) / f'{name}.json', '--left-out', options.jobs)
    collect(options, config, names)


if __name__ == '__main__':
    main()
