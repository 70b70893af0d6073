import fc from "fast-check";
import { DTYPE_NAMES, type DType } from "../../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../../src/registry/ops.ts";
import { EDGES, INTERPOLATIONS, NUMBERINGS, PAD_MODES, ROUNDS } from "../../../src/registry/options.ts";
import type { Edge, Op, Round } from "../../../src/types.ts";
import type { Interpolation, Numbering, PadMode } from "../oracle.ts";
import { FLAVOURS, type Flavour } from "../random.ts";
import { REDUCER_NAMES, type ReducerName } from "./reducers.ts";

/** What is drawn for each axis: the OUTPUT's extent and the window come first, the input follows. */
export interface DrawnAxis {
  readonly out: number;
  readonly pooled: boolean;
  readonly window: number;
  /** 0: the window, so that the option is left out; else the stride. */
  readonly stride: number;
  readonly dilation: number;
  readonly low: number;
  readonly high: number;
  /** How much of the rest that still gives the same output the input has. */
  readonly slack: number;
  readonly place: number;
  readonly step: number;
  readonly direction: -1 | 0 | 1;
  readonly outPlace: number;
  readonly outStep: number;
  readonly outBackwards: boolean;
}

/** An array that says which elements count: one in `share` does not. */
export interface DrawnMask {
  readonly share: number;
  readonly dtype: DType;
  readonly form: "plain" | "backwards" | "nested" | "dims" | "spread";
}

/** What a case is made from; small integers and words, so that a failing one shrinks. */
export interface Drawn {
  readonly op: Op | ReducerName;
  readonly dtype: DType;
  readonly axes: readonly DrawnAxis[];
  /** One axis may be long, so that whole vectors and their tails come up. */
  readonly long: { readonly axis: number; readonly out: number } | null;
  /** Some cases may be large. */
  readonly large: boolean;
  /** Whether pooled axes may have no element at all, but padding. */
  readonly hollow: boolean;
  readonly edge: Edge;
  readonly padding: "none" | "valid" | "some" | "same" | "same-lower";
  readonly outside: "absent" | "fill" | PadMode;
  /** Which of the values that a fill may have. */
  readonly fill: number;
  readonly dilated: boolean;
  readonly divisor: "taps" | "padded" | number;
  readonly ignoreNaN: boolean;
  readonly nodata: "none" | "present" | "other" | "nan";
  readonly mask: DrawnMask | null;
  readonly minCount: number | null;
  readonly indices: Numbering | null;
  readonly p: number | null;
  readonly ddof: number | null;
  readonly interpolation: Interpolation | null;
  readonly flavour: Flavour;
  readonly seed: number;
  readonly layout: "contiguous" | "permuted" | "general";
  readonly before: number;
  readonly after: number;
  readonly misaligned: number;
  readonly result: DType | null;
  readonly round: Round | null;
  readonly out: "new" | "contiguous" | "strided";
  readonly path: "oneshot" | "plan" | "alloc";
  readonly reversedAxes: boolean;
  readonly negativeAxes: boolean;
  readonly oneNumber: boolean;
  /** Whether options that have their default are named. */
  readonly explicit: boolean;
}

/** One value that is usual, among others that come up once in `rarity` times. */
function rarely<T>(rarity: number, usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: rarity - 1, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
}

const drawnAxis: fc.Arbitrary<DrawnAxis> = fc.record({
  out: fc.integer({ min: 1, max: 6 }),
  pooled: fc.boolean(),
  window: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 1, arbitrary: fc.integer({ min: 6, max: 20 }) },
  ),
  stride: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 7 })),
  dilation: fc.integer({ min: 1, max: 4 }),
  low: fc.nat({ max: 5 }),
  high: fc.nat({ max: 5 }),
  slack: fc.nat({ max: 20 }),
  place: fc.nat({ max: 9 }),
  step: fc.integer({ min: 1, max: 3 }),
  direction: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1 as const) },
    { weight: 3, arbitrary: fc.constant(-1 as const) },
    { weight: 1, arbitrary: fc.constant(0 as const) },
  ),
  outPlace: fc.nat({ max: 9 }),
  outStep: fc.integer({ min: 1, max: 3 }),
  outBackwards: fc.boolean(),
});

export const maskOf: fc.Arbitrary<DrawnMask> = fc.record({
  share: fc.integer({ min: 1, max: 6 }),
  dtype: fc.constantFrom(...DTYPE_NAMES),
  form: fc.constantFrom("plain", "backwards", "nested", "dims", "spread"),
});

/** How each part of a case is drawn; suites put others in their place. */
const PARTS: { readonly [K in keyof Drawn]: fc.Arbitrary<Drawn[K]> } = {
  op: rarely(12, null, fc.constantFrom(...REDUCER_NAMES)).chain((reducer) =>
    reducer === null ? fc.constantFrom<Op | ReducerName>(...OP_NAMES) : fc.constant(reducer),
  ),
  dtype: fc.constantFrom(...DTYPE_NAMES),
  axes: fc.array(drawnAxis, { minLength: 1, maxLength: 5 }),
  long: fc.option(fc.record({ axis: fc.nat({ max: 4 }), out: fc.integer({ min: 7, max: 140 }) })),
  large: rarely(40, false, fc.constant(true)),
  hollow: rarely(10, false, fc.constant(true)),
  edge: fc.constantFrom(...EDGES),
  padding: fc.oneof(
    { weight: 4, arbitrary: fc.constant("none" as const) },
    { weight: 3, arbitrary: fc.constant("some" as const) },
    { weight: 2, arbitrary: fc.constantFrom("valid" as const, "same" as const, "same-lower" as const) },
  ),
  outside: fc.oneof(
    { weight: 4, arbitrary: fc.constant("absent" as const) },
    { weight: 1, arbitrary: fc.constant("fill" as const) },
    { weight: 1, arbitrary: fc.constantFrom(...PAD_MODES) },
  ),
  fill: fc.nat({ max: 4 }),
  dilated: rarely<boolean>(4, false, fc.constant(true)),
  divisor: fc.oneof(
    { weight: 4, arbitrary: fc.constant("taps" as const) },
    { weight: 2, arbitrary: fc.constant("padded" as const) },
    { weight: 1, arbitrary: fc.constantFrom(1, 2, 3, 64, -4, 0.5, 7.25, -0.001, 2 ** 40) },
  ),
  ignoreNaN: rarely<boolean>(4, false, fc.constant(true)),
  nodata: rarely<Drawn["nodata"]>(5, "none", fc.constantFrom("present", "present", "other", "nan")),
  mask: rarely<DrawnMask | null>(5, null, maskOf),
  minCount: rarely<number | null>(6, null, fc.nat({ max: 7 })),
  indices: fc.option(fc.constantFrom(...NUMBERINGS), { freq: 2 }),
  p: fc.option(fc.constantFrom(1, 2, 3, 0.5, 1.5, 2.5, 4, Infinity)),
  ddof: fc.option(fc.constantFrom(0, 1, 2, 0.5)),
  interpolation: fc.option(fc.constantFrom(...INTERPOLATIONS)),
  flavour: fc.constantFrom(...FLAVOURS),
  seed: fc.nat(),
  layout: fc.constantFrom("contiguous", "contiguous", "permuted", "general"),
  before: fc.nat({ max: 4 }),
  after: fc.nat({ max: 4 }),
  misaligned: fc.nat({ max: 3 }),
  result: fc.option(fc.constantFrom(...DTYPE_NAMES), { freq: 2 }),
  round: fc.option(fc.constantFrom(...ROUNDS)),
  out: fc.constantFrom("new", "new", "contiguous", "strided"),
  path: fc.constantFrom("oneshot", "oneshot", "oneshot", "plan", "alloc"),
  reversedAxes: fc.boolean(),
  negativeAxes: fc.boolean(),
  oneNumber: fc.boolean(),
  explicit: rarely<boolean>(8, false, fc.constant(true)),
};

/** Every case is a valid call: the output's extents are drawn, and the input's derived from them. */
export function drawnWith(parts: Partial<typeof PARTS> = {}): fc.Arbitrary<Drawn> {
  return fc.record({ ...PARTS, ...parts }) as fc.Arbitrary<Drawn>;
}
