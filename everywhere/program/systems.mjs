/** One call of each entry by another system's names. */
export function systems({ onnx, skimage, tf, torch, webnn }) {
  const data = Float32Array.of(1, 2, 3, 4);
  const plane = { data, shape: [1, 1, 2, 2] };
  const image = { data, shape: [1, 2, 2, 1] };
  const node = { op_type: "MaxPool", attributes: { kernel_shape: [2, 2] } };
  return {
    torch: [...torch.maxPool2d(plane, 2).data],
    onnx: [...onnx.run(node, { data, dims: [1, 1, 2, 2], type: "float32" })[0].data],
    tf: [...tf.avgPool(image, 2, 2, "valid").data],
    webnn: [...webnn.averagePool2d(plane, { windowDimensions: [2, 2] }).data],
    skimage: [...skimage.blockReduce({ data, shape: [2, 2] }, 2).data],
  };
}

/** What those give. */
export const SYSTEMS = { torch: [4], onnx: [4], tf: [2.5], webnn: [2.5], skimage: [10] };
