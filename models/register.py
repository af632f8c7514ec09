"""Pins an exported graph in models/manifest.json; the package refuses to run a graph whose hash differs."""

import hashlib
import json
import pathlib

MODELS = pathlib.Path(__file__).parent


def register(model_id: str, graph: pathlib.Path) -> str:
    """Writes or replaces the entry of `model_id`; returns the SHA-256 of the graph."""
    manifest = MODELS / "manifest.json"
    entries = json.loads(manifest.read_text())["models"] if manifest.exists() else []
    sha256 = hashlib.sha256(graph.read_bytes()).hexdigest()
    path = graph.resolve().relative_to(MODELS.resolve()).as_posix()
    entries = [entry for entry in entries if entry["id"] != model_id]
    entries.append({"id": model_id, "path": path, "sha256": sha256})
    entries.sort(key=lambda entry: entry["id"])
    manifest.write_text(json.dumps({"models": entries}, indent=2) + "\n")
    return sha256
