"""Draws curves.svg of a model's training-log.csv: losses of every network over its training.

    python models/curves.py models/tiles
"""
import csv
import sys
from pathlib import Path

import matplotlib

matplotlib.use('svg')
import matplotlib.pyplot as plt

TITLES = {'loss': 'tiles', 'loss_cells': 'cells'}


def main():
    folder = Path(sys.argv[1])
    rows = list(csv.DictReader(open(folder / 'training-log.csv')))
    columns = [column for column in TITLES if column in rows[0]]
    plt.rcParams['svg.hashsalt'] = 'claimlens'
    figure, panels = plt.subplots(1, len(columns), figsize=(4.5 * len(columns), 3.4), layout='constrained', sharex=True, squeeze=False)
    for name in dict.fromkeys(r['folds_left_out'] for r in rows):
        mine = [r for r in rows if r['folds_left_out'] == name]
        for panel, column in zip(panels[0], columns):
            label = 'of all folds' if name == 'none' else f'without folds {", ".join(name)}'
            panel.plot([int(r['step']) for r in mine], [float(r[column]) for r in mine], label=label)
    every = int(rows[1]['step']) - int(rows[0]['step'])
    for panel, column in zip(panels[0], columns):
        panel.set(title=TITLES[column], xlabel='step')
    panels[0][0].set(ylabel=f'cross-entropy, mean of {every} steps')
    panels[0][0].legend()
    figure.savefig(folder / 'curves.svg', metadata={'Date': None})


if __name__ == '__main__':
    main()
