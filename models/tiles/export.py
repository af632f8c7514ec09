"""Writes the trained network as an ONNX graph, with the numbers that prove other runtimes compute the same.

    python models/tiles/export.py --trained DIR/none.pt --features DIR

levels [n, 3, h, w] float32, 0 to 255, sides multiples of 16 → logit [n] and map [n, h/8, w/8], log-odds of generated.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from networks import load_network
from tiles import Tiles

sys.path.insert(0, str(Path(__file__).parent.parent))
from graphs import Graph, finish, front_nodes, layer_nodes, noise_tile, unshuffle, write_parity  # noqa: E402
from register import register  # noqa: E402

HERE = Path(__file__).parent
TOLERANCE = 1e-4


def build(network):
    graph = Graph()
    x = unshuffle(graph, front_nodes(graph, network.front))
    for part in list(network.body)[1:]:
        x = layer_nodes(graph, x, part)
    cells = graph.convolution(x, network.cells)
    graph.add('Squeeze', cells, graph.constant([1], np.int64), made='map')
    if network.pool == 'map':
        graph.add('ReduceMean', cells, axes=[1, 2, 3], keepdims=0, made='logit')
    else:
        mean = graph.add('ReduceMean', x, axes=[2, 3], keepdims=1)
        pooled = mean
        if network.pool == 'spread':
            away = graph.add('Sub', x, mean)
            variance = graph.add('ReduceMean', graph.add('Mul', away, away), axes=[2, 3], keepdims=1)
            pooled = graph.add('Concat', mean, graph.add('Sqrt', graph.add('Add', variance, graph.constant(1e-4))), axis=1)
        flat = graph.add('Flatten', pooled)
        product = graph.add('Gemm', flat, graph.constant(network.head.weight.detach().T), graph.constant(network.head.bias.detach()))
        graph.add('Squeeze', product, graph.constant([1], np.int64), made='logit')
    return finish(graph, 'tiles', {'logit': ['n'], 'map': ['n', None, None]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--trained', required=True)
    parser.add_argument('--features', required=True)
    options = parser.parse_args()
    network = load_network(options.trained)
    path = HERE / 'model.onnx'
    onnx.save(build(network), path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    tiles = Tiles(options.features, 'claims')
    real = [np.ascontiguousarray(tiles.of(view)[:1].transpose(0, 3, 1, 2)).astype(np.float32) for view in range(0, len(tiles.rows), 12)]
    furthest = 0.0
    with torch.no_grad():
        for x in [*real, *(noise_tile(seed, side)[None] for seed, side in enumerate((64, 128, 192)))]:
            wanted = [v.numpy() for v in network(torch.from_numpy(x))]
            furthest = max(furthest, *(float(np.abs(a - b).max()) for a, b in zip(wanted, session.run(None, {'levels': x}))))
    print(f'{path.name}: {path.stat().st_size / 1e6:.2f} MB, largest difference {furthest:.2e} on {len(real) + 3} tiles')
    assert furthest < TOLERANCE
    write_parity(HERE / 'parity.json', TOLERANCE, network, ['logit', 'map'])
    print('sha256', register('tiles', path))


if __name__ == '__main__':
    main()
