"""Writes test/fixtures/onnx.json: what ONNX's pooling operators give, for stridepool/onnx to be compared with.

Not part of the checks: the file it writes is committed, and no test needs Python. To write it again:

    pip install numpy onnx onnxruntime
    python scripts/oracles/onnx_cases.py

Every case is computed twice: by ONNX Runtime, and by the operator's definition, written out below. They agree, or the case is
not kept from ONNX Runtime: where that doesn't run what the specification allows, or runs it otherwise, the definition stands
alone, and the case says why under `by`. Rounded results stand there in float64, and beside them the greatest error of ONNX
Runtime's own, in units of the last place.
"""

import math
import platform
from itertools import product

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from held import value, write

TYPES = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "float16": TensorProto.FLOAT16,
         "int8": TensorProto.INT8, "uint8": TensorProto.UINT8, "int64": TensorProto.INT64}
FLOATS = ["float32", "float64", "float16"]
SHAPES = {
    1: [(2, 1, 11), (1, 2, 4), (1, 1, 1)],
    2: [(1, 2, 5, 6), (2, 1, 3, 7), (1, 1, 1, 2)],
    3: [(1, 2, 3, 4, 3), (1, 1, 2, 3, 5)],
    4: [(1, 1, 2, 3, 2, 3)],
}
# The versions of each operator, and models' opsets between them.
OPSETS = {
    "MaxPool": [7, 8, 9, 10, 11, 12, 13, 21, 22],
    "AveragePool": [7, 9, 10, 11, 18, 19, 22],
    "LpPool": [2, 10, 11, 17, 18, 22],
    "MaxUnpool": [9, 10, 11, 21, 22],
}
SINCE = {
    "ceil_mode": {"MaxPool": 10, "AveragePool": 10, "LpPool": 18},
    "dilations": {"MaxPool": 10, "AveragePool": 19, "LpPool": 18},
    "storage_order": {"MaxPool": 8},
    "count_include_pad": {"AveragePool": 7},
}
random = np.random.default_rng(20240704)


def inputs():
    made = {}
    for rank, shapes in SHAPES.items():
        for n, shape in enumerate(shapes):
            for name in ["float32", "float64", "float16", "int8", "uint8"]:
                key = f"{name} {rank}.{n}"
                if name in ("int8", "uint8"):
                    info = np.iinfo(name)
                    made[key] = random.integers(info.min, info.max, shape, endpoint=True).astype(name)
                    continue
                made[f"{key} whole"] = random.integers(-9, 10, shape).astype(name)
                if n == 0 and rank < 4:
                    made[f"{key} few"] = random.integers(-1, 2, shape).astype(name)
                    made[f"{key} real"] = (random.integers(1, 1000, shape) / 256).astype(name)
                    made[f"{key} special"] = np.where(random.random(shape) < 0.2, random.choice([np.inf, -np.inf, np.nan], shape),
                                                      random.integers(-9, 10, shape)).astype(name)
                    made[f"{key} lowest"] = np.full(shape, -np.inf, name)
    return made


INPUTS = inputs()


def since(name, op, opset):
    return opset >= SINCE[name].get(op, 99)


def geometry(attributes, spatial):
    """Kernel, strides, dilations, begins and ends of padding, and the number of windows, on each axis, by the specification."""
    rank = len(spatial)
    kernel = attributes["kernel_shape"]
    strides = attributes.get("strides", [1] * rank)
    dilations = attributes.get("dilations", [1] * rank)
    pads = attributes.get("pads", [0] * 2 * rank)
    auto, ceil = attributes.get("auto_pad", "NOTSET"), attributes.get("ceil_mode", 0)
    axes = []
    for axis, extent in enumerate(spatial):
        k, s, d, begin, end = kernel[axis], strides[axis], dilations[axis], pads[axis], pads[rank + axis]
        span = (k - 1) * d + 1
        if auto.startswith("SAME"):
            out = -(-extent // s)
            total = max(0, (out - 1) * s + span - extent)
            begin = (total + 1) // 2 if auto == "SAME_LOWER" else total // 2
            end = total - begin
        else:
            room = extent + begin + end - span
            out = (-(-room // s) if ceil else room // s) + 1
            # "Sliding windows that would start in the right padded region are ignored."
            if ceil and (out - 1) * s >= extent + begin:
                out -= 1
        axes.append((k, s, d, begin, end, out))
    return axes


def definition(op, attributes, x):
    """Y and Indices: every window by itself, its taps in row-major order."""
    spatial = x.shape[2:]
    axes = geometry(attributes, spatial)
    outs = tuple(max(0, out) for *_, out in axes)
    result = np.zeros(x.shape[:2] + outs, "float64")
    indices = np.full(result.shape, -1, "int64")
    p = attributes.get("p", 2)
    plane = math.prod(spatial)
    tapless = False
    for place in np.ndindex(*outs):
        taps, counted = [], 1
        for (k, s, d, begin, end, _), i, extent in zip(axes, place, spatial):
            at = [i * s - begin + j * d for j in range(k)]
            taps.append([a for a in at if 0 <= a < extent])
            counted *= sum(a < extent + end for a in at)
        count = math.prod(map(len, taps))
        tapless |= count == 0
        for n, c in np.ndindex(*x.shape[:2]):
            values = [(x[(n, c, *tap)], tap) for tap in product(*taps)]
            where = (n, c, *place)
            if op == "MaxPool":
                best = None
                for v, tap in values:
                    if best is None or v > best[0] or (np.isnan(v) and not np.isnan(best[0])):
                        best = (v, tap)
                lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
                result[where] = lowest if best is None else best[0]
                if best is not None:
                    indices[where] = (n * x.shape[1] + c) * plane + number(best[1], spatial, attributes.get("storage_order", 0))
            elif op == "AveragePool":
                divisor = counted if attributes.get("count_include_pad", 0) else count
                # One element a time: infinities of both signs are NaN.
                total = sum(float(v) for v, _ in values)
                result[where] = total / divisor if divisor else math.nan
            else:
                with np.errstate(invalid="ignore"):
                    result[where] = np.float64(sum(abs(float(v)) ** p for v, _ in values)) ** (1 / p)
    return result, indices, tapless


def number(place, spatial, columns):
    order = range(len(spatial)) if columns == 0 else reversed(range(len(spatial)))
    position = 0
    for axis in order:
        position = position * spatial[axis] + place[axis]
    return position


def run(op, opset, attributes, xs, outputs):
    """ONNX Runtime's results, or its refusal in a line."""
    ins = [helper.make_tensor_value_info(f"x{i}", TYPES[x.dtype.name], x.shape) for i, x in enumerate(xs)]
    outs = [helper.make_tensor_value_info(f"y{i}", TYPES["int64" if i else xs[0].dtype.name], None) for i in range(outputs)]
    node = helper.make_node(op, [i.name for i in ins], [o.name for o in outs], **attributes)
    model = helper.make_model(helper.make_graph([node], "pool", ins, outs), opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return session.run(None, {i.name: x for i, x in zip(ins, xs)})
    except Exception as error:  # ONNX Runtime raises classes of its own for each status.
        return str(error).replace("\n", " ")


def attributes_for(op, opset, spatial):
    rank = len(spatial)
    while True:
        kernel = [int(random.integers(1, min(4, extent + 1) + 1)) for extent in spatial]
        given = {"kernel_shape": kernel}
        if random.random() < 0.7:
            given["strides"] = [int(random.integers(1, 4)) for _ in spatial]
        if since("dilations", op, opset) and random.random() < 0.35:
            given["dilations"] = [int(random.integers(1, 4)) for _ in spatial]
        kind = random.random()
        if kind < 0.45:
            most = 3 if random.random() < 0.12 else 0
            given["pads"] = [int(random.integers(0, kernel[i % rank] + most)) for i in range(2 * rank)]
        elif kind < 0.7:
            given["auto_pad"] = str(random.choice(["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"]))
        if since("ceil_mode", op, opset) and random.random() < 0.45:
            given["ceil_mode"] = 1
        if since("storage_order", op, opset) and random.random() < 0.3:
            given["storage_order"] = 1
        if since("count_include_pad", op, opset) and random.random() < 0.5:
            given["count_include_pad"] = 1
        if op == "LpPool":
            given["p"] = int(random.choice([1, 2, 3, 5]))
        if all(out > 0 for *_, out in geometry(given, spatial)):
            return given


def flat(array):
    return [value(x) for x in array.ravel()]


def error_of(result, exact):
    """The greatest error of a result, in units of the last place."""
    finite = np.isfinite(exact)
    with np.errstate(invalid="ignore"):
        off = np.abs(result.astype("float64") - exact) / np.spacing(np.abs(exact).astype(result.dtype)).astype("float64")
    return round(float(off[finite].max()), 3) if finite.any() else 0


left_out = [
    {"what": "kernels that no window fits", "why": "ONNX Runtime gives extents of 0; refused here"},
    {"what": "auto_pad VALID with ceil_mode, by the text", "why": "the text's formula gives one window less than ONNX's shape inference "
     "and ONNX Runtime, which are followed"},
    {"what": "MaxUnpool's output_shape larger than inferred, by ONNX Runtime",
     "why": "it numbers output_shape; ONNX's own node test numbers the inferred shape, and is followed"},
]


def refused_by_runtime(op, x, ran):
    """Why ONNX Runtime does not run a case that the specification allows."""
    if "Unsupported pooling size" in ran or len(x.shape) > 5:
        return "ONNX Runtime has 1 to 3 spatial axes"
    if "InsertedPrecisionFreeCast" in ran:
        return "ONNX Runtime casts float16 by a later operator"
    if "mplementation" in ran or "NOT_IMPLEMENTED" in ran or "Type Error" in ran:
        return f"ONNX Runtime has no {op} of {x.dtype.name} in this version"
    if "Exception during initialization" in ran and ("pool_attributes" in ran or "Unpool" in ran or "unpool" in ran):
        return "ONNX Runtime wants pads smaller than the kernel"
    if "padding values must be non-negative" in ran:
        return "ONNX Runtime wants no stride beyond the kernel for auto_pad SAME"
    if "output dimension is negative" in ran:
        return "ONNX Runtime pads as if there were no dilations"
    raise AssertionError((op, x.dtype, ran))


def otherwise(op, attributes, x, exact, tapless, ran):
    """Why ONNX Runtime's result is another than the definition's."""
    auto, dilated = attributes.get("auto_pad", ""), max(attributes.get("dilations", [1])) > 1
    if auto.startswith("SAME") and dilated:
        return "ONNX Runtime pads as if there were no dilations"
    if tapless:
        return "ONNX Runtime gives the lowest finite number, or 0, for a window of padding alone"
    if op.endswith("MaxPool") and np.isnan(x).any():
        return "ONNX Runtime keeps or drops a NaN by its place; NaN propagates, and the first has the index"
    if op.endswith("MaxPool") and (ran[0][np.isneginf(exact)] == np.finfo("float32").min).any():
        return "ONNX Runtime gives the lowest finite number for a window of -Infinity"
    raise AssertionError((op, attributes, x.dtype, exact, ran))


def judged(op, opset, attributes, name, outputs, called=None):
    """A case: the definition's results, from ONNX Runtime where it has the same."""
    x = INPUTS[name]
    exact, indices, tapless = definition(op, attributes, x)
    called, given = called or (op, attributes)
    ran = run(called, opset, given, [x], outputs)
    case = {"op": called, "opset": opset, "attributes": given, "input": name, "dims": list(exact.shape), "result": flat(exact)}
    if outputs == 2:
        case["indices"] = flat(indices)
    if isinstance(ran, str):
        return {**case, "by": refused_by_runtime(called, x, ran)}
    same = list(ran[0].shape) == list(exact.shape) and np.array_equal(np.isnan(ran[0]), np.isnan(exact))
    if op == "MaxPool":
        same = same and np.array_equal(ran[0].astype("float64"), exact, equal_nan=True) and (outputs < 2 or np.array_equal(ran[1], indices))
        return case if same else {**case, "by": otherwise(op, attributes, x, exact, tapless, ran)}
    ulps = error_of(ran[0], exact) if same else math.inf
    # float16 may be rounded on the way, or overflow.
    if ulps < (1024 if x.dtype == "float16" else 8):
        return {**case, "ulps": ulps}
    return {**case, "by": otherwise(op, attributes, x, exact, tapless, ran)}


def pool_cases(op):
    for name, x in INPUTS.items():
        if op != "MaxPool" and (x.dtype.kind != "f" or "lowest" in name):
            continue
        for opset in random.choice(OPSETS[op], 3 if "whole" in name else 2, replace=False).tolist():
            if x.dtype.kind != "f" and opset < 12:
                continue
            yield judged(op, opset, attributes_for(op, opset, x.shape[2:]), name, 2 if op == "MaxPool" and opset >= 8 else 1)


def global_cases():
    for name, x in INPUTS.items():
        if x.dtype.kind != "f" or "lowest" in name:
            continue
        kernel = {"kernel_shape": list(x.shape[2:])}
        yield judged("MaxPool", int(random.choice([1, 9, 22])), kernel, name, 1, ("GlobalMaxPool", {}))
        yield judged("AveragePool", int(random.choice([1, 21, 22])), kernel, name, 1, ("GlobalAveragePool", {}))
        for opset in random.choice([1, 2, 9, 22], 2, replace=False).tolist():
            p = float(random.choice([1, 1.5, 2, 3])) if opset == 1 else int(random.choice([1, 2, 3]))
            yield judged("LpPool", opset, {**kernel, "p": p}, name, 1, ("GlobalLpPool", {"p": p}))


def unpool_cases():
    for name, x in INPUTS.items():
        if x.dtype.kind != "f" or not name.endswith("whole") or "4." in name:
            continue
        for n, opset in enumerate(random.choice(OPSETS["MaxUnpool"], 3, replace=False).tolist()):
            rank = len(x.shape) - 2
            kernel = [int(random.integers(1, 4)) for _ in range(rank)]
            attributes = {"kernel_shape": kernel}
            if random.random() < 0.8:
                attributes["strides"] = [int(random.integers(1, k + 2)) for k in kernel]
            if random.random() < 0.3:
                attributes["pads"] = [int(random.integers(0, (k + 1) // 2 + 1)) for k in kernel * 2]
            strides, pads = attributes.get("strides", [1] * rank), attributes.get("pads", [0] * 2 * rank)
            spatial = [(e - 1) * s + k - pads[i] - pads[rank + i] for i, (e, s, k) in enumerate(zip(x.shape[2:], strides, kernel))]
            if min(spatial) < 1:
                continue
            inferred = [*x.shape[:2], *spatial]
            indices = random.integers(0, math.prod(inferred), x.shape)
            shape = inferred if n == 0 else None if n == 1 else [*inferred[:2], *(e + int(random.integers(0, 3)) for e in spatial)]
            placed = np.zeros(math.prod(inferred), x.dtype)
            for at, v in zip(indices.ravel(), x.ravel()):
                placed[at] = v
            exact = np.zeros(shape or inferred, x.dtype)
            exact[tuple(map(slice, inferred))] = placed.reshape(inferred)
            tensors = [x, indices] + ([np.array(shape, "int64")] if shape else [])
            ran = run("MaxUnpool", opset, attributes, tensors, 1)
            case = {"op": "MaxUnpool", "opset": opset, "attributes": attributes, "input": name, "at": flat(indices),
                    **({"output_shape": shape} if shape else {}), "dims": list(exact.shape), "result": flat(exact)}
            if isinstance(ran, str):
                yield {**case, "by": refused_by_runtime("MaxUnpool", x, ran)}
            elif shape and shape != inferred:
                yield {**case, "by": "ONNX Runtime numbers output_shape, ONNX's node test the inferred shape"}
            else:
                assert np.array_equal(ran[0], exact), (case, ran)
                yield case


def main():
    made = [*pool_cases("MaxPool"), *pool_cases("AveragePool"), *pool_cases("LpPool"), *global_cases(), *unpool_cases()]
    write("onnx.json", {
        "generated": "by scripts/oracles/onnx_cases.py; not to be edited",
        "onnx": onnx.__version__,
        "onnxruntime": onnxruntime.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "left_out": left_out,
        "inputs": [{"name": name, "shape": list(array.shape), "data": flat(array)} for name, array in INPUTS.items()],
        "cases": made,
    })
    print(len(made), "cases,", sum("by" in case for case in made), "of them by definition")


if __name__ == "__main__":
    main()
