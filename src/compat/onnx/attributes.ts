import { oneOf, rangeError, show, typeError } from "../../errors.ts";
import type { Node } from "./node.ts";

const AUTO_PADS = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"] as const;

/** How a node's windows lie, as the core is told. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: "same" | "same-lower" | readonly (readonly [low: number, high: number])[];
  readonly edge: "trim" | "partial";
}

/** kernel_shape, strides, dilations, pads, auto_pad and ceil_mode for so many spatial axes. */
export function windowsOf({ attributes, called }: Node, rank: number): Windows {
  const kernel = attributes.get("kernel_shape");
  if (kernel === undefined) {
    throw typeError(
      "wrong-type",
      "kernel_shape",
      kernel,
      `kernel_shape must be given to ${called}, got undefined; it is the window's extent on each of ${rank} spatial axes`,
    );
  }
  return {
    kernel: integers(kernel, "kernel_shape", rank, 1),
    stride: ofAxes(attributes, "strides", rank),
    dilation: ofAxes(attributes, "dilations", rank),
    padding: paddingOf(attributes, rank),
    edge: flag(attributes, "ceil_mode") ? "partial" : "trim",
  };
}

type Attributes = Node["attributes"];

function ofAxes(attributes: Attributes, name: string, rank: number): number[] {
  const value = attributes.get(name);
  return value === undefined ? new Array<number>(rank).fill(1) : integers(value, name, rank, 1);
}

function paddingOf(attributes: Attributes, rank: number): Windows["padding"] {
  const auto = attributes.get("auto_pad") ?? "NOTSET";
  if (!(AUTO_PADS as readonly unknown[]).includes(auto)) {
    const message = `auto_pad must be ${oneOf(AUTO_PADS)}, got ${show(auto)}`;
    throw typeof auto === "string"
      ? rangeError("out-of-range", "auto_pad", auto, message)
      : typeError("wrong-type", "auto_pad", auto, message);
  }
  const pads = padsOf(attributes, rank);
  const same = auto === "SAME_UPPER" || auto === "SAME_LOWER";
  if (attributes.has("pads") && (same || (auto === "VALID" && pads.flat().some((pad) => pad > 0)))) {
    const value = attributes.get("pads");
    throw rangeError(
      "out-of-range",
      "pads",
      value,
      `pads cannot stand beside auto_pad: "${auto}", got ${show(value)}: that says how much to pad; leave one of them out`,
    );
  }
  if (same) return auto === "SAME_UPPER" ? "same" : "same-lower";
  return pads;
}

/** pads as pairs: [x1_begin, x2_begin, …, x1_end, x2_end, …]. */
export function padsOf(attributes: Attributes, rank: number): (readonly [low: number, high: number])[] {
  const value = attributes.get("pads");
  const pads = value === undefined ? new Array<number>(2 * rank).fill(0) : integers(value, "pads", 2 * rank, 0);
  return pads.slice(0, rank).map((low, axis) => [low, pads[rank + axis] as number] as const);
}

/** A list of integers, which may be bigints. */
export function integers(value: unknown, name: string, count: number, least: 0 | 1): number[] {
  const list = listOf(value);
  const kind = least === 1 ? "positive integers" : "non-negative integers";
  if (list === undefined) {
    throw typeError("wrong-type", name, value, `${name} must be a list of ${count} ${kind}, got ${show(value)}`);
  }
  if (list.length !== count) {
    const why = name === "pads" ? "a begin and an end for each spatial axis" : "one for each spatial axis";
    throw rangeError(
      "shape-mismatch",
      name,
      value,
      `${name} must have ${count} entries, ${why}, got ${show(list)} of ${list.length}`,
    );
  }
  return list.map((entry, i) => {
    const number = typeof entry === "bigint" ? Number(entry) : entry;
    if (typeof number === "number" && Number.isSafeInteger(number) && number >= least) return number;
    const message = `${name}[${i}] must be a ${kind.slice(0, -1)}, got ${show(entry)}`;
    throw typeof number === "number"
      ? rangeError("out-of-range", `${name}[${i}]`, entry, message)
      : typeError("wrong-type", `${name}[${i}]`, entry, message);
  });
}

function listOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) && "length" in value
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : undefined;
}

/** An integer attribute that is 0 or 1. */
export function flag(attributes: Attributes, name: string): boolean {
  const value = attributes.get(name) ?? 0;
  const number = typeof value === "bigint" ? Number(value) : value;
  if (number === 0 || number === 1) return number === 1;
  const message = `${name} must be 0 or 1, got ${show(value)}`;
  throw typeof number === "number"
    ? rangeError("out-of-range", name, value, message)
    : typeError("wrong-type", name, value, message);
}

/** The exponent of LpPool and GlobalLpPool: a float in their first version, an integer since. */
export function exponentOf({ attributes, version, called }: Node): number {
  const value = attributes.get("p") ?? 2;
  const p = typeof value === "bigint" ? Number(value) : value;
  const whole = version.since > 1;
  if (typeof p === "number" && p > 0 && p < Infinity && (!whole || Number.isSafeInteger(p))) return p;
  const message = `p must be a positive ${whole ? "integer" : "number"} in ${called}, got ${show(value)}; it is the norm's exponent`;
  throw typeof p === "number"
    ? rangeError("out-of-range", "p", value, message)
    : typeError("wrong-type", "p", value, message);
}
