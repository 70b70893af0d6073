"""The native peers of the benchmark: what Python's libraries take for the same problems, in a process beside it.

Reads requests from standard input, one JSON object a line, and answers each with one line:

    {"do": "versions"}                                    -> {"numpy": "2.4.6", ...}
    {"do": "prepare", "problem": {...}, "input": path,
     "results": folder, "taps": most}                     -> {"peers": [{"name", "rule", "file", "ns"}], "absent": [...]}
    {"do": "time", "peer": name, "seconds": s, "samples": n} -> {"samples": [ns, ...]}

The input is a file of raw bytes; each peer's result is written to a file, in the dtype the problem asks for. Arrays and
tensors are made beforehand, and only the operation is timed, on one thread.
"""

import gc
import importlib
import json
import math
import os
import sys
import time

# Before NumPy and the rest start their threads.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from numpy.lib.stride_tricks import sliding_window_view  # noqa: E402


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


torch = optional("torch")
ort = optional("onnxruntime")
onnx = optional("onnx")
cv2 = optional("cv2")
measure = optional("skimage.measure")
ndimage = optional("scipy.ndimage")
pillow = optional("PIL.Image")
filters = optional("PIL.ImageFilter")

if torch:
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
if cv2:
    cv2.setNumThreads(1)


def versions():
    modules = {
        "NumPy": np,
        "PyTorch": torch,
        "ONNX Runtime": ort,
        "OpenCV": cv2,
        "scikit-image": optional("skimage"),
        "SciPy": optional("scipy"),
        "Pillow": optional("PIL"),
    }
    found = {name: module.__version__ for name, module in modules.items() if module}
    return {"Python": sys.version.split()[0], **found}


class Unable(Exception):
    """Why a peer cannot do a problem."""


class Problem:
    """One problem of shapes.mjs, with its input."""

    def __init__(self, fields, path, most):
        self.op = fields["op"]
        self.dtype = np.dtype(fields["dtype"])
        self.result = np.dtype(fields["result"])
        self.window, self.stride = fields["window"], fields["stride"]
        self.padding, self.border = fields["padding"], fields["border"]
        self.axes, self.out = fields["axes"], fields["outShape"]
        self.count = math.prod(self.window)
        self.most = most
        self.taps = math.prod(self.out) * self.count
        shape = fields["shape"]
        flat = np.fromfile(path, self.dtype)
        if fields["transposed"]:
            self.x = flat.reshape(shape[::-1]).transpose()
        else:
            self.x = flat.reshape(shape)
        # What the windows read: what remains of the last axis is not theirs.
        ends = [slice(None)] * self.x.ndim
        self.blocks = self.window == self.stride and not any(self.padding)
        if self.blocks:
            for axis, k in zip(self.axes, self.window):
                ends[axis] = slice(0, self.out[axis] * k)
        self.x = self.x[tuple(ends)]
        self.last = self.axes == list(range(self.x.ndim - len(self.axes), self.x.ndim))
        self.channels_last = not self.last and self.axes == [self.x.ndim - 3, self.x.ndim - 2]
        self.integers = self.dtype.kind in "iu"
        self.rounded = self.op == "mean" and self.result.kind in "iu"

    def lowest(self, op=None):
        if (op or self.op) == "min":
            return np.iinfo(self.dtype).max if self.integers else np.inf
        return np.iinfo(self.dtype).min if self.integers else -np.inf

    def affordable(self, work=None):
        """Refuses what would take seconds a call."""
        if (work or self.taps) > self.most:
            raise Unable("left out: too many taps one by one")

    def need(self, *conditions):
        if not all(conditions):
            raise Unable("has no such operation")

    def plane(self):
        """The input as one image of at most four channels, as imaging libraries take it."""
        self.need(self.x.ndim == 2 or (self.x.ndim == 3 and self.axes == [0, 1] and self.x.shape[2] <= 4))
        return self.x


def numpy_reshape(p):
    """The textbook's: reshape where windows lie side by side, a view of windows elsewhere."""
    p.affordable()
    x, axes = p.x, p.axes
    if p.blocks:
        shape, inner = [], []
        for axis, extent in enumerate(x.shape):
            if axis in axes:
                k = p.window[axes.index(axis)]
                shape += [extent // k, k]
                inner.append(len(shape) - 1)
            else:
                shape.append(extent)
        view = x.reshape(shape)
        inner = tuple(inner)
        windows = lambda: view  # noqa: E731
    else:
        pad = [(0, 0)] * x.ndim
        for axis, amount in zip(axes, p.padding):
            pad[axis] = (amount, amount)
        hop = [slice(None)] * x.ndim
        for axis, s in zip(axes, p.stride):
            hop[axis] = slice(None, None, s)
        hop = tuple(hop)
        inner = tuple(range(x.ndim, x.ndim + len(axes)))
        padded = any(p.padding)
        mode = {"mode": p.border} if p.border else {"constant_values": p.lowest() if p.op in ("max", "min") else 0}
        p.need(p.border or not padded or p.op in ("max", "min"))
        windows = lambda: sliding_window_view(np.pad(x, pad, **mode) if padded else x, p.window, axes)[hop]  # noqa: E731
    if p.op == "argmax":
        p.need(p.blocks)
        order = [a for a in range(view.ndim) if a not in inner] + list(inner)
        flat = p.out + [p.count]
        return "exact", lambda: view.transpose(order).reshape(flat).argmax(-1)
    if p.op == "median":
        return "exact", lambda: np.median(windows(), axis=inner)
    if p.rounded:
        half, count = p.count // 2, p.count
        return "exact", lambda: ((windows().sum(inner, dtype=np.uint32) + half) // count).astype(p.result)
    p.need(p.op in ("max", "min", "mean", "sum"))
    reduce = {"max": np.max, "min": np.min, "mean": np.mean, "sum": np.sum}[p.op]
    return "ulp", lambda: reduce(windows(), axis=inner)


def numpy_slices(p):
    """A slice for each tap along one axis, then along the other: what one writes who wants NumPy to be quick."""
    p.need(p.op in ("max", "min", "mean", "sum"), len(p.axes) == 2)
    # Whole rows at a time, some ten times as quick as tap by tap.
    p.affordable(math.prod(p.out) * sum(p.window) / 5)
    x = p.x
    pad = [(0, 0)] * x.ndim
    for axis, amount in zip(p.axes, p.padding):
        pad[axis] = (amount, amount)
    padded = any(p.padding)
    adds = p.op in ("mean", "sum")
    fill = {"mode": p.border} if p.border else {"constant_values": 0 if adds else p.lowest()}
    fold = np.add if adds else np.maximum if p.op == "max" else np.minimum
    wide = p.dtype
    if adds and p.integers:
        few = p.count * max(abs(int(np.iinfo(p.dtype).min)), np.iinfo(p.dtype).max)
        wide = np.dtype(np.uint16 if few < 2**16 and p.dtype.kind == "u" else np.int32 if few < 2**31 else np.int64)
    counts = None
    if padded and p.op == "mean" and not p.border:
        ones = np.pad(np.ones(x.shape, np.float32), pad)
        counts = ones
        for axis, k, s, o in taps_of(p):
            counts = along(counts, axis, k, s, o, np.add, np.float32)

    def run():
        acc = np.pad(x, pad, **fill) if padded else x
        for axis, k, s, o in taps_of(p):
            acc = along(acc, axis, k, s, o, fold, wide)
        if p.op != "mean":
            return acc
        if p.rounded:
            acc += p.count // 2
            return (acc // p.count).astype(p.result)
        return acc / (p.count if counts is None else counts)

    return "ulp", run


def taps_of(p):
    return [(axis, k, s, p.out[axis]) for axis, k, s in zip(p.axes, p.window, p.stride)]


def along(x, axis, k, s, o, fold, dtype):
    before = (slice(None),) * axis
    parts = [x[(*before, slice(i, i + (o - 1) * s + 1, s))] for i in range(k)]
    if k == 1:
        return parts[0].astype(dtype, copy=False)
    acc = fold(parts[0], parts[1], dtype=dtype)
    for part in parts[2:]:
        fold(acc, part, out=acc, dtype=dtype)
    return acc


def pytorch(p):
    p.need(torch)
    F = torch.nn.functional
    t = torch.from_numpy(np.ascontiguousarray(p.x) if p.last and p.x.flags.c_contiguous else p.x)
    back = None
    if p.channels_last:
        back = (0, 2, 3, 1) if t.ndim == 4 else (1, 2, 0)
        t = t.permute(0, 3, 1, 2) if t.ndim == 4 else t.permute(2, 0, 1)
    else:
        p.need(p.last, len(p.axes) == 2)
    rank = t.ndim
    while t.ndim < 4:
        t = t.unsqueeze(0)
    shape = p.out if back is None else None

    def view(result):
        if back is None:
            return result.reshape(shape)
        return (result.squeeze(0) if rank == 3 else result).permute(*back)

    whole = list(p.window) == list(t.shape[-2:])
    k, s, pad = p.window, p.stride, p.padding
    if p.op == "mean" and whole and p.dtype.kind == "f":
        return "ulp", lambda: t.mean((2, 3), keepdim=True), view
    if p.op in ("mean", "sum"):
        p.need(p.dtype.kind == "f")
        p.affordable()
        divide = {"divisor_override": 1} if p.op == "sum" else {"count_include_pad": False}
        if p.border == "reflect":
            around = (pad[1], pad[1], pad[0], pad[0])
            return "ulp", lambda: F.avg_pool2d(F.pad(t, around, mode="reflect"), k, s, 0, **divide), view
        p.need(p.border is None)
        return "ulp", lambda: F.avg_pool2d(t, k, s, pad, **divide), view
    if p.op == "median":
        p.affordable()
        if any(pad):
            around = (pad[1], pad[1], pad[0], pad[0])
            p.need(p.dtype.kind == "f")
            source = lambda: F.pad(t, around, mode="replicate" if p.border == "edge" else "reflect")  # noqa: E731
        else:
            source = lambda: t  # noqa: E731
        return (
            "exact",
            lambda: source().unfold(2, k[0], s[0]).unfold(3, k[1], s[1]).flatten(-2).median(-1).values,
            view,
        )
    p.need(p.border is None, p.op in ("max", "min", "argmax"))
    p.affordable()
    if p.op == "argmax":

        def positions(result):
            plane = view(result[1]).numpy().reshape(p.out)
            h, w = t.shape[-2:]
            oy, ox = np.meshgrid(np.arange(p.out[-2]) * s[0], np.arange(p.out[-1]) * s[1], indexing="ij")
            return torch.from_numpy((plane // w - oy) * k[1] + plane % w - ox)

        return "exact", lambda: F.max_pool2d(t, k, s, pad, return_indices=True), positions
    if p.op == "min":
        if p.integers:
            return "exact", lambda: ~F.max_pool2d(~t, k, s, pad), view
        return "exact", lambda: -F.max_pool2d(-t, k, s, pad), view
    return "exact", lambda: F.max_pool2d(t, k, s, pad), view


def torch_reduce(p):
    """The view of blocks and amax, amin, mean, sum."""
    p.need(torch, p.blocks, p.op in ("max", "min", "mean", "sum"), not p.rounded)
    p.affordable()
    t = torch.from_numpy(p.x)
    shape, inner = [], []
    for axis, extent in enumerate(t.shape):
        if axis in p.axes:
            k = p.window[p.axes.index(axis)]
            shape += [extent // k, k]
            inner.append(len(shape) - 1)
        else:
            shape.append(extent)
    view = t.view(shape) if t.is_contiguous() else t.reshape(shape)
    if p.op == "max":
        return "exact", lambda: view.amax(inner), None
    if p.op == "min":
        return "exact", lambda: view.amin(inner), None
    if p.op == "mean":
        p.need(p.dtype.kind == "f")
        return "ulp", lambda: view.mean(inner), None
    return "ulp", lambda: view.sum(inner), None


def session(graph, x, outputs):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 19), onnx.helper.make_opsetid("com.microsoft", 1)], ir_version=9
    )
    try:
        made = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise Unable(f"refuses it: {str(error).splitlines()[0][:120]}") from error
    binding = made.io_binding()
    value = ort.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(x))
    binding.bind_ortvalue_input("x", value)
    made.run_with_iobinding(bind(binding, outputs))
    # Room for the results is bound once they are known, so that no run allocates any.
    found = binding.get_outputs()
    binding.clear_binding_outputs()
    for name, output in zip(outputs, found):
        binding.bind_ortvalue_output(name, output)
    return lambda: (made.run_with_iobinding(binding), found)[1]


def bind(binding, outputs):
    for name in outputs:
        binding.bind_output(name)
    return binding


def onnx_runtime(p):
    p.need(ort, onnx, p.last, len(p.axes) == 2, p.border is None, not (p.op == "mean" and p.integers and not p.rounded))
    p.need(p.op in ("max", "mean", "argmax"))
    p.affordable()
    helper = onnx.helper
    h, w = p.x.shape[-2:]
    x = p.x.reshape((1, -1, h, w) if p.x.ndim < 4 else p.x.shape)
    kind = helper.np_dtype_to_tensor_dtype(p.dtype)
    size = dict(kernel_shape=p.window, strides=p.stride, pads=[*p.padding, *p.padding])
    source = helper.make_tensor_value_info("x", kind, x.shape)
    outputs, constants = ["y"], []
    if p.rounded:
        constants = [
            helper.make_tensor("scale", onnx.TensorProto.FLOAT, [], [1.0]),
            helper.make_tensor("zero", kind, [], [0]),
        ]
        names = ["x", "scale", "zero", "scale", "zero"]
        node = helper.make_node("QLinearAveragePool", names, outputs, domain="com.microsoft", **size)
    elif p.op == "mean":
        whole = p.window == [h, w]
        node = helper.make_node("GlobalAveragePool", ["x"], outputs) if whole else helper.make_node(
            "AveragePool", ["x"], outputs, **size
        )
    else:
        if p.op == "argmax":
            outputs = ["y", "i"]
        node = helper.make_node("MaxPool", ["x"], outputs, **size)
    infos = [helper.make_tensor_value_info("y", kind, None)]
    if p.op == "argmax":
        infos.append(helper.make_tensor_value_info("i", onnx.TensorProto.INT64, None))
    graph = helper.make_graph([node], "pool", [source], infos, constants)

    def values(found):
        if p.op != "argmax":
            return found[0].numpy().reshape(p.out)
        plane = found[1].numpy().reshape(p.out) % (h * w)
        oy, ox = np.meshgrid(np.arange(p.out[-2]) * p.stride[0], np.arange(p.out[-1]) * p.stride[1], indexing="ij")
        return (plane // w - oy) * p.window[1] + plane % w - ox

    return ("ties" if p.rounded else "ulp"), session(graph, x, outputs), values


def onnx_reduce(p):
    """Reshape into blocks, then ReduceMax and the like."""
    p.need(ort, onnx, p.blocks, p.op in ("max", "min", "mean", "sum"), not p.rounded)
    p.need(not (p.op in ("mean", "sum") and p.integers))
    p.affordable()
    helper = onnx.helper
    shape, inner = [], []
    for axis, extent in enumerate(p.x.shape):
        if axis in p.axes:
            k = p.window[p.axes.index(axis)]
            shape += [extent // k, k]
            inner.append(len(shape) - 1)
        else:
            shape.append(extent)
    kind = helper.np_dtype_to_tensor_dtype(p.dtype)
    name = {"max": "ReduceMax", "min": "ReduceMin", "mean": "ReduceMean", "sum": "ReduceSum"}[p.op]
    source = helper.make_tensor_value_info("x", kind, shape)
    axes = helper.make_tensor("axes", onnx.TensorProto.INT64, [len(inner)], inner)
    node = helper.make_node(name, ["x", "axes"], ["y"], keepdims=0)
    graph = helper.make_graph([node], "reduce", [source], [helper.make_tensor_value_info("y", kind, None)], [axes])
    try:
        run = session(graph, np.ascontiguousarray(p.x).reshape(shape), ["y"])
    except Unable:
        node = helper.make_node(name, ["x"], ["y"], keepdims=0, axes=inner)
        graph = helper.make_graph([node], "reduce", [source], [helper.make_tensor_value_info("y", kind, None)])
        run = session(graph, np.ascontiguousarray(p.x).reshape(shape), ["y"])
    return "ulp", run, lambda found: found[0].numpy().reshape(p.out)


def opencv(p):
    p.need(cv2)
    x = p.plane()
    k = tuple(p.window[::-1])
    dst = np.empty(p.out, p.dtype)
    sliding = p.stride == [1, 1] and p.padding == [n // 2 for n in p.window] and all(n % 2 for n in p.window)
    # Some functions take no array whose rows have gaps or whose axes are swapped; they get one without.
    x = x if x.flags.c_contiguous or (x.ndim == 2 and x.strides[1] == x.itemsize) else np.ascontiguousarray(x)
    if p.op == "mean" and p.blocks:
        p.need(p.result == p.dtype, p.x.flags.c_contiguous or p.x.strides[-1] == p.x.itemsize)
        size = (p.out[1], p.out[0])
        return ("ties" if p.rounded else "ulp"), lambda: cv2.resize(x, size, dst=dst, interpolation=cv2.INTER_AREA)
    p.need(sliding)
    if p.op in ("max", "min"):
        p.need(p.border is None)
        shape = cv2.getStructuringElement(cv2.MORPH_RECT, k)
        morph = cv2.dilate if p.op == "max" else cv2.erode
        return "exact", lambda: morph(x, shape, dst=dst)
    if p.op == "range":
        p.need(p.border is None, p.result == p.dtype)
        shape = cv2.getStructuringElement(cv2.MORPH_RECT, k)
        return "exact", lambda: cv2.morphologyEx(x, cv2.MORPH_GRADIENT, shape, dst=dst)
    if p.op == "mean":
        p.need(p.border is not None, p.result == p.dtype)
        border = cv2.BORDER_REFLECT_101 if p.border == "reflect" else cv2.BORDER_REPLICATE
        return ("ties" if p.rounded else "ulp"), lambda: cv2.blur(x, k, dst=dst, borderType=border)
    p.need(p.op == "median", p.border == "edge", k[0] == k[1], k[0] <= 5 or p.dtype == np.uint8)
    return "exact", lambda: cv2.medianBlur(x, k[0], dst=dst)


def scikit_image(p):
    p.need(measure, p.blocks, not p.rounded)
    p.affordable()
    block = [1] * p.x.ndim
    for axis, k in zip(p.axes, p.window):
        block[axis] = k
    block = tuple(block)
    names = {"max": np.max, "min": np.min, "mean": np.mean, "sum": np.sum, "median": np.median}
    p.need(p.op in names)
    func = names[p.op]
    x = p.x
    return ("exact" if p.op in ("max", "min", "median") else "ulp"), lambda: measure.block_reduce(x, block, func)


def scipy(p):
    p.need(ndimage, set(p.stride) == {1}, p.padding == [n // 2 for n in p.window], all(n % 2 for n in p.window))
    p.need(p.x.ndim == 2)
    out = np.empty(p.out, p.dtype)
    x, k = p.x, p.window
    mode = {"reflect": "mirror", "edge": "nearest", None: "constant"}[p.border]
    if p.op in ("max", "min"):
        run = ndimage.maximum_filter if p.op == "max" else ndimage.minimum_filter
        lowest = p.lowest()
        return "exact", lambda: run(x, k, output=out, mode=mode, cval=lowest)
    if p.op == "median":
        p.affordable()
        return "exact", lambda: ndimage.median_filter(x, k, output=out, mode=mode)
    p.need(p.op == "mean", p.border is not None, p.dtype.kind == "f")
    return "steps", lambda: ndimage.uniform_filter(x, k, output=out, mode=mode)


def pillow_image(p):
    p.need(pillow, p.x.ndim == 2 or (p.x.ndim == 3 and p.x.shape[2] == 3), p.axes == [0, 1])
    p.need(p.dtype == np.uint8 or (p.dtype == np.float32 and p.x.ndim == 2), p.result == p.dtype)
    image = pillow.fromarray(np.ascontiguousarray(p.x))
    values = lambda made: np.asarray(made)  # noqa: E731
    if p.op == "mean" and p.blocks:
        factor = (p.window[1], p.window[0])
        return ("near" if p.rounded else "ulp"), lambda: image.reduce(factor), values
    k = p.window[0]
    p.need(p.stride == [1, 1], p.window == [k, k], p.padding == [k // 2, k // 2], k <= 5, k % 2)
    p.need(p.op == "max" or (p.op == "median" and p.border == "edge"))
    chosen = filters.MaxFilter(k) if p.op == "max" else filters.MedianFilter(k)
    return "exact", lambda: image.filter(chosen), values


PEERS = {
    "NumPy": numpy_reshape,
    "NumPy, slices": numpy_slices,
    "PyTorch": pytorch,
    "PyTorch, view": torch_reduce,
    "ONNX Runtime": onnx_runtime,
    "ONNX Runtime, reduce": onnx_reduce,
    "OpenCV": opencv,
    "scikit-image": scikit_image,
    "SciPy": scipy,
    "Pillow": pillow_image,
}

runs = {}


def prepare(request):
    runs.clear()
    gc.collect()
    problem = Problem(request["problem"], request["input"], request["taps"])
    peers, absent = [], []
    for name, make in PEERS.items():
        try:
            rule, run, *values = make(problem)
            start = time.perf_counter_ns()
            result = run()
            first = time.perf_counter_ns() - start
        except (Unable, NotImplementedError) as error:
            absent.append({"name": name, "why": str(error)})
            continue
        except RuntimeError as error:
            # PyTorch's way to say so.
            if "not implemented" not in str(error):
                raise
            absent.append({"name": name, "why": "has no such operation for this dtype"})
            continue
        if values and values[0]:
            result = values[0](result)
        if torch and isinstance(result, torch.Tensor):
            result = result.contiguous().numpy()
        if list(result.shape) != problem.out:
            result = result.reshape(problem.out)
        file = os.path.join(request["results"], f"result-{len(peers)}.bin")
        np.ascontiguousarray(result.astype(problem.result, copy=False)).tofile(file)
        runs[name] = [run, first]
        peers.append({"name": name, "rule": rule, "file": file, "ns": first})
    return {"peers": peers, "absent": absent}


def timed(request):
    """Times of one call, each from enough calls to last long enough."""
    run, estimate = runs[request["peer"]]
    seconds = request["seconds"]
    samples = []
    clock = time.perf_counter_ns
    gc.collect()
    gc.disable()
    for _ in range(request["samples"]):
        calls = max(1, math.ceil(seconds * 1e9 / max(estimate, 1)))
        start = clock()
        for _ in range(calls):
            run()
        ns = (clock() - start) / calls
        estimate = ns
        samples.append(ns)
    gc.enable()
    runs[request["peer"]][1] = estimate
    return {"samples": samples}


ANSWERS = {"versions": lambda request: versions(), "prepare": prepare, "time": timed}

if __name__ == "__main__":
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = ANSWERS[request["do"]](request)
        except Exception as error:  # the other side says which problem it was
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
