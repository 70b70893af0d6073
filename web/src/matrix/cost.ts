import type { DType, Op } from "stridepool";
import type { Axis } from "./axis.ts";
import { Fault } from "./fault.ts";
import { DTYPES, type Outside } from "./names.ts";

/** Nanoseconds that a result may take; the page stands still meanwhile. */
const LONGEST = 2e9;

/** Nanoseconds that an element takes which a window reads, about, as measured: in TypeScript, then in the engine. */
const IN_TYPESCRIPT = 100;
const SORTED = 10;
const BY_TAP = 4;
const AT_BEST = 2;

/** The widest window of bytes whose medians slide. */
const SLIDING_MEDIAN = 255;

const TAPS_MATTER: ReadonlySet<Op> = new Set(["mode", "median", "var", "std", "argmax", "argmin"]);
const TAPS_ARE_NOT_READ: ReadonlySet<Op> = new Set(["count", "first"]);
const QUICK_OF_64_BITS: ReadonlySet<Op> = new Set(["max", "min", "sum", "mean", "any", "all", "argmax", "argmin"]);

/** The most integers whose sums slide. */
const SLIDING_SUM = 2 ** 20;

const isInteger = (dtype: DType): boolean => DTYPES[dtype].fits !== undefined;
const has64Bits = (dtype: DType): boolean => isInteger(dtype) && DTYPES[dtype].bytes === 8;

function perElement(op: Op, dtype: DType, window: number): number {
  if (op === "mode" || (op === "prod" && isInteger(dtype))) return IN_TYPESCRIPT;
  if (has64Bits(dtype) && !QUICK_OF_64_BITS.has(op)) return IN_TYPESCRIPT;
  if (op === "median" && (DTYPES[dtype].bytes > 1 || window > SLIDING_MEDIAN)) return SORTED;
  return TAPS_MATTER.has(op) ? BY_TAP : AT_BEST;
}

/** Whether windows that overlap cost no more when they are larger. */
function slides(op: Op, dtype: DType, axes: readonly Axis[]): boolean {
  if (TAPS_MATTER.has(op) || axes.some(({ stride, dilation }) => stride !== 1 || dilation !== 1)) return false;
  if (op === "any" || op === "all") return true;
  if (!isInteger(dtype)) return true;
  const taps = axes.reduce((product, { window }) => product * window, 1);
  return !has64Bits(dtype) && op !== "prod" && (op === "max" || op === "min" || op === "range" || taps <= SLIDING_SUM);
}

/** Windows that reach far beyond the matrix, where something stands there, take equal taps together, in TypeScript. */
const isFar = ({ window, extent }: Axis): boolean => window > 4 * extent + 64;

/** Refuses what would keep the page busy for long: many windows that read many elements, one by one. */
export function refuseLong(op: Op, dtype: DType, outside: Outside, axes: readonly [Axis, Axis]): void {
  if (TAPS_ARE_NOT_READ.has(op)) return;
  const far = outside !== "none" && axes.some(isFar);
  if (!far && slides(op, dtype, axes)) return;
  const [rows, columns] = axes.map((axis) => {
    const { window, extent, out } = axis;
    return out * (outside === "none" || isFar(axis) ? Math.min(window, extent) : window);
  }) as [number, number];
  const reads = rows * columns;
  const each = far ? IN_TYPESCRIPT : perElement(op, dtype, Math.max(...axes.map(({ window }) => window)));
  if (reads * each <= LONGEST) return;
  throw new Fault(
    `the windows would read ${reads.toExponential(0).replace("e+", "e")} elements, more than this page waits for with ${op} of ${dtype}; make them smaller, or stride further`,
    "window",
  );
}
