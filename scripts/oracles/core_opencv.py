"""The core against OpenCV: resizing by areas, box filters, dilation and erosion, medians, and reductions of axes."""

from itertools import product

import cv2
import numpy as np

from .core_cases import Fixture
from .core_exact import is_float
from .core_windows import viewed

BORDERS = {
    cv2.BORDER_REPLICATE: {"padMode": "edge"},
    cv2.BORDER_REFLECT: {"padMode": "symmetric"},
    cv2.BORDER_REFLECT_101: {"padMode": "reflect"},
    cv2.BORDER_CONSTANT: {"fill": 0},
}


def areas(fixture):
    """INTER_AREA: 2 x 2 of integers are (S + 2) >> 2, larger blocks are rounded to the nearest even."""
    for number, (dtype, (view, window)) in enumerate(
        product(
            ["uint8", "uint16", "int16", "float32", "float64"],
            [
                ("6x8", [2, 2]),
                ("8x6 turned", [2, 2]),
                ("4x4x3", [2, 2]),
                ("6x8", [3, 4]),
                ("6x8", [3, 2]),
                ("8x6 turned", [4, 3]),
            ],
        )
    ):
        name = dtype + (" few" if number % 2 else " real" if is_float(dtype) else "")
        array = np.array(viewed(fixture.use(name), view))
        height, width = array.shape[0] // window[0], array.shape[1] // window[1]
        theirs = cv2.resize(array, (width, height), interpolation=cv2.INTER_AREA)
        options = {"axes": [0, 1]}
        if not is_float(dtype):
            options.update(dtype=dtype, round="half-up" if window == [2, 2] else "half-even")
        fixture.add(
            "mean",
            name,
            view,
            window,
            options,
            list(theirs.ravel()),
            "resize",
            near=is_float(dtype) and window != [2, 2],
        )


def boxes(fixture):
    # It multiplies by 1 / n where this package divides.
    dtypes = ["uint8", "float32", "float64", "int16"]
    for number, ((border, outside), dtype, normalized) in enumerate(product(BORDERS.items(), dtypes, [True, False])):
        view, window = [("5x5", [3, 3]), ("4x5 against", [3, 5]), ("6x8", [1, 3]), ("8x6 turned", [3, 3])][number % 4]
        name = f"{dtype} few"
        array = np.array(viewed(fixture.use(name), view))
        depth = cv2.CV_64F if not normalized or dtype == "float64" else -1
        theirs = cv2.boxFilter(array, depth, (window[1], window[0]), normalize=normalized, borderType=border)
        options = {"stride": 1, "padding": [k // 2 for k in window], **outside}
        if normalized and not is_float(dtype):
            options.update(dtype=dtype, round="half-up")
        if not normalized and dtype == "float32":
            options["dtype"] = "float64"
        fixture.add(
            "mean" if normalized else "sum",
            name,
            view,
            window,
            options,
            list(theirs.ravel()),
            "boxFilter",
            near=normalized and is_float(dtype),
        )


def shapes(fixture):
    """dilate and erode: by default no tap outside the image is there."""
    for number, ((op, by), dtype, (border, outside)) in enumerate(
        product(
            [("max", "dilate"), ("min", "erode")],
            ["uint8", "uint16", "int16", "float32", "float64"],
            [(None, {}), *BORDERS.items()],
        )
    ):
        view, window = [("5x5", [3, 3]), ("4x5 against", [3, 5]), ("6x8", [2, 4]), ("8x6 turned", [4, 1])][number % 4]
        if number % 3 == 2:
            continue
        name = dtype + ("" if number % 2 else " few")
        array = np.array(viewed(fixture.use(name), view))
        given = {} if border is None else {"borderType": border, "borderValue": 0}
        theirs = getattr(cv2, by)(array, np.ones(window, "uint8"), **given)
        options = {"stride": 1, "padding": [[k // 2, k - 1 - k // 2] for k in window], **outside}
        fixture.add(op, name, view, window, options, list(theirs.ravel()), by)


def medians(fixture):
    """medianBlur: its borders are the edge's."""
    for number, (dtype, size, view) in enumerate(
        product(["uint8", "uint16", "int16", "float32"], [3, 5], ["6x8", "5x5", "4x4x3"])
    ):
        if size == 5 and dtype == "int16" and number % 2:
            continue
        array = np.array(viewed(fixture.use(dtype), view))
        theirs = cv2.medianBlur(array, size)
        options = {
            "axes": [0, 1],
            "stride": 1,
            "padding": size // 2,
            "padMode": "edge",
            "interpolation": ["midpoint", "lower"][number % 2],
        }
        fixture.add("median", dtype, view, [size, size], options, list(theirs.ravel()), "medianBlur")


def reductions(fixture):
    operators = {"max": cv2.REDUCE_MAX, "min": cv2.REDUCE_MIN, "mean": cv2.REDUCE_AVG, "sum": cv2.REDUCE_SUM}
    for number, ((op, code), dtype, axis) in enumerate(
        product(operators.items(), ["uint8", "uint16", "float32", "float64"], [0, 1])
    ):
        name = dtype + (" few" if is_float(dtype) else "")
        array = np.array(viewed(fixture.use(name), ["6x8", "8x6 turned"][number % 2]))
        # It multiplies by 1 / n as well.
        depth = -1 if op in ("max", "min") else cv2.CV_64F
        theirs = cv2.reduce(array, axis, code, dtype=depth)
        options = {"axes": [axis]}
        if op in ("mean", "sum"):
            options["dtype"] = "float64"
        view = ["6x8", "8x6 turned"][number % 2]
        given = list(theirs.ravel())
        fixture.add(op, name, view, None, options, given, "reduce", "globalPool", near=op == "mean")
    for number, (dtype, op) in enumerate(
        product(["uint8", "int16", "int32", "float32", "float64"], ["argmax", "argmin"])
    ):
        view = ["6x8", "8x6 turned"][number % 2]
        array = np.array(viewed(fixture.use(dtype), view))
        _, _, least, most = cv2.minMaxLoc(array)
        x, y = most if op == "argmax" else least
        fixture.add(op, dtype, view, None, {}, [y * array.shape[1] + x], "minMaxLoc", "globalPool")
        along = {"argmax": cv2.reduceArgMax, "argmin": cv2.reduceArgMin}[op](array, 1)
        fixture.add(
            op,
            dtype,
            view,
            None,
            {"axes": [1]},
            list(along.ravel()),
            "reduceArgMax" if op == "argmax" else "reduceArgMin",
            "globalPool",
        )


def write():
    fixture = Fixture("opencv", {"opencv": cv2.__version__})
    for part in (areas, boxes, shapes, medians, reductions):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
