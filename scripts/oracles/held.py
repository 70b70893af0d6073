"""How the fixtures of the compat entries hold numbers, and how they are written: one case on a line."""

import json
import math
from pathlib import Path

import numpy as np

FIXTURES = Path(__file__).parent.parent.parent / "test" / "fixtures"


def value(x):
    """A number as JSON holds it exactly: what JSON has no number for is a string."""
    x = x.item() if isinstance(x, np.generic) else x
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, int):
        return x if abs(x) < 2**53 else str(x)
    if math.isnan(x) or math.isinf(x) or (x == 0 and math.copysign(1, x) < 0):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0.0": "-0"}[repr(x)]
    return int(x) if x == int(x) and abs(x) < 2**53 else x


def held(array):
    """An array as the tests read it."""
    array = np.asarray(array)
    return {"shape": list(array.shape), "dtype": array.dtype.name, "data": [value(x) for x in array.ravel()]}


def write(name, fixture):
    """One entry of a list, or of an object, on a line, so that a change is read as one."""
    parts = []
    for key, part in fixture.items():
        if not isinstance(part, (list, dict)):
            parts.append(f" {json.dumps(key)}: {json.dumps(part)}")
            continue
        rows = part if isinstance(part, list) else part.items()
        lines = [
            f"  {json.dumps(row, separators=(',', ':'))}"
            if isinstance(part, list)
            else f"  {json.dumps(row[0])}: {json.dumps(row[1], separators=(',', ':'))}"
            for row in rows
        ]
        opening, closing = ("[", "]") if isinstance(part, list) else ("{", "}")
        parts.append(f" {json.dumps(key)}: {opening}\n" + ",\n".join(lines) + f"\n {closing}")
    path = FIXTURES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
    counted = ", ".join(f"{len(part)} {key}" for key, part in fixture.items() if isinstance(part, (list, dict)))
    print(f"{path.name}: {counted}, {path.stat().st_size} bytes")
