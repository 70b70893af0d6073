import type { Stridepool } from "../../api/stridepool.ts";
import { rangeError, show, typeError } from "../../errors.ts";
import type { Tensor } from "../tensor.ts";
import { integer, isList, perAxis, pooledAxes, type Rank, readInput, readOptions } from "./arguments.ts";

/** max_unpool1d, 2d, 3d. */
export function maxUnpool(
  api: Stridepool,
  rank: Rank,
  input: unknown,
  indices: unknown,
  kernelSize: unknown,
  options: unknown,
): unknown {
  const given = readOptions(options, ["stride", "padding", "outputSize"], `maxUnpool${rank}d`);
  const tensor = readInput(api, input, rank);
  const positions = readInput(api, indices, rank, "indices");
  checkIndices(api, positions, tensor);
  const kernel = perAxis(kernelSize, "kernelSize", rank, 1, "a window covers at least one element");
  const stride =
    given.stride === undefined ? kernel : perAxis(given.stride, "stride", rank, 1, "it is the hop between windows");
  const padding = perAxis(given.padding ?? 0, "padding", rank, 0, "it counts taps that do not exist");
  const inferred = kernel.map((window, i) => {
    const extent = tensor.shape[tensor.shape.length - rank + i] as number;
    return (extent - 1) * (stride[i] as number) + window - 2 * (padding[i] as number);
  });
  const outputShape = given.outputSize === undefined ? inferred : outputSize(given.outputSize, inferred, stride, rank);
  outputShape.forEach((extent, i) => {
    if (extent > 0) return;
    throw rangeError(
      "out-of-range",
      "padding",
      padding,
      `padding ${show(padding)} leaves nothing of the output on pooled axis ${i}, whose extent would be ${extent}; use a smaller one`,
    );
  });
  return api.maxUnpool(tensor, positions, kernel, {
    stride,
    padding,
    axes: pooledAxes(rank),
    indices: "plane",
    outputShape,
  });
}

function checkIndices(api: Stridepool, indices: Tensor, input: Tensor): void {
  if (indices.dtype !== "int64" && indices.dtype !== "int32") {
    throw typeError(
      "wrong-type",
      "indices.dtype",
      indices.dtype,
      `indices.dtype must be int64, as maxPool's returnIndices gives them, or int32, got ${show(indices.dtype)}; convert them`,
    );
  }
  if (indices.shape.length !== input.shape.length || indices.shape.some((extent, i) => extent !== input.shape[i])) {
    throw rangeError(
      "shape-mismatch",
      "indices.shape",
      indices.shape,
      `indices.shape must be that of the input, ${show(input.shape)}, got ${show(indices.shape)}; each value has its index`,
    );
  }
  const [least] = api.globalPool("min", indices, { axes: indices.shape.map((_, axis) => axis) }).data;
  if ((least as number | bigint) >= 0) return;
  throw rangeError(
    "out-of-range",
    "indices",
    least,
    `indices must be positions in a plane of the output, which start at 0, got ${show(least)}; PyTorch skips none`,
  );
}

/** The size that was asked for: the pooled axes' alone, or after those of batch and channels, less than a stride off. */
function outputSize(value: unknown, inferred: readonly number[], stride: readonly number[], rank: Rank): number[] {
  const why = "it is the extent of the output";
  const list = isList(value)
    ? Array.from(value, (entry, i) => integer(entry, `outputSize[${i}]`, 1, why))
    : inferred.map(() => integer(value, "outputSize", 1, why));
  if (list.length !== rank && list.length !== rank + 2) {
    throw rangeError(
      "shape-mismatch",
      "outputSize",
      value,
      `outputSize must have ${rank} entries, or ${rank + 2} with those of batch and channels, got ${show(list)}`,
    );
  }
  const wanted = list.slice(-rank);
  wanted.forEach((extent, i) => {
    const [middle, hop] = [inferred[i] as number, stride[i] as number];
    if (extent > middle - hop && extent < middle + hop) return;
    throw rangeError(
      "out-of-range",
      "outputSize",
      value,
      `outputSize ${show(list)} must be between ${middle - hop} and ${middle + hop} on pooled axis ${i}, got ${extent}; no pooling with stride ` +
        `${hop} gives this input from others`,
    );
  });
  return wanted;
}
