import type { Stridepool } from "../../api/stridepool.ts";
import { rangeError, show, typeError } from "../../errors.ts";
import type { Tensor } from "../tensor.ts";
import { outputSizeOf } from "./adaptive.ts";
import {
  coreOptions,
  extentsOf,
  flag,
  pooledAxes,
  type Rank,
  readInput,
  readOptions,
  type Windows,
  windowsOf,
} from "./arguments.ts";

const AVG_OPTIONS = ["stride", "padding", "ceilMode", "countIncludePad", "divisorOverride"] as const;

/** avg_pool1d, 2d, 3d. */
export function avgPool(api: Stridepool, rank: Rank, input: unknown, kernelSize: unknown, options: unknown): unknown {
  const given = readOptions(options, AVG_OPTIONS, `avgPool${rank}d`);
  const tensor = readInput(api, input, rank);
  const whole = tensor.dtype === "int64";
  if (!whole) refuseIntegers(tensor, `avgPool${rank}d averages float16, float32, float64 and (truncated) int64`);
  const windows = windowsOf(kernelSize, given, rank);
  const countPadding = flag(given.countIncludePad, "countIncludePad", true);
  const divisor = given.divisorOverride === undefined ? undefined : divisorOf(given.divisorOverride);
  refuseLarger(tensor, windows, rank);
  extentsOf(api, tensor, windows, rank);
  return api.meanPool(tensor, windows.kernel, {
    ...coreOptions(windows, rank),
    countPadding,
    divisor,
    // PyTorch divides an int64 sum as C++ does.
    ...(whole && ({ dtype: "int64", round: "trunc" } as const)),
  });
}

/** adaptive_avg_pool1d, 2d, 3d. */
export function adaptiveAvgPool(
  api: Stridepool,
  rank: Rank,
  input: unknown,
  outputSize: unknown,
  options: unknown,
): unknown {
  readOptions(options, [], `adaptiveAvgPool${rank}d`);
  const tensor = readInput(api, input, rank);
  refuseIntegers(tensor, `adaptiveAvgPool${rank}d averages float16, float32 and float64`);
  return api.adaptivePool("mean", tensor, outputSizeOf(outputSize, tensor, rank), { axes: pooledAxes(rank) });
}

function refuseIntegers({ dtype }: Tensor, rule: string): void {
  if (dtype.startsWith("float")) return;
  throw typeError(
    "unknown-dtype",
    "input.dtype",
    dtype,
    `input.dtype must be one that PyTorch averages, got ${show(dtype)}: ${rule}; convert it, or use stridepool's meanPool`,
  );
}

function divisorOf(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value !== 0) return value;
  const refuse = typeof value === "number" ? rangeError : typeError;
  throw refuse(
    typeof value === "number" ? "out-of-range" : "wrong-type",
    "divisorOverride",
    value,
    `divisorOverride must be an integer other than 0, got ${show(value)}; each sum is divided by it`,
  );
}

/** PyTorch's avg_pool3d wants every window to fit the input before it is padded or rounded up (ATen/native/Pool.h). */
export function refuseLarger({ shape }: Tensor, { kernel }: Windows, rank: Rank): void {
  if (rank !== 3 || kernel.every((window, i) => window <= (shape[shape.length - 3 + i] as number))) return;
  throw rangeError(
    "out-of-range",
    "kernelSize",
    kernel,
    `kernelSize ${show(kernel)} is larger than the input ${show(shape)}, which PyTorch refuses in three dimensions whatever the padding; ` +
      "use a smaller one",
  );
}
