import type { Stridepool } from "../../src/api/stridepool.ts";
import type { Op } from "../../src/types.ts";

// biome-ignore lint/suspicious/noExplicitAny: callers' values of all kinds
export type Loose = any;

/** The arguments of a call, of which each function takes its own. */
export interface Given {
  readonly op?: Loose;
  readonly input: Loose;
  readonly window?: Loose;
  readonly options?: Loose;
  /** The positions that maxUnpool takes. */
  readonly indices?: Loose;
}

/** A public function: what it takes, and how it is called. */
export interface PublicFunction {
  /** Its arguments by their names in messages. */
  readonly takes: readonly string[];
  readonly options: readonly string[];
  /** The op that it stands for, where it takes none. */
  readonly op?: Op;
  readonly call: (api: Stridepool, given: Given) => unknown;
}

const WHERE = ["stride", "dilation", "padding", "edge", "axes"];
const AROUND = ["fill", "padMode"];
const VALUES = [
  "dtype",
  "round",
  "countPadding",
  "divisor",
  "nan",
  "nodata",
  "mask",
  "minCount",
  "indices",
  "p",
  "ddof",
  "interpolation",
];

/** Every option of pooling. */
export const OPTIONS = [...WHERE, ...AROUND, ...VALUES, "out"];

const named = (name: `${Op}Pool` & keyof Stridepool): PublicFunction => ({
  takes: ["input", "window", "options"],
  options: OPTIONS,
  op: name.slice(0, -4) as Op,
  call: (api, { input, window, options }) => api[name](input, window, options),
});

/** No position for any value. */
const nowhere = ({ data, shape }: Loose): Loose => ({ data: new Int32Array(data.length).fill(-1), shape });

/** A description for a plan in the place of an array. */
const described = (input: Loose): Loose => ({ shape: input.shape, dtype: input.dtype });

/** The public functions that take options. */
export const FUNCTIONS: Readonly<Record<string, PublicFunction>> = {
  pool: {
    takes: ["op", "input", "window", "options"],
    options: OPTIONS,
    call: (api, { op, input, window, options }) => api.pool(op, input, window, options),
  },
  maxPool: named("maxPool"),
  minPool: named("minPool"),
  meanPool: named("meanPool"),
  avgPool: { ...named("meanPool"), call: (api, { input, window, options }) => api.avgPool(input, window, options) },
  sumPool: named("sumPool"),
  lpPool: named("lpPool"),
  medianPool: named("medianPool"),
  modePool: named("modePool"),
  varPool: named("varPool"),
  stdPool: named("stdPool"),
  argmaxPool: named("argmaxPool"),
  argminPool: named("argminPool"),
  globalPool: {
    takes: ["op", "input", "options"],
    options: ["axes", ...VALUES, "out"],
    call: (api, { op, input, options }) => api.globalPool(op, input, options),
  },
  adaptivePool: {
    takes: ["op", "input", "outputShape", "options"],
    options: ["axes", ...VALUES, "out"],
    call: (api, { op, input, window, options }) => api.adaptivePool(op, input, window, options),
  },
  poolStats: {
    takes: ["input", "window", "options"],
    options: ["stats", ...WHERE, ...AROUND, ...VALUES],
    call: (api, { op, input, window, options }) =>
      api.poolStats(input, window, isPlain(options) ? { stats: [op], ...options } : options),
  },
  maxUnpool: {
    takes: ["input", "indices", "window", "options"],
    options: ["stride", "dilation", "padding", "axes", "indices", "outputShape", "out"],
    op: "max",
    call: (api, { input, window, options, ...given }) =>
      api.maxUnpool(input, "indices" in given ? given.indices : nowhere(input), window, options),
  },
  windows: {
    takes: ["input", "window", "options"],
    options: ["stride", "dilation", "edge", "axes"],
    call: (api, { input, window, options }) => api.windows(input, window, options),
  },
  outputShape: {
    takes: ["inputShape", "window", "options"],
    options: WHERE,
    call: (api, { input, window, options }) => api.outputShape(input.shape, window, options),
  },
  createPlan: {
    takes: ["op", "input", "window", "options"],
    options: [...WHERE, ...AROUND, ...VALUES],
    call: (api, { op, input, window, options }) => api.createPlan(op, described(input), window, options),
  },
};

/** The public functions that take none, and their arguments. */
export const WITHOUT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  asStrided: ["input", "layout"],
  byteStrides: ["view"],
  alloc: ["dtype", "shape"],
  toNested: ["array"],
  backend: [],
};

function isPlain(options: unknown): boolean {
  return options === undefined || Object.prototype.toString.call(options) === "[object Object]";
}
