/** The package's entries: files of src/, files of dist/, and what package.json exports. */
export const ENTRIES = ["index", "js", "slim", "torch", "onnx", "tf", "webnn", "skimage", "image", "image-worker"];

/** Those that have the engine, which workerd imports as a module. */
export const WORKERD_ENTRIES = ["index", "torch", "onnx", "tf", "webnn", "skimage", "image"].map(
  (entry) => `workerd/${entry}`,
);
