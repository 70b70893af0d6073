"""The core against scipy.ndimage's filters (stride 1, every border mode) and scipy.stats."""

import warnings
from itertools import product
from math import prod

import numpy as np
import scipy
import scipy.ndimage as ndimage
import scipy.stats as stats

from .core_cases import Fixture
from .core_exact import is_float
from .core_windows import VIEWS, viewed, windows_of

# Its names of the modes, and the options that they are.
MODES = {
    "nearest": {"padMode": "edge"},
    "mirror": {"padMode": "reflect"},
    "reflect": {"padMode": "symmetric"},
    "wrap": {"padMode": "wrap"},
    "constant": {"fill": 2},
}
LAYOUTS = [
    ("11", [3]),
    ("3x3", [3, 3]),
    ("11", [4]),
    ("4x5 against", [3, 2]),
    ("16 thirds", [5]),
    ("3x3", [2, 4]),
    ("1x7", [1, 3]),
]


def centred(window):
    """Its windows reach half a window to the low side."""
    return [[k // 2, k - 1 - k // 2] for k in window]


def filters(fixture):
    functions = {
        "max": ("maximum_filter", {}),
        "min": ("minimum_filter", {}),
        "median": ("median_filter", {"interpolation": "higher"}),
        "median lower": ("rank_filter", {"interpolation": "lower"}),
    }
    dtypes = ["uint8", "int16", "int32", "uint64", "int64", "float32", "float64", "uint16", "int8", "uint32"]
    for number, ((key, (by, own)), (mode, outside), turn) in enumerate(
        product(functions.items(), MODES.items(), range(2))
    ):
        view, window = LAYOUTS[number % len(LAYOUTS)]
        dtype = dtypes[number % len(dtypes)]
        name = dtype + ["", " few"][turn]
        array = np.array(viewed(fixture.use(name), view))
        given = {"mode": mode, "cval": 2, "size": window}
        if by == "rank_filter":
            given["rank"] = (prod(window) - 1) // 2
        options = {"stride": 1, "padding": centred(window), **outside, **own}
        theirs = getattr(ndimage, by)(array, **given)
        differs = (
            ("filters of integers beyond 2^53", "scipy.ndimage reads integers of 64 bits as float64")
            if "64" in dtype
            else None
        )
        fixture.add(key.split(" ")[0], name, view, window, options, list(theirs.ravel()), by, differs=differs)


def uniform(fixture):
    """Means of one axis: its running sum is exact for whole numbers."""
    for number, ((mode, outside), dtype) in enumerate(product(MODES.items(), ["float64", "float32"])):
        view, window = [("11", [3]), ("16 thirds", [4]), ("1x7", [1, 5])][number % 3]
        array = np.array(viewed(fixture.use(f"{dtype} few"), view))
        options = {"stride": 1, "padding": centred(window), **outside}
        theirs = ndimage.uniform_filter(array, window, mode=mode, cval=2)
        fixture.add("mean", f"{dtype} few", view, window, options, list(theirs.ravel()), "uniform_filter")


def generic(fixture):
    """generic_filter hands each window to a function: the other statistics over its borders."""
    functions = {
        "sum": np.sum,
        "mean": np.mean,
        "prod": np.prod,
        "var": np.var,
        "std": np.std,
        "range": np.ptp,
        "argmax": np.argmax,
        "argmin": np.argmin,
        "any": np.any,
        "all": np.all,
        "median": np.median,
        "count": np.size,
        "first": lambda x: x[0],
        "rms": lambda x: np.sqrt(np.mean(x * x)),
        "lp": lambda x: np.linalg.norm(x, 3),
        "mode": lambda x: stats.mode(x).mode,
    }
    for number, ((op, function), (mode, outside)) in enumerate(product(functions.items(), MODES.items())):
        view, window = LAYOUTS[number % len(LAYOUTS)]
        dtype = ["float64", "int32", "uint8", "float32", "int16"][number // 5 % 5]
        if number % 2:
            continue
        name = f"{dtype} few"
        array = np.array(viewed(fixture.use(name), view))
        options = {"stride": 1, "padding": centred(window), **outside, **({"p": 3} if op == "lp" else {})}
        # float64 on the way out, whatever comes in.
        theirs = ndimage.generic_filter(array.astype("float64"), function, size=window, mode=mode, cval=2)
        differs = ("modes with ties", "scipy.stats.mode takes the smallest of them, this package the one met first")
        fixture.add(
            op,
            name,
            view,
            window,
            options,
            list(theirs.ravel()),
            "generic_filter",
            differs=differs if op == "mode" else None,
        )


def statistics(fixture):
    """scipy.stats over blocks, NaN left out or not."""
    functions = {
        "mode": (lambda x, nan: stats.mode(x, axis=-1, nan_policy=nan).mode, {}),
        "std": (lambda x, nan: stats.tstd(x, axis=-1, nan_policy=nan), {"ddof": 1}),
        "var": (lambda x, nan: stats.tvar(x, axis=-1, nan_policy=nan), {"ddof": 1}),
        "rms": (lambda x, nan: stats.pmean(x, 2, axis=-1, nan_policy=nan), {}),
    }
    layouts = [("6x8", [3, 4]), ("8x6 turned", [2, 3]), ("48", [6]), ("4x8 repeated", [1, 4])]
    for number, ((op, (function, own)), dtype, nan) in enumerate(
        product(functions.items(), ["float64", "float32", "int32", "uint8"], ["propagate", "omit"])
    ):
        view, window = layouts[number % 4]
        if nan == "omit" and not is_float(dtype):
            continue
        name = dtype + (
            " special"
            if nan == "omit" and op == "mode"
            else " few"
            if op == "mode"
            else " real"
            if is_float(dtype)
            else ""
        )
        options = {**own, **({"nan": "ignore"} if nan == "omit" else {})}
        out, windows = windows_of(viewed(fixture.use(name), view), window, options)
        blocks = np.array([w.taps for w in windows])
        if op == "rms":
            # A power mean of sizes.
            blocks = np.abs(blocks.astype("float64"))
        differs = ("modes with ties", "scipy.stats.mode takes the smallest of them, this package the one met first")
        with warnings.catch_warnings():
            # Some windows are of nothing but NaN.
            warnings.simplefilter("ignore")
            theirs = np.asarray(function(blocks, nan))
        fixture.add(
            op,
            name,
            view,
            window,
            options,
            list(theirs),
            f"scipy.stats, {nan}",
            differs=differs if op == "mode" else None,
        )
    # Without ties.
    for number, dtype in enumerate(["uint8", "int16", "float32", "float64", "int64", "uint32", "float16"]):
        random = np.random.default_rng(number)
        rows = [
            random.permutation([a, a, a, b, b, c, a])
            for a, b, c in random.integers(0, 90, (4, 3)) + np.array([0, 91, 182]) % 120
        ]
        name = f"{dtype} clear"
        fixture.use(name, np.array(rows).astype(dtype).ravel())
        VIEWS["4x7"] = ([4, 7], [7, 1], 0)
        theirs = stats.mode(fixture.arrays[name].reshape(4, 7), axis=1).mode
        fixture.add("mode", name, "4x7", [1, 7], {}, list(theirs), "stats.mode")


def write():
    fixture = Fixture("scipy", {"scipy": scipy.__version__})
    for part in (filters, uniform, generic, statistics):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
