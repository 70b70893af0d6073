/** The package's entries: files of src/, files of dist/, and what package.json exports. */
export const ENTRIES = ["index", "js", "slim", "torch", "onnx", "tf", "webnn", "skimage"];

/** Those that have the engine, which workerd imports as a module. */
export const WORKERD_ENTRIES = ["index", "torch", "onnx", "tf", "webnn", "skimage"].map((entry) => `workerd/${entry}`);
