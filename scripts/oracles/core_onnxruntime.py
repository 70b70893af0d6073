"""The core against ONNX Runtime: paddings by word and number, positions over the whole array, reductions of axes."""

from itertools import product

import numpy as np
import onnx
import onnxruntime
from onnx import helper

from .core_cases import Fixture
from .core_exact import is_float
from .core_windows import VIEWS, lattices_of, viewed


def session(operator, inputs, outputs, attributes, opset):
    nodes = [
        helper.make_node(
            operator, [f"x{i}" for i in range(len(inputs))], [f"y{i}" for i in range(outputs)], **attributes
        )
    ]
    types = [helper.np_dtype_to_tensor_dtype(x.dtype) for x in inputs]
    given = [helper.make_tensor_value_info(f"x{i}", types[i], x.shape) for i, x in enumerate(inputs)]
    results = [onnx.ValueInfoProto(name=f"y{i}") for i in range(outputs)]
    graph = helper.make_graph(nodes, operator, given, results)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 4
    return onnxruntime.InferenceSession(model.SerializeToString(), quiet, providers=["CPUExecutionProvider"])


def ran(fixture, operator, inputs, outputs=1, opset=18, **attributes):
    """What ONNX Runtime gives; nothing where it has no kernel."""
    try:
        made = session(operator, inputs, outputs, attributes, opset)
    except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:
        fixture.leave_out(f"{operator} of {inputs[0].dtype.name}", "ONNX Runtime has no kernel for it on a processor")
        return None
    return made.run(None, {f"x{i}": x for i, x in enumerate(inputs)})


def as_nchw(array, rank):
    """With the axes before the spatial ones as a batch and a channel."""
    array = np.ascontiguousarray(array)
    before = array.ndim - rank
    return array.reshape([1] * (2 - before) + list(array.shape))


# View, spatial rank, window, stride, padding, dilation.
LAYOUTS = [
    ("11", 1, [3], [2], [[1, 0]], [1]),
    ("11", 1, [4], [3], "same", [1]),
    ("48", 1, [5], [7], "same-lower", [2]),
    ("5x5", 2, [3, 3], [2, 2], "same", [1, 1]),
    ("5x5", 2, [2, 2], [2, 2], "same-lower", [1, 1]),
    ("6x8", 2, [3, 2], [2, 3], [[2, 0], [1, 1]], [1, 1]),
    ("8x6 turned", 2, [2, 3], [3, 2], [[0, 1], [0, 2]], [3, 1]),
    ("6x8", 2, [2, 3], [2, 3], "same", [2, 1]),
    ("3x4x4", 2, [3, 3], [1, 3], "valid", [1, 1]),
    ("1x2x4x5", 2, [2, 2], [1, 2], "same-lower", [1, 2]),
    ("3x4x4", 3, [2, 2, 3], [1, 2, 2], [[1, 0], [1, 1], [0, 2]], [1, 1, 1]),
    ("2x3x2x4", 3, [2, 2, 2], [2, 1, 2], "same", [1, 1, 1]),
]


def attributes_of(rank, window, stride, padding, dilation):
    given = {"kernel_shape": window, "strides": stride}
    if isinstance(padding, str):
        given["auto_pad"] = {"same": "SAME_UPPER", "same-lower": "SAME_LOWER", "valid": "VALID"}[padding]
    else:
        given["pads"] = [low for low, _ in padding] + [high for _, high in padding]
    if any(d > 1 for d in dilation):
        given["dilations"] = dilation
    return given


def as_specified(fixture, operator, found, x, rank, window, options):
    """Whether a result has the extents of the operator's specification."""
    _, made = lattices_of(x.shape[-rank:], window, {**options, "axes": None})
    if list(found.shape[-rank:]) == [lattice.out for lattice in made]:
        return True
    same = isinstance(options["padding"], str)
    what = f"{operator} with auto_pad and dilations" if same else f"{operator} with ceil_mode"
    fixture.leave_out(
        what,
        "ONNX Runtime's extents are not the specification's: ceil(input / stride)"
        if same
        else "ONNX Runtime keeps a last window that starts beyond the input",
    )
    return False


def pooling(fixture):
    for number, (view, rank, window, stride, padding, dilation) in enumerate(LAYOUTS):
        axes = list(range(len(VIEWS[view][0]) - rank, len(VIEWS[view][0])))
        attributes = attributes_of(rank, window, stride, padding, dilation)
        for n, (dtype, ceil) in enumerate(product(["float32", "float64", "uint8", "int8", "float16"], [0, 1])):
            if ceil and isinstance(padding, str):
                continue
            kinds = ["", " few", " real"] if is_float(dtype) else ["", " few"]
            name = dtype + kinds[(number + n) % len(kinds)]
            options = {"axes": axes, "stride": stride, "padding": padding, "dilation": dilation}
            if ceil:
                options["edge"] = "partial"
            x = as_nchw(viewed(fixture.use(name), view), rank)
            found = ran(fixture, "MaxPool", [x], 2, opset=12, ceil_mode=ceil, **attributes)
            if found is None:
                continue
            # Its positions count axes before the batch as well, which are of extent 1 here.
            given = {**options, "indices": "tensor"}
            if not as_specified(fixture, "MaxPool", found[0], x, rank, window, options):
                continue
            fixture.add(
                "max", name, view, window, given, list(found[0].ravel()), "MaxPool", indices=list(found[1].ravel())
            )


def averages(fixture):
    for number, (view, rank, window, stride, padding, dilation) in enumerate(LAYOUTS):
        axes = list(range(len(VIEWS[view][0]) - rank, len(VIEWS[view][0])))
        attributes = attributes_of(rank, window, stride, padding, dilation)
        for n, (dtype, counted) in enumerate(product(["float32", "float16"], [0, 1])):
            name = dtype + ["", " real"][(number + n) % 2]
            options = {
                "axes": axes,
                "stride": stride,
                "padding": padding,
                "dilation": dilation,
                "countPadding": bool(counted),
            }
            x = as_nchw(viewed(fixture.use(name), view), rank)
            found = ran(fixture, "AveragePool", [x], opset=19, count_include_pad=counted, **attributes)
            if found is not None and as_specified(fixture, "AveragePool", found[0], x, rank, window, options):
                fixture.add("mean", name, view, window, options, list(found[0].ravel()), "AveragePool")


def norms(fixture):
    for number, (view, rank, window, stride, padding, dilation) in enumerate(LAYOUTS):
        axes = list(range(len(VIEWS[view][0]) - rank, len(VIEWS[view][0])))
        attributes = attributes_of(rank, window, stride, padding, dilation)
        p = [1, 2, 3][number % 3]
        name = "float32" + ["", " real"][number % 2]
        options = {"axes": axes, "stride": stride, "padding": padding, "dilation": dilation, "p": p}
        x = as_nchw(viewed(fixture.use(name), view), rank)
        found = ran(fixture, "LpPool", [x], p=p, **attributes)
        if found is not None and as_specified(fixture, "LpPool", found[0], x, rank, window, options):
            fixture.add("lp", name, view, window, options, list(found[0].ravel()), "LpPool")


def reductions(fixture):
    """globalPool: GlobalMaxPool, GlobalAveragePool, GlobalLpPool, and the reductions of axes."""
    operators = {
        "ReduceMax": "max",
        "ReduceMin": "min",
        "ReduceMean": "mean",
        "ReduceSum": "sum",
        "ReduceProd": "prod",
        "ReduceL1": "lp",
        "ReduceL2": "lp",
    }
    layouts = [("6x8", [0]), ("3x4x4", [1, 2]), ("2x3x2x4", [0, 2]), ("8x6 turned", [0, 1])]
    for number, (dtype, (operator, op)) in enumerate(
        product(["float32", "float64", "int32", "int64", "uint8", "int8", "float16"], operators.items())
    ):
        view, axes = layouts[number % 4]
        name = dtype + (["", " real", " few"][number % 3] if is_float(dtype) else ["", " few"][number % 2])
        if (
            not is_float(dtype)
            and op in ("mean", "lp", "prod", "sum")
            and not (dtype == "int64" and op in ("sum", "prod"))
        ):
            # In their own few bits there; here the true value.
            continue
        if dtype == "int64":
            # Beyond 2^63 its sums don't wrap.
            name = "int64 few"
        options = {"axes": axes, **({"p": int(operator[-1])} if op == "lp" else {})}
        x = np.ascontiguousarray(viewed(fixture.use(name), view))
        found = ran(fixture, operator, [x, np.array(axes, "int64")], keepdims=1)
        if found is not None:
            fixture.add(op, name, view, None, options, list(found[0].ravel()), operator, "globalPool")
    dtypes = ["float32", "float64", "int32", "uint8", "int8", "float16"]
    for number, (dtype, op) in enumerate(product(dtypes, ["argmax", "argmin"])):
        view = ["6x8", "11", "3x4x4"][number % 3]
        x = np.ascontiguousarray(viewed(fixture.use(f"{dtype} few"), view))
        axis = number % x.ndim
        found = ran(
            fixture, {"argmax": "ArgMax", "argmin": "ArgMin"}[op], [x], axis=axis, keepdims=1, select_last_index=0
        )
        if found is not None:
            fixture.add(op, f"{dtype} few", view, None, {"axes": [axis]}, list(found[0].ravel()), op, "globalPool")
    for number, (operator, op) in enumerate(
        [("GlobalMaxPool", "max"), ("GlobalAveragePool", "mean"), ("GlobalLpPool", "lp")]
    ):
        for dtype in ["float32", "float64", "float16"]:
            x = viewed(fixture.use(f"{dtype} real"), "1x2x4x5")
            found = ran(fixture, operator, [np.ascontiguousarray(x)], **({"p": 3} if op == "lp" else {}))
            if found is not None:
                options = {"axes": [2, 3], **({"p": 3} if op == "lp" else {})}
                fixture.add(
                    op, f"{dtype} real", "1x2x4x5", None, options, list(found[0].ravel()), operator, "globalPool"
                )


def unpooling(fixture):
    layouts = [("6x8", 2, [2, 2]), ("1x2x4x5", 2, [2, 2]), ("48", 1, [3]), ("2x3x2x4", 3, [3, 2, 2])]
    for number, (view, rank, window) in enumerate(layouts):
        for dtype in ["float32", "float64"]:
            x = as_nchw(viewed(fixture.use(f"{dtype} few"), view), rank)
            found = ran(fixture, "MaxPool", [x], 2, opset=12, kernel_shape=window, strides=window)
            if found is None:
                continue
            given = [*found, np.array(x.shape, "int64")]
            back = ran(fixture, "MaxUnpool", given, opset=11, kernel_shape=window, strides=window)
            if back is not None:
                options = {"indices": "tensor", "outputShape": list(x.shape)}
                fixture.unpooled(dtype, number, found[0], found[1], window, options, back[0], "MaxUnpool")


def write():
    fixture = Fixture("onnxruntime", {"onnxruntime": onnxruntime.__version__, "onnx": onnx.__version__})
    for part in (pooling, averages, norms, reductions, unpooling):
        before = len(fixture.cases)
        part(fixture)
        print(f"  {part.__name__}: {len(fixture.cases) - before}")
    fixture.write()
