"""Writes the trained blend as one ONNX graph, with the numbers that prove other runtimes compute the same.

    python models/pixels/export.py --trained DIR

features [n, F] float32 and the tile network's log-odds [n, 1] → logit [n, 1] float32, the calibrated log-odds (equal
priors) that the picture was generated.
Trees become TreeEnsembleRegressor nodes of our own making: converters either round thresholds up, which moves values
that lie on them to the other side, or need a version of the runtime that lags behind.
"""
import argparse
import itertools
import json
import sys
from pathlib import Path

import joblib
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).parent.parent))
from register import register  # noqa: E402

HERE = Path(__file__).parent


def round_down(value):
    """Largest float32 not above a float64 threshold: for float32 inputs `x <= t` then means the same."""
    rounded = np.float32(value)
    return float(np.nextafter(rounded, np.float32(-np.inf))) if float(rounded) > value else float(rounded)


class Ensemble:
    """Collects trees in the attribute lists of TreeEnsembleRegressor."""

    def __init__(self):
        self.tree = 0
        self.lists = {
            k: []
            for k in (
                'nodes_treeids nodes_nodeids nodes_featureids nodes_modes nodes_values nodes_truenodeids '
                'nodes_falsenodeids target_treeids target_nodeids target_ids target_weights'
            ).split()
        }

    def node(self, node, feature=0, mode='LEAF', value=0.0, yes=0, no=0):
        entry = (self.tree, node, feature, mode, value, yes, no)
        for name, item in zip(list(self.lists)[:7], entry):
            self.lists[name].append(item)

    def split(self, node, feature, threshold, yes, no):
        self.node(node, feature, 'BRANCH_LEQ', round_down(threshold), yes, no)

    def leaf(self, node, weight):
        self.node(node)
        for name, item in zip(list(self.lists)[7:], (self.tree, node, 0, weight)):
            self.lists[name].append(item)

    def make(self, given, made):
        return helper.make_node('TreeEnsembleRegressor', [given], [made], domain='ai.onnx.ml', n_targets=1, **self.lists)


def boosting_nodes(name, boosting):
    ensemble = Ensemble()
    for info in boosting.booster.dump_model()['tree_info']:
        numbers = itertools.count()

        def walk(part, node):
            if 'leaf_value' in part:
                return ensemble.leaf(node, part['leaf_value'])
            assert part['decision_type'] == '<=' and part['missing_type'] == 'None', part
            yes, no = next(numbers), next(numbers)
            ensemble.split(node, part['split_feature'], part['threshold'], yes, no)
            walk(part['left_child'], yes)
            walk(part['right_child'], no)

        walk(info['tree_structure'], next(numbers))
        ensemble.tree += 1
    return [ensemble.make('features', name)], []


def standard_nodes(name, standard):
    """Standardized features, clipped."""
    arrays = {'mean': standard.mean, 'inverse': 1 / standard.scale, 'low': -standard.clip, 'high': standard.clip}
    nodes = [
        helper.make_node('Sub', ['features', f'{name}-mean'], [f'{name}-centred']),
        helper.make_node('Mul', [f'{name}-centred', f'{name}-inverse'], [f'{name}-scaled']),
        helper.make_node('Clip', [f'{name}-scaled', f'{name}-low', f'{name}-high'], [f'{name}-standard']),
    ]
    return nodes, tensors(name, arrays)


def linear_nodes(name, linear):
    nodes, constants = standard_nodes(name, linear.standard)
    nodes += [
        helper.make_node('MatMul', [f'{name}-standard', f'{name}-weights'], [f'{name}-product']),
        helper.make_node('Add', [f'{name}-product', f'{name}-bias'], [name]),
    ]
    return nodes, constants + tensors(name, {'weights': linear.coefficients[:, None], 'bias': [linear.intercept]})


def network_nodes(name, network):
    nodes, constants = standard_nodes(name, network.standard)
    nodes += [
        helper.make_node('Gemm', [f'{name}-standard', f'{name}-hidden', f'{name}-bias'], [f'{name}-before']),
        helper.make_node('Relu', [f'{name}-before'], [f'{name}-after']),
        helper.make_node('Gemm', [f'{name}-after', f'{name}-output', f'{name}-offset'], [name]),
    ]
    arrays = {'hidden': network.hidden, 'bias': network.bias, 'output': network.output, 'offset': [network.offset]}
    return nodes, constants + tensors(name, arrays)


def tensors(name, arrays):
    return [numpy_helper.from_array(np.asarray(value, dtype=np.float32), f'{name}-{key}') for key, value in arrays.items()]


NODES = {'logistic': linear_nodes, 'ridge': linear_nodes, 'network': network_nodes, 'boosting': boosting_nodes}


def build(trained):
    blend, total = trained['blend'], len(trained['names'])
    inputs = [helper.make_tensor_value_info('features', TensorProto.FLOAT, ['n', total])]
    if 'tiles' in blend.shares:
        inputs.append(helper.make_tensor_value_info('tiles', TensorProto.FLOAT, ['n', 1]))
    nodes, constants, parts = [], [], []
    for name, share in blend.shares.items():
        if name != 'tiles':
            more, values = NODES[type(blend.learners[name]).__name__.lower()](name, blend.learners[name])
            nodes += more
            constants += values
        factor = blend.slope * share / sum(blend.shares.values()) / blend.spreads[name]
        nodes.append(helper.make_node('Mul', [name, f'{name}-factor'], [f'{name}-part']))
        constants += tensors(name, {'factor': factor})
        parts.append(f'{name}-part')
    constants.append(numpy_helper.from_array(np.array(blend.offset, np.float32), 'offset'))
    nodes.append(helper.make_node('Sum', [*parts, 'offset'], ['logit']))
    graph = helper.make_graph(
        nodes,
        'generated',
        inputs,
        [helper.make_tensor_value_info('logit', TensorProto.FLOAT, ['n', 1])],
        constants,
    )
    opsets = [helper.make_opsetid('', 17), helper.make_opsetid('ai.onnx.ml', 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name='claimlens')
    onnx.checker.check_model(model)
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--trained', required=True)
    trained = joblib.load(Path(parser.parse_args().trained) / 'model.joblib')
    path = HERE / 'model.onnx'
    onnx.save(build(trained), path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    sample, tiles = trained['sample'], trained['tiles']
    given = {'features': sample} | ({} if tiles is None else {'tiles': tiles[:, None].astype(np.float32)})
    made = session.run(None, given)[0][:, 0]
    wanted = trained['blend'].log_odds(sample, tiles)
    print(f'{path.name}: {path.stat().st_size / 1e6:.2f} MB, largest difference {np.abs(made - wanted).max():.2e}')
    assert np.abs(made - wanted).max() < 1e-4
    pick = np.linspace(0, len(sample) - 1, 12).astype(int)
    parity = {
        'tolerance': 1e-4,
        'names': trained['names'],
        'features': [[float(f'{v:.9g}') for v in row] for row in sample[pick]],
        'logit': [float(f'{v:.9g}') for v in wanted[pick]],
    }
    if tiles is not None:
        parity['tiles'] = [float(f'{v:.9g}') for v in tiles[pick]]
    (HERE / 'parity.json').write_text(json.dumps(parity) + '\n')
    print('sha256', register('pixels', path))


if __name__ == '__main__':
    main()
