import { DTYPES, type DTypeRow } from "./dtypes.ts";

/** The fold that an op runs over a window's taps. */
export type Fold = "max" | "min" | "sum";

/** One reduction. A new op is one row here, its definition in reference/, and its fold in assembly/op. */
export interface OpRow {
  readonly name: string;
  /** The engine's fold of the taps. */
  readonly fold: Fold;
  /** Whether the folded value is divided by the number of taps. */
  readonly divides: boolean;
  /** The dtype of the result where none is asked for. */
  readonly result: (input: DTypeRow) => DTypeRow;
}

const same = (input: DTypeRow): DTypeRow => input;
const fractional = (input: DTypeRow): DTypeRow => (input.float ? input : DTYPES.float64);
const total = (input: DTypeRow): DTypeRow => (input.float || input.big ? input : DTYPES.float64);

/** The reductions. Tests iterate these rows, and check that the README's table and the command's choices have them all. */
export const OPS = {
  max: { name: "max", fold: "max", divides: false, result: same },
  min: { name: "min", fold: "min", divides: false, result: same },
  mean: {
    name: "mean",
    fold: "sum",
    divides: true,
    result: fractional,
  },
  sum: { name: "sum", fold: "sum", divides: false, result: total },
} as const satisfies Record<string, OpRow>;

/** The name of a reduction. */
export type Op = keyof typeof OPS;

/** The names, in table order. */
export const OP_NAMES = Object.keys(OPS) as Op[];
