import { ROWS_LIMIT } from "../plan/cuts.ts";
import { TOUCH_SLACK } from "../plan/touch.ts";
import { SCRATCH_BYTES } from "../registry/drivers.ts";

/** Bytes of input, and of results, that go through the engine's memory at once: together they stay in the L2 cache. */
export const BAND = 262144;

/** The same where what comes of one row of results helps with the next ones: fewer and larger ones are better then. */
export const LARGE_BAND = 16 * BAND;

/** Bytes of one box that reaches outside the array, where it comes in beside a band. */
export const STAGE = 65536;

/** Where things stand in the memory of one-shot calls; the first bytes stay empty. */
export interface Room {
  readonly planAt: number;
  readonly scratchAt: number;
  /** For taps that are sorted, and for columns of results before they are spread out. */
  readonly sortingAt: number;
  readonly outAt: number;
  readonly inAt: number;
  /** For boxes that reach outside the array, beside those that do not. */
  readonly stageAt: number;
  readonly end: number;
}

const PLAN_AT = 1024;

/** 4-byte words of a plan beside its tables of rows and their positions. */
const WORDS = 1024;

/** Room for windows of so many rows, so many bytes of taps to sort, and so many bytes of results and of input. */
function roomOf(rows: number, sorting: number, out: number, input: number): Room {
  const scratchAt = align(PLAN_AT + 4 * (2 * rows + WORDS));
  const sortingAt = align(scratchAt + 2 * SCRATCH_BYTES);
  const outAt = align(sortingAt + Math.max(sorting, 2 * SCRATCH_BYTES)) + 64;
  const inAt = align(outAt + out) + 64;
  const stageAt = align(inAt + input) + 64;
  return {
    planAt: PLAN_AT,
    scratchAt,
    sortingAt,
    outAt,
    inAt,
    stageAt,
    end: align(stageAt + STAGE) + TOUCH_SLACK,
  };
}

/** What all usual calls share. */
export const SHARED_ROOM = roomOf(ROWS_LIMIT, 0, BAND, BAND);

/** The shared room if that is enough, else one of its own. */
export function roomFor(rows: number, sorting: number, input: number, out = BAND): Room {
  if (rows <= ROWS_LIMIT && sorting <= 2 * SCRATCH_BYTES && input <= BAND && out <= BAND) return SHARED_ROOM;
  return roomOf(Math.max(rows, ROWS_LIMIT), sorting, Math.max(out, BAND), Math.max(input, BAND));
}

/** Memory of the one-shot instance, and what an array of `alloc` stands behind in its own. */
export const BAND_MEMORY = SHARED_ROOM.end;

export function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
