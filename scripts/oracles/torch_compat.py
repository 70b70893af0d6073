"""Writes test/fixtures/torch-compat.json: what torch.nn.functional's poolings give, for stridepool/torch to be compared with.

Not part of the checks: the file it writes is committed, and no test needs Python. To write it again:

    pip install numpy torch
    python scripts/oracles/torch_compat.py

Each case is a call of stridepool/torch: the function, the input's name, the other arguments, and PyTorch's result. Where that
is rounded (means, norms), a more exact result stands there (of means PyTorch's in float64, of norms its formula in NumPy's long
double), and beside it the greatest error of PyTorch's own, in units of the last place. What PyTorch refuses has `refused`.
"""

import platform
import warnings

import numpy as np
import torch
import torch.nn.functional as F

from held import value, write

SHAPES = {
    1: [(2, 11), (2, 1, 7), (1, 1), (1, 2, 4)],
    2: [(2, 5, 7), (1, 2, 6, 4), (1, 1, 1), (2, 1, 3, 1)],
    3: [(1, 3, 4, 5), (2, 1, 3, 3, 2), (1, 1, 1, 1)],
}
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
FLOATS = ["float32", "float64", "float16"]
MOST_CASES = 2
random = np.random.default_rng(20240611)


def inputs():
    """By name: whole numbers, few values (ties), NaN and infinities, nothing but -Infinity, positive reals; integers."""
    made = {}
    for rank, shapes in SHAPES.items():
        for n, shape in enumerate(shapes):
            size = int(np.prod(shape))
            for name in FLOATS:
                key = f"{name} {rank}.{n}"
                made[f"{key} whole"] = random.integers(-9, 10, size).astype(name)
                if n > 1:
                    continue
                made[f"{key} few"] = random.integers(-1, 2, size).astype(name)
                made[f"{key} real"] = (random.integers(1, 1000, size) / 256).astype(name)
                special = random.integers(-9, 10, size).astype(name)
                places = random.permutation(size)[: max(3, size // 4)]
                special[places] = np.resize([np.nan, np.inf, np.nan, -np.inf, -0.0], len(places))
                made[f"{key} special"] = special
                made[f"{key} lowest"] = np.full(size, -np.inf, name)
            for name in INTEGERS:
                if n > 1:
                    continue
                info = np.iinfo(name)
                made[f"{name} {rank}.{n}"] = random.integers(max(info.min, -(2**20)), min(info.max, 2**20), size, endpoint=True).astype(name)
    return {name: array.reshape(SHAPES[int(name.split()[1][0])][int(name.split()[1][2])]) for name, array in made.items()}


INPUTS = inputs()


def per_axis(rank, draw):
    """One integer for all axes, or one for each; half of the time each."""
    return int(draw(0)) if random.random() < 0.5 else [int(draw(axis)) for axis in range(rank)]


def listed(given, rank):
    return [given] * rank if isinstance(given, int) else given


def windows(rank, shape, dilated):
    """A kernel and options that PyTorch mostly takes; now and then one that it refuses."""
    extents = shape[-rank:]
    kernel = per_axis(rank, lambda axis: random.integers(1, min(4, extents[axis] + (random.random() < 0.1)) + 1))
    options = {}
    if random.random() < 0.6:
        options["stride"] = per_axis(rank, lambda axis: random.integers(1, 4))
    if random.random() < 0.6:
        most = min(listed(kernel, rank)) // 2 + (random.random() < 0.1)
        options["padding"] = per_axis(rank, lambda axis: random.integers(0, most + 1))
    if dilated and random.random() < 0.4:
        options["dilation"] = per_axis(rank, lambda axis: random.integers(1, 4))
    if random.random() < 0.4:
        options["ceilMode"] = True
    return kernel, options


def tuned(given):
    """Our names as PyTorch's."""
    names = {"ceilMode": "ceil_mode", "countIncludePad": "count_include_pad", "divisorOverride": "divisor_override"}
    return {names.get(name, name): given for name, given in given.items()}


def flat(array):
    return [value(x) for x in array.ravel()]


def refusal(error):
    return str(error).splitlines()[0][:80]


def unit(exact, dtype):
    """The distance between neighbours in a dtype, about each number."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.spacing(np.abs(exact).astype(dtype)).astype("float64")


def error_of(result, exact):
    """The greatest error of a result, in units of the last place."""
    off = np.abs(result.astype("float64") - exact) / unit(exact, result.dtype)
    off = off[np.isfinite(exact)]
    return round(float(off.max()), 3) if off.size else 0


def tapless(shape, rank, kernel, options):
    """Whether some window has no tap in the input, so that PyTorch's index lies where nothing was read."""
    for axis in range(rank):
        k, p, d = (listed(options.get(name, least) if name else kernel, rank)[axis] for name, least in [("", 0), ("padding", 0), ("dilation", 1)])
        s = listed(options.get("stride", kernel), rank)[axis]
        extent = shape[-rank:][axis]
        room = extent + 2 * p - (k - 1) * d - 1
        out = (-(-room // s) if options.get("ceilMode") else room // s) + 1
        if any(not any(0 <= i * s - p + j * d < extent for j in range(k)) for i in range(max(out, 0))):
            return True
    return False


left_out = [
    {"what": "batches and channels of 0", "why": "PyTorch gives empty arrays for some; empty results are refused here"},
    {"what": "adaptive output sizes of 0", "why": "PyTorch gives empty arrays; empty results are refused here"},
]
skipped = set()


def leave(what, why):
    if (what, why) not in skipped:
        skipped.add((what, why))
        left_out.append({"what": what, "why": why})


def max_cases(rank, name, array):
    x = torch.from_numpy(array)
    for _ in range(MOST_CASES):
        kernel, options = windows(rank, array.shape, True)
        case = {"fn": f"maxPool{rank}d", "input": name, "args": [kernel], "options": options}
        try:
            values, indices = getattr(F, f"max_pool{rank}d")(x, kernel, **tuned(options), return_indices=True)
        except RuntimeError as error:
            yield {**case, "refused": refusal(error)}
            continue
        if tapless(array.shape, rank, kernel, options):
            leave("windows whose dilated taps all lie outside", "PyTorch's index is then of an element outside the plane; -1 here")
            continue
        if array.dtype.kind == "f":
            alone = getattr(F, f"max_pool{rank}d")(x, kernel, **tuned(options))
            assert np.array_equal(alone.numpy(), values.numpy(), equal_nan=True)
        yield {**case, "shape": list(values.shape), "result": flat(values.numpy()), "indices": flat(indices.numpy())}


def adaptive_sizes(rank, shape):
    for _ in range(2):
        size = per_axis(rank, lambda axis: random.integers(1, shape[-rank:][axis] + 3))
        if rank > 1 and isinstance(size, list) and random.random() < 0.4:
            size[int(random.integers(rank))] = None
        yield size



def adaptive_max_cases(rank, name, array):
    for size in adaptive_sizes(rank, array.shape):
        values, indices = getattr(F, f"adaptive_max_pool{rank}d")(torch.from_numpy(array), size, return_indices=True)
        yield {"fn": f"adaptiveMaxPool{rank}d", "input": name, "args": [size], "options": {}, "shape": list(values.shape),
               "result": flat(values.numpy()), "indices": flat(indices.numpy())}


def rounded(case, call, array, exactly=None):
    """A case of a rounded result: a more exact one, and the error of PyTorch's own in the dtype of the input."""
    try:
        own = call(torch.from_numpy(array)).numpy()
    except (RuntimeError, NotImplementedError) as error:
        if "not implemented for 'Half'" in str(error):
            leave(f"{case['fn']} of float16", "PyTorch's CPU build has no kernel for it")
        else:
            yield {**case, "refused": refusal(error)}
        return
    if own.dtype.kind == "i":
        yield {**case, "dtype": own.dtype.name, "shape": list(own.shape), "result": flat(own)}
        return
    exact = exactly() if exactly else call(torch.from_numpy(array.astype("float64"))).numpy()
    assert np.array_equal(np.isnan(own), np.isnan(exact)), case
    error = error_of(own, exact)
    if error > 1000:
        leave(f"{case['fn']} of {case['input']}, {case['args']}", "powers overflow in PyTorch's dtype on the way; here they don't")
        return
    yield {**case, "dtype": own.dtype.name, "shape": list(own.shape), "result": flat(exact), "ulps": error}


def avg_cases(rank, name, array):
    for _ in range(MOST_CASES if array.dtype.kind == "f" or array.dtype == "int64" else 1):
        kernel, options = windows(rank, array.shape, False)
        if random.random() < 0.5:
            options["countIncludePad"] = False
        if rank > 1 and random.random() < 0.2:
            options["divisorOverride"] = int(random.choice([1, 2, 3, 7, -3]))
        case = {"fn": f"avgPool{rank}d", "input": name, "args": [kernel], "options": options}
        yield from rounded(case, lambda x: getattr(F, f"avg_pool{rank}d")(x, kernel, **tuned(options)), array)


def adaptive_avg_cases(rank, name, array):
    for size in adaptive_sizes(rank, array.shape):
        case = {"fn": f"adaptiveAvgPool{rank}d", "input": name, "args": [size], "options": {}}
        yield from rounded(case, lambda x: getattr(F, f"adaptive_avg_pool{rank}d")(x, size), array)


def norms(rank, array, p, kernel, options):
    """torch.nn.functional.lp_pool's formula, (k mean(x^p))^(1/p), or max(|x|), -max(-|x|)."""
    extents, kernel = array.shape[-rank:], listed(kernel, rank)
    strides = listed(options.get("stride", kernel), rank)
    counts = []
    for extent, k, s in zip(extents, kernel, strides):
        out = (-(-(extent - k) // s) if options.get("ceilMode") else (extent - k) // s) + 1
        counts.append(out - 1 if (out - 1) * s >= extent else out)
    result = np.zeros((*array.shape[:-rank], *counts), "longdouble")
    with np.errstate(all="ignore"):
        for place in np.ndindex(*counts):
            cut = array[(..., *(slice(i * s, i * s + k) for i, s, k in zip(place, strides, kernel)))]
            taps = cut.astype("longdouble").reshape(*array.shape[:-rank], -1)
            if np.isinf(p):
                folded = np.abs(taps).max(-1) if p > 0 else -(-np.abs(taps)).max(-1)
            else:
                folded = ((taps**p).mean(-1) * np.prod(kernel)) ** (np.longdouble(1) / np.longdouble(p))
            result[(..., *place)] = folded
    return result.astype("float64")


def lp_cases(rank, name, array):
    powers = [1, 2, 3, 4, 0.5, 2.5, -1, -2, 6, float("inf"), float("-inf")]
    for _ in range(MOST_CASES if array.dtype.kind == "f" else 1):
        kernel, options = windows(rank, array.shape, False)
        options.pop("padding", None)
        p = powers[int(random.integers(len(powers)))]
        if array.dtype.kind != "f" and np.isinf(p) and rank == 1:
            leave("lpPool1d of integers with an infinite norm", "PyTorch's CPU build has no kernel for it")
            continue
        if p == 0.5 and np.isneginf(array).any():
            leave("lpPool of -Infinity with the power 0.5", "PyTorch's root of it is Infinity in float16, NaN in wider dtypes")
            continue
        # PyTorch's 2-D and 3-D forms unpack the kernel, and its 1-D form multiplies by it: one number, or one for each.
        kernel = listed(kernel, rank)[0] if rank == 1 else kernel
        case = {"fn": f"lpPool{rank}d", "input": name, "args": [value(p), kernel], "options": options}

        def call(x):
            return getattr(F, f"lp_pool{rank}d")(x, float(p), kernel, **tuned(options))

        yield from rounded(case, call, array, lambda: norms(rank, array, p, kernel, options))


def unpool_cases(rank, name, array):
    x = torch.from_numpy(array)
    for n in range(5):
        kernel, options = windows(rank, array.shape, False)
        options.pop("ceilMode", None)
        try:
            values, indices = getattr(F, f"max_pool{rank}d")(x, kernel, **tuned(options), return_indices=True)
        except RuntimeError:
            continue
        if n == 1:
            # Duplicates: the last one stays.
            indices = indices // 2
        given = dict(options)
        if n > 2:
            given["outputSize"] = list(array.shape[-rank:] if n == 3 or len(array.shape) == rank + 1 else array.shape)
        case = {"fn": f"maxUnpool{rank}d", "values": flat(values.numpy()), "dtype": array.dtype.name, "of": list(values.shape),
                "at": flat(indices.numpy()), "args": [kernel], "options": given}
        torch_given = {"output_size" if key == "outputSize" else key: option for key, option in given.items()}
        try:
            result = getattr(F, f"max_unpool{rank}d")(values, indices, kernel, **torch_given)
        except (RuntimeError, ValueError) as error:
            yield {**case, "refused": refusal(error)}
            continue
        if 0 in result.shape:
            leave("maxUnpool whose padding leaves an extent of 0", "PyTorch gives an empty array; empty results are refused here")
            continue
        yield {**case, "shape": list(result.shape), "result": flat(result.numpy())}


def cases():
    for name, array in INPUTS.items():
        rank = int(name.split()[1][0])
        yield from max_cases(rank, name, array)
        if array.dtype.kind == "f":
            yield from adaptive_max_cases(rank, name, array)
            yield from adaptive_avg_cases(rank, name, array)
            if "whole" in name:
                yield from unpool_cases(rank, name, array)
        if "lowest" not in name:
            yield from avg_cases(rank, name, array)
            yield from lp_cases(rank, name, array)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    made = list(cases())
    write("torch-compat.json", {
        "generated": "by scripts/oracles/torch_compat.py; not to be edited",
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "left_out": left_out,
        "inputs": [{"name": name, "shape": list(array.shape), "data": flat(array)} for name, array in INPUTS.items()],
        "cases": made,
    })
    print(len(made), "cases,", sum("refused" in case for case in made), "of them refused")


if __name__ == "__main__":
    main()
