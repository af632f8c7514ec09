"""Reads the feature files that extract.ts writes."""
import json
from pathlib import Path

import numpy as np


def read_features(folder, pattern):
    """All rows of the matching files: float32 [n, F] and the list of their index entries; no key twice."""
    folder = Path(folder)
    names = json.loads((folder / 'names.json').read_text())
    values, rows, seen = [], [], set()
    for index in sorted(folder.glob(f'{pattern}.jsonl')):
        numbers = np.fromfile(index.with_suffix('.f32'), '<f4')
        numbers = numbers[: len(numbers) // len(names) * len(names)].reshape(-1, len(names))
        at = 0
        for line in index.read_text().splitlines():
            row = json.loads(line)
            if not row['used']:
                continue
            if at >= len(numbers):
                break
            if row['key'] not in seen:
                seen.add(row['key'])
                values.append(numbers[at])
                rows.append(row)
            at += 1
    return np.stack(values), rows, names
