import type { Stridepool } from "../../api/stridepool.ts";
import type { NdArray } from "../../types.ts";
import { cast, type Tensor } from "../tensor.ts";
import { outputSizeOf } from "./adaptive.ts";
import { coreOptions, extentsOf, flag, pooledAxes, type Rank, readInput, readOptions, windowsOf } from "./arguments.ts";
import { type AxisWindows, toLastNaN } from "./nan.ts";

const MAX_OPTIONS = ["stride", "padding", "dilation", "ceilMode", "returnIndices"] as const;

/** max_pool1d, 2d, 3d. */
export function maxPool(api: Stridepool, rank: Rank, input: unknown, kernelSize: unknown, options: unknown): unknown {
  const given = readOptions(options, MAX_OPTIONS, `maxPool${rank}d`);
  const tensor = readInput(api, input, rank);
  const windows = windowsOf(kernelSize, given, rank);
  const withIndices = flag(given.returnIndices, "returnIndices", false);
  const out = extentsOf(api, tensor, windows, rank);
  const core = coreOptions(windows, rank);
  if (!withIndices) return api.maxPool(tensor, windows.kernel, core);
  const pooled = api.maxPool(tensor, windows.kernel, { ...core, indices: "plane" });
  const axes = out.map((_, i): AxisWindows => {
    const [hop, pad, step] = [windows.stride[i], windows.padding[i], windows.dilation[i]] as [number, number, number];
    const extent = tensor.shape[tensor.shape.length - rank + i] as number;
    return (at) => ({ start: at * hop - pad, taps: windows.kernel[i] as number, step, extent });
  });
  return indexed(api, tensor, pooled, axes);
}

/** adaptive_max_pool1d, 2d, 3d. */
export function adaptiveMaxPool(
  api: Stridepool,
  rank: Rank,
  input: unknown,
  outputSize: unknown,
  options: unknown,
): unknown {
  const given = readOptions(options, ["returnIndices"], `adaptiveMaxPool${rank}d`);
  const tensor = readInput(api, input, rank);
  const out = outputSizeOf(outputSize, tensor, rank);
  const axes = pooledAxes(rank);
  if (!flag(given.returnIndices, "returnIndices", false)) return api.adaptivePool("max", tensor, out, { axes });
  const pooled = api.adaptivePool("max", tensor, out, { axes, indices: "plane" });
  const windows = out.map((count, i): AxisWindows => {
    const extent = tensor.shape[tensor.shape.length - rank + i] as number;
    return (at) => {
      const start = Math.floor((at * extent) / count);
      return { start, taps: Math.ceil(((at + 1) * extent) / count) - start, step: 1, extent };
    };
  });
  return indexed(api, tensor, pooled, windows);
}

/** Values and int64 indices apart, as PyTorch returns them. */
function indexed(
  api: Stridepool,
  tensor: Tensor,
  pooled: NdArray & { readonly indices: NdArray },
  axes: readonly AxisWindows[],
): { values: NdArray; indices: NdArray } {
  const { indices, ...values } = pooled;
  toLastNaN(tensor, values, indices, axes);
  return { values, indices: cast(api, indices, "int64") };
}
