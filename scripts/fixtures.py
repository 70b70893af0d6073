"""Writes the fixtures of the core: test/fixtures/numpy.json, torch.json and core-*.json, what other libraries compute.

Not part of the checks: the files it writes are committed, and no test needs Python. To write them again, all or some:

    pip install numpy scipy scikit-image torch onnxruntime onnx opencv-python-headless pillow
    python scripts/fixtures.py
    python scripts/fixtures.py numpy scipy
"""

import sys
from importlib import import_module

SOURCES = ["blocks", "numpy", "scipy", "skimage", "torch", "onnxruntime", "opencv", "pillow"]


def main():
    sys.dont_write_bytecode = True
    for source in sys.argv[1:] or SOURCES:
        print(source)
        import_module(f"oracles.core_{source}").write()


if __name__ == "__main__":
    main()
