import type { Stridepool } from "../../api/stridepool.ts";
import { rangeError, show, typeError } from "../../errors.ts";
import type { DType, NdArray } from "../../types.ts";
import { cast, rowMajor, type Tensor } from "../tensor.ts";
import { coreOptions, extentsOf, type Rank, readInput, readOptions, type Windows, windowsOf } from "./arguments.ts";
import { refuseLarger } from "./avg.ts";

/** Elements that are raised to a power at a time. */
const BLOCK = 65536;

type Floats = Float32Array | Float64Array;

/**
 * lp_pool1d, 2d, 3d: torch.nn.functional raises x to the power itself, not |x|, takes avg_pool's mean of that (over the taps
 * that are there), and multiplies by the whole kernel: (k · mean(x^p))^(1/p). A negative sum has no root but for odd 1/p.
 */
export function lpPool(
  api: Stridepool,
  rank: Rank,
  input: unknown,
  normType: unknown,
  kernelSize: unknown,
  options: unknown,
): unknown {
  const given = readOptions(options, ["stride", "ceilMode"], `lpPool${rank}d`);
  const tensor = readInput(api, input, rank);
  const p = normOf(normType);
  const windows = windowsOf(kernelSize, given, rank);
  if (Math.abs(p) !== Infinity) refuseLarger(tensor, windows, rank);
  const out = extentsOf(api, tensor, windows, rank);
  const call: Call = { api, tensor, windows, rank, out };
  const float = tensor.dtype.startsWith("float");
  if (p === Infinity && float) return api.lpPool(tensor, windows.kernel, { ...coreOptions(windows, rank), p });
  if (Math.abs(p) === Infinity) return extreme(call, p);
  return float && p > 0 && p % 2 === 0 ? evenPower(call, p) : anyPower(call, p);
}

interface Call {
  readonly api: Stridepool;
  readonly tensor: Tensor;
  readonly windows: Windows;
  readonly rank: Rank;
  /** The result's extents on the pooled axes. */
  readonly out: readonly number[];
}

function normOf(value: unknown): number {
  if (typeof value === "number" && value !== 0 && !Number.isNaN(value)) return value;
  const refuse = typeof value === "number" ? rangeError : typeError;
  throw refuse(
    typeof value === "number" ? "out-of-range" : "wrong-type",
    "normType",
    value,
    `normType must be a number other than 0, got ${show(value)}; it is the power, and the root of it is taken`,
  );
}

/** Integers are raised as float32, PyTorch's default dtype: a JavaScript number is a float exponent there. */
const resultOf = (dtype: DType): "float16" | "float32" | "float64" =>
  dtype === "float64" || dtype === "float16" ? dtype : "float32";

/** An even power has no sign, so that the core's own norm is the answer wherever a window is whole. */
function evenPower({ api, tensor, windows, rank, out }: Call, p: number): NdArray {
  const options = { ...coreOptions(windows, rank), p };
  const extents = tensor.shape.slice(tensor.shape.length - rank);
  const parts = windows.kernel.map((window, i) => {
    const hop = windows.stride[i] as number;
    return Array.from({ length: out[i] as number }, (_, at) =>
      Math.min(1, ((extents[i] as number) - at * hop) / window),
    );
  });
  if (parts.every((axis) => axis.every((part) => part === 1))) return api.lpPool(tensor, windows.kernel, options);
  const dtype = resultOf(tensor.dtype);
  const norms = api.lpPool(tensor, windows.kernel, { ...options, dtype: dtype === "float64" ? dtype : "float32" });
  const shares = parts.reduce((outer, axis) => outer.flatMap((share) => axis.map((part) => share * part)), [1]);
  const scales = shares.map((share) => share ** (-1 / p));
  const data: Floats = norms.data;
  for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) * (scales[at % scales.length] as number);
  return dtype === "float16" ? cast(api, norms, dtype) : norms;
}

/** Powers with a sign are taken a block of planes at a time, in float64. */
function anyPower(call: Call, p: number): NdArray {
  const { api, windows, rank } = call;
  const taps = windows.kernel.reduce((a, b) => a * b, 1);
  const dtype = resultOf(call.tensor.dtype);
  return inBlocks(call, (block) => {
    const powers = cast(api, block, "float64");
    power(powers.data, p);
    const means = api.meanPool(powers, windows.kernel, coreOptions(windows, rank));
    for (let i = 0; i < means.data.length; i++) means.data[i] = (means.data[i] as number) * taps;
    power(means.data, 1 / p);
    return dtype === "float64" ? means : cast(api, means, dtype);
  });
}

function power(data: Float64Array, p: number): void {
  if (p === 1) return;
  const raise = POWERS.get(p) ?? ((x: number) => x ** p);
  for (let i = 0; i < data.length; i++) data[i] = raise(data[i] as number);
}

/** What PyTorch does for these powers: products, and square roots, of which negative infinity has none. */
const POWERS: ReadonlyMap<number, (x: number) => number> = new Map([
  [2, (x: number) => x * x],
  [3, (x: number) => x * x * x],
  [0.5, Math.sqrt],
  [-0.5, (x: number) => 1 / Math.sqrt(x)],
  [-1, (x: number) => 1 / x],
  [-2, (x: number) => 1 / (x * x)],
]);

/** max(|x|), and -max(-|x|), in the input's dtype: what has no absolute value in it wraps, as PyTorch's. */
function extreme(call: Call, p: number): NdArray {
  const { api, windows, rank, tensor } = call;
  const least = p < 0;
  if (tensor.dtype === "float16") {
    const wide: Call = { ...call, tensor: { ...cast(api, tensor, "float32"), image: false } };
    return cast(api, extreme(wide, p), "float16");
  }
  return inBlocks(call, (block) => {
    const sizes = cast(api, block, tensor.dtype === "uint8_clamped" ? "uint8" : tensor.dtype);
    each(sizes, (x) => (x < 0 !== least ? -x : x));
    const pooled = api.maxPool(sizes, windows.kernel, coreOptions(windows, rank));
    if (least) each(pooled, (x) => -x);
    return pooled;
  });
}

function each({ data }: NdArray, change: (x: number | bigint) => number | bigint): void {
  const elements = data as unknown as { [at: number]: number | bigint };
  for (let i = 0; i < data.length; i++) elements[i] = change(elements[i] as number | bigint);
}

/** Pools a few planes at a time, so that what stands between stays small. */
function inBlocks({ tensor, rank, out }: Call, pool: (block: NdArray) => NdArray): NdArray {
  const { shape, stride } = tensor;
  const lead = shape.length - rank;
  const [channels, pitch] = [shape[lead - 1] as number, stride[lead - 1] as number];
  const batch = lead === 2 ? (shape[0] as number) : 1;
  const plane = shape.slice(lead).reduce((a, b) => a * b, 1);
  const step = Math.max(1, Math.floor(BLOCK / plane));
  const outPlane = out.reduce((a, b) => a * b, 1);
  const whole = [...shape.slice(0, lead), ...out];
  let result: NdArray | undefined;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c += step) {
      const block = pool({
        ...tensor,
        shape: [Math.min(step, channels - c), ...shape.slice(lead)],
        stride: stride.slice(lead - 1),
        offset: tensor.offset + n * (lead === 2 ? (stride[0] as number) : 0) + c * pitch,
      });
      if (result === undefined) {
        const Elements = block.data.constructor as new (length: number) => typeof block.data;
        const data = new Elements(batch * channels * outPlane);
        result = { ...block, data, shape: whole, stride: rowMajor(whole) };
      }
      (result.data as Floats).set(block.data as Floats, (n * channels + c) * outPlane);
    }
  }
  return result as NdArray;
}
