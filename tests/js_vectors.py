"""Calls and expected results of the rules that Python and the browser share: `vectors/NAME.json`."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "vectors"


def load(name: str):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def differences(vectors: list[dict], results: list) -> list[dict]:
    """The vectors whose result is not the one expected."""
    return [
        {"vector": vector, "got": result}
        for vector, result in zip(vectors, results, strict=True)
        if result != vector["expect"]
    ]
