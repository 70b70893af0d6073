"""What a window's result is, by its definition and in exact arithmetic: every peer is checked against it."""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from .core_exact import ends, exact, is_big, is_finite, is_float, is_nan, root, settle, wrapped

OPS = [
    "max",
    "min",
    "mean",
    "sum",
    "prod",
    "lp",
    "rms",
    "median",
    "mode",
    "var",
    "std",
    "range",
    "any",
    "all",
    "count",
    "first",
    "argmax",
    "argmin",
]
EXEMPT = {"any": 0, "all": 1, "count": 0, "argmax": -1, "argmin": -1}
POSITIONS = ("argmax", "argmin")


def default_dtype(op, dtype, options):
    if op in ("any", "all"):
        return "uint8"
    if op == "count":
        return "uint32"
    if op in POSITIONS:
        return "int32"
    if op in ("max", "min", "mode", "first") or is_float(dtype):
        return dtype
    if op == "median" and options.get("interpolation", "midpoint") != "midpoint":
        return dtype
    return dtype if op in ("sum", "prod", "range") and is_big(dtype) else "float64"


@dataclass
class Cell:
    """A result: the exact value, and the element of the result's dtype nearest to it."""

    exact: object
    element: object
    # Whether the exact value is that of the taps, and not of a rule for windows with too few.
    folded: bool = True


def total(values):
    if any(is_nan(v) for v in values):
        return math.nan
    special = [v for v in values if not is_finite(v)]
    if special:
        return special[0] if len(set(special)) == 1 else math.nan
    return sum(values, Fraction(0))


def quotient(x, by):
    if is_finite(x):
        return x / by
    return x if by > 0 else -x


def product_of(values):
    if any(is_nan(v) for v in values):
        return math.nan
    if any(not is_finite(v) for v in values):
        if any(v == 0 for v in values):
            return math.nan
        return math.inf * (-1) ** sum(v < 0 for v in values)
    return math.prod(values, start=Fraction(1))


def variance(values, ddof):
    n = len(values)
    if n <= ddof or any(not is_finite(v) for v in values):
        return math.nan
    mean = sum(values, Fraction(0)) / n
    return sum((v - mean) ** 2 for v in values) / (n - ddof)


def norm(values, p):
    sizes = [abs(v) for v in values]
    if any(is_nan(v) for v in sizes):
        return math.nan
    if any(not is_finite(v) for v in sizes):
        return math.inf
    if p == math.inf:
        return max(sizes)
    p = Fraction(p)
    # |x|^(a/b) is the b-th root of |x|^a.
    summed = sum((root(size**p.numerator, p.denominator) for size in sizes), Fraction(0))
    return root(summed**p.denominator, p.numerator)


def middle(values, interpolation):
    if any(is_nan(v) for v in values):
        return math.nan
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if interpolation == "lower":
        return low
    return high if interpolation == "higher" else quotient(total([low, high]), 2)


def extreme(values, op):
    """The position of the first largest or smallest value; the first NaN's where there is one."""
    found = 0
    for i, value in enumerate(values):
        if is_nan(value):
            return i
        if value > values[found] if op in ("max", "argmax") else value < values[found]:
            found = i
    return found


def commonest(values):
    if any(is_nan(v) for v in values):
        return math.nan
    counts = Counter(values)
    most = max(counts.values())
    return next(v for v in values if counts[v] == most)


def folded(op, window, values, options):
    """The value of a window with taps."""
    if op in ("max", "min"):
        return values[extreme(values, op)]
    if op == "mean":
        return quotient(total(values), divisor_of(window, options))
    if op == "sum":
        return total(values)
    if op == "prod":
        return product_of(values)
    if op == "lp":
        return norm(values, options.get("p", 2))
    if op == "rms":
        squares = total([v * v for v in values])
        return root(squares / len(values), 2) if is_finite(squares) else squares
    if op == "median":
        return middle(values, options.get("interpolation", "midpoint"))
    if op == "mode":
        return commonest(values)
    if op in ("var", "std"):
        spread = variance(values, options.get("ddof", 0))
        return root(spread, 2) if op == "std" else spread
    if op == "range":
        if any(is_nan(v) for v in values):
            return math.nan
        high, low = max(values), min(values)
        return total([high, -low])
    if op in ("any", "all"):
        return Fraction((any if op == "any" else all)(v != 0 for v in values))
    if op == "count":
        return Fraction(len(values))
    if op == "first":
        return values[0]
    return None


def divisor_of(window, options):
    if options.get("divisor") is not None:
        return Fraction(options["divisor"])
    if options.get("countPadding"):
        return Fraction(window.padded - (len(window.read) - len(window.kept)))
    return Fraction(len(window.kept))


def of_nothing(op, dtype, options, all_nan):
    """A window without any tap; `all_nan`: without any that is not NaN."""
    if op in ("sum", "lp", "any", "count"):
        return Fraction(0)
    if op in ("prod", "all"):
        return Fraction(1)
    if op in POSITIONS:
        return Fraction(-1)
    if op in ("max", "min") and not all_nan:
        if is_float(dtype):
            return -math.inf if op == "max" else math.inf
        low, high = ends(dtype)
        return Fraction(low if op == "max" else high)
    if op == "mean" and not all_nan and (options.get("divisor") is not None or options.get("countPadding")):
        return Fraction(0)
    return math.nan


def position_of(op, window, numbering):
    """Where the largest or smallest tap stands; -1 where nothing is valid."""
    kept = (window.exists & window.valid).nonzero()[0]
    if kept.size == 0:
        return -1
    at = kept[extreme([exact(v) for v in window.taps[kept]], op)]
    return int({"window": at, "plane": window.plane[at], "tensor": window.tensor[at]}[numbering or "window"])


def least_of(options):
    if all(options.get(name) is None for name in ("nodata", "mask", "minCount")):
        return None
    least = options.get("minCount")
    return 1 if least is None else least


def cell_of(op, window, dtype, result, options):
    """One window's result."""
    values = [exact(v) for v in window.kept]
    least = least_of(options)
    nodata = options.get("nodata")
    by_rule = True
    if least is not None and len(values) < least:
        value = Fraction(EXEMPT[op]) if op in EXEMPT else math.nan if nodata is None else exact(nodata)
    elif not values:
        left_out = len(window.read) > 0 and options.get("nan") == "ignore" and least is None
        value = of_nothing(op, dtype, options, left_out)
    elif op in POSITIONS:
        value = Fraction(position_of(op, window, options.get("indices")))
    else:
        value = folded(op, window, values, options)
        by_rule = False
    asked = options.get("dtype") is not None
    if op in ("sum", "prod", "range") and is_big(dtype) and not asked and not by_rule:
        value = Fraction(wrapped(value, dtype))
    of_nan = 0 if nodata is None or is_nan(exact(nodata)) else int(nodata)
    return Cell(value, settle(value, result, options.get("round", "half-up"), of_nan), not by_rule)


def is_rounded(op, dtype, result, options):
    """Whether a result may differ from the exact value by more than its one rounding."""
    if not is_float(result):
        return False
    if op in ("prod", "var", "std", "lp", "rms"):
        return not (op == "prod" and is_big(dtype) and options.get("dtype") is None)
    return op in ("mean", "sum") and is_float(dtype)


def sums_exactly(window, dtype):
    """Whether every order of adding a window's taps is exact in their own dtype."""
    values = [exact(v) for v in window.kept]
    if not all(map(is_finite, values)):
        return True
    unit = min((Fraction(1, v.denominator) for v in values), default=Fraction(1))
    bits = {"float16": 11, "float32": 24, "float64": 53}[dtype]
    return sum(map(abs, values)) / unit < 2**bits
