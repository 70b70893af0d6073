"""Where windows lie and which taps they have, by numpy.pad and numpy's own sliding windows."""

from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

# A view: shape, stride in elements, offset.
VIEWS = {
    "6x8": ([6, 8], [8, 1], 0),
    "8x6 turned": ([8, 6], [1, 8], 0),
    "6x8 backwards": ([6, 8], [-8, -1], 47),
    "5x6 apart": ([5, 6], [8, 1], 9),
    "4x5 against": ([4, 5], [-12, 2], 36),
    "4x8 repeated": ([4, 8], [0, 1], 16),
    "5x4 still": ([5, 4], [9, 0], 2),
    "48": ([48], [1], 0),
    "16 thirds": ([16], [-3], 47),
    "11": ([11], [1], 20),
    "3x4x4": ([3, 4, 4], [16, 4, 1], 0),
    "4x4x3": ([4, 4, 3], [12, 3, 1], 0),
    "2x3x2x4": ([2, 3, 2, 4], [24, 8, 4, 1], 0),
    "1x2x4x5": ([1, 2, 4, 5], [40, 20, 5, 1], 3),
    "1x1": ([1, 1], [1, 1], 5),
    "1x7": ([1, 7], [7, 1], 12),
    "3x3": ([3, 3], [3, 1], 30),
    "5x5": ([5, 5], [5, 1], 11),
}


def viewed(array, name):
    shape, stride, offset = VIEWS[name]
    return as_strided(array[offset:], shape, [step * array.itemsize for step in stride], writeable=False)


@dataclass
class Window:
    """One window's taps in row-major order of the pooled axes as given."""

    taps: np.ndarray
    exists: np.ndarray
    valid: np.ndarray
    plane: np.ndarray
    tensor: np.ndarray
    padded: int

    @property
    def read(self):
        """The taps that are there, left out or not."""
        return self.taps[self.exists]

    @property
    def kept(self):
        return self.taps[self.exists & self.valid]


@dataclass
class Lattice:
    """One axis: how many windows, where the first starts, how far apart, how many taps and their distance."""

    out: int
    low: int
    high: int
    window: int
    stride: int
    dilation: int


def per_axis(value, count, default):
    if value is None:
        return [default] * count
    return list(value) if isinstance(value, (list, tuple)) else [value] * count


def lattice(extent, window, stride, dilation, padding, edge):
    span = (window - 1) * dilation + 1
    if isinstance(padding, str):
        out = -(-extent // stride)
        need = max(0, (out - 1) * stride + span - extent)
        low = need // 2 if padding == "same" else need - need // 2
        return Lattice(out, low, need - low, window, stride, dilation)
    low, high = padding
    room = extent + low + high - span
    if edge == "partial":
        out = -(-room // stride) + 1
        if (out - 1) * stride >= extent + low:
            out -= 1
    else:
        out = room // stride + 1
        assert edge != "exact" or (out - 1) * stride + span == extent + low + high
    assert out > 0, "no window fits"
    return Lattice(out, low, high, window, stride, dilation)


def axes_of(rank, window, options):
    axes = options.get("axes")
    if axes is None:
        count = len(window) if isinstance(window, (list, tuple)) else min(2, rank)
        axes = range(rank - count, rank)
    return [axis % rank for axis in axes]


def lattices_of(shape, window, options):
    """For every axis of the array how it is pooled."""
    axes = axes_of(len(shape), window, options)
    count = len(axes)
    windows = per_axis(window, count, None)
    strides = options.get("stride")
    strides = windows if strides is None else per_axis(strides, count, None)
    dilations = per_axis(options.get("dilation"), count, 1)
    padding = options.get("padding", 0)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):
        padding = [padding] * count
    else:
        padding = [p if isinstance(p, (list, tuple)) else (p, p) for p in per_axis(padding, count, 0)]
    made = [Lattice(extent, 0, 0, 1, 1, 1) for extent in shape]
    for i, axis in enumerate(axes):
        made[axis] = lattice(shape[axis], windows[i], strides[i], dilations[i], padding[i], options.get("edge", "trim"))
    return axes, made


def matches(array, nodata):
    """Which elements are nodata, as their dtype holds it."""
    dtype = array.dtype
    if dtype.kind == "f":
        held = dtype.type(nodata)
        return np.isnan(array) if np.isnan(held) else array == held
    if nodata != nodata or nodata != int(nodata) or not np.iinfo(dtype).min <= int(nodata) <= np.iinfo(dtype).max:
        return np.zeros(array.shape, bool)
    return array == dtype.type(int(nodata))


def numbered(shape, axes):
    """For every element its position in its plane and in the whole array."""
    tensor = np.arange(prod(shape)).reshape(shape)
    plane = np.arange(prod(shape[axis] for axis in axes)).reshape([shape[axis] for axis in axes])
    # The plane's axes in the array's order, with the axes that are not pooled put in between.
    order = sorted(range(len(axes)), key=lambda i: axes[i])
    plane = plane.transpose(order).reshape([extent if axis in axes else 1 for axis, extent in enumerate(shape)])
    return np.broadcast_to(plane, shape), tensor


def windows_of(view, window, options, mask=None):
    """The result's shape, and its windows in row-major order."""
    shape = view.shape
    axes, made = lattices_of(shape, window, options)
    pads = []
    for extent, of in zip(shape, made):
        reach = (of.out - 1) * of.stride + (of.window - 1) * of.dilation + 1 - of.low
        pads.append((of.low, max(0, reach - extent)))
    fill, mode = options.get("fill"), options.get("padMode")
    real = fill is not None or mode is not None

    def padded(array, constant):
        return np.pad(array, pads, mode) if mode else np.pad(array, pads, constant_values=constant)

    def slid(array):
        spans = [(of.window - 1) * of.dilation + 1 for of in made]
        all_windows = sliding_window_view(array, spans)
        where = [slice(0, (of.out - 1) * of.stride + 1, of.stride) for of in made]
        taps = [slice(None, None, of.dilation) for of in made]
        chosen = all_windows[tuple(where + taps)]
        rank = len(shape)
        others = [rank + axis for axis in range(rank) if axis not in axes]
        chosen = chosen.transpose([*range(rank), *(rank + axis for axis in axes), *others])
        return chosen.reshape(-1, prod(of.window for of in made))

    valid = np.ones(shape, bool) if mask is None else mask != 0
    plane, tensor = numbered(shape, axes)
    data = slid(padded(view, view.dtype.type(fill) if fill is not None else 0))
    exists = slid(np.pad(np.ones(shape, bool), pads, constant_values=real))
    valid = slid(padded(valid, True))
    if options.get("nodata") is not None:
        valid = valid & ~matches(data, options["nodata"])
    if options.get("nan") == "ignore" and view.dtype.kind == "f":
        valid = valid & ~np.isnan(data)
    plane, tensor = slid(padded(plane, -1)), slid(padded(tensor, -1))

    out = [of.out for of in made]
    found = []
    for n, index in enumerate(product(*map(range, out))):
        counted = prod(
            sum(o * of.stride - of.low + j * of.dilation < extent + of.high for j in range(of.window))
            for o, of, extent in zip(index, made, shape)
        )
        taps = data.shape[1] if real else counted
        found.append(Window(data[n], exists[n], valid[n], plane[n], tensor[n], taps))
    return out, found


def spread(view, extents, options, mask=None):
    """The windows of an adaptive pooling: from floor(i L / o) to ceil((i + 1) L / o)."""
    shape = view.shape
    rank = len(shape)
    axes = options.get("axes")
    axes = [axis % rank for axis in axes] if axes is not None else list(range(rank - len(extents), rank))
    out = list(shape)
    for axis, extent in zip(axes, extents):
        out[axis] = extent
    valid = np.ones(shape, bool) if mask is None else mask != 0
    if options.get("nodata") is not None:
        valid = valid & ~matches(view, options["nodata"])
    if options.get("nan") == "ignore" and view.dtype.kind == "f":
        valid = valid & ~np.isnan(view)
    plane, tensor = numbered(shape, axes)
    order = [*axes, *(axis for axis in range(rank) if axis not in axes)]
    found = []
    for index in product(*map(range, out)):
        where = tuple(
            slice(i * L // o, -(-(i + 1) * L // o)) if axis in axes else slice(i, i + 1)
            for axis, (i, L, o) in enumerate(zip(index, shape, out))
        )
        cut = [array[where].transpose(order).ravel() for array in (view, valid, plane, tensor)]
        found.append(Window(cut[0], np.ones(cut[0].size, bool), *cut[1:], cut[0].size))
    return out, found
