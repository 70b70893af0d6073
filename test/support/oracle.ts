/*
 * Pooling once more, from the formulas alone: one window at a time, integers and sums of floats as exact rationals. It
 * shares no code with the package, so that a mistake there is not a mistake here too.
 */
export { isExact, wrong } from "./oracle/cell.ts";
export { indices, placesOf, stepsOf } from "./oracle/gather.ts";
export { defaultDtype, KINDS, rangeOf, readerOf, toFloat, writerOf } from "./oracle/kinds.ts";
export { countOf } from "./oracle/lattice.ts";
export { oracle } from "./oracle/pool.ts";
export type { Expected, Interpolation, Numbering, PadMode, Reduce, Task, Value } from "./oracle/task.ts";
export { type Unpooling, unpooled } from "./oracle/unpool.ts";
