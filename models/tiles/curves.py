"""Draws curves.svg: losses of every model over its training.

    python models/tiles/curves.py
"""
import csv
from pathlib import Path

import matplotlib

matplotlib.use('svg')
import matplotlib.pyplot as plt

HERE = Path(__file__).parent


def main():
    rows = list(csv.DictReader(open(HERE / 'training-log.csv')))
    plt.rcParams['svg.hashsalt'] = 'claimlens'
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), layout='constrained', sharex=True)
    for name in dict.fromkeys(r['folds_left_out'] for r in rows):
        mine = [r for r in rows if r['folds_left_out'] == name]
        for panel, column in zip(panels, ('loss', 'loss_cells')):
            label = 'of all folds' if name == 'none' else f'without folds {", ".join(name)}'
            panel.plot([int(r['step']) for r in mine], [float(r[column]) for r in mine], label=label)
    panels[0].set(title='tiles', xlabel='step', ylabel='cross-entropy, mean of 200 steps')
    panels[1].set(title='cells', xlabel='step')
    panels[0].legend()
    figure.savefig(HERE / 'curves.svg', metadata={'Date': None})


if __name__ == '__main__':
    main()
