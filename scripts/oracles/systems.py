"""Writes test/fixtures/systems.json: what the calls in the left column of docs/SYSTEMS.md give, each run by its own system.

Not part of the checks: the file it writes is committed, and no test needs Python. To write it again:

    pip install numpy scikit-image torch onnx onnxruntime opencv-python-headless pillow
    npm install --prefix /somewhere/else @tensorflow/tfjs
    python scripts/oracles/systems.py /somewhere/else
"""

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import PIL
import skimage
import torch
import torch.nn.functional as F
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from PIL import Image, ImageFilter
from skimage.measure import block_reduce
from skimage.transform import downscale_local_mean
from skimage.util import view_as_blocks, view_as_windows

from held import held, value, write
from webnn_cases import pool2d

GENERATED = "by scripts/oracles/systems.py from docs/SYSTEMS.md; not to be edited"
HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "SYSTEMS.md"
OPSET = 21


def rows():
    """The lines of the page's tables: their system's heading, and their call as it stands there."""
    system = None
    for line in PAGE.read_text().splitlines():
        if line.startswith("## "):
            system = line[3:].strip()
        call = re.match(r"\|\s*`([^`]+)`", line)
        if call:
            yield system, call[1]


def arrays():
    """The arrays that the calls name. Eighths of whole numbers, so that sums are exact in any order."""
    random = np.random.default_rng(20240402)

    def whole(shape, dtype, low, high):
        return random.integers(low, high, shape).astype(dtype)

    def eighths(shape):
        return (random.integers(-400, 400, shape) / 8).astype("float32")

    x = whole((8, 12), "int32", -4, 9)
    x[2:4, 4:6] = 0
    mask = whole((8, 12), "uint8", 0, 2)
    mask[0:2, 0:2] = 0
    f = whole((8, 12), "float64", -40, 40) / 8
    f[whole((8, 12), "uint8", 0, 6) == 0] = np.nan
    f[4:6, 2:4] = [[np.nan, np.nan], [np.nan, np.nan]]
    u = whole((8, 12), "uint8", 0, 256)
    # Means of 2 x 2 and 4 x 4 that lie half-way between two bytes.
    u[0:2, 0:2] = [[10, 11], [10, 11]]
    u[4:8, 0:4] = 100
    u[4:6, 0:4] += 1
    u[4:8, 4:8] = 101
    u[4:6, 4:8] += 1
    return {
        "NumPy": {"x": x, "mask": mask, "f": f},
        "scikit-image": {"x": whole((7, 10), "uint8", 0, 256), "rgb": whole((6, 5, 3), "uint8", 0, 256)},
        "PyTorch": {"x": eighths((2, 3, 8, 9)), "r": eighths((2, 3, 11)), "v": eighths((1, 2, 4, 5, 6))},
        "ONNX": {"x": eighths((1, 2, 6, 8))},
        "TensorFlow.js": {"x": eighths((2, 7, 8, 3)), "v": eighths((1, 4, 5, 6, 2))},
        "WebNN": {"x": eighths((1, 2, 7, 8)), "y": eighths((1, 7, 8, 2))},
        "OpenCV": {"u": u, "c": whole((8, 12, 3), "uint8", 0, 256), "f": eighths((8, 12))},
        "Pillow": {
            "u": u,
            "o": whole((7, 11), "uint8", 0, 256),
            "c": whole((8, 12, 3), "uint8", 0, 256),
            "f": eighths((8, 12)),
            "g": eighths((7, 11)),
        },
    }


class Outputs(tuple):
    """An ONNX operator's outputs: its first is what counts, unless the second is named or both are handed on."""

    @property
    def Indices(self):
        return self[1]


def operator(op_type):
    """One ONNX operator as a function, run by ONNX Runtime."""
    inputs = ["X", "I"][: 2 if op_type == "MaxUnpool" else 1]
    outputs = ["Y", "Indices"][: 2 if op_type == "MaxPool" else 1]

    def run(*tensors, **attributes):
        node = onnx.helper.make_node(op_type, inputs, outputs, **attributes)
        of = lambda name, array: onnx.helper.make_tensor_value_info(  # noqa: E731
            name, onnx.helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
        )
        results = [
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64 if name == "Indices" else onnx.TensorProto.FLOAT, None)
            for name in outputs
        ]
        graph = onnx.helper.make_graph([node], "one", [of(*each) for each in zip(inputs, tensors)], results)
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return Outputs(session.run(None, dict(zip(inputs, tensors))))

    return run


class Builder:
    """WebNN's graph builder, its operators run at once by their definition."""

    def __getattr__(self, op):
        return lambda x, options=None: pool2d(op, x, options or {})


def scopes(made):
    """What the calls of each system may name."""
    numpy = {"np": np, "sliding_window_view": sliding_window_view, "as_strided": as_strided}
    blocks = {
        "np": np,
        "block_reduce": block_reduce,
        "downscale_local_mean": downscale_local_mean,
        "view_as_blocks": view_as_blocks,
        "view_as_windows": view_as_windows,
    }
    operators = ["MaxPool", "AveragePool", "LpPool", "GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool", "MaxUnpool"]
    names = {
        "NumPy": numpy,
        "scikit-image": blocks,
        "PyTorch": {"F": F, "torch": torch},
        "ONNX": {name: operator(name) for name in operators},
        "WebNN": {"builder": Builder()},
        "OpenCV": {"np": np, "cv2": cv2},
        "Pillow": {"np": np, "Image": Image, "ImageFilter": ImageFilter},
    }
    of = {system: {**scope, **made[system]} for system, scope in names.items()}
    of["PyTorch"].update({name: torch.from_numpy(array) for name, array in made["PyTorch"].items()})
    return of


def answer(system, call, scope):
    if system == "WebNN":
        # A dictionary of JavaScript, but for the quotes around its names.
        call = re.sub(r"(\w+):", r'"\1":', call)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = eval(call, scope)  # noqa: S307: the page is our own
    if isinstance(result, Outputs):
        result = result[0]
    result = np.asarray(result)
    return {"shape": list(result.shape), "dtype": result.dtype.name, "result": [value(x) for x in result.ravel()]}


def tensorflow(folder, calls, made):
    """The calls of TensorFlow.js, by itself."""
    question = json.dumps({"lines": calls, "arrays": {name: held(array) for name, array in made.items()}})
    command = ["node", str(HERE / "tf_cases.mjs"), folder, "lines"]
    answered = subprocess.run(command, input=question, capture_output=True, text=True, check=True).stdout
    found = json.loads(answered[answered.index("{") :])
    return found["tfjs"], found["answers"]


def main():
    made = arrays()
    scope = scopes(made)
    found = list(rows())
    tfjs, theirs = tensorflow(sys.argv[1], [call for system, call in found if system == "TensorFlow.js"], made["TensorFlow.js"])
    lines = []
    for system, call in found:
        given = theirs.pop(0) if system == "TensorFlow.js" else answer(system, call, scope[system])
        lines.append({"system": system, "theirs": call, **given})
    fixture = {
        "generated": GENERATED,
        "versions": {
            "NumPy": np.__version__,
            "scikit-image": skimage.__version__,
            "PyTorch": torch.__version__,
            "ONNX": f"{onnx.__version__}, opset {OPSET}, ONNX Runtime {onnxruntime.__version__}",
            "TensorFlow.js": tfjs,
            "WebNN": "by its definition",
            "OpenCV": cv2.__version__,
            "Pillow": PIL.__version__,
        },
        "arrays": {system: {name: held(array) for name, array in named.items()} for system, named in made.items()},
        "lines": lines,
    }
    write("systems.json", fixture)


if __name__ == "__main__":
    main()
