"""Is the network faster in 8-bit integers, and does it say the same? Prints both; ships nothing.

    python models/tiles/int8.py --features DIR [--every 6]

Static quantization (QDQ, a scale per channel of weights), ranges from tiles of training views; time per tile of 192 px on
one thread; log-odds of the claims' photos in float and in integers, and how well either tells generated pictures.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from tiles import Tiles

sys.path.insert(0, str(Path(__file__).parent.parent / 'pixels'))
from metrics import auc  # noqa: E402

HERE = Path(__file__).parent
RANGE_TILES = 120
TIMED = 40


def levels(tile):
    return np.ascontiguousarray(tile.transpose(2, 0, 1))[None].astype(np.float32)


class Ranges(CalibrationDataReader):
    def __init__(self, tiles):
        views = range(0, len(tiles.rows), max(1, len(tiles.rows) // RANGE_TILES))
        self.given = iter([{'levels': levels(tiles.of(view)[0])} for view in views])

    def get_next(self):
        return next(self.given, None)


def open_session(path):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), settings, providers=['CPUExecutionProvider'])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--features', required=True)
    parser.add_argument('--every', type=int, default=6, help='judge every n-th claim')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / 'int8.onnx'
        quantize_static(
            HERE / 'model.onnx', small, Ranges(Tiles(options.features, 'train-0*')), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        )
        sessions = {'float32': open_session(HERE / 'model.onnx'), 'int8': open_session(small)}
        sizes = {'float32': (HERE / 'model.onnx').stat().st_size, 'int8': small.stat().st_size}
    claims = Tiles(options.features, 'claims')
    views = [v for v in range(0, len(claims.rows), options.every) if claims.rows[v]['label'] == 'pristine' or claims.rows[v]['kind'] == 'generated']
    generated = np.array([claims.rows[v]['kind'] == 'generated' for v in views])
    said = {}
    for name, session in sessions.items():
        said[name] = np.array([np.mean([session.run(['logit'], {'levels': levels(tile)})[0][0] for tile in claims.of(v)]) for v in views])
        x = levels(claims.of(views[0])[0])
        begin = time.process_time()
        for _ in range(TIMED):
            session.run(None, {'levels': x})
        spent = (time.process_time() - begin) / TIMED * 1e3
        print(f'{name:8s} {sizes[name] / 1e6:.2f} MB  {spent:.1f} ms a tile  AUC {auc(said[name][generated], said[name][~generated]):.3f} on {len(views)} claims')
    away = np.abs(said['float32'] - said['int8'])
    print(f'log-odds differ by {np.median(away):.3f} (median), {away.max():.3f} (largest); spread of the log-odds {said["float32"].std():.2f}')


if __name__ == '__main__':
    main()
