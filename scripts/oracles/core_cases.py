"""Cases of the core's fixtures: the arrays that they share, and the check of a peer's results before they are kept."""

import json
import math
import platform
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np

from .core_definition import cell_of, default_dtype, is_rounded, position_of, sums_exactly
from .core_exact import DTYPES, exact, is_big, is_finite, is_float, nearest, numpy_dtype, settle, ulp
from .core_windows import VIEWS, spread, viewed, windows_of

FIXTURES = Path(__file__).parent.parent.parent / "test" / "fixtures"
LENGTH = 48
# Units in the last place.
FAR = 32
GENERATED = "by scripts/fixtures.py; not to be edited"


def held(x):
    """A number as JSON holds it exactly and short: what JSON has no number for is a string."""
    if isinstance(x, (np.floating, np.integer)):
        # The shortest digits that say which number of its own dtype it is.
        x = int(x) if isinstance(x, np.integer) else float(str(x))
    if isinstance(x, Fraction):
        x = int(x) if x.denominator == 1 else float(x)
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, int):
        return x if abs(x) < 2**53 else str(x)
    if math.isnan(x) or math.isinf(x) or (x == 0 and math.copysign(1, x) < 0):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0.0": "-0"}[repr(x)]
    return int(x) if x == int(x) and abs(x) < 2**53 else x


def held_as(x, dtype):
    """An element of a dtype, likewise."""
    return held(numpy_dtype(dtype).type(x)) if is_float(dtype) else held(int(x))


def arrays():
    """
    Of each dtype an array over its whole range and one of few values (ties, zeros); floats: one whose sums are exact in any
    order, one of few values, one of positive numbers with full mantissas, and one with NaN, infinities and -0.
    """
    random = np.random.default_rng(20240301)
    made = {}
    for name in DTYPES:
        dtype = numpy_dtype(name)
        few = np.array([0, 3, 1, 2, 5], "int64")[random.integers(0, 5, LENGTH) // np.array([1, 2] * (LENGTH // 2))]
        if dtype.kind == "f":
            made[name] = (random.integers(-128, 129, LENGTH) / 8).astype(dtype)
            made[f"{name} few"] = (few - 2).astype(dtype)
            made[f"{name} few"][few == 2] *= np.where(np.arange((few == 2).sum()) % 2, -1, 1).astype(dtype)
            made[f"{name} real"] = (2.0 ** random.uniform(-2, 2, LENGTH)).astype(dtype)
            special = (few - 2).astype(dtype)
            special[random.permutation(LENGTH)[:14]] = [np.nan, np.nan, np.nan, np.inf, np.inf, -np.inf, -np.inf] + [
                -0.0
            ] * 7
            special[[0, 1, 2, 8, 9, 10, 16, 17, 18]] = np.nan
            made[f"{name} special"] = special
        else:
            info = np.iinfo(dtype)
            made[name] = random.integers(info.min, info.max, LENGTH, dtype=dtype, endpoint=True)
            made[name][[5, 13, 27]] = [info.max, info.min, info.max]
            made[f"{name} few"] = few.astype(dtype)
    masks = random.integers(0, 4, LENGTH) // 2
    made["mask uint8"] = (masks * np.arange(1, LENGTH + 1)).astype("uint8")
    made["mask float32"] = np.where(masks[::-1] == 0, np.float32(-0.0), np.float32(np.nan)).astype("float32")
    made["mask int64"] = (masks * -(2**40)).astype("int64")
    made["mask none"] = np.zeros(LENGTH, "uint8")
    return made


ARRAYS = arrays()


def dtype_of(name):
    return name.split(" ")[0]


class Fixture:
    """Everything that one peer says; a case that it does not agree with is an error, unless the reason is given."""

    def __init__(self, source, versions):
        self.source = source
        self.versions = {"python": platform.python_version(), "numpy": np.__version__, **versions}
        self.arrays, self.views, self.cases, self.left_out = {}, {}, [], {}

    def use(self, name, array=None):
        """An array by its name: a shared one, or one of the fixture's own."""
        if array is not None:
            self.arrays[name] = array
        return self.arrays.setdefault(name, ARRAYS.get(name))

    def leave_out(self, what, why, count=1):
        self.left_out[what, why] = self.left_out.get((what, why), 0) + count

    def windows(self, name, view, window, options, call=None):
        """The windows of a call, mask and all."""
        array = viewed(self.use(name), view)
        mask = options.get("mask")
        if mask is not None:
            mask = self.use(mask)[: array.size].reshape(array.shape)
        if call == "adaptivePool":
            return spread(array, window, options, mask)
        if call == "globalPool":
            axes = options.get("axes", list(range(array.ndim))[-2:])
            window = [array.shape[axis] for axis in axes]
        return windows_of(array, window, options, mask)

    def add(
        self,
        op,
        name,
        view,
        window,
        options=None,
        peer=None,
        by=None,
        call=None,
        differs=None,
        indices=None,
        near=False,
    ):
        """
        One case. `peer` gives a window's result, or is the list of all results; where the definition is exact it must agree
        (left out under `differs`, if that says why it does not), else its distance from the exact value is kept. None says that
        the peer has no such result. `near`: the peer is not exact where this package is, and only its distance is kept.
        """
        options = options or {}
        dtype = dtype_of(name)
        result = options.get("dtype") or default_dtype(op, dtype, options)
        out, windows = self.windows(name, view, window, options, call)
        cells = [cell_of(op, each, dtype, result, options) for each in windows]
        rounded = is_rounded(op, dtype, result, options)
        if rounded and op in ("mean", "sum") and result == dtype and all(sums_exactly(w, dtype) for w in windows):
            rounded = False
        rounded = rounded or near
        if options.get("dtype") is not None and not rounded and callable(peer):
            # A window's value is not in the dtype that is asked.
            peer = None
        theirs = [peer(each) for each in windows] if callable(peer) else peer
        theirs = [None] * len(cells) if theirs is None else theirs
        assert len(theirs) == len(cells), (op, name, out, len(theirs))
        called = (self.source, by, op, name, view, window, options)
        wrong = [
            (i, cell.element, their)
            for i, (cell, their) in enumerate(zip(cells, theirs))
            if their is not None and not self.agrees(cell, their, op, dtype, result, options, rounded)
        ]
        if wrong:
            if differs is None:
                raise AssertionError(f"{called}: element {wrong[0][0]} is {wrong[0][1]}, and by the peer {wrong[0][2]}")
            self.leave_out(*differs)
            return
        case = {"op": op, "input": name, "view": view, "window": window}
        if call:
            case["call"] = call
            if call == "globalPool":
                del case["window"]
        if by:
            case["by"] = by
        if options:
            case["options"] = {key: self.option(key, value, dtype) for key, value in options.items()}
        case.update(shape=out, dtype=result)
        if rounded:
            case.update(self.near(cells, theirs, result))
        else:
            case["result"] = [held_as(cell.element, result) for cell in cells]
        if op in ("max", "min") and options.get("indices"):
            places = [
                position_of(op, each, options["indices"]) if self.counts(each, options) else -1 for each in windows
            ]
            if indices is not None:
                assert places == [int(i) for i in indices], (called, places, indices)
            case["indices"] = places
        self.view(view)
        self.cases.append(case)

    def reduced(self, called, name, view, window, options, out, dtype, values):
        """A case of a function of the caller's, by the name that the tests know it by."""
        options = {key: self.option(key, value, dtype_of(name)) for key, value in options.items()}
        case = {"op": "reducer", "reducer": called, "input": name, "view": view, "window": window, "options": options}
        self.view(view)
        self.cases.append({**case, "shape": out, "dtype": dtype, "result": [held_as(x, dtype) for x in values]})

    def unpooled(self, dtype, number, values, places, window, options, back, by):
        """A case of maxUnpool, with arrays of its own."""
        name, where = f"{dtype} unpooled {number}", f"int64 unpooled {number}"
        same = next(
            (
                key
                for key, array in self.arrays.items()
                if key.startswith("int64 unpooled") and array.shape == places.shape and np.array_equal(array, places)
            ),
            None,
        )
        where = same or where
        self.use(name, values)
        self.use(where, places)
        view = "x".join(map(str, values.shape))
        steps = [math.prod(values.shape[axis + 1 :]) for axis in range(values.ndim)]
        self.views[f"unpooled {view}"] = {"shape": list(values.shape), "stride": steps, "offset": 0}
        self.cases.append(
            {
                "op": "maxUnpool",
                "call": "maxUnpool",
                "by": by,
                "input": name,
                "places": where,
                "view": f"unpooled {view}",
                "window": window,
                "options": options,
                "shape": list(back.shape),
                "dtype": dtype,
                "result": [held_as(x, dtype) for x in back.ravel()],
            }
        )

    def view(self, name):
        self.views[name] = dict(zip(["shape", "stride", "offset"], VIEWS[name]))

    @staticmethod
    def counts(window, options):
        """Whether a window has taps enough for a position."""
        least = options.get("minCount")
        if least is None:
            least = 1 if options.get("nodata") is not None or options.get("mask") is not None else 0
        return len(window.kept) >= least

    @staticmethod
    def option(key, value, dtype):
        if key in ("fill", "nodata") and is_big(dtype) and not isinstance(value, float):
            # A string is a bigint there; integers may be plain numbers too.
            return str(value) if value % 2 or abs(value) > 2**53 else value
        return held(value) if isinstance(value, (float, np.generic)) else value

    @staticmethod
    def agrees(cell, their, op, dtype, result, options, rounded):
        if rounded:
            return is_finite(cell.exact) or held(nearest(exact(their), result)) == held(cell.element)
        mine = cell.element
        theirs = settle(exact(their), result, options.get("round", "half-up"), mine)
        if op in ("mean", "median") and is_big(dtype) and is_float(result):
            # NumPy makes floats of 64-bit integers first.
            return math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e4) or mine == theirs
        return (mine != mine and theirs != theirs) or mine == theirs

    @staticmethod
    def near(cells, theirs, result):
        """The exact values, what is left of them beyond a float64, and how many units in the last place the peer is off."""
        values, rest, off = [], [], []
        for cell, their in zip(cells, theirs):
            if not is_finite(cell.exact) or math.isinf(cell.element):
                values.append(held(cell.element))
                rest.append(0)
                off.append(0)
                continue
            value = float(cell.exact)
            if result != "float64":
                value = float(f"{value:.{ {'float16': 9, 'float32': 12}[result] }g}")
            left = Fraction(0) if result != "float64" else cell.exact - Fraction(value)
            error = 0.0
            if their is not None and cell.folded:
                given = nearest(exact(their), result)
                assert math.isfinite(given), (cell, their)
                error = float(abs(Fraction(given) - cell.exact) / ulp(cell.exact, result))
                # A peer that works in a narrower type on the way leaves nothing to be measured by.
                error = error if error < FAR else 0.0
            values.append(held(value))
            rest.append(held(float(f"{float(left):.3g}")))
            # Rounded up, and a thousandth for the rest's own rounding.
            off.append(held(math.ceil(error * 100 + 0.1) / 100))
        near = {"exact": values, "off": off}
        return {**near, "rest": rest} if any(rest) else near

    def write(self):
        """One case on a line, so that a change is read as one."""
        self.arrays = {name: self.arrays[name] for name in sorted(self.arrays)}
        compact = {"separators": (",", ":")}
        lines = [
            f' "generated": {json.dumps(GENERATED)}',
            f' "source": {json.dumps(self.source)}',
            f' "versions": {json.dumps(self.versions)}',
        ]
        named = {
            "arrays": {name: [held(x) for x in array.ravel()] for name, array in self.arrays.items()},
            "views": self.views,
        }
        for key, parts in named.items():
            rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(part, **compact)}" for name, part in parts.items())
            lines.append(f' "{key}": {{\n{rows}\n }}')
        # Options that several cases share stand in a table, and cases say which.
        written = [json.dumps(case.get("options"), **compact) for case in self.cases]
        shared = [text for text, times in Counter(written).items() if times > 1 and text != "null"]
        cases = [
            {**case, "options": shared.index(text)} if text in shared else case
            for case, text in zip(self.cases, written)
        ]
        lines.append(' "options": [\n' + ",\n".join(f"  {text}" for text in shared) + "\n ]")
        left_out = [{"what": what, "why": why, "count": count} for (what, why), count in self.left_out.items()]
        for key, parts in {"leftOut": left_out, "cases": cases}.items():
            rows = ",\n".join(f"  {json.dumps(part, **compact)}" for part in parts)
            lines.append(f' "{key}": [\n{rows}\n ]' if parts else f' "{key}": []')
        path = FIXTURES / f"core-{self.source}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        print(
            f"{path.name}: {len(self.cases)} cases, {path.stat().st_size} bytes, {sum(self.left_out.values())} left out"
        )
