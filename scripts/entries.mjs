/** The package's entries: files of src/, files of dist/, and what package.json exports. */
export const ENTRIES = ["index", "js", "slim", "torch", "onnx", "tf", "webnn", "skimage"];
