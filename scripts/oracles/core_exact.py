"""Exact arithmetic for the oracles: values as fractions, and their one rounding into a dtype."""

import math
from fractions import Fraction

import numpy as np

DTYPES = [
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
    "uint8_clamped",
]

# Significant bits and the least exponent of a normal number.
FLOATS = {"float16": (11, -14), "float32": (24, -126), "float64": (53, -1022)}

ROUNDS = {
    "half-up": lambda x: math.floor(x + Fraction(1, 2)),
    "half-even": round,
    "trunc": math.trunc,
    "floor": math.floor,
}

# Bits kept of a root that is no fraction: far more than any dtype has.
ROOT_BITS = 300


def numpy_dtype(dtype):
    """A Uint8ClampedArray is uint8 to NumPy."""
    return np.dtype("uint8" if dtype == "uint8_clamped" else dtype)


def is_float(dtype):
    return dtype in FLOATS


def is_big(dtype):
    return dtype in ("int64", "uint64")


def ends(dtype):
    info = np.iinfo(numpy_dtype(dtype))
    return int(info.min), int(info.max)


def exact(x):
    """A NumPy or Python number as a fraction; NaN and infinities stay floats."""
    x = x.item() if isinstance(x, np.generic) else x
    return x if isinstance(x, float) and not math.isfinite(x) else Fraction(x)


def is_nan(x):
    return isinstance(x, float) and math.isnan(x)


def is_finite(x):
    return isinstance(x, Fraction)


def ulp(x, dtype):
    """Distance between neighbours of a float dtype at a finite value."""
    bits, least = FLOATS[dtype]
    size = abs(Fraction(x))
    exponent = least
    if size:
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        if Fraction(2) ** exponent > size:
            exponent -= 1
        exponent = max(exponent, least)
    return Fraction(2) ** (exponent - bits + 1)


def nearest(x, dtype):
    """The number of a float dtype nearest to x, ties to even; infinite beyond its range."""
    if not is_finite(x):
        return x
    step = ulp(x, dtype)
    rounded = round(x / step) * step
    bits = FLOATS[dtype][0]
    most = (2 - Fraction(2) ** (1 - bits)) * Fraction(2) ** {"float16": 15, "float32": 127, "float64": 1023}[dtype]
    if abs(rounded) > most:
        return math.copysign(math.inf, rounded)
    return float(rounded)


def settle(x, dtype, rounding="half-up", of_nan=0):
    """An exact value as an element of a dtype: rounded once, saturated; NaN as an integer is 0, or what is said instead."""
    if is_float(dtype):
        return nearest(x, dtype)
    low, high = ends(dtype)
    if is_nan(x):
        return of_nan
    if not is_finite(x):
        return high if x > 0 else low
    return min(max(ROUNDS[rounding](x), low), high)


def wrapped(x, dtype):
    """An integer modulo 2^64."""
    x = int(x) % 2**64
    return x - 2**64 if dtype == "int64" and x >= 2**63 else x


def root(x, n):
    """The n-th root of a fraction: exact where it is one, else to ROOT_BITS bits and never a tie."""
    if not is_finite(x) or x == 0:
        return x
    shift = ROOT_BITS * n
    scaled = (x.numerator << shift) // x.denominator
    low, high = 0, 1 << (scaled.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= scaled else (low, middle - 1)
    found = Fraction(low, 1 << ROOT_BITS)
    return found if found**n == x else found + Fraction(1, 1 << (ROOT_BITS + 1))
