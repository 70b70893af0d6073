"""Writes test/fixtures/webnn.json: averagePool2d, maxPool2d and l2Pool2d by their definition in the Web Neural Network API.

There is no WebNN outside of browsers, so its text is followed here window by window, in exact numbers; where PyTorch can say the
same (window, stride, equal paddings, dilation of maxima), it is asked whether it agrees.

Not part of the checks: the file it writes is committed, and no test needs Python. To write it again:

    pip install numpy torch
    python scripts/oracles/webnn_cases.py
"""

import math
from itertools import product

import numpy as np
import torch
import torch.nn.functional as F

from held import held, value, write

GENERATED = "by scripts/oracles/webnn_cases.py; not to be edited"


class Refused(Exception):
    """What a context throws as a TypeError."""


def output_size(extent, window, begin, end, stride, dilation, rounding):
    """https://www.w3.org/TR/webnn/#api-mlgraphbuilder-pool2d: floor or ceiling of 1 + (input - filter + padding) / stride."""
    effective = (window - 1) * dilation + 1
    room = extent - effective + begin + end
    if room < 0:
        raise Refused("the window does not fit")
    return 1 + (room // stride if rounding == "floor" else -(-room // stride))


def taps_of(plane, at, window, begin, stride, dilation):
    """The elements under one window; padding is not there."""
    rows, columns = (
        [p for p in range(i * s - b, i * s - b + k * d, d) if 0 <= p < n]
        for i, k, b, s, d, n in zip(at, window, begin, stride, dilation, plane.shape)
    )
    return plane[np.ix_(rows, columns)].ravel()


def reduced(op, taps, dtype):
    """The value of one window, rounded once."""
    if op == "maxPool2d":
        if taps.size == 0:
            return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min
        return np.max(taps)
    numbers = [float(x) ** 2 if op == "l2Pool2d" else float(x) for x in taps]
    # fsum is exact, but knows no infinities of both signs.
    total = math.fsum(numbers) if np.isfinite(numbers).all() else sum(numbers)
    if op == "l2Pool2d":
        return dtype.type(math.sqrt(total))
    return dtype.type(total / len(numbers)) if numbers else dtype.type(np.nan)


def pool2d(op, x, options):
    """A WebNN operator over an array."""
    layout = options.get("layout", "nchw")
    planes = x if layout == "nchw" else np.moveaxis(x, 3, 1)
    extents = planes.shape[2:]
    window = options.get("windowDimensions", list(extents))
    stride, dilation = options.get("strides", [1, 1]), options.get("dilations", [1, 1])
    top, bottom, left, right = options.get("padding", [0, 0, 0, 0])
    sizes = {
        rounding: [
            output_size(*each, rounding)
            for each in zip(extents, window, (top, left), (bottom, right), stride, dilation)
        ]
        for rounding in ("floor", "ceil")
    }
    out = options.get("outputSizes", sizes[options.get("outputShapeRounding", "floor")])
    if out not in sizes.values():
        raise Refused(f"output sizes {out} are neither {sizes}")
    result = np.empty((*planes.shape[:2], *out), x.dtype)
    for n, c, i, j in np.ndindex(*result.shape):
        result[n, c, i, j] = reduced(op, taps_of(planes[n, c], (i, j), window, (top, left), stride, dilation), x.dtype)
    check(op, planes, window, stride, dilation, (top, bottom, left, right), out, sizes, result)
    return result if layout == "nchw" else np.moveaxis(result, 1, 3)


def check(op, planes, window, stride, dilation, padding, out, sizes, result):
    """PyTorch's word, where it has the same rule: its last window starts inside, its padding is the same on both sides."""
    top, bottom, left, right = padding
    if planes.dtype != np.float32 or (top, left) != (bottom, right) or not planes.size:
        return
    if any(p > k // 2 for p, k in zip((top, left), window)):
        return
    inside = all((o - 1) * s < n + p for o, s, n, p in zip(out, stride, planes.shape[2:], (top, left)))
    if not inside or op != "maxPool2d" and dilation != [1, 1]:
        return
    ceil = out != sizes["floor"]
    x = torch.from_numpy(np.ascontiguousarray(planes))
    if op == "maxPool2d":
        theirs = F.max_pool2d(x, window, stride, (top, left), dilation, ceil)
    elif op == "averagePool2d":
        theirs = F.avg_pool2d(x, window, stride, (top, left), ceil, False)
    else:
        # A sum of squares, by PyTorch's average of them; zeros beyond the edge add nothing.
        theirs = F.avg_pool2d(x * x, window, stride, (top, left), ceil, True, 1).sqrt()
    np.testing.assert_allclose(result, theirs.numpy(), rtol=3e-7, atol=5e-5, equal_nan=True)
    AGREED[op] = AGREED.get(op, 0) + 1


AGREED = {}

SHAPES = {"plain": (1, 1, 5, 7), "batch": (2, 3, 6, 4), "square": (1, 2, 4, 4), "row": (1, 1, 1, 9), "dot": (2, 1, 1, 1), "none": (0, 2, 4, 4)}

OPTIONS = [
    {},
    {"windowDimensions": [2, 2]},
    {"windowDimensions": [1, 1]},
    {"windowDimensions": [2, 3], "strides": [2, 3]},
    {"windowDimensions": [2, 2], "strides": [2, 2], "outputShapeRounding": "ceil"},
    {"windowDimensions": [3, 3], "strides": [2, 2], "padding": [1, 1, 1, 1]},
    {"windowDimensions": [3, 3], "strides": [2, 3], "padding": [1, 1, 1, 1], "outputShapeRounding": "ceil"},
    {"windowDimensions": [2, 3], "padding": [1, 0, 2, 1]},
    {"windowDimensions": [2, 2], "dilations": [2, 3], "padding": [1, 1, 2, 1]},
    {"windowDimensions": [2, 1], "dilations": [3, 1], "strides": [1, 2], "outputShapeRounding": "ceil"},
    {"windowDimensions": [1, 2], "strides": [3, 3], "padding": [1, 1, 1, 1], "outputShapeRounding": "ceil"},
    {"windowDimensions": [1, 2], "strides": [4, 5], "outputShapeRounding": "ceil"},
    {"padding": [1, 0, 0, 1]},
    {"strides": [2, 2], "padding": [1, 1, 1, 1]},
    {"windowDimensions": [4, 4], "strides": [2, 2], "padding": [1, 1, 1, 1], "outputShapeRounding": "floor"},
]
SIZED = [
    ("plain", {"windowDimensions": [2, 2], "strides": [2, 2], "outputSizes": [2, 3]}),
    ("plain", {"windowDimensions": [2, 2], "strides": [2, 2], "outputSizes": [3, 4]}),
    ("plain", {"windowDimensions": [2, 2], "strides": [2, 2], "outputSizes": [2, 3], "outputShapeRounding": "ceil"}),
    ("batch", {"windowDimensions": [3, 3], "strides": [2, 2], "padding": [1, 1, 1, 1], "outputSizes": [3, 2]}),
    ("batch", {"windowDimensions": [3, 3], "strides": [2, 2], "padding": [1, 1, 1, 1], "outputSizes": [4, 3]}),
    ("square", {"outputSizes": [1, 1]}),
]


def arrays():
    random = np.random.default_rng(20240322)
    made = {}
    for name, shape in SHAPES.items():
        made[f"{name} float32"] = random.integers(-80, 80, shape).astype("float32")
        made[f"{name} nhwc"] = np.ascontiguousarray(np.moveaxis(made[f"{name} float32"], 1, 3))
    made["plain float64"] = random.standard_normal(SHAPES["plain"])
    made["plain fractions"] = (random.integers(-999, 999, SHAPES["plain"]) / 7).astype("float32")
    made["plain int8"] = random.integers(-128, 127, SHAPES["plain"]).astype("int8")
    made["plain uint8"] = random.integers(0, 256, SHAPES["plain"]).astype("uint8")
    made["plain int32"] = random.integers(-(2**31), 2**31, SHAPES["plain"]).astype("int32")
    made["plain int64"] = random.integers(-(2**62), 2**62, SHAPES["plain"])
    made["plain ties"] = random.integers(0, 2, SHAPES["plain"]).astype("float32")
    special = made["plain float32"].copy()
    special.ravel()[[0, 8, 11, 20, 30]] = [np.inf, np.nan, -np.inf, np.inf, np.nan]
    made["plain special"] = special
    return made


def cases(made):
    ops = ["averagePool2d", "maxPool2d", "l2Pool2d"]
    for name, options in [*product(SHAPES, OPTIONS), *SIZED]:
        for turn, op in enumerate(ops):
            for layout in (None, "nchw", "nhwc"):
                # Each layout for one of the operators, by turns.
                if (len(name) + len(str(options)) + turn) % 3 != (None, "nchw", "nhwc").index(layout):
                    continue
                array = f"{name} nhwc" if layout == "nhwc" else f"{name} float32"
                yield op, array, {**options, **({"layout": layout} if layout else {})}
    for op, array in [*product(ops, ["plain float64", "plain fractions", "plain special", "plain ties"]),
                      *product(["maxPool2d"], ["plain int8", "plain uint8", "plain int32", "plain int64"])]:
        for options in (OPTIONS[0], OPTIONS[1], OPTIONS[4], OPTIONS[7], OPTIONS[8], OPTIONS[10]):
            yield op, array, options


def main():
    made = arrays()
    lines, refused = [], []
    for op, array, options in cases(made):
        case = {"op": op, "array": array, "options": options}
        try:
            with np.errstate(all="ignore"):
                result = pool2d(op, made[array], options)
        except Refused as error:
            refused.append({**case, "reason": str(error)})
            continue
        lines.append({**case, "shape": list(result.shape), "result": [value(x) for x in result.ravel()]})
    used = {line["array"] for line in [*lines, *refused]}
    fixture = {
        "generated": GENERATED,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "agreed": AGREED,
        "arrays": {name: held(array) for name, array in made.items() if name in used},
        "cases": lines,
        "refused": refused,
    }
    write("webnn.json", fixture)


if __name__ == "__main__":
    main()
