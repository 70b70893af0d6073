"""The core against PyTorch: its pooling with positions, its unpooling, and its reductions over unfolded windows."""

import math
from itertools import product

import numpy as np
import torch
import torch.nn.functional as F

from .core_cases import Fixture
from .core_exact import is_float
from .core_windows import VIEWS, viewed

# View, spatial rank; kernel, stride, padding, dilation.
POOLED = [
    ("11", 1, 3, 2, 1, 1),
    ("48", 1, 6, 5, 3, 2),
    ("5x5", 2, 3, 2, 1, 1),
    ("8x6 turned", 2, (3, 2), (2, 3), (1, 0), (2, 1)),
    ("6x8", 2, (2, 3), (2, 2), (1, 1), (1, 2)),
    ("3x4x4", 2, 2, 2, 0, 1),
    ("4x8 repeated", 2, (4, 3), (1, 3), (2, 1), (1, 2)),
    ("1x2x4x5", 2, 3, 2, 1, 1),
    ("3x4x4", 3, (2, 2, 3), (1, 2, 2), (1, 1, 1), (1, 2, 1)),
    ("2x3x2x4", 3, 2, (2, 1, 2), (0, 1, 1), 1),
]


def tensor_of(array):
    # PyTorch has no negative strides; zero ones and turned axes it keeps.
    return torch.from_numpy(np.array(array) if any(s < 0 for s in array.strides) else array.copy("K"))


def spatial(tensor, rank):
    """With a channel axis, as pooling wants it."""
    return tensor[None] if tensor.dim() == rank else tensor


def listed(value, rank):
    return list(value) if isinstance(value, tuple) else [value] * rank


def flat(tensor):
    return list(tensor.numpy().ravel())


def tried(fixture, name, dtype, call):
    """What PyTorch gives; nothing where it has no such function for a dtype."""
    try:
        return call()
    except (RuntimeError, NotImplementedError) as error:
        assert "not implemented" in str(error), error
        fixture.leave_out(f"{name} of {dtype}", "PyTorch has no such function for this dtype on a processor")
        return None


def pooling(fixture):
    for number, (view, rank, k, s, p, d) in enumerate(POOLED):
        shape = VIEWS[view][0]
        for n, (dtype, ceil) in enumerate(
            product(["float32", "float64", "float16", "uint8", "int16", "int32", "int64"], [False, True])
        ):
            name = dtype + (["", " special", " few"] if is_float(dtype) else ["", " few", ""])[(number + n) % 3]
            axes = list(range(len(shape) - rank, len(shape)))
            options = {"axes": axes, "stride": listed(s, rank), "edge": "partial" if ceil else "trim"}
            options.update(padding=listed(p, rank), dilation=listed(d, rank))
            window = listed(k, rank)
            x = spatial(tensor_of(viewed(fixture.use(name), view)), rank)
            if (number + n) % 2 and is_float(dtype):
                continue
            special = "special" in name
            by = f"max_pool{rank}d"
            found = tried(fixture, by, dtype, lambda: getattr(F, by)(x, k, s, p, d, ceil, True))
            if found is None:
                continue
            values, places = found
            given = options if special else {**options, "indices": "plane"}
            if special:
                fixture.leave_out(
                    "positions of a maximum among NaN", "PyTorch gives the last NaN's, this package the first's"
                )
            fixture.add("max", name, view, window, given, flat(values), by, indices=None if special else flat(places))


def averages(fixture):
    for number, (view, rank, k, s, p, _) in enumerate(POOLED):
        shape = VIEWS[view][0]
        for n, (dtype, ceil, counted) in enumerate(
            product(["float32", "float64", "float16"], [False, True], [False, True])
        ):
            if (number + n) % 3:
                continue
            name = dtype + ["", " real", " special"][(number + n) // 3 % 3]
            options = {
                "axes": list(range(len(shape) - rank, len(shape))),
                "stride": listed(s, rank),
                "padding": listed(p, rank),
            }
            options.update(edge="partial" if ceil else "trim", countPadding=counted)
            x = spatial(tensor_of(viewed(fixture.use(name), view)), rank)
            function = getattr(F, f"avg_pool{rank}d")
            given = [x, k, s, p, ceil, counted]
            if rank > 1 and n % 2:
                given.append(5)
                options["divisor"] = 5
            theirs = tried(fixture, f"avg_pool{rank}d", dtype, lambda: function(*given))
            if theirs is not None:
                fixture.add("mean", name, view, listed(k, rank), options, flat(theirs), f"avg_pool{rank}d")


def norms(fixture):
    for number, (view, rank, k, s, _, _) in enumerate(POOLED):
        if rank > 2 and number % 2:
            continue
        shape = VIEWS[view][0]
        for n, p in enumerate([1, 2, 3]):
            dtype = ["float32", "float64"][(number + n) % 2]
            # It takes no absolute values; these are positive.
            name = f"{dtype} real"
            options = {"axes": list(range(len(shape) - rank, len(shape))), "stride": listed(s, rank), "p": p}
            x = spatial(tensor_of(viewed(fixture.use(name), view)), rank)
            theirs = getattr(F, f"lp_pool{rank}d")(x, p, k, s)
            fixture.add("lp", name, view, listed(k, rank), options, flat(theirs), f"lp_pool{rank}d")


def adaptive(fixture):
    for number, (view, rank, extents) in enumerate(
        [
            ("11", 1, [4]),
            ("48", 1, [5]),
            ("5x5", 2, [3, 2]),
            ("6x8", 2, [4, 3]),
            ("1x2x4x5", 2, [3, 4]),
            ("3x4x4", 3, [2, 3, 3]),
            ("8x6 turned", 2, [3, 6]),
            ("2x3x2x4", 3, [2, 2, 3]),
        ]
    ):
        shape = VIEWS[view][0]
        axes = list(range(len(shape) - rank, len(shape)))
        for dtype in ["float32", "float64"]:
            for kind in [" few", " real"]:
                x = spatial(tensor_of(viewed(fixture.use(dtype + kind), view)), rank)
                values, places = getattr(F, f"adaptive_max_pool{rank}d")(x, tuple(extents), True)
                fixture.add(
                    "max",
                    dtype + kind,
                    view,
                    extents,
                    {"axes": axes, "indices": "plane"},
                    flat(values),
                    f"adaptive_max_pool{rank}d",
                    "adaptivePool",
                    indices=flat(places),
                )
            theirs = getattr(F, f"adaptive_avg_pool{rank}d")(x, tuple(extents))
            fixture.add(
                "mean",
                f"{dtype} real",
                view,
                extents,
                {"axes": axes},
                flat(theirs),
                f"adaptive_avg_pool{rank}d",
                "adaptivePool",
            )


def reductions(fixture):
    """Over Tensor.unfold: blocks of windows of one or two axes."""
    functions = {
        "median": (lambda w, o: w.median(-1).values, {"interpolation": "lower"}),
        "mode": (lambda w, o: w.mode(-1).values, {}),
        "var": (lambda w, o: w.var(-1, correction=o["ddof"]), {"ddof": 1}),
        "std": (lambda w, o: w.std(-1, correction=o["ddof"]), {"ddof": 0}),
        "prod": (lambda w, o: w.prod(-1), {}),
        "lp": (lambda w, o: torch.linalg.vector_norm(w, o["p"], -1), {"p": 3}),
        "any": (lambda w, o: w.any(-1), {}),
        "all": (lambda w, o: w.all(-1), {}),
        "range": (lambda w, o: w.amax(-1) - w.amin(-1), {}),
        "min": (lambda w, o: w.amin(-1), {}),
        "sum": (lambda w, o: w.sum(-1), {}),
        "first": (lambda w, o: w[..., 0], {}),
    }
    ignoring = {
        "median": (lambda w, o: w.nanmedian(-1).values, {"interpolation": "lower"}),
        "mean": (lambda w, o: w.nanmean(-1), {}),
        "sum": (lambda w, o: w.nansum(-1), {}),
    }
    layouts = [("11", [4], [2]), ("6x8", [3, 3], [3, 2]), ("8x6 turned", [2, 3], [3, 3]), ("48", [7], [6])]
    for number, (dtype, (op, (function, own))) in enumerate(
        product(["float32", "float64", "int64", "int32", "uint8"], functions.items())
    ):
        view, window, hop = layouts[number % 4]
        if op in ("var", "std", "lp") and not is_float(dtype):
            continue
        if op in ("prod", "range") and dtype in ("int32", "uint8"):
            # In their own few bits there; here the true value.
            continue
        name = dtype + (["", " few", " real"][number % 3] if is_float(dtype) else ["", " few"][number % 2])
        options = {"stride": hop, **own}
        differs = None
        if op == "mode":
            differs = "modes with ties", "PyTorch takes the smallest of them, this package the one met first"
        theirs = function(unfolded(fixture, name, view, window, hop), options)
        fixture.add(op, name, view, window, options, flat(theirs), f"Tensor.{op}", differs=differs)
    for number, (dtype, p) in enumerate(product(["float32", "float64"], [math.inf, 0.5, 1, 2])):
        view, window, hop = layouts[number % 4]
        options = {"stride": hop, "p": p}
        theirs = functions["lp"][0](unfolded(fixture, f"{dtype} few", view, window, hop), options)
        fixture.add("lp", f"{dtype} few", view, window, options, flat(theirs), "linalg.vector_norm")
    for number, (dtype, (op, (function, own))) in enumerate(product(["float32", "float64"], ignoring.items())):
        view, window, hop = layouts[number % 4]
        options = {"stride": hop, "nan": "ignore", **own}
        theirs = function(unfolded(fixture, f"{dtype} special", view, window, hop), options)
        fixture.add(op, f"{dtype} special", view, window, options, flat(theirs), f"Tensor.nan{op}")


def unfolded(fixture, name, view, window, hop):
    x = tensor_of(viewed(fixture.use(name), view))
    rank = len(window)
    for axis in range(rank):
        x = x.unfold(x.dim() - rank if axis == 0 else axis, window[axis], hop[axis])
    return x.reshape(*x.shape[:rank], -1)


def unpooling(fixture):
    """max_unpool of what max_pool gave, with an output size where it cannot be told."""
    layouts = [
        ("11", 1, 2, 2, 0, [11]),
        ("48", 1, 3, 3, 1, [48]),
        ("6x8", 2, 2, 2, 0, None),
        ("5x5", 2, 2, 2, 0, [5, 5]),
        ("5x5", 2, 3, 2, 1, None),
        ("3x4x4", 2, 2, 2, 0, None),
        ("1x2x4x5", 2, (2, 3), (2, 2), 0, [4, 5]),
        ("3x4x4", 3, (1, 2, 2), (1, 2, 2), 0, None),
        ("2x3x2x4", 3, (3, 2, 2), (3, 2, 2), 0, None),
    ]
    for number, ((view, rank, k, s, p, size), dtype) in enumerate(
        product(layouts, ["float32", "float64", "int32", "uint8", "float16"])
    ):
        shape = VIEWS[view][0]
        name = dtype + " few"
        x = spatial(tensor_of(viewed(fixture.use(name), view)), rank)
        found = tried(
            fixture, f"max_pool{rank}d", dtype, lambda: getattr(F, f"max_pool{rank}d")(x, k, s, p, 1, False, True)
        )
        if found is None:
            continue
        values, places = found
        by = f"max_unpool{rank}d"
        back = tried(fixture, by, dtype, lambda: getattr(F, by)(values, places, k, s, p, size))
        if back is None:
            continue
        if x.dim() > len(shape):
            values, places, back = values[0], places[0], back[0]
        options = {
            "axes": list(range(len(shape) - rank, len(shape))),
            "stride": listed(s, rank),
            "padding": listed(p, rank),
        }
        if size is not None:
            options["outputShape"] = size
        fixture.unpooled(dtype, number, values.numpy(), places.numpy(), listed(k, rank), options, back.numpy(), by)


def write():
    fixture = Fixture("torch", {"torch": torch.__version__})
    for part in (pooling, averages, norms, adaptive, reductions, unpooling):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
