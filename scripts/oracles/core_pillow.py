"""The core against Pillow: Image.reduce, whose last blocks are ragged, its rank and mode filters, and ImageStat."""

from itertools import product

import numpy as np
import PIL
from PIL import Image, ImageFilter, ImageStat

from .core_cases import Fixture
from .core_windows import viewed


def reduced(fixture):
    """Halves are rounded up, in blocks of a power of two."""
    for number, (dtype, (view, window)) in enumerate(
        product(
            ["uint8", "uint8_clamped", "float32"],
            [
                ("6x8", [2, 2]),
                ("5x5", [2, 2]),
                ("5x5", [3, 2]),
                ("4x5 against", [3, 3]),
                ("8x6 turned", [5, 4]),
                ("4x4x3", [3, 3]),
                ("1x7", [1, 3]),
            ],
        )
    ):
        name = dtype + ("" if dtype != "float32" else " few")
        array = np.ascontiguousarray(viewed(fixture.use(name), view))
        if array.ndim == 3 and dtype == "float32":
            continue
        theirs = np.asarray(Image.fromarray(array).reduce((window[1], window[0])))
        options = {"axes": [0, 1], "edge": "partial"}
        if dtype != "float32":
            options.update(dtype=dtype, round="half-up")
        differs = (
            "Image.reduce of blocks that are no power of two",
            "Pillow multiplies by a reciprocal cut to 24 bits: one too little where sum and half the block are a multiple of it",
        )
        fixture.add("mean", name, view, window, options, list(theirs.ravel()), "Image.reduce", differs=differs)


def filtered(fixture):
    """Rank filters, beyond the image its own edge; the mode is taken in the interior alone."""
    for number, ((op, made), size, view) in enumerate(
        product(
            [("max", ImageFilter.MaxFilter), ("min", ImageFilter.MinFilter), ("median", ImageFilter.MedianFilter)],
            [3, 5],
            ["6x8", "5x5", "8x6 turned"],
        )
    ):
        for dtype in ["uint8", "float32", "int32"]:
            array = np.ascontiguousarray(viewed(fixture.use(dtype), view))
            if dtype == "int32" and op == "median":
                continue
            theirs = np.asarray(Image.fromarray(array).filter(made(size)))
            options = {"stride": 1, "padding": size // 2, "padMode": "edge"}
            if op == "median":
                options["interpolation"] = ["lower", "midpoint", "higher"][number % 3]
            fixture.add(op, dtype, view, [size, size], options, list(theirs.ravel()), made.__name__)
    for view, size in [("6x8", 3), ("8x6 turned", 3), ("5x5", 5), ("6x8", 5)]:
        array = np.ascontiguousarray(viewed(fixture.use("uint8 few"), view))
        theirs = np.asarray(Image.fromarray(array).filter(ImageFilter.ModeFilter(size)))
        half = size // 2
        inner = theirs[half : array.shape[0] - half, half : array.shape[1] - half]
        differs = ("modes with ties", "Pillow's ModeFilter takes the smallest of them, this package the one met first")
        fixture.add(
            "mode", "uint8 few", view, [size, size], {"stride": 1}, list(inner.ravel()), "ModeFilter", differs=differs
        )


def statistics(fixture):
    """ImageStat of a whole image, band by band."""
    named = {
        "mean": "mean",
        "sum": "sum",
        "rms": "rms",
        "var": "var",
        "std": "stddev",
        "count": "count",
        "median": "median",
    }
    for number, ((op, by), view) in enumerate(product(named.items(), ["6x8", "5x5", "4x4x3"])):
        array = np.ascontiguousarray(viewed(fixture.use("uint8"), view))
        stat = ImageStat.Stat(Image.fromarray(array))
        options = {"axes": [0, 1], **({"interpolation": "higher"} if op == "median" else {})}
        fixture.add(op, "uint8", view, None, options, list(getattr(stat, by)), f"ImageStat.{by}", "globalPool")
    for op, place in [("max", 1), ("min", 0)]:
        array = np.ascontiguousarray(viewed(fixture.use("uint8"), "4x4x3"))
        extrema = [pair[place] for pair in ImageStat.Stat(Image.fromarray(array)).extrema]
        fixture.add(op, "uint8", "4x4x3", None, {"axes": [0, 1]}, extrema, "ImageStat.extrema", "globalPool")


def write():
    fixture = Fixture("pillow", {"pillow": PIL.__version__})
    for part in (reduced, filtered, statistics):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
