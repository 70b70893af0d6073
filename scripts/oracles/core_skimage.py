"""The core against scikit-image: block_reduce, whose padding is real, and the rank filters, which take masks."""

import numpy as np
import skimage
from skimage.filters import rank
from skimage.measure import block_reduce

from .core_cases import ARRAYS, Fixture
from .core_exact import is_float
from .core_windows import VIEWS, viewed

FUNCTIONS = {
    "max": np.max,
    "min": np.min,
    "mean": np.mean,
    "sum": np.sum,
    "prod": np.prod,
    "median": np.median,
    "var": np.var,
    "std": np.std,
    "any": np.any,
    "all": np.all,
    "range": np.ptp,
}
LAYOUTS = [
    ("3x3", [2, 2]),
    ("6x8", [4, 3]),
    ("5x5", [2, 3]),
    ("11", [4]),
    ("3x4x4", [2, 3, 2]),
    ("4x5 against", [5, 6]),
    ("8x6 turned", [3, 6]),
]
DTYPES = ["float64", "uint8", "float32", "int16", "int32", "uint16", "int8", "uint32", "float16"]


def blocks(fixture):
    number = 0
    for op, function in FUNCTIONS.items():
        for dtype in DTYPES:
            number += 1
            view, window = LAYOUTS[number % len(LAYOUTS)]
            if dtype == "float16" and op in ("mean", "sum", "prod", "var", "std"):
                continue
            name = dtype + (["", " real"][number % 2] if is_float(dtype) else ["", " few"][number % 2])
            cval = [0, 3, 100][number % 3]
            array = np.array(viewed(fixture.use(name), view))
            kwargs = {}
            if not is_float(dtype):
                # Its sums and ranges are of the image's few bits otherwise.
                kwargs = {"sum": {"dtype": "int64"}, "prod": {"dtype": "float64"}}.get(op, {})
                if op == "range":
                    array = array.astype("int64")
            theirs = block_reduce(array, tuple(window), function, cval, kwargs)
            options = {"edge": "partial", "fill": cval}
            fixture.add(op, name, view, window, options, list(theirs.ravel()), "block_reduce")
    hundred = np.full(9, 100, "uint8")
    fixture.use("uint8 hundred", hundred)
    theirs = block_reduce(hundred.reshape(3, 3), (2, 2), np.mean)
    assert theirs.tolist() == [[100, 50], [50, 25]]

    VIEWS["9 as 3x3"] = ([3, 3], [3, 1], 0)
    fixture.add(
        "mean", "uint8 hundred", "9 as 3x3", 2, {"edge": "partial", "fill": 0}, list(theirs.ravel()), "block_reduce"
    )


def ranks(fixture):
    """uint8 and uint16 over a rectangle of odd sizes: taps outside the image are not there."""
    functions = {
        "max": "maximum",
        "min": "minimum",
        "mean": "mean",
        "range": "gradient",
        "count": "pop",
        "sum": "sum",
        "mode": "modal",
        "median": "median",
    }
    own = {
        "mean": {"dtype": None, "round": "trunc"},
        "range": {"dtype": None},
        "sum": {"dtype": None},
        "count": {"dtype": None},
        "median": {"interpolation": "higher"},
    }
    for number, (op, by) in enumerate(functions.items()):
        for turn, dtype in enumerate(["uint8", "uint16", "uint8", "uint8"]):
            view, window = [("5x5", [3, 3]), ("4x5 against", [3, 1]), ("3x3", [5, 3])][(number + turn) % 3]
            # Nothing is 0, which is what a window without taps gives there.
            name = f"{dtype} positive"
            fixture.use(name, ARRAYS[f"{dtype} few"] + 1)
            array = np.array(viewed(fixture.arrays[name], view))
            options = {"stride": 1, "padding": [k // 2 for k in window], **own.get(op, {})}
            if "dtype" in options:
                options["dtype"] = dtype
            given = {}
            if turn > 1:
                mask = f"mask {['uint8', 'int64'][turn % 2]}"
                options.update(mask=mask, nodata=0)
                given["mask"] = (fixture.use(mask)[: array.size].reshape(array.shape) != 0).astype("uint8")
            theirs = getattr(rank, by)(array, np.ones(window, "uint8"), **given)
            differs = (
                "modes with ties",
                "skimage.filters.rank.modal takes the smallest of them, this package the one met first",
            )
            fixture.add(
                op,
                name,
                view,
                window,
                options,
                list(theirs.ravel()),
                f"rank.{by}",
                differs=differs if op == "mode" else None,
            )


def write():
    fixture = Fixture("skimage", {"scikit-image": skimage.__version__})
    for part in (blocks, ranks):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
