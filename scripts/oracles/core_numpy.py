"""The core against NumPy: its functions, their nan forms and masked arrays, over windows that NumPy cuts and pads."""

import math
import warnings

import numpy as np

from .core_cases import ARRAYS, Fixture
from .core_definition import OPS, POSITIONS, default_dtype, least_of
from .core_exact import DTYPES, exact, is_big, is_float, settle
from .core_windows import VIEWS

FLOATS = ["float16", "float32", "float64"]


def wide(x):
    """float16 is computed wider and rounded at the end; the norms and roots of integers are float64's."""
    if x.dtype.kind != "f":
        return x.astype("float64")
    return x.astype("float32") if x.dtype == np.float16 else x


def plain(op, x, options):
    """One window's taps, all of them there, by NumPy's function for them."""
    p = options.get("p", 2)
    if op in ("max", "min", "any", "all", "argmax", "argmin"):
        return getattr(np, op)(x)
    if op == "mean":
        divisor = options.get("divisor")
        return np.mean(wide(x)) if divisor is None else np.sum(wide(x)) / wide(x).dtype.type(divisor)
    if op == "sum":
        return np.sum(x if is_big(x.dtype.name) else wide(x))
    if op == "prod":
        return np.prod(x if is_big(x.dtype.name) else wide(x))
    if op == "lp":
        return np.linalg.norm(wide(x), p)
    if op == "rms":
        return np.sqrt(np.mean(np.square(wide(x))))
    if op == "median":
        method = options.get("interpolation", "midpoint")
        return np.median(x) if method == "midpoint" else np.percentile(x, 50, method=method)
    if op == "mode":
        if x.dtype.kind == "f" and np.isnan(x).any():
            return np.nan
        values, counts = np.unique(x, return_counts=True)
        return next(v for v in x if counts[values == v] == counts.max())
    if op in ("var", "std"):
        return getattr(np, op)(wide(x), ddof=options.get("ddof", 0))
    if op == "range":
        return np.ptp(x) if x.dtype.kind == "f" or x.dtype.itemsize == 8 else int(np.max(x)) - int(np.min(x))
    return x.size if op == "count" else x[0]


def masked(op, x, valid, options):
    """The same with taps left out, by NumPy's masked arrays."""
    a = np.ma.array(x, mask=~valid)
    kept = a.compressed()
    if op in ("max", "min", "sum", "prod"):
        return getattr(np.ma.array(x if op in ("max", "min") or is_big(x.dtype.name) else wide(x), mask=~valid), op)()
    if op == "mean" and options.get("divisor") is None:
        return np.ma.array(wide(x), mask=~valid).mean()
    if op in ("var", "std"):
        found = getattr(np.ma.array(wide(x), mask=~valid), op)(ddof=options.get("ddof", 0))
        return np.nan if np.ma.is_masked(found) else found
    if op == "median" and options.get("interpolation", "midpoint") == "midpoint" and np.isfinite(kept).all():
        # It fails at a NaN, and mistakes infinities for masked.
        return np.ma.median(a)
    if op in ("any", "all"):
        return getattr(a, op)()
    if op == "count":
        return a.count()
    if op in POSITIONS:
        # Its own argmax fills masked taps with the type's least, which a tap may be.
        return int(np.flatnonzero(valid)[getattr(np, op)(kept)])
    return plain(op, kept, options)


def without_nan(op, x, options):
    """The same with NaN left out, by NumPy's nan functions."""
    named = {
        "max": "nanmax",
        "min": "nanmin",
        "mean": "nanmean",
        "sum": "nansum",
        "prod": "nanprod",
        "median": "nanmedian",
        "var": "nanvar",
        "std": "nanstd",
        "argmax": "nanargmax",
        "argmin": "nanargmin",
    }
    kept = x[~np.isnan(x)]
    if op in POSITIONS:
        return -1 if kept.size == 0 else getattr(np, named[op])(x)
    if op in ("var", "std"):
        return getattr(np, named[op])(wide(x), ddof=options.get("ddof", 0))
    if op == "median" and options.get("interpolation", "midpoint") != "midpoint":
        return np.nanpercentile(x, 50, method=options["interpolation"])
    if op in named and options.get("divisor") is None:
        return getattr(np, named[op])(wide(x) if op in ("mean", "sum", "prod") else x)
    if kept.size == 0:
        return {"any": 0, "all": 1, "count": 0, "lp": 0}.get(op, np.nan)
    return plain(op, kept, options)


def numpys(op, dtype, options):
    """NumPy's result of one window; None where a rule of this package decides it alone."""
    least = least_of(options)
    numbering = options.get("indices") or "window"

    def of(window):
        few = len(window.kept) < (1 if least is None else least)
        ignoring = options.get("nan") == "ignore" and dtype in FLOATS
        if few and not (ignoring and least is None and len(window.read)):
            return None
        if op in ("var", "std") and options.get("ddof", 0) >= len(window.kept) and not (ignoring and least is None):
            # NumPy divides by 0, and its masked arrays by less; its nanvar gives NaN.
            return None
        if options.get("countPadding") and op == "mean":
            counted = window.padded - (len(window.read) - len(window.kept))
            return np.sum(wide(window.kept)) / wide(window.kept).dtype.type(counted)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if least is not None:
                valid = window.valid[window.exists]
                found = masked(op, window.read, valid, options)
            elif ignoring:
                found = without_nan(op, window.read, options)
            else:
                found = plain(op, window.read, options)
        if op not in POSITIONS or found < 0:
            return found
        at = window.exists.nonzero()[0][found]
        return int({"window": at, "plane": window.plane[at], "tensor": window.tensor[at]}[numbering])

    return of


# Bundles of options: for every op and dtype one case of each, so that each op meets each option in each dtype.
# view, window, options; {} in a place is filled in below, by dtype.
STRIDED = [
    ("6x8", [2, 3], {"axes": [0, 1]}),
    ("8x6 turned", [3, 2], {"stride": [2, 2]}),
    ("6x8 backwards", [3, 4], {"edge": "exact"}),
    ("4x8 repeated", [4, 3], {"stride": [1, 2]}),
    ("16 thirds", [5], {"stride": 3}),
    ("3x4x4", [2, 2, 3], {"stride": [1, 2, 1]}),
    ("4x4x3", [2, 2], {"axes": [0, 1]}),
    ("2x3x2x4", [2, 2, 2, 2], {"stride": [1, 1, 1, 2]}),
    ("6x8", [8, 6], {"axes": [1, 0]}),
    ("4x5 against", 1, {"stride": 2}),
    ("5x6 apart", [3, 3], {"stride": [2, 3], "edge": "exact"}),
    ("48", 20, {"stride": 14}),
    ("5x4 still", [2, 4], {"stride": [3, 1], "axes": [-2, -1]}),
    ("6x8", 3, {"axes": [-1], "stride": 4}),
    ("1x2x4x5", [4, 5], {}),
    ("1x7", [1, 7], {}),
    ("1x1", 1, {}),
    ("11", 4, {"edge": "partial", "stride": 5}),
    ("3x3", [5, 4], {"edge": "partial"}),
    ("8x6 turned", [3, 5], {"axes": [1, 0], "edge": "partial", "stride": [3, 4]}),
]
PADDED = [
    ("5x5", [3, 3], {"stride": [2, 2], "dilation": 1, "padding": 1}),
    ("6x8", [2, 2], {"stride": [3, 3], "dilation": [3, 2], "padding": [[1, 0], [0, 2]]}),
    ("11", [3], {"stride": 2, "dilation": 2, "padding": "same"}),
    ("4x5 against", [2, 2], {"stride": [2, 2], "dilation": 1, "padding": "same-lower"}),
    ("8x6 turned", [3, 2], {"stride": [3, 4], "dilation": [2, 1], "padding": [2, 1], "edge": "partial"}),
    ("3x4x4", [2, 3, 2], {"stride": [2, 2, 3], "dilation": [1, 1, 2], "padding": [[0, 1], [1, 1], [2, 0]]}),
    ("4x4x3", [3, 2], {"axes": [0, 1], "stride": [3, 2], "dilation": [1, 2], "padding": [1, 1]}),
    ("16 thirds", [4], {"axes": [0], "stride": 5, "dilation": 3, "padding": [[4, 5]]}),
    ("5x6 apart", [2, 3], {"stride": [3, 3], "dilation": [4, 1], "padding": "same"}),
    ("6x8 backwards", [3, 3], {"axes": [1, 0], "stride": [4, 3], "dilation": [2, 2], "padding": [[1, 1], [2, 0]]}),
    ("3x3", [3, 3], {"stride": 2, "dilation": 2, "padding": 2}),
    ("1x7", [2, 3], {"stride": [1, 2], "dilation": 1, "padding": [[1, 0], [1, 1]]}),
]
FILLED = [
    ("5x5", [2, 2], {"edge": "partial"}),
    ("6x8", [4, 3], {"edge": "partial", "padding": [1, 0]}),
    ("11", [4], {"edge": "partial", "stride": 3, "padding": [[2, 1]]}),
    ("4x5 against", [3, 3], {"edge": "partial", "stride": [2, 3], "padding": 1}),
    ("8x6 turned", [3, 4], {"edge": "partial", "dilation": [2, 1], "stride": [4, 3]}),
    ("3x4x4", [2, 2, 3], {"edge": "partial", "stride": [2, 2, 3]}),
    ("4x4x3", [3, 3], {"axes": [0, 1], "edge": "partial"}),
    ("16 thirds", [5], {"edge": "trim", "stride": 4, "padding": 3}),
    ("3x3", [5, 5], {"edge": "partial"}),
    ("6x8", [4, 3], {"axes": [1, 0], "edge": "partial", "stride": [4, 4], "padding": [[0, 2], [1, 0]]}),
    ("1x1", [2, 3], {"edge": "trim", "padding": [1, 2]}),
    ("1x7", [2, 3], {"edge": "trim", "padding": "same", "stride": [1, 2]}),
]
MIRRORED = [
    ("5x5", [3, 3], {"padding": 1, "stride": 2}),
    ("6x8", [3, 3], {"padding": [[2, 0], [0, 3]], "stride": 3}),
    ("11", [4], {"padding": "same", "stride": 2}),
    ("3x3", [4, 5], {"padding": 4, "stride": [3, 3]}),
    ("8x6 turned", [3, 2], {"padding": "same-lower", "stride": [4, 2]}),
    ("3x4x4", [3, 2, 3], {"padding": [1, 0, 1], "stride": [2, 2, 3]}),
    ("4x4x3", [2, 3], {"axes": [0, 1], "padding": 1, "stride": [2, 3]}),
    ("1x7", [3, 4], {"padding": [[1, 2], [9, 8]], "stride": [2, 5]}),
    ("16 thirds", [3], {"padding": 20, "dilation": 4, "stride": 7}),
    ("6x8 backwards", [2, 5], {"axes": [1, 0], "padding": [1, 2], "stride": [4, 3]}),
    ("11", [6], {"edge": "partial", "stride": 4, "padding": [[3, 0]]}),
    ("1x1", [3, 3], {"padding": 2, "stride": [1, 2]}),
]
SKIPPED = [
    ("6x8", [3, 2], {}),
    ("8x6 turned", [2, 4], {"edge": "partial"}),
    ("16 thirds", [4], {"stride": 2}),
    ("5x5", [3, 3], {"padding": 1, "stride": 2}),
    ("3x4x4", [3, 2, 2], {}),
    ("4x4x3", [3, 2], {"axes": [0, 1], "stride": [1, 2]}),
    ("2x3x2x4", [1, 3, 2, 2], {}),
    ("6x8 backwards", [2, 2], {"stride": [4, 3], "dilation": [2, 1]}),
    ("48", [7], {"stride": 6}),
    ("6x8", [4, 3], {"axes": [1, 0]}),
    ("4x5 against", [3, 3], {"padding": "same", "stride": 2}),
    ("5x6 apart", [2, 6], {"edge": "partial"}),
]
ASKED = [
    ("5x5", [2, 2], {"edge": "partial"}),
    ("6x8", [3, 3], {}),
    ("8x6 turned", [2, 3], {"stride": [3, 2]}),
    ("11", [3], {"stride": 2}),
    ("16 thirds", [4], {}),
    ("3x4x4", [3, 2, 2], {}),
    ("4x4x3", [3, 3], {"axes": [0, 1], "edge": "partial"}),
    ("6x8 backwards", [2, 4], {}),
    ("6x8", [8, 3], {"axes": [1, 0]}),
    ("4x5 against", [2, 2], {"padding": 1}),
    ("5x6 apart", [3, 4], {"edge": "partial"}),
    ("1x2x4x5", [2, 2], {}),
]

PS = [2, 1, 3, math.inf, 0.5]
DDOFS = [0, 1, 2, 4, 30]
INTERPOLATIONS = ["midpoint", "lower", "higher"]
NUMBERINGS = ["window", "plane", "tensor"]
MODES = ["edge", "reflect", "symmetric", "wrap"]
MASKS = ["mask uint8", "mask float32", "mask int64"]
ROUNDS = ["half-up", "half-even", "trunc", "floor"]
DIVISORS = [3, 7, -2, 2.5, 16]


def input_of(dtype, number, special=False):
    """Which array of a dtype a case reads."""
    if is_float(dtype):
        kinds = ["", " few", " real"] if not special else [" special"]
        return dtype + kinds[number % len(kinds)]
    few = number % 4 == 3 if is_big(dtype) else number % 2
    return dtype + (" few" if few else "")


def laid(shape, number):
    """An `out` of a shape: row-major with room around it, backwards, or with its axes turned."""
    size = math.prod(shape)
    steps = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    if number % 3 == 0:
        return {"shape": shape, "stride": [2 * s for s in steps], "offset": 1, "length": 2 * size + 1}
    if number % 3 == 1:
        return {"shape": shape, "stride": [-s for s in steps], "offset": size - 1, "length": size}
    steps = [math.prod(shape[:axis]) for axis in range(len(shape))]
    return {"shape": shape, "stride": steps, "offset": 3, "length": size + 5}


def bundles(fixture):
    for d, dtype in enumerate(DTYPES):
        for b, bundle in enumerate([STRIDED, STRIDED, PADDED, FILLED, MIRRORED, SKIPPED, ASKED]):
            turn = d * 5 + b
            view, window, layout = bundle[(d + (7 if b == 1 else 0)) % len(bundle)]
            options = dict(layout)
            name = input_of(dtype, turn)
            if bundle is PADDED:
                options.update(
                    countPadding=d % 2 == 0, p=PS[d % 5], ddof=DDOFS[d % 5], interpolation=INTERPOLATIONS[d % 3]
                )
                options.setdefault("axes", list(range(len(VIEWS[view][0])))[-len(window) :])
            elif bundle is FILLED:
                fill = {"f": [0.5, -3, math.nan, math.inf], "i": [0, -1, 7, 5], "u": [0, 1, 7, 200]}
                fill = fill[ARRAYS[name].dtype.kind][turn % 4]
                if is_big(dtype):
                    fill = [2**62 + 1, 2**53 + 1, 0, 12][turn % 4]
                options.update(fill=fill, divisor=DIVISORS[d % 5], p=PS[(d + 2) % 5], ddof=DDOFS[(d + 1) % 5])
            elif bundle is MIRRORED:
                name = input_of(dtype, turn, special=d % 2 == 0)
                options.update(
                    padMode=MODES[d % 4], nan="ignore", p=PS[(d + 3) % 5], interpolation=INTERPOLATIONS[(d + 1) % 3]
                )
            elif bundle is SKIPPED:
                nodata = {"f": [3, -0.0, 1, math.nan], "i": [3, 1, 0, 5], "u": [3, 1, 0, 5]}[ARRAYS[name].dtype.kind][
                    turn % 4
                ]
                name = input_of(dtype, 1) if not is_float(dtype) or d % 2 else dtype + " special"
                options.update(
                    nodata=nodata, mask=MASKS[d % 3], minCount=d % 4 or 2, ddof=DDOFS[(d + 2) % 5], p=PS[(d + 4) % 5]
                )
                if d % 2:
                    options["countPadding"] = True
            elif bundle is ASKED:
                # Never a float16 of what is no float: it would be infinite.
                name = input_of(dtype, 0 if d % 2 else 1)
                options.update(dtype=DTYPES[(d * 5 + 3) % 12], round=ROUNDS[d % 4], p=PS[(d + 1) % 5])
            for number, op in enumerate(OPS):
                given = dict(options)
                if op in (*POSITIONS, "max", "min") and bundle not in (ASKED,):
                    given["indices"] = NUMBERINGS[(d + b) % 3]
                if bundle is ASKED:
                    out, _ = fixture.windows(name, view, window, options)
                    given["out"] = laid(out, d + number)
                # Options that an op has no use for change nothing: that is a case too.
                peer = numpys(op, dtype, given)
                fixture.add(op, name, view, window, given, peer)


def specials(fixture):
    """NaN, infinities and zeros of both signs; windows of nothing but NaN."""
    for f, dtype in enumerate(FLOATS):
        for turn, nan in enumerate(["propagate", "ignore"]):
            view, window, layout = [
                ("6x8", [3, 3], {}),
                ("4x4x3", [2, 2], {"axes": [0, 1]}),
                ("48", [6], {"stride": 5}),
            ][f]
            for number, op in enumerate(OPS):
                options = {**layout, "nan": nan}
                if op == "lp":
                    options["p"] = [3, 1, math.inf][(f + turn) % 3]
                if op in ("var", "std"):
                    options["ddof"] = turn
                if op in ("max", "min"):
                    options["indices"] = NUMBERINGS[(f + turn) % 3]
                fixture.add(op, f"{dtype} special", view, window, options, numpys(op, dtype, options))


def empties(fixture):
    """Windows that find no tap, beside some that do: the rules of this package."""
    for d, dtype in enumerate(DTYPES):
        for number, op in enumerate(OPS):
            options = [
                {"padding": 3, "stride": 4},
                {"padding": [[2, 2], [0, 0]], "dilation": [3, 1], "stride": [2, 3]},
                {"padding": 2, "stride": 3, "countPadding": True},
                {"padding": 2, "stride": 3, "divisor": 3},
            ][(d + number) % 4]
            name = input_of(dtype, number) if d != 9 else input_of(dtype, 0)
            window = [2, 2]
            if number % 5 == 0:
                options = {**options, "dtype": DTYPES[(d + 7) % 12]}
            fixture.add(op, name, "3x3", window, options, numpys(op, dtype, options))


def whole(fixture):
    """globalPool: NumPy's own reduction of the axes, where it has one."""
    for d, dtype in enumerate(DTYPES):
        for number, op in enumerate(OPS):
            view, axes = [("3x4x4", [1, 2]), ("6x8", [0]), ("2x3x2x4", [0, 2]), ("8x6 turned", [1, 0])][
                (d + number) % 4
            ]
            options = {"axes": axes}
            if op in POSITIONS:
                options["indices"] = NUMBERINGS[(d + number) % 3]
            fixture.add(op, input_of(dtype, d), view, None, options, numpys(op, dtype, options), call="globalPool")


def adaptive(fixture):
    for d, dtype in enumerate(DTYPES):
        for number, op in enumerate(OPS):
            if (d + number) % 2:
                continue
            view, extents, axes = [
                ("5x5", [3, 2], [0, 1]),
                ("3x4x4", [3, 3], [1, 2]),
                ("11", [4], [0]),
                ("8x6 turned", [4, 5], [1, 0]),
            ][(d + number) // 2 % 4]
            options = {"axes": axes}
            fixture.add(
                op, input_of(dtype, number), view, extents, options, numpys(op, dtype, options), call="adaptivePool"
            )


def left_out_taps(fixture):
    """nodata, mask and minCount one at a time: masked arrays, and windows with too few."""
    for d, dtype in enumerate(DTYPES):
        for number, op in enumerate(OPS):
            turn = d + number
            whole_numbers = not is_float(default_dtype(op, dtype, {})) and op not in ("any", "all", "count", *POSITIONS)
            options = [
                {"nodata": 3},
                {"mask": MASKS[turn % 3], **({"nodata": 9} if whole_numbers else {})},
                {"minCount": 3, "edge": "partial", **({"nodata": 1} if whole_numbers else {})},
                {"mask": "mask none", "nodata": 7},
                {"nodata": 2**53 + 1 if is_big(dtype) else 200, "minCount": 0},
                {"nodata": 5, "nan": "ignore", "minCount": 2},
            ][turn % 6]
            if options.get("nodata") == 200 and dtype in ("int8",):
                options = {**options, "nodata": -100}
            name = dtype + (" special" if is_float(dtype) and turn % 2 else " few")
            view, window = [("6x8", [4, 4]), ("11", 3), ("8x6 turned", [3, 2])][turn % 3]
            fixture.add(op, name, view, window, options, numpys(op, dtype, options))


def asked(fixture):
    """Every way to round into every dtype, saturated, and NaN as an integer; integers by fractions alone."""
    mixed = ["mean", "median", "sum", "prod", "range", "var", "std", "lp", "rms", "max", "first", "mode"]
    for t, target in enumerate(DTYPES):
        for r, rounding in enumerate(ROUNDS):
            for n in range(3):
                op = mixed[(t * 5 + r * 3 + n) % len(mixed)]
                dtype = DTYPES[(t * 7 + r + n * 4) % 12]
                name = dtype + (
                    ["", " few", " special"][(t + r + n) % 3] if is_float(dtype) else ["", " few"][(t + r) % 2]
                )
                view, window = [("6x8", [2, 3]), ("16 thirds", 2), ("5x5", [2, 2])][n]
                options = {"dtype": target, "round": rounding}
                if (t + r) % 4 == 0 and dtype in FLOATS:
                    options["nodata"] = 1
                if op in ("var", "std", "lp", "rms") and ARRAYS[name].dtype.kind != "f":
                    # Beyond 2^53 they are as exact as a float64 is.
                    name = f"{dtype} few"
                fixture.add(op, name, view, window, options, numpys(op, dtype, options))


def positions(fixture):
    """Every numbering with padding, a fill, a mode of padding, masks, and dilation."""
    layouts = [
        ("3x4x4", [2, 2], {"axes": [2, 1], "padding": 1}),
        ("5x5", [3, 3], {"padding": 2, "stride": 2, "fill": 2}),
        ("4x4x3", [3, 2], {"axes": [0, 1], "padding": [[2, 1], [1, 1]], "padMode": "wrap"}),
        ("8x6 turned", [3, 3], {"dilation": 2, "mask": "mask uint8", "stride": [3, 1]}),
        ("2x3x2x4", [2, 3, 2], {"edge": "partial"}),
        ("16 thirds", [5], {"padding": 4, "padMode": "reflect", "stride": 3}),
    ]
    for d, dtype in enumerate(DTYPES):
        for n, numbering in enumerate(NUMBERINGS):
            for o, op in enumerate(["max", "min", "argmax", "argmin"]):
                view, window, layout = layouts[(d * 2 + n + o) % len(layouts)]
                options = {**layout, "indices": numbering}
                if "mask" in options and op in ("max", "min") and not is_float(dtype):
                    options["nodata"] = 4
                name = dtype + (" special" if is_float(dtype) and n == 1 else " few")
                fixture.add(op, name, view, window, options, numpys(op, dtype, options))


def reducers(fixture):
    """Functions of the caller's, by their names in the tests."""
    functions = {
        "largest less twice the smallest": lambda x: max(x) - 2 * min(x),
        "last": lambda x: x[-1],
        "alternating sum": lambda x: sum(v * (-1) ** i for i, v in enumerate(x)),
    }
    for d, dtype in enumerate(DTYPES):
        for n, (called, function) in enumerate(functions.items()):
            view, window, options = [
                ("6x8", [3, 4], {}),
                ("5x5", [2, 2], {"edge": "partial"}),
                ("3x4x4", [2, 3, 2], {"padding": 1, "stride": 3, "padMode": "edge"}),
                ("8x6 turned", [2, 3], {"mask": "mask uint8", "nodata": 77, "dtype": "float64"}),
            ][(d + n) % 4]
            name = dtype + " few"
            result = options.get("dtype") or default_dtype("mean", dtype, options)
            out, windows = fixture.windows(name, view, window, options)
            values = []
            for each in windows:
                taps = [exact(v) for v in each.kept]
                values.append(settle(function(taps), result) if taps else settle(exact(options["nodata"]), result))
            fixture.reduced(called, name, view, window, options, out, result, values)


def write():
    fixture = Fixture("numpy", {})
    for part in (bundles, specials, empties, whole, adaptive, left_out_taps, asked, positions, reducers):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
