"""Writes the trained localizer as an ONNX graph, with the numbers that prove other runtimes compute the same.

    python models/localization/export.py --trained FILE.pt --claims CLAIMS_FOLDER [--held-out FILE.pt]… [--out FOLDER]

levels [n, 3, h, w] float32, 0 to 255, sides multiples of 8 → map and trust [n, h/8, w/8], log-odds. Weights are stored in
half precision, to which the network is rounded before anything is compared: half the size, the same numbers everywhere.
Losses of it and of the networks that left folds out go to training-log.csv. With --out it becomes a folder of models of its own, for `bench/quality/local-edits.ts --models`.
"""

import argparse
import csv
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from network import load_localizer
from PIL import Image
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from graphs import Graph, finish, fold, front_nodes, layer_nodes, noise_tile, unshuffle, write_parity  # noqa: E402
from register import register  # noqa: E402

HERE = Path(__file__).parent
TOLERANCE = 1e-4
CELL_PX = 8
OUTPUTS = {"map": ["n", None, None], "trust": ["n", None, None]}
# Photos that are compared: every n-th of the claims.
EVERY = 25


def round_weights(network: nn.Module) -> nn.Module:
    """Folds normalizations into their convolutions and rounds all weights to half precision, in place."""
    for parent in list(network.modules()):
        children = list(parent.named_children())
        for (name, child), (after_name, after) in zip(children, children[1:]):
            if isinstance(child, nn.Conv2d) and isinstance(after, nn.BatchNorm2d):
                weight, bias = fold(child, after)
                child.weight, child.bias = nn.Parameter(weight.detach()), nn.Parameter(bias.detach())
                setattr(parent, after_name, nn.Identity())
    for parameter in network.parameters():
        parameter.data = parameter.data.half().float()
    return network


def build(network) -> onnx.ModelProto:
    graph = Graph(half=True)
    x = unshuffle(graph, front_nodes(graph, network.front))
    for part in list(network.body)[1:]:
        x = layer_nodes(graph, x, part)
    away = graph.add("Sub", x, graph.add("ReduceMean", x, axes=[2, 3], keepdims=1))
    variance = graph.add("ReduceMean", graph.add("Mul", away, away), axes=[2, 3], keepdims=1)
    spread = graph.add("Sqrt", graph.add("Add", variance, graph.constant(1e-3)))
    relative = graph.add("Clip", graph.add("Div", away, spread), graph.constant(-6), graph.constant(6))
    near = layer_nodes(graph, graph.add("Concat", x, relative, axis=1), network.narrow)
    around = near
    for part in network.around:
        around = layer_nodes(graph, around, part)
    seen = graph.add("Concat", near, around, axis=1)
    first = graph.constant([1], np.int64)
    graph.add("Squeeze", graph.convolution(seen, network.cells), first, made="map")
    hidden = graph.add("Relu", graph.convolution(seen, network.trust[0]))
    graph.add("Squeeze", graph.convolution(hidden, network.trust[2]), first, made="trust")
    return finish(graph, "localization", OUTPUTS)


def largest_difference(network, path: Path, claims: Path) -> float:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with open(claims / "claims.csv") as file:
        photos = [claims / row["photo"] for row in csv.DictReader(file)][::EVERY]
    furthest = 0.0
    for x in [*map(read_levels, photos), *(noise_tile(seed, side)[None] for seed, side in enumerate((64, 128, 192)))]:
        with torch.no_grad():
            wanted = [v.numpy() for v in network(torch.from_numpy(x))]
        furthest = max(furthest, *(float(np.abs(a - b).max()) for a, b in zip(wanted, session.run(None, {"levels": x}))))
    return furthest


def read_levels(photo: Path) -> np.ndarray:
    picture = np.asarray(Image.open(photo).convert("RGB"))[:512, :512]
    height, width = (side // CELL_PX * CELL_PX for side in picture.shape[:2])
    return np.ascontiguousarray(picture[None, :height, :width].transpose(0, 3, 1, 2)).astype(np.float32)


def write_log(paths) -> None:
    with open(HERE / "training-log.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["folds_left_out", "step", "loss_cells"])
        for state in (torch.load(path, weights_only=False) for path in paths):
            writer.writerows((state["left_out"] or "none", step, f"{loss:.4f}") for step, loss in state["log"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, action="append", default=[], help="networks that left folds out, for the log")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    network = round_weights(load_localizer(args.trained))
    folder = args.out or HERE
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    onnx.save(build(network), path)
    furthest = largest_difference(network, path, args.claims)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, largest difference {furthest:.2e}")
    assert furthest < TOLERANCE
    if args.out:
        entry = {"id": "localization", "path": "model.onnx", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps({"models": [entry]}) + "\n")
        return
    write_log([args.trained, *args.held_out])
    write_parity(HERE / "parity.json", TOLERANCE, network, list(OUTPUTS), sides=(40, 56, 64))
    print("sha256", register("localization", path))


if __name__ == "__main__":
    main()
