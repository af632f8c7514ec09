"""Writes the trained network as an ONNX graph, with the numbers that prove other runtimes compute the same.

    python models/tiles/export.py --trained DIR/none.pt --features DIR

levels [n, 3, h, w] float32, 0 to 255, sides multiples of 16 → logit [n] and map [n, h/8, w/8], log-odds of generated.
The graph is built by hand: normalizations are folded into their convolutions, names are ours, no exporter's version
decides what comes out.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from networks import HighPass, Residual, load_network
from onnx import TensorProto, helper, numpy_helper
from tiles import Tiles
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from register import register  # noqa: E402

HERE = Path(__file__).parent
TOLERANCE = 1e-4


class Graph:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, value, dtype=np.float32):
        name = f'c{len(self.constants)}'
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def add(self, kind, *inputs, made=None, **attributes):
        name = made or f't{len(self.nodes)}'
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def convolution(self, x, convolution, norm=None):
        weight, bias = convolution.weight, convolution.bias if convolution.bias is not None else torch.zeros(len(convolution.weight))
        if norm is not None:
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            weight, bias = weight * scale[:, None, None, None], (bias - norm.running_mean) * scale + norm.bias
        pads = list(convolution.padding) * 2
        return self.add('Conv', x, self.constant(weight.detach()), self.constant(bias.detach()), kernel_shape=list(convolution.kernel_size), strides=list(convolution.stride), pads=pads)


def front_nodes(graph, front):
    if isinstance(front, HighPass):
        mean = graph.add('AveragePool', 'levels', kernel_shape=[5, 5], pads=[2] * 4, count_include_pad=0)
        eighth = graph.add('Mul', graph.add('Sub', 'levels', mean), graph.constant(1 / 8))
        return graph.add('Clip', eighth, graph.constant(-4), graph.constant(4))
    return graph.add('Mul', graph.add('Sub', 'levels', graph.constant(128)), graph.constant(1 / 64))


def unshuffle(graph, x):
    """Blocks of 2 × 2 to channels. ONNX counts places before channels, torch channels before places: put in order."""
    blocks = graph.add('SpaceToDepth', x, blocksize=2)
    order = [place * 3 + channel for channel in range(3) for place in range(4)]
    return graph.add('Gather', blocks, graph.constant(order, np.int64), axis=1)


def layer_nodes(graph, x, part):
    if isinstance(part, nn.AvgPool2d):
        return graph.add('AveragePool', x, kernel_shape=[2, 2], strides=[2, 2])
    if isinstance(part, Residual):
        inner = graph.convolution(layer_nodes(graph, x, part.first), *part.second)
        return graph.add('Relu', graph.add('Add', x, inner))
    return graph.add('Relu', graph.convolution(x, part[0], part[1]))


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
    inputs = [helper.make_tensor_value_info('levels', TensorProto.FLOAT, ['n', 3, 'h', 'w'])]
    outputs = [helper.make_tensor_value_info('logit', TensorProto.FLOAT, ['n']), helper.make_tensor_value_info('map', TensorProto.FLOAT, ['n', None, None])]
    proto = helper.make_graph(graph.nodes, 'tiles', inputs, outputs, graph.constants)
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid('', 17)], ir_version=8, producer_name='claimlens')
    onnx.checker.check_model(model)
    return model


def noise_tile(seed, side):
    """A tile of our own making for the parity file: smooth waves, an edge and noise, levels [3, side, side]."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side]
    waves = [128 + 60 * np.sin(x * random.uniform(0.02, 0.3) + y * random.uniform(0.02, 0.3)) for _ in range(3)]
    tile = np.stack(waves) + 40 * (x > y) + random.normal(0, random.uniform(1, 12), (3, side, side))
    return np.clip(np.rint(tile), 0, 255).astype(np.float32)


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
        given = [noise_tile(seed, side) for seed, side in enumerate((32, 48, 64))]
        results = [[v[0].numpy() for v in network(torch.from_numpy(x[None]))] for x in given]
    print(f'{path.name}: {path.stat().st_size / 1e6:.2f} MB, largest difference {furthest:.2e} on {len(real) + 3} tiles')
    assert furthest < TOLERANCE
    short = lambda values: [float(f'{v:.7g}') for v in np.asarray(values).ravel()]  # noqa: E731
    parity = [{'side': x.shape[1], 'levels': x.astype(int).ravel().tolist(), 'logit': short([logit])[0], 'map': short(cells)} for x, (logit, cells) in zip(given, results)]
    (HERE / 'parity.json').write_text(json.dumps({'tolerance': TOLERANCE, 'tiles': parity}) + '\n')
    print('sha256', register('tiles', path))


if __name__ == '__main__':
    main()
