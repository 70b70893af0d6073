import { DTYPES, type DTypeRow } from "./dtypes.ts";
import type { Interpolation } from "./options.ts";

/** What is done with a window's taps; a mean is a sum that is divided. */
export type Fold =
  | "max"
  | "min"
  | "sum"
  | "prod"
  | "lp"
  | "rms"
  | "median"
  | "mode"
  | "var"
  | "std"
  | "range"
  | "any"
  | "all"
  | "count"
  | "first"
  | "argmax"
  | "argmin"
  | "reducer";

/** What a window gives in which no tap is left: a number, an end of the input's range, or no number at all. */
type Nothing = 0 | 1 | -1 | "lowest" | "highest" | "nan";

/** One reduction. A new op is one row here, its definition in reference/, and where it is to be quick its fold in assembly/. */
export interface OpRow {
  readonly name: string;
  readonly fold: Fold;
  /** Whether the folded value is divided by the number of taps. */
  readonly divides: boolean;
  /** What a window without any tap gives. */
  readonly empty: Nothing;
  /** The same for one whose taps were all left out as NaN. */
  readonly allNaN: Nothing;
  /** Whether that is what windows with too few valid taps give as well, instead of nodata or NaN. */
  readonly exempt: boolean;
  /** Whether it can say where in the input its value stands. */
  readonly positions: "none" | "beside" | "itself";
  /** Whether 64-bit results wrap modulo 2^64 where no dtype is asked for. */
  readonly wraps: boolean;
  /** The dtype of the result where none is asked for. */
  readonly result: (input: DTypeRow, interpolation: Interpolation) => DTypeRow;
}

const same = (input: DTypeRow): DTypeRow => input;
const fractional = (input: DTypeRow): DTypeRow => (input.float ? input : DTYPES.float64);
const total = (input: DTypeRow): DTypeRow => (input.float || input.big ? input : DTYPES.float64);
const middle = (input: DTypeRow, interpolation: Interpolation): DTypeRow =>
  interpolation === "midpoint" ? fractional(input) : input;
const truth = (): DTypeRow => DTYPES.uint8;
const position = (): DTypeRow => DTYPES.int32;

const usual = { divides: false, empty: "nan", allNaN: "nan", exempt: false, positions: "none", wraps: false } as const;

/** The reductions. Tests iterate these rows, and check that the README's table and the command's choices have them all. */
export const OPS = {
  max: { ...usual, name: "max", fold: "max", empty: "lowest", positions: "beside", result: same },
  min: { ...usual, name: "min", fold: "min", empty: "highest", positions: "beside", result: same },
  mean: { ...usual, name: "mean", fold: "sum", divides: true, result: fractional },
  sum: { ...usual, name: "sum", fold: "sum", empty: 0, allNaN: 0, wraps: true, result: total },
  prod: { ...usual, name: "prod", fold: "prod", empty: 1, allNaN: 1, wraps: true, result: total },
  lp: { ...usual, name: "lp", fold: "lp", empty: 0, allNaN: 0, result: fractional },
  rms: { ...usual, name: "rms", fold: "rms", result: fractional },
  median: { ...usual, name: "median", fold: "median", result: middle },
  mode: { ...usual, name: "mode", fold: "mode", result: same },
  var: { ...usual, name: "var", fold: "var", result: fractional },
  std: { ...usual, name: "std", fold: "std", result: fractional },
  range: { ...usual, name: "range", fold: "range", wraps: true, result: total },
  any: { ...usual, name: "any", fold: "any", empty: 0, allNaN: 0, exempt: true, result: truth },
  all: { ...usual, name: "all", fold: "all", empty: 1, allNaN: 1, exempt: true, result: truth },
  count: {
    ...usual,
    name: "count",
    fold: "count",
    empty: 0,
    allNaN: 0,
    exempt: true,
    result: (): DTypeRow => DTYPES.uint32,
  },
  first: { ...usual, name: "first", fold: "first", result: same },
  argmax: {
    ...usual,
    name: "argmax",
    fold: "argmax",
    empty: -1,
    allNaN: -1,
    exempt: true,
    positions: "itself",
    result: position,
  },
  argmin: {
    ...usual,
    name: "argmin",
    fold: "argmin",
    empty: -1,
    allNaN: -1,
    exempt: true,
    positions: "itself",
    result: position,
  },
} as const satisfies Record<string, OpRow>;

/** The name of a reduction. */
export type Op = keyof typeof OPS;

/** The names, in table order. */
export const OP_NAMES = Object.keys(OPS) as Op[];

/** What a function of the caller's does; it is no row of the table, having no name. */
export const REDUCER: OpRow = { ...usual, name: "reducer", fold: "reducer", result: fractional };
