import { byteStrides } from "stridepool";
import type { Outcome } from "../compute.ts";
import { DTYPES } from "../names.ts";
import { inPython, isWritten, lines } from "./literal.ts";
import { partialReduction, reduction } from "./reduce.ts";

const tuple = (numbers: readonly number[]): string => `(${numbers.join(", ")})`;

function matrix(outcome: Outcome): string[] {
  const { dtype } = outcome.request;
  const numpy = `np.${DTYPES[dtype].numpy}`;
  const [rows, columns] = outcome.input.shape as [number, number];
  if (!isWritten(outcome)) {
    return [`k = np.zeros((${rows}, ${columns}), ${numpy})  # put your ${rows} × ${columns} elements here`];
  }
  return [`k = np.array([\n${lines(outcome.cells, inPython, "    ")}\n], dtype=${numpy})`];
}

/** What stands around the matrix: [low, high] of each axis. */
const around = ({ axes }: Outcome): [number, number][] => axes.map(({ low, high }) => [low, high]);

/** Whether any window reaches beyond the matrix. */
const isPadded = (outcome: Outcome): boolean => around(outcome).some(([low, high]) => low + high > 0);

/** Where taps outside read something, that is what NumPy pads with. */
function padding(outcome: Outcome, name: string): string[] {
  const { outside, fill } = outcome.request;
  const how = outside === "fill" ? `constant_values=${inPython(fill)}` : `mode="${outside}"`;
  return [`${name} = np.pad(k, ${tuple2(around(outcome))}, ${how})`];
}

const tuple2 = (pairs: readonly [number, number][]): string => `(${pairs.map(tuple).join(", ")})`;

/** Bytes from element to element of the matrix, padded as it is for its windows. */
function strides(outcome: Outcome): number[] {
  const { view, input, axes } = outcome;
  if (typeof view !== "string") return byteStrides(view);
  const { bytes } = DTYPES[input.dtype];
  const [rows, columns] = axes;
  const line = (columns.low + columns.extent + columns.high) * bytes;
  return [rows.stride * line, columns.stride * bytes, rows.dilation * line, columns.dilation * bytes];
}

const slice = (step: number): string => (step === 1 ? ":" : `::${step}`);

/** The view that sliding_window_view makes of an array, bounds-checked: every place, then those that are asked for. */
function sliding({ axes }: Outcome, name: string): string {
  const spans = axes.map(({ window, dilation }) => (window - 1) * dilation + 1);
  const steps = [...axes.map(({ stride }) => stride), ...axes.map(({ dilation }) => dilation)];
  while (steps.at(-1) === 1) steps.pop();
  const taken = steps.length > 0 ? `[${steps.map(slice).join(", ")}]` : "";
  return `sliding_window_view(${name}, ${tuple(spans)})${taken}`;
}

const imports = (name: string): string[] => ["import numpy as np", `from numpy.lib.stride_tricks import ${name}`, ""];

const end = (code: readonly string[]): string => `${code.join("\n")}\nprint(result)\n`;

/** By a view with computed strides, or nothing where a view cannot have the windows. */
export function asStridedCode(outcome: Outcome): string | undefined {
  const { request, result, axes } = outcome;
  const padded = isPadded(outcome);
  if (padded && request.outside === "none") return undefined;
  const shape = [...result.shape, ...axes.map(({ window }) => window)];
  const name = padded ? "padded" : "k";
  return end([
    ...imports("as_strided"),
    ...matrix(outcome),
    ...(padded ? padding(outcome, name) : []),
    `w = as_strided(${name}, ${tuple(shape)}, ${tuple(strides(outcome))}, writeable=False)`,
    ...reduction(request.op, request.dtype, "w", "(2, 3)", "w.reshape(*w.shape[:2], -1)"),
  ]);
}

/** By every place of the window, of which some are taken; taps that are not there are left out. */
export function slidingCode(outcome: Outcome): string {
  const { op, dtype, outside } = outcome.request;
  const head = [...imports("sliding_window_view"), ...matrix(outcome)];
  if (!isPadded(outcome) || outside !== "none") {
    const name = isPadded(outcome) ? "padded" : "k";
    return end([
      ...head,
      ...(isPadded(outcome) ? padding(outcome, name) : []),
      `w = ${sliding(outcome, name)}`,
      ...reduction(op, dtype, "w", "(2, 3)", "w.reshape(*w.shape[:2], -1)"),
    ]);
  }
  const pads = tuple2(around(outcome));
  return end([
    ...head,
    "# Taps outside are left out.",
    `w = ${sliding(outcome, `np.pad(k, ${pads})`)}`,
    `there = ${sliding(outcome, `np.pad(np.ones(k.shape, bool), ${pads})`)}`,
    ...partialReduction(op, dtype),
  ]);
}

/** By a reshape, where the windows are blocks. */
export function reshapeCode(outcome: Outcome): string | undefined {
  if (!outcome.blocks) return undefined;
  const { op, dtype, window } = outcome.request;
  const [p, q] = window;
  const trimmed = outcome.axes.some(({ extent, window: of }) => extent % of !== 0);
  const k = trimmed ? `k[:m//${p}*${p}, :n//${q}*${q}]` : "k";
  return end([
    "import numpy as np",
    "",
    ...matrix(outcome),
    "m, n = k.shape",
    `w = ${k}.reshape(m//${p}, ${p}, n//${q}, ${q})`,
    ...reduction(op, dtype, "w", "(1, 3)", `w.transpose(0, 2, 1, 3).reshape(m//${p}, n//${q}, -1)`),
  ]);
}
