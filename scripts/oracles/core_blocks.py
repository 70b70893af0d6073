"""numpy.json and torch.json: max, min, mean and sum of windows that NumPy slices and PyTorch pools, and views."""

import json
import math
import platform
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from .core_cases import FIXTURES, GENERATED
from .core_exact import ROUNDS

DTYPES = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
LENGTH = 180


def value(x):
    """A number as JSON holds it exactly: what JSON has no number for is a string."""
    x = x.item() if isinstance(x, np.generic) else x
    if isinstance(x, int):
        return x if abs(x) < 2**53 else str(x)
    if math.isnan(x) or math.isinf(x) or (x == 0 and math.copysign(1, x) < 0):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0.0": "-0"}[repr(x)]
    return int(x) if x == int(x) and abs(x) < 2**53 else x


def arrays():
    """One array of each dtype over its whole range, and for floats one of whole numbers and one with NaN and infinities."""
    random = np.random.default_rng(20240229)
    made = {}
    for name in DTYPES:
        dtype = np.dtype(name)
        if dtype.kind == "f":
            made[f"{name} whole"] = random.integers(-100, 100, LENGTH).astype(dtype)
            real = random.standard_normal(LENGTH) * 2.0 ** random.integers(-12, 12, LENGTH)
            made[f"{name} real"] = np.round(real * 2**16).astype(dtype) / dtype.type(2**16)
            special = made[f"{name} whole"].copy()
            special[random.integers(0, LENGTH, 12)] = np.repeat([np.nan, np.inf, -np.inf, -0.0], 3)
            made[f"{name} special"] = special
        else:
            info = np.iinfo(dtype)
            made[name] = random.integers(info.min, info.max, LENGTH, dtype=dtype, endpoint=True)
    return made


# shape, stride in elements, offset, pooled axes, window, hop, edge
LAYOUTS = [
    ([12, 15], [15, 1], 0, [0, 1], [2, 3], [2, 3], "trim"),
    ([12, 15], [15, 1], 0, [0, 1], [2, 2], [2, 2], "partial"),
    ([12, 15], [15, 1], 0, [0, 1], [5, 4], [5, 4], "partial"),
    ([12, 15], [15, 1], 0, [0, 1], [3, 3], [1, 2], "trim"),
    ([15, 12], [1, 15], 0, [0, 1], [4, 5], [4, 5], "trim"),
    ([12, 15], [-15, -1], 179, [0, 1], [2, 3], [2, 3], "trim"),
    ([6, 5], [30, 3], 16, [0, 1], [2, 2], [2, 1], "partial"),
    ([4, 15], [0, 1], 30, [0, 1], [2, 4], [2, 4], "trim"),
    ([12, 15], [15, 1], 0, [1, 0], [15, 12], [15, 12], "trim"),
    ([3, 4, 15], [60, 15, 1], 0, [0, 2], [2, 5], [1, 5], "trim"),
    ([5, 9, 4], [36, 4, 1], 0, [0, 1], [2, 2], [2, 2], "partial"),
    ([2, 5, 3, 6], [90, 18, 6, 1], 0, [1, 2, 3], [2, 2, 2], [3, 1, 2], "trim"),
    ([180], [1], 0, [0], [7], [7], "partial"),
    ([59], [-3], 177, [0], [4], [2], "trim"),
]


def count(extent, window, hop, edge):
    if edge == "trim":
        return (extent - window) // hop + 1
    windows = -(-(extent - window) // hop) + 1
    return windows - 1 if (windows - 1) * hop >= extent else windows


def blocks(view, axes, window, hop, edge):
    """Every window, clipped to the view by slicing, in row-major order; and the result's shape."""
    windows, hops = [1] * view.ndim, [1] * view.ndim
    for axis, extent, step in zip(axes, window, hop):
        windows[axis], hops[axis] = extent, step
    out = [count(*each, edge) for each in zip(view.shape, windows, hops)]
    cut = [
        view[tuple(slice(i * s, i * s + k) for i, s, k in zip(index, hops, windows))]
        for index in product(*map(range, out))
    ]
    if edge == "trim":
        # NumPy's own sliding windows are the same ones.
        slid = sliding_window_view(view, windows)[tuple(slice(None, None, s) for s in hops)]
        assert list(slid.shape[: view.ndim]) == out
        assert all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(cut, slid.reshape(-1, *windows)))
    return out, cut


def pooled(op, block, dtype):
    """One window's result, where none is asked for: by NumPy where it is exact, else by Python's integers."""
    if op in ("max", "min"):
        return getattr(np, op)(block)
    if dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            total = np.sum(block) if not np.isfinite(block).all() else math.fsum(block.ravel().tolist())
        return total if op == "sum" else total / block.size
    if op == "sum":
        return np.sum(block) if dtype.itemsize == 8 else float(int(np.sum(block, dtype="int64")))
    # Python divides integers of any size with one rounding.
    return sum(map(int, block.ravel().tolist())) / block.size


def cases(made):
    for name, array in made.items():
        dtype = array.dtype
        for number, (shape, stride, offset, axes, window, hop, edge) in enumerate(LAYOUTS):
            view = as_strided(array[offset:], shape, [step * dtype.itemsize for step in stride])
            for op in ["max", "min", "mean", "sum"]:
                out, cut = blocks(view, axes, window, hop, edge)
                case = {"array": name, "layout": number, "op": op, "shape": out}
                yield {**case, "result": [value(pooled(op, block, dtype)) for block in cut]}
                if op != "mean" or dtype.kind == "f" or number % 3:
                    continue
                for index, (round_name, rounding) in enumerate(ROUNDS.items()):
                    asked = [dtype.name, "int8", "uint16", "int64"][(index + number) % 4]
                    info = np.iinfo(asked)
                    exact = [Fraction(sum(map(int, block.ravel().tolist())), block.size) for block in cut]
                    held = [min(max(rounding(x), info.min), info.max) for x in exact]
                    yield {**case, "dtype": asked, "round": round_name, "result": [value(x) for x in held]}


def views():
    """Shapes and byte strides of windows, as NumPy has them."""
    for dtype, (shape, stride, offset, axes, window, hop, edge) in product(
        ["uint8", "int16", "float32", "int64"], LAYOUTS
    ):
        if edge != "trim":
            continue
        base = np.zeros(LENGTH, dtype)
        view = as_strided(base[offset:], shape, [step * base.itemsize for step in stride])
        hops = [1] * view.ndim
        for axis, step in zip(axes, hop):
            hops[axis] = step
        slid = sliding_window_view(view, window, axis=tuple(axes))[tuple(slice(None, None, s) for s in hops)]
        yield {
            "dtype": dtype,
            "layout": LAYOUTS.index((shape, stride, offset, axes, window, hop, edge)),
            "shape": list(slid.shape),
            "strides": list(slid.strides),
        }


def accuracy():
    """How far NumPy's own means are from the exact ones: root mean square over many windows, in units of the mean's size."""
    for dtype, (window, windows) in product(
        ["float32", "float64"], [(9, 400), (64, 400), (100, 300), (1000, 100), (30000, 8)]
    ):
        state, data = 12345, []
        for _ in range(window * windows):
            last, state = state, (state * 1103515245 + 12345) % 2**31
            data.append(state / 2**31 * (last / 2**31))
        array = np.array(data, dtype="float64").astype(dtype).reshape(windows, window)
        exact = [math.fsum(row.tolist()) / window for row in array]
        errors = [(float(mean) - true) / true for mean, true in zip(array.mean(axis=1), exact)]
        yield {
            "dtype": dtype,
            "window": window,
            "windows": windows,
            "rms": math.sqrt(sum(e * e for e in errors) / windows),
        }


def torch_cases():
    """PyTorch's pooling of whole numbers, whose sums are exact: padding, dilation, the ceiling, and what a mean counts."""
    import torch
    import torch.nn.functional as F

    random = np.random.default_rng(7)
    extents = {1: [(17,), (8,)], 2: [(9, 14), (5, 5), (7, 12)], 3: [(5, 6, 7)]}
    windows = [
        (2, 2, 0, 1),
        (3, 2, 1, 1),
        (3, 1, 1, 1),
        (3, 2, 1, 2),
        (2, 3, 1, 1),
        (4, 3, 2, 1),
        (5, 2, 2, 1),
        (2, 1, 0, 3),
    ]
    for rank, shapes in extents.items():
        for shape in shapes:
            data = random.integers(-100, 100, (2, *shape)).astype("float32")
            x = torch.from_numpy(data)[None]
            case = {"shape": [1, 2, *shape], "data": [value(v) for v in data.ravel()]}
            calls = []
            for (k, s, p, d), ceil in product(windows, [False, True]):
                if min(shape) + 2 * p < (k - 1) * d + 1:
                    continue
                given = {"window": k, "stride": s, "padding": p, "edge": "partial" if ceil else "trim"}
                maxed = getattr(F, f"max_pool{rank}d")(x, k, s, p, d, ceil)
                calls.append({"op": "max", **given, "dilation": d, "to": maxed})
                if d > 1:
                    continue
                average = getattr(F, f"avg_pool{rank}d")
                for counted in [False, True]:
                    calls.append(
                        {"op": "mean", **given, "countPadding": counted, "to": average(x, k, s, p, ceil, counted)}
                    )
                if rank > 1:
                    calls.append({"op": "mean", **given, "divisor": 3, "to": average(x, k, s, p, ceil, True, 3)})
            for out in [1, 2, 3, 5]:
                calls.append({"op": "max", "adaptive": out, "to": getattr(F, f"adaptive_max_pool{rank}d")(x, out)})
                calls.append({"op": "mean", "adaptive": out, "to": getattr(F, f"adaptive_avg_pool{rank}d")(x, out)})
            for call in calls:
                result = call.pop("to").numpy()
                call.update(shape=list(result.shape), result=[value(v) for v in result.ravel()])
            yield {**case, "calls": calls}


def write_lines(name, fixture):
    """One case on a line, so that a change is read as one."""
    lines = [f" {json.dumps(key)}: {json.dumps(part)}" for key, part in fixture.items() if not isinstance(part, list)]
    for key, part in fixture.items():
        if isinstance(part, list):
            rows = ",\n".join(f"  {json.dumps(row, separators=(',', ':'))}" for row in part)
            lines.append(f" {json.dumps(key)}: [\n{rows}\n ]")
    path = FIXTURES / name
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def write():
    import torch

    made = arrays()
    keys = ["shape", "stride", "offset", "axes", "window", "hop", "edge"]
    fixture = {
        "generated": GENERATED,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "arrays": {name: [value(x) for x in array] for name, array in made.items()},
        "layouts": [dict(zip(keys, layout)) for layout in LAYOUTS],
        "cases": list(cases(made)),
        "views": list(views()),
        "accuracy": list(accuracy()),
    }
    write_lines("numpy.json", fixture)
    versions = {"generated": fixture["generated"], "torch": torch.__version__, "numpy": np.__version__}
    write_lines("torch.json", {**versions, "inputs": list(torch_cases())})
