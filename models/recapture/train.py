"""Trains, judges and exports the recapture model on the features of extract.ts.

    python models/recapture/train.py --features DIR

Two logistic regressions, one over residual statistics and one over spectral peaks, added after standardizing their
log-odds, calibrated (Platt) on scores of models that never saw the repository. Choices were made on these
leave-one-repository-out figures; the claims set is scored for the report, each photo by a model that never saw its
repository. Writes model.onnx, parity.json, claims-dev-oof.csv and figures.json here, oof.csv beside the features (for
models/fusion/honest.py), and prints the figures.
"""
import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent))
from register import register  # noqa: E402

HERE = Path(__file__).parent
# How strongly each regression is held back, and how far a standardized value may stand out.
STRENGTH = {"statistics": 0.02, "peaks": 0.1}
CLIP = 3.0
# Repositories without recaptures are left out in this many groups.
OTHER_GROUPS = 4


class Leg:
    def __init__(self, x, y, w, strength):
        self.mean, self.scale = x.mean(0), x.std(0) + 1e-6
        model = LogisticRegression(C=strength, max_iter=1000).fit(self.standard(x), y, sample_weight=w)
        self.weights, self.bias = model.coef_[0], float(model.intercept_[0])

    def standard(self, x):
        return np.clip((x - self.mean) / self.scale, -CLIP, CLIP)

    def score(self, x):
        return self.standard(x) @ self.weights + self.bias


def weigh(repo, y):
    """One over the square root of the repository's count within the class; classes then equal."""
    count = Counter(zip(repo, y))
    w = np.array([count[r, label] ** -0.5 for r, label in zip(repo, y)])
    for label in (0, 1):
        w[y == label] *= 0.5 * len(y) / w[y == label].sum()
    return w


def auc(positive, negative):
    order = np.sort(negative)
    return float(np.mean((np.searchsorted(order, positive, "left") + np.searchsorted(order, positive, "right")) / (2 * len(order))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", required=True, type=Path)
    options = parser.parse_args()
    names = json.loads((options.features / "names.json").read_text())
    rows = [json.loads(line) for line in (options.features / "features.jsonl").read_text().splitlines()]
    x = np.nan_to_num(np.fromfile(options.features / "features.f32", "<f4").reshape(-1, len(names))[: len(rows)].astype(float))
    peaks = np.array([name.split(".")[0] in ("luma", "chroma") and name.split(".")[-1] in ("strongest", "typical", "share") for name in names])
    columns = {"statistics": np.flatnonzero(~peaks), "peaks": np.flatnonzero(peaks)}
    assert len(columns["peaks"]) == 18, len(columns["peaks"])
    y = np.array([int(row["recapture"]) for row in rows])
    repo = np.array([row["repo"] for row in rows])
    train = np.array([row["set"] == "train" for row in rows])

    own = sorted(set(repo[train & (y == 1)]))
    others = sorted(set(repo) - set(own))
    groups = [{name} for name in own] + [set(others[i::OTHER_GROUPS]) for i in range(OTHER_GROUPS)]
    held = {leg: np.zeros(len(rows)) for leg in columns}
    for group in groups:
        out = np.isin(repo, list(group))
        inside = train & ~out
        for leg, at in columns.items():
            model = Leg(x[inside][:, at], y[inside], weigh(repo[inside], y[inside]), STRENGTH[leg])
            held[leg][out] = model.score(x[out][:, at])
    spread = {leg: float(held[leg][train].std()) for leg in columns}
    blend = sum(held[leg] / spread[leg] for leg in columns)
    platt = LogisticRegression(C=1e6).fit(blend[train, None], y[train], sample_weight=weigh(repo[train], y[train]))
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    logit = slope * blend + offset

    figures = {"features": len(names), "views": int(train.sum()), "recaptures": int(y[train].sum())}
    for leg, scores in {**held, "blend": blend}.items():
        within = [auc(scores[train & (y == 1) & (repo == name)], scores[train & (y == 0) & (repo == name)]) for name in own]
        figures[leg] = {
            "auc": round(auc(scores[train & (y == 1)], scores[train & (y == 0)]), 3),
            "within repositories": round(float(np.mean(within)), 3),
            "claims auc": round(auc(scores[~train & (y == 1)], scores[~train & (y == 0)]), 3),
            "claims tpr at 5 %": round(float((scores[~train & (y == 1)] > np.quantile(scores[~train & (y == 0)], 0.95)).mean()), 3),
        }
    threshold = np.quantile(logit[~train & (y == 0)], 0.95)
    kinds = sorted({row["kind"] for row, t in zip(rows, train) if not t})
    figures["claims above the 5 % threshold"] = {
        kind: [int((logit[at] > threshold).sum()), int(at.sum())]
        for kind in kinds
        for at in [np.array([row.get("kind") == kind for row in rows])]
    }
    print(json.dumps(figures, indent=1))

    legs = {leg: Leg(x[train][:, at], y[train], weigh(repo[train], y[train]), STRENGTH[leg]) for leg, at in columns.items()}
    export(legs, columns, spread, slope, offset, x, names)
    (HERE / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    with open(HERE / "claims-dev-oof.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "logit_oof"])
        writer.writerows([row["key"], f"{value:.4f}"] for row, value, t in zip(rows, logit, train) if not t)
    with open(options.features / "oof.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["key", "logit"])
        writer.writerows([row["key"], f"{value:.4f}"] for row, value, t in zip(rows, logit, train) if t)


def export(legs, columns, spread, slope, offset, x, names):
    """features [n, F] float32 to logit [n, 1] float32: both legs as one linear map over standardized features."""
    width = len(names)
    mean, inverse, weights, bias = np.zeros(width), np.zeros(width), np.zeros((width, 1)), offset
    for leg, at in columns.items():
        factor = slope / spread[leg]
        mean[at], inverse[at] = legs[leg].mean, 1 / legs[leg].scale
        weights[at, 0] = factor * legs[leg].weights
        bias += factor * legs[leg].bias
    constants = {"mean": mean, "inverse": inverse, "low": -CLIP, "high": CLIP, "weights": weights, "bias": np.array([bias])}
    nodes = [
        helper.make_node("Sub", ["features", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "inverse"], ["scaled"]),
        helper.make_node("Clip", ["scaled", "low", "high"], ["standard"]),
        helper.make_node("MatMul", ["standard", "weights"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logit"]),
    ]
    graph = helper.make_graph(
        nodes,
        "recapture",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", width])],
        [helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n", 1])],
        [numpy_helper.from_array(np.asarray(value, dtype=np.float32), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path = HERE / "model.onnx"
    path.write_bytes(model.SerializeToString())
    sample = x[:: max(1, len(x) // 16)][:16].astype(np.float32)
    expected = slope * sum(legs[leg].score(sample[:, at].astype(float)) / spread[leg] for leg, at in columns.items()) + offset
    got = onnxruntime.InferenceSession(str(path)).run(None, {"features": sample})[0][:, 0]
    difference = float(np.abs(got - expected).max())
    assert difference <= 1e-4, difference
    (HERE / "parity.json").write_text(json.dumps({"tolerance": 1e-4, "names": names, "features": sample.round(6).tolist(), "logit": expected.tolist()}) + "\n")
    print(f"{path.stat().st_size} bytes, sha256 {register('recapture', path)[:16]}, difference to training {difference:.1e}")


if __name__ == "__main__":
    main()
