import type { Stridepool } from "../../api/stridepool.ts";
import { nearest, rangeError, show, typeError } from "../../errors.ts";
import { readTensor, type Tensor } from "../tensor.ts";

/** How many axes are pooled: the number in a function's name. */
export type Rank = 1 | 2 | 3;

/** The pooled axes, from the end. */
export const pooledAxes = (rank: Rank): number[] => [-3, -2, -1].slice(3 - rank);

/** Windows over the last axes of a tensor, in PyTorch's words. */
export interface Windows {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];
  readonly dilation: number[];
  readonly ceil: boolean;
}

/** A tensor [channels, ...] or [batch, channels, ...], no extent of which is 0. */
export function readInput(api: Stridepool, input: unknown, rank: Rank, name = "input"): Tensor {
  const tensor = readTensor(api, input, name);
  const { shape, image } = tensor;
  const axes = ["length", "height, width", "depth, height, width"][rank - 1] as string;
  if (image) {
    const [height, width, channels] = shape as [number, number, number];
    throw typeError(
      "wrong-type",
      name,
      input,
      `${name} must be a tensor of shape [channels, ${axes}] or [batch, channels, ${axes}], got ${show(input)}, which is an image with ` +
        `its channels last; give { data, shape: [${channels}, ${height}, ${width}], stride: [1, ${width * channels}, ${channels}] }`,
    );
  }
  if (shape.length !== rank + 1 && shape.length !== rank + 2) {
    throw rangeError(
      "shape-mismatch",
      `${name}.shape`,
      shape,
      `${name}.shape must be [channels, ${axes}] or [batch, channels, ${axes}], got ${show(shape)}; give it ${rank + 1} or ${rank + 2} axes`,
    );
  }
  if (shape.includes(0)) {
    throw rangeError(
      "out-of-range",
      `${name}.shape`,
      shape,
      `${name}.shape must have no extent of 0, got ${show(shape)}: there would be nothing to give back; leave the call out`,
    );
  }
  return tensor;
}

/** The options of a call, each read once; a name that is none is refused. Null is None: not given. */
export function readOptions<Name extends string>(
  options: unknown,
  names: readonly Name[],
  called: string,
): { readonly [N in Name]?: unknown } {
  const given = Object.create(null) as { [N in Name]?: unknown };
  if (options === undefined) return given;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const example = names.includes("stride" as Name) ? "{ stride: 2 }" : "{ returnIndices: true }";
    const rule =
      names.length === 0 ? `options of ${called} must be left out` : `options must be an object such as ${example}`;
    throw typeError("wrong-type", "options", options, `${rule}, got ${show(options)}`);
  }
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name];
    if (!(names as readonly string[]).includes(name)) {
      const near = nearest(name.replaceAll("_", ""), names);
      const takes = names.length === 0 ? "no options" : names.join(", ");
      throw typeError(
        "unknown-option",
        name,
        value,
        `unknown option ${show(name)}, got ${show(value)}; ${near === undefined ? "" : `did you mean ${near}? `}${called} takes ${takes}`,
      );
    }
    if (value !== undefined && value !== null) given[name as Name] = value;
  }
  return given;
}

/** True or false. */
export function flag(value: unknown, name: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === "boolean") return value;
  throw typeError("wrong-type", name, value, `${name} must be true or false, got ${show(value)}`);
}

/** One integer for each pooled axis: a list of them, or one for all, alone or as a list of one. */
export function perAxis(value: unknown, name: string, rank: Rank, least: 0 | 1, why: string): number[] {
  if (!isList(value)) return new Array<number>(rank).fill(integer(value, name, least, why));
  const list = Array.from(value, (entry, i) => integer(entry, `${name}[${i}]`, least, why));
  if (list.length === rank) return list;
  if (list.length === 1) return new Array<number>(rank).fill(list[0] as number);
  throw rangeError(
    "shape-mismatch",
    name,
    value,
    `${name} must be an integer or ${rank} of them, got ${show(list)}; give one for each pooled axis, or one for them all`,
  );
}

/** A list of numbers: an array, or a typed array of such. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}

export function integer(value: unknown, name: string, least: 0 | 1, why: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  const kind = least === 1 ? "a positive integer" : "a non-negative integer";
  const refuse = typeof value === "number" ? rangeError : typeError;
  const code = typeof value === "number" ? "out-of-range" : "wrong-type";
  throw refuse(code, name, value, `${name} must be ${kind}, got ${show(value)}; ${why}`);
}

interface WindowOptions {
  readonly stride?: unknown;
  readonly padding?: unknown;
  readonly dilation?: unknown;
  readonly ceilMode?: unknown;
}

/** Windows as PyTorch takes them: each option for one axis or for all, the stride the kernel's own, padding at most half of it. */
export function windowsOf(kernelSize: unknown, given: WindowOptions, rank: Rank): Windows {
  const kernel = perAxis(kernelSize, "kernelSize", rank, 1, "a window covers at least one element");
  const none = isList(given.stride) && given.stride.length === 0;
  const stride =
    given.stride === undefined || none
      ? kernel
      : perAxis(given.stride, "stride", rank, 1, "it is the hop from one window to the next");
  const padding = perAxis(given.padding ?? 0, "padding", rank, 0, "it counts taps that do not exist");
  padding.forEach((pad, i) => {
    const size = kernel[i] as number;
    if (pad <= size / 2) return;
    const at = isList(given.padding) && given.padding.length > 1 ? `[${i}]` : "";
    throw rangeError(
      "out-of-range",
      `padding${at}`,
      pad,
      `padding${at} must be at most half of the kernel size ${size}, which is ${Math.floor(size / 2)}, got ${pad}; dilation does not ` +
        "widen that; use a smaller padding, or stridepool itself, which takes any",
    );
  });
  const dilation = perAxis(given.dilation ?? 1, "dilation", rank, 1, "it is the distance from one tap to the next");
  return { kernel, stride, padding, dilation, ceil: flag(given.ceilMode, "ceilMode", false) };
}

/** What the core is asked for. */
export function coreOptions({ stride, padding, dilation, ceil }: Windows, rank: Rank) {
  return { stride, padding, dilation, axes: pooledAxes(rank), edge: ceil ? "partial" : "trim" } as const;
}

/** How many windows lie on each pooled axis; a refusal where there are none. */
export function extentsOf(api: Stridepool, { shape }: Tensor, windows: Windows, rank: Rank): number[] {
  const { kernel, stride, padding, dilation, ceil } = windows;
  return kernel.map((window, i) => {
    const axis = shape.length - rank + i;
    const extent = shape[axis] as number;
    const [hop, pad, step] = [stride[i] as number, padding[i] as number, dilation[i] as number];
    const count = (edge: "trim" | "partial"): number => {
      try {
        const options = { stride: [hop], padding: [pad], dilation: [step], edge };
        return api.outputShape([extent], [window], options)[0] as number;
      } catch {
        return 0;
      }
    };
    const out = count(ceil ? "partial" : "trim");
    if (out > 0) return out;
    const span = (window - 1) * step + 1;
    const dilated = step === 1 ? "" : ` with dilation ${step} spans ${span}, which`;
    const hint = !ceil && count("partial") > 0 ? ", or use ceilMode: true" : "";
    throw rangeError(
      "out-of-range",
      "kernelSize",
      kernel,
      `kernelSize ${show(kernel)}${dilated} gives no output from the input ${show(shape)} on axis ${axis}: (${extent} + ${2 * pad} - ${span}) / ` +
        `${hop} + 1 < 1; use a smaller one${hint}`,
    );
  });
}
