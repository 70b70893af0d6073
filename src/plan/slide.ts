import { SLIDE } from "../registry/drivers.ts";
import { spanOf } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { engineDivides, isPowerOfTwo, pairwise, shortName, squares, tapLimit } from "./fold.ts";
import type { LoopAxis } from "./loops.ts";
import { type Passes, passesOf, runningPass, type Way } from "./passes.ts";
import { isScan, minds, readsOutside } from "./scan.ts";
import type { Step } from "./step.ts";
import { type Ends, endsOf, hasTaps, isConstant, standWithin } from "./stretch.ts";

/** A problem whose windows overlap, as the sliding driver takes it. */
export interface Slide {
  readonly driver: { readonly name: string; readonly why: string };
  readonly rows: LoopAxis;
  readonly columns: LoopAxis;
  /** Neighbouring elements that are pooled alike: channels. */
  readonly lanes: number;
  readonly channels: LoopAxis | undefined;
  /** The axes around the planes, outermost first. */
  readonly around: readonly LoopAxis[];
  /** Whether windows reach what stands outside the array. */
  readonly outside: boolean;
  /** Name of the engine's export. */
  readonly name: string;
  readonly direct: boolean;
  readonly scale: number;
  readonly divisor: number;
  /** Whether what sums are divided by differs from window to window. */
  readonly divides: boolean;
  readonly rowEnds: Ends;
  readonly ends: Ends;
  /** Whether sums go down the columns by taking rows in and others out. */
  readonly running: boolean;
  readonly chunk: number;
  readonly ring: number;
  /** Results along the row that are folded at a time; bytes of a row of scratch, and how many rows there are. */
  readonly tile: number;
  readonly slot: number;
  readonly slots: number;
  readonly program: readonly number[];
  readonly passCount: number;
  /** Of medians: a row of windows that have been packed. */
  readonly median?: Step;
}

/** Windows of more rows than this are folded by chunks of rows. */
const DIRECT_ROWS = 8;

/** Sums of integers over more rows than this go on from window to window, and along a row where it has more cells than that. */
const RUNNING_ROWS = 3;
const RUNNING_CELLS = 5;

/** Dilated windows have no chunks: their rows are folded one by one for each row of results, which is still less than tap by tap. */
const MOST_DILATED = 4096;

/** Sums of so many rows of bytes fit 16 bits. */
const FEW_ROWS = 128;

/** Rows of scratch before those of chunks, in the order of assembly/slide/slots.ts. */
const SLOTS = 10;

/**
 * Bytes of a row of scratch: whole rows of most planes, as they are read best; the most that there may be; and the most for a whole row
 * that needs itself for what stands beside it.
 */
const SLOT = 2 ** 16;
const MOST_SLOT = 2 ** 20;
const MOST_WHOLE = 2 ** 18;

/** Bytes behind a row of scratch that vectors may run over. */
const SLACK = 64;

const VECTOR = 16;
const FEW_TAPS = 25;

/** Rows of fewer bytes than this are not worth a pass of their own. */
const NARROW_ROW = 64;

/** How the sliding driver takes a problem; undefined where it does not. */
export function slideOf(problem: Problem, axes: readonly LoopAxis[]): Slide | undefined {
  const { input, op, divisor, padMode } = problem;
  const product = op.fold === "prod" && input.float && input.bits === 64;
  if ((product ? minds(problem) : isScan(problem)) || input.big || !engineDivides(problem)) return undefined;
  const planes = planesOf(axes);
  if (planes === undefined) return undefined;
  const { rows, columns, channels, around } = planes;
  const lanes = channels?.extent ?? 1;
  if (!(overlaps(rows) || overlaps(columns))) return undefined;
  const outside = readsOutside(problem);
  if (!outside && !(hasTaps(rows) && hasTaps(columns))) return undefined;
  const taps = rows.window * columns.window;
  if (taps > tapLimit(problem)) return undefined;
  // Pixels of whole vectors that are not all wanted are folded one by one, as long as they have few taps.
  const apart = columns.stride > 1 && lanes * input.bytes >= VECTOR;
  if (apart && taps <= FEW_TAPS) return undefined;
  const sums = op.fold === "sum";
  const running = sums && !input.float && rows.dilation === 1 && rows.window > RUNNING_ROWS;
  const chunked = !running && rows.dilation === 1 && rows.window > DIRECT_ROWS;
  if (!running && !chunked && rows.window > MOST_DILATED) return undefined;
  const chunk = chunked ? chunkOf(rows.window) : 0;
  const counted = outside ? "window" : divisor === "padded" ? "padded" : "taps";
  const rowEnds = endsOf(rows, counted);
  const ends = endsOf(columns, counted);
  const varies = !isConstant(rowEnds) || !isConstant(ends);
  const divides = op.divides && typeof divisor !== "number" && varies;
  const by = !op.divides ? 1 : typeof divisor === "number" ? divisor : taps;
  const divided = op.divides && !divides && !isPowerOfTwo(by);
  const fold = sums ? sumsOf(problem, rows, columns, lanes, chunk, divided) : alikeOf(problem, columns, lanes);
  if (fold === undefined) return undefined;
  const { name, bytes, passes } = fold;

  const same = input.code === problem.result.code;
  // Sums are scaled where they are folded last; cells that are only picked are not folded.
  const picks = columns.window === 1 && columns.stride > 1;
  const scaled = op.divides && !divides && isPowerOfTwo(by) && !picks;
  const own = name.startsWith("sum_") && !fold.inDouble;
  const direct = same && (!sums || (own && (!op.divides || scaled)));

  const cell = lanes * bytes;
  const reach = spanOf(columns.window, columns.dilation) - 1;
  const slotOf = (tile: number) => Math.ceil((((tile - 1) * columns.stride + reach + 1) * cell + SLACK) / 64) * 64;
  const fits = Math.floor((SLOT / cell - reach) / columns.stride);
  const most = Math.max(fits, Math.ceil((3 * reach) / columns.stride), 1);
  // Tiles are much alike.
  let tile = Math.ceil(columns.out / Math.ceil(columns.out / most));
  // What stands beside a row is copied from it.
  const within = padMode === undefined || standWithin(columns, padMode, tile);
  if (!within && slotOf(columns.out) <= MOST_WHOLE) tile = columns.out;
  const slot = slotOf(tile);
  if (slot > MOST_SLOT) return undefined;
  const ring = chunk === 0 ? 0 : Math.ceil(rows.window / chunk) + 2;
  return {
    driver: SLIDE,
    rows,
    columns,
    lanes,
    channels,
    around,
    outside,
    name: `slide_${name}`,
    direct,
    scale: own && scaled && direct ? 1 / by : 1,
    divisor: by,
    divides,
    rowEnds,
    ends,
    running,
    chunk,
    ring,
    tile,
    slot,
    slots: SLOTS + chunk + ring,
    program: passes.words,
    passCount: passes.count,
  };
}

/** Rows of a chunk: about twice the root of the window's, as measured; at least 8. */
function chunkOf(window: number): number {
  return Math.max(8, 2 ** Math.round((Math.log2(window) + 2.1) / 2));
}

/** The axes of planes, and what is around them; undefined where other axes are pooled as well, and where planes have no elements. */
export function planesOf(
  axes: readonly LoopAxis[],
): Pick<Slide, "rows" | "columns" | "channels" | "around"> | undefined {
  if (axes.some(({ adaptive, extent }) => adaptive || extent === 0)) return undefined;
  const last = axes.at(-1);
  if (last === undefined) return undefined;
  const inner = axes.at(-2);
  // Channels lie between the elements of a pixel's row, unless that row is all there is.
  const apart = inner !== undefined && isKept(last) && (!isKept(axes.at(-3)) || last.extent < NARROW_ROW);
  const columns = apart ? inner : last;
  const rest = axes.slice(0, apart ? -2 : -1);
  const rows = rest.pop() ?? single(columns);
  if (rest.some((axis) => !isKept(axis))) return undefined;
  return { rows, columns, channels: apart ? last : undefined, around: rest };
}

/** Whether an axis is not pooled. */
function isKept(axis: LoopAxis | undefined): boolean {
  return axis === undefined || (axis.window === 1 && axis.stride === 1 && axis.low === 0 && axis.high === 0);
}

/** An axis of one element beside one that is alone. */
function single(columns: LoopAxis): LoopAxis {
  return {
    ...columns,
    extent: 1,
    window: 1,
    stride: 1,
    dilation: 1,
    low: 0,
    high: 0,
    out: 1,
    pitch: columns.pitch * columns.extent,
    outPitch: columns.outPitch * columns.out,
  };
}

function overlaps(axis: LoopAxis): boolean {
  return axis.out > 1 && axis.window > 1 && spanOf(axis.window, axis.dilation) > axis.stride;
}

/** The engine's function for a problem, the bytes of what it folds into, and the passes along a row. */
interface Fold {
  readonly name: string;
  readonly bytes: number;
  readonly passes: Passes;
  /** Whether its values are float64, whatever it folds into. */
  readonly inDouble?: boolean;
}

const anyError = () => true;

/** Largest and smallest ones, and products, are made in the taps' own type. */
function alikeOf({ op, input }: Problem, columns: LoopAxis, lanes: number): Fold | undefined {
  const way: Way = { overlaps: op.fold !== "prod", last: "same", fits: anyError };
  const passes = passesOf(columns.window, columns.stride, columns.dilation, lanes, way);
  return passes && { name: `${op.fold}_${shortName(input)}`, bytes: input.bytes, passes };
}

/** How sums are added up: in which type, in what order. `divided`: by a number that takes a division, the same for all. */
function sumsOf(
  { input, result }: Problem,
  rows: LoopAxis,
  columns: LoopAxis,
  lanes: number,
  chunk: number,
  divided: boolean,
): Fold | undefined {
  const type = shortName(input);
  const taps = rows.window * columns.window;
  const fold = (name: string, bytes: number, way: Way): Fold | undefined => {
    const passes = passesOf(columns.window, columns.stride, columns.dilation, lanes, way);
    return passes && { name: `${name}_${type}`, bytes, passes, inDouble: way.last !== "same" };
  };
  const any: Way = { overlaps: false, last: "same", fits: anyError };
  if (input.float) {
    const down = chunk === 0 ? squares(2, rows.window) : chunkSquares(rows.window, chunk);
    const fits = (along: number) => down * columns.window + along * rows.window ** 2 <= pairwise(taps);
    const own: Way = { ...any, fits, sixteens: input.bits === 32 };
    if (input.bits === 64) return fold("sum", 8, own) ?? fold("sum", 8, { ...own, last: "compensated" });
    // Results of more digits than the input's want sums of as many.
    if (input.code !== result.code) return fold("wide", 8, any);
    // In float64 a product with the inverse will do for a quotient.
    const ways: Way[] = [own, { ...own, last: "double" }];
    if (divided) ways.reverse();
    for (const way of ways) {
      const found = fold("sum", way.last === "same" ? input.bytes : 8, way);
      if (found !== undefined) return found;
    }
    return fold("wide", 8, any);
  }
  if (input.bits === 32) return fold("wide", 8, any);
  if (input.bits === 8 && taps <= FEW_ROWS) return fold("few", 2, any);
  const name = input.bits === 8 && rows.window > FEW_ROWS ? "long" : "wide";
  const runs = columns.stride === 1 && columns.dilation === 1 && (lanes === 1 || lanes === 4);
  if (runs && columns.window > RUNNING_CELLS) return { name: `${name}_${type}`, bytes: 4, passes: runningPass() };
  return fold(name, 4, any);
}

/**
 * The squares of the sums on the way down a column of chunks, at the worst place for a window to begin: the rest of its first chunk,
 * the totals between, the beginning of its last.
 */
function chunkSquares(window: number, chunk: number): number {
  let most = 0;
  for (let begin = 0; begin < chunk; begin++) {
    const suffix = Math.min(window, chunk - begin);
    const between = Math.floor((window - suffix) / chunk);
    const front = window - suffix - between * chunk;
    let sum = squares(2, suffix) + between * squares(2, chunk) + chunk ** 2 * squares(2, between) + squares(2, front);
    if (between > 0) sum += (suffix + between * chunk) ** 2;
    if (front > 0) sum += window ** 2;
    most = Math.max(most, sum);
  }
  return most;
}
