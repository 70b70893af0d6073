/**
 * The little program that folds a row of cells along itself: passes over buffers, each of which is a row. Wide windows come from
 * narrower ones, so that a result costs few folds however wide the window is.
 */

/** What a pass does; the numbers of assembly/slide/passes.ts. */
export const PASS = { fold: 0, split: 1, pick: 2, double: 3, run: 4 } as const;

/** The buffer of the row folded down the columns, and that of the results. */
const ROW = 0;
const RESULTS = 4;

/** A tap of a pass: a buffer's cell, so many cells on. */
type Tap = readonly [buffer: number, offset: number];

export interface Passes {
  readonly words: readonly number[];
  readonly count: number;
  /** The expected square of a sum's rounding error, in squares of a tap's, by how the taps are added. */
  readonly squares: number;
}

/** Windows narrower than this are folded tap by tap. */
const NARROW = 8;

/** Taps that one pass takes. */
const MOST_TAPS = 16;

/** How many narrower windows may make a wider one. */
const RADICES = [2, 3, 4];

/** How taps may be folded. */
export interface Way {
  /** Whether a tap may be folded in twice. */
  readonly overlaps: boolean;
  /** Whether the last pass adds in float64. */
  readonly lastInDouble: boolean;
  /** Whether sums with such errors will do. */
  readonly fits: (squares: number) => boolean;
}

/** Taps that are folded at once; what it costs to begin anew. */
const AT_ONCE = 4;
const ANEW = 1.5;

/** What a tap costs where it is added in float64. */
const DOUBLE = 2.5;

/** The passes for windows of so many cells; undefined where none will do. */
export function passesOf(
  window: number,
  stride: number,
  dilation: number,
  lanes: number,
  way: Way,
): Passes | undefined {
  if (way.lastInDouble && (window === 1 || stride > 2 || (stride === 2 && lanes > 1))) return undefined;
  if (window === 1 && stride === 1) return way.fits(0) ? { words: [], count: 0, squares: 0 } : undefined;
  const program = new Program();
  if (stride === 2 && lanes === 1 && (window <= NARROW || dilation === 1)) {
    if (!halved(program, window, dilation, way)) return undefined;
    return program;
  }
  const picks = stride > 1;
  const more = picks ? ([stride, 1 - stride] as const) : ([1, 0] as const);
  if (window === 1) {
    if (!way.fits(0)) return undefined;
    program.add(PASS.pick, RESULTS, 1, 0, [[ROW, 0]]);
    return program;
  }
  const [free, to] = picks ? [[1, 2], 3] : [[1, 2, 3], RESULTS];
  if (!along(program, window, dilation, way, ROW, free, to, more, [])) return undefined;
  if (picks) program.add(PASS.pick, RESULTS, 1, 0, [[to, 0]]);
  return program;
}

/** The pass for sums that go on from window to window: those of integers, of neighbouring windows. */
export function runningPass(): Passes {
  const program = new Program();
  program.add(PASS.run, RESULTS, 1, 0, [[ROW, 0]]);
  return program;
}

class Program implements Passes {
  readonly words: number[] = [];
  count = 0;
  squares = 0;

  add(kind: number, to: number, times: number, more: number, taps: readonly Tap[]): void {
    this.words.push(kind, to, times, more, taps.length, ...taps.flat());
    this.count++;
  }
}

const lastOf = ({ lastInDouble }: Way): number => (lastInDouble ? PASS.double : PASS.fold);

/** Windows that begin at every other cell: even and odd cells apart, so that windows begin side by side. */
function halved(program: Program, window: number, dilation: number, way: Way): boolean {
  const [even, odd, both] = [1, 2, 3];
  const reach = Math.floor(((window - 1) * dilation) / 2);
  program.add(PASS.split, even, 1, reach, [[ROW, 0]]);
  if (window <= NARROW) {
    const taps = Array.from({ length: window }, (_, j): Tap => {
      const at = j * dilation;
      return [at % 2 === 0 ? even : odd, Math.floor(at / 2)];
    });
    program.add(lastOf(way), RESULTS, 1, 0, taps);
    program.squares = way.lastInDouble ? window ** 2 : squaresOf(taps.map(() => 1));
    return way.fits(program.squares);
  }
  const half = Math.floor(window / 2);
  program.add(PASS.fold, both, 1, half - 1, [
    [even, 0],
    [odd, 0],
  ]);
  const rest: Part[] = window % 2 === 1 ? [{ buffer: even, offset: half, width: 1 }] : [];
  const pairs = { cells: 2, squares: squaresOf([1, 1]) };
  return along(program, half, 1, way, both, [ROW, odd], RESULTS, [1, 0], rest, pairs);
}

/** A narrower window that is part of a wider one. */
interface Part {
  readonly buffer: number;
  readonly offset: number;
  readonly width: number;
}

/** Folds windows of the cells in a buffer through narrower ones in free buffers; false where it takes too many taps. */
function along(
  program: Program,
  window: number,
  dilation: number,
  way: Way,
  from: number,
  free: readonly number[],
  to: number,
  [times, more]: readonly [number, number],
  rest: readonly Part[],
  unit: Unit = ONE,
): boolean {
  const levels = bestLevels(window, way, free.length, rest, unit);
  if (levels === undefined) return false;
  const buffers = [from, ...free];
  levels.widths.forEach((width, i) => {
    const before = levels.widths[i - 1] ?? 1;
    const taps = Array.from({ length: width / before }, (_, j): Tap => [buffers[i] as number, j * before * dilation]);
    program.add(PASS.fold, buffers[i + 1] as number, times, more + (window - width) * dilation, taps);
  });
  const parts = levels.parts.map(({ level, offset }): Tap => [buffers[level] as number, offset * dilation]);
  program.add(to === RESULTS ? lastOf(way) : PASS.fold, to, times, more, [
    ...parts,
    ...rest.map(({ buffer, offset }): Tap => [buffer, offset]),
  ]);
  program.squares = levels.squares;
  return true;
}

/** How many cells an element of a row stands for already, and the square of its error. */
interface Unit {
  readonly cells: number;
  readonly squares: number;
}

const ONE: Unit = { cells: 1, squares: 0 };

interface Levels {
  readonly widths: readonly number[];
  readonly parts: readonly { readonly level: number; readonly offset: number }[];
  readonly squares: number;
}

/** The levels, each a multiple of the one before, that make a window with the fewest loads and stores. */
function bestLevels(window: number, way: Way, depth: number, rest: readonly Part[], unit: Unit): Levels | undefined {
  let best: Levels | undefined;
  let least = Infinity;
  const visit = (widths: readonly number[], cost: number): void => {
    const parts = partsOf(window, widths, way.overlaps);
    const taps = parts.length + rest.length;
    const total =
      cost + taps * (way.lastInDouble ? DOUBLE : 1) + ANEW * Math.max(0, Math.ceil((taps - AT_ONCE) / (AT_ONCE - 1)));
    // A level's length is a little more than the results', which a slight cost stands for.
    if (taps <= MOST_TAPS && total < least) {
      const squares = squaresOfLevels(widths, parts, way, rest, unit);
      if (way.fits(squares)) {
        least = total;
        best = { widths, parts, squares };
      }
    }
    if (widths.length === depth) return;
    const before = widths.at(-1) ?? 1;
    for (const radix of RADICES) {
      const width = before * radix;
      if (width > window) break;
      visit([...widths, width], cost + radix + 1.5);
    }
  };
  visit([], 0);
  return best;
}

/** Which narrower windows make a window: the widest first, overlapping where they may. */
function partsOf(window: number, widths: readonly number[], overlaps: boolean): { level: number; offset: number }[] {
  const parts: { level: number; offset: number }[] = [];
  let done = 0;
  for (let level = widths.length; level >= 0; level--) {
    const width = widths[level - 1] ?? 1;
    while (done + width <= window || (overlaps && done < window)) {
      const offset = Math.min(done, window - width);
      parts.push({ level, offset });
      done = offset + width;
    }
  }
  return parts;
}

/** The squares of the sums on the way through levels, added one after the other. */
function squaresOfLevels(
  widths: readonly number[],
  parts: readonly { level: number }[],
  { lastInDouble }: Way,
  rest: readonly Part[],
  unit: Unit,
): number {
  const levels = [unit.squares];
  widths.forEach((width, i) => {
    const before = widths[i - 1] ?? 1;
    const each = new Array<number>(width / before).fill(before * unit.cells);
    levels.push(each.length * (levels[i] as number) + squaresOf(each));
  });
  const last = [...parts.map(({ level }) => (widths[level - 1] ?? 1) * unit.cells), ...rest.map(({ width }) => width)];
  const sum = last.reduce((total, width) => total + width, 0);
  return (
    parts.reduce((total, { level }) => total + (levels[level] as number), 0) +
    (lastInDouble ? sum ** 2 : squaresOf(last))
  );
}

/** The squares of the sums on the way, adding windows of these widths one after the other. */
function squaresOf(widths: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  widths.forEach((width, i) => {
    sum += width;
    if (i > 0) squares += sum ** 2;
  });
  return squares;
}
