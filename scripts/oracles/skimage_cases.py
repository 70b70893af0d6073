"""Writes test/fixtures/skimage.json: block_reduce, view_as_blocks and view_as_windows as scikit-image has them.

Not part of the checks: the file it writes is committed, and no test needs Python. To write it again:

    pip install numpy scikit-image
    python scripts/oracles/skimage_cases.py
"""

import warnings
from itertools import product

import numpy as np
import skimage
from skimage.measure import block_reduce
from skimage.util import view_as_blocks, view_as_windows

from held import held, value, write

GENERATED = "by scripts/oracles/skimage_cases.py; not to be edited"

# scikit-image's func for the op that it is here.
FUNCS = {
    "sum": np.sum,
    "max": np.max,
    "min": np.min,
    "mean": np.mean,
    "median": np.median,
    "prod": np.prod,
    "range": np.ptp,
    "var": np.var,
    "std": np.std,
    "any": np.any,
    "all": np.all,
}
# Which are rounded on the way, so that they are not met to the bit: always, or where the elements are no whole numbers.
ROUNDED = {"var", "std"}
ROUNDED_FRACTIONS = ROUNDED | {"sum", "mean", "median", "prod"}

SHAPES = {
    "line": [11],
    "page": [7, 10],
    "even": [6, 8],
    "dot": [1, 1],
    "cube": [3, 4, 5],
    "four": [2, 3, 2, 4],
}

BLOCKS = {
    "line": [1, 2, 3, 11, 13],
    "page": [2, 3, [2, 5], [4, 3], [1, 4], [7, 10], [9, 16]],
    "even": [2, [3, 4], [6, 1]],
    "dot": [1, 2, [3, 1]],
    "cube": [2, [1, 2, 3], [3, 4, 5]],
    "four": [2, [2, 1, 2, 3]],
}

DTYPES = ["uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]


def arrays():
    """Of each shape arrays of several dtypes: whole numbers, so that sums are exact; few of them for ties."""
    random = np.random.default_rng(20240311)
    made = {}
    for turn, (name, shape) in enumerate(SHAPES.items()):
        for dtype in DTYPES[turn % 2 :: 2] if name != "page" else DTYPES:
            kind = np.dtype(dtype).kind
            low, high = (-40, 60) if kind != "u" else (0, 100)
            if dtype in ("int64", "uint64"):
                low, high = (-(2**40), 2**40) if kind == "i" else (0, 2**41)
            made[f"{name} {dtype}"] = random.integers(low, high, shape).astype(dtype)
        made[f"{name} few"] = random.integers(0, 2, shape).astype("uint8")
    whole = made["page float64"]
    special = whole.copy()
    special.ravel()[[0, 9, 24, 31, 47, 60]] = [np.nan, np.inf, -np.inf, np.inf, np.nan, -0.0]
    made["page special"] = special
    made["page fractions"] = (whole / 7).astype("float32")
    return made


def spread(values):
    """Every call's turn of func and cval, so that all pairs come up sooner or later."""
    turn = 0
    while True:
        yield values[turn % len(values)]
        turn += 1


def reductions(made):
    funcs, cvals = spread(list(FUNCS)), spread([0, 0, 1, 7, 100])
    left_out = []
    cases = []
    for name, array in made.items():
        for block in BLOCKS[name.split(" ")[0]]:
            for _ in range(2):
                func, cval = next(funcs), next(cvals)
                if array.dtype.kind == "f" and next(cvals) == 7:
                    cval = -0.5
                case = {"array": name, "block": block, "func": func, "cval": value(cval)}
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    result = block_reduce(array, tuple(block) if isinstance(block, list) else block, FUNCS[func], cval)
                reason = doubt(array, func, result)
                if reason is not None:
                    left_out.append({**case, "reason": reason})
                    continue
                rounded = func in (ROUNDED_FRACTIONS if name == "page fractions" else ROUNDED)
                cases.append({**case, **({"rounded": True} if rounded else {}), **result_of(result)})
    return cases, left_out


def doubt(array, func, result):
    """Why scikit-image's result is not the one to meet; None where it is."""
    kind, bits = array.dtype.kind, array.dtype.itemsize * 8
    if func == "range" and kind in "iu" and int(array.max()) - int(array.min()) > np.iinfo(array.dtype).max:
        return "NumPy's ptp overflows the input's dtype; here it is the true range"
    if func == "prod" and kind in "iu" and bits < 64 and np.abs(result.astype("float64")).max() >= 2**53:
        return "NumPy's products wrap in 64 bits; here those of up to 32-bit integers are float64"
    if func == "prod" and kind == "f" and not (np.abs(result[np.isfinite(result)]) < 2 ** (24 if bits == 32 else 53)).all():
        return "the product has more digits than the dtype, so it depends on the order"
    if func in ("mean", "var", "std") and kind in "iu" and bits == 64:
        return "NumPy's float64 sum of 64-bit integers is rounded on the way; here it is exact"
    return None


def result_of(result):
    return {"shape": list(result.shape), "result": [value(x) for x in result.ravel()]}


def views(made):
    cases = []
    for name in ["line int16", "page float32", "even uint8", "cube int64", "four float64", "dot int8"]:
        array = made.get(name, next(v for k, v in made.items() if k.split(" ")[0] == name.split(" ")[0]))
        name = next(k for k, v in made.items() if v is array)
        extents = array.shape
        for divisor in ([1] * array.ndim, [max(d for d in range(1, n + 1) if n % d == 0 and d < max(n, 2)) for n in extents], extents):
            block = tuple(int(d) for d in divisor)
            cases.append(view_case("view_as_blocks", name, array, view_as_blocks(array, block), {"blockShape": list(block)}))
        for window, step in product([1, 2, [min(3, n) for n in extents], list(extents)], [1, 2, [1 + axis % 3 for axis in range(array.ndim)]]):
            if any((window if isinstance(window, int) else window[axis]) > n for axis, n in enumerate(extents)):
                continue
            given = tuple(window) if isinstance(window, list) else window
            hop = tuple(step) if isinstance(step, list) else step
            view = view_as_windows(array, given, hop)
            cases.append(view_case("view_as_windows", name, array, view, {"windowShape": window, "step": step}))
    # Views of views: every other row, columns from the end.
    array = made["page float32"]
    turned = array[::2, ::-1]
    layout = {"shape": list(turned.shape), "stride": [s // 4 for s in turned.strides], "offset": 9}
    for window, step in [(2, 1), ([3, 2], [1, 3])]:
        view = view_as_windows(turned, tuple(window) if isinstance(window, list) else window, tuple(step) if isinstance(step, list) else step)
        cases.append(view_case("view_as_windows", "page float32", turned, view, {"windowShape": window, "step": step, "layout": layout}))
    view = view_as_blocks(turned, (2, 5))
    cases.append(view_case("view_as_blocks", "page float32", turned, view, {"blockShape": [2, 5], "layout": layout}))
    return cases


def view_case(call, name, array, view, args):
    assert np.shares_memory(view, array), "scikit-image copied"
    size = array.itemsize
    return {"call": call, "array": name, **args, "shape": list(view.shape), "stride": [s // size for s in view.strides],
            "result": [value(x) for x in view.ravel()[:40]]}


def main():
    made = arrays()
    cases, left_out = reductions(made)
    fixture = {
        "generated": GENERATED,
        "skimage": skimage.__version__,
        "numpy": np.__version__,
        "arrays": {name: held(array) for name, array in made.items()},
        "cases": cases,
        "views": views(made),
        "leftOut": left_out,
    }
    write("skimage.json", fixture)


if __name__ == "__main__":
    main()
