"""Builds ONNX graphs of small convolutional networks by hand: normalizations are folded into their convolutions, names are
ours, no exporter's version decides what comes out."""

import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent / 'tiles'))
from networks import HighPass, Residual  # noqa: E402


class Graph:
    """Nodes and constants in the order in which they come; `half` stores weights in half precision."""

    def __init__(self, half=False):
        self.nodes, self.constants, self.half = [], [], half

    def constant(self, value, dtype=np.float32):
        name = f'c{len(self.constants)}'
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def weights(self, value):
        if not self.half:
            return self.constant(value)
        return self.add('Cast', self.constant(value, np.float16), to=TensorProto.FLOAT)

    def add(self, kind, *inputs, made=None, **attributes):
        name = made or f't{len(self.nodes)}'
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def convolution(self, x, convolution, norm=None):
        weight, bias = fold(convolution, norm)
        shape = {'kernel_shape': list(convolution.kernel_size), 'strides': list(convolution.stride), 'dilations': list(convolution.dilation)}
        return self.add('Conv', x, self.weights(weight.detach()), self.weights(bias.detach()), **shape, pads=list(convolution.padding) * 2)


def fold(convolution, norm):
    """Weight and bias of a convolution with the normalization behind it."""
    weight, bias = convolution.weight, convolution.bias if convolution.bias is not None else torch.zeros(len(convolution.weight))
    if not isinstance(norm, nn.BatchNorm2d):
        return weight, bias
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return weight * scale[:, None, None, None], (bias - norm.running_mean) * scale + norm.bias


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


def finish(graph, name, outputs):
    """The checked model: `levels` [n, 3, h, w] in, `outputs` by name and shape."""
    inputs = [helper.make_tensor_value_info('levels', TensorProto.FLOAT, ['n', 3, 'h', 'w'])]
    made = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape) for output, shape in outputs.items()]
    proto = helper.make_graph(graph.nodes, name, inputs, made, graph.constants)
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid('', 17)], ir_version=8, producer_name='claimlens')
    onnx.checker.check_model(model)
    return model


def write_parity(path, tolerance, network, outputs, sides=(32, 48, 64)):
    """What the network makes of tiles of our own making, for the tests of other runtimes; single numbers unwrapped."""
    short = lambda values: [float(f'{v:.7g}') for v in np.asarray(values).ravel()]  # noqa: E731
    tiles = []
    for seed, side in enumerate(sides):
        levels = noise_tile(seed, side)
        with torch.no_grad():
            answers = network(torch.from_numpy(levels[None]))
        said = {name: short(answer) if answer.numel() > 1 else short(answer)[0] for name, answer in zip(outputs, answers)}
        tiles.append({'side': side, 'levels': levels.astype(int).ravel().tolist(), **said})
    path.write_text(json.dumps({'tolerance': tolerance, 'tiles': tiles}) + '\n')


def noise_tile(seed, side):
    """A tile of our own making for the parity file: smooth waves, an edge and noise, levels [3, side, side]."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side]
    waves = [128 + 60 * np.sin(x * random.uniform(0.02, 0.3) + y * random.uniform(0.02, 0.3)) for _ in range(3)]
    tile = np.stack(waves) + 40 * (x > y) + random.normal(0, random.uniform(1, 12), (3, side, side))
    return np.clip(np.rint(tile), 0, 255).astype(np.float32)
