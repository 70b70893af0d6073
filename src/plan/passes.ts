/**
 * The little program that folds a row of cells along itself: passes over buffers, each of which is a row. Wide windows come from
 * narrower ones, so that a result costs few folds however wide the window is.
 */

/** What a pass does; the numbers of assembly/slide/passes.ts. */
export const PASS = { fold: 0, split: 1, pick: 2 } as const;

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
const RADICES = [2, 3, 4, 5, 6, 7, 8];

/** The passes for windows of so many cells; `overlaps` where a tap may be folded in twice. */
export function passesOf(
  window: number,
  stride: number,
  dilation: number,
  lanes: number,
  overlaps: boolean,
): Passes | undefined {
  if (window === 1 && stride === 1) return { words: [], count: 0, squares: 0 };
  const program = new Program();
  if (stride === 2 && lanes === 1 && (window <= NARROW || dilation === 1)) {
    if (!halved(program, window, dilation, overlaps)) return undefined;
    return program;
  }
  const picks = stride > 1;
  const more = picks ? ([stride, 1 - stride] as const) : ([1, 0] as const);
  if (window === 1) {
    program.add(PASS.pick, RESULTS, 1, 0, [[ROW, 0]]);
    return program;
  }
  const [free, to] = picks ? [[1, 2], 3] : [[1, 2, 3], RESULTS];
  if (!along(program, window, dilation, overlaps, ROW, free, to, more, [])) return undefined;
  if (picks) program.add(PASS.pick, RESULTS, 1, 0, [[to, 0]]);
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

/** Windows that begin at every other cell: even and odd cells apart, so that windows begin side by side. */
function halved(program: Program, window: number, dilation: number, overlaps: boolean): boolean {
  const [even, odd, both] = [1, 2, 3];
  const reach = Math.floor(((window - 1) * dilation) / 2);
  program.add(PASS.split, even, 1, reach, [[ROW, 0]]);
  if (window <= NARROW) {
    const taps = Array.from({ length: window }, (_, j): Tap => {
      const at = j * dilation;
      return [at % 2 === 0 ? even : odd, Math.floor(at / 2)];
    });
    program.add(PASS.fold, RESULTS, 1, 0, taps);
    program.squares = squaresOf(taps.map(() => 1));
    return true;
  }
  const half = Math.floor(window / 2);
  program.add(PASS.fold, both, 1, half - 1, [
    [even, 0],
    [odd, 0],
  ]);
  const rest: Part[] = window % 2 === 1 ? [{ buffer: even, offset: half, width: 1, squares: 0 }] : [];
  return along(program, half, 1, overlaps, both, [ROW, odd], RESULTS, [1, 0], rest, 2, squaresOf([1, 1]));
}

/** What is added to a window: one of so many cells. */
interface Part {
  readonly buffer: number;
  readonly offset: number;
  readonly width: number;
  readonly squares: number;
}

/** Folds windows of the cells in a buffer through narrower ones in free buffers; false where it takes too many taps. */
function along(
  program: Program,
  window: number,
  dilation: number,
  overlaps: boolean,
  from: number,
  free: readonly number[],
  to: number,
  [times, more]: readonly [number, number],
  rest: readonly Part[],
  unit = 1,
  unitSquares = 0,
): boolean {
  const widths = bestWidths(window, overlaps, free.length, rest.length);
  if (widths === undefined) return false;
  const levels: { buffer: number; width: number; squares: number }[] = [
    { buffer: from, width: 1, squares: unitSquares },
  ];
  widths.forEach((width, i) => {
    const before = levels.at(-1) as (typeof levels)[number];
    const taps = Array.from(
      { length: width / before.width },
      (_, j): Tap => [before.buffer, j * before.width * dilation],
    );
    const buffer = free[i] as number;
    program.add(PASS.fold, buffer, times, more + (window - width) * dilation, taps);
    levels.push({
      buffer,
      width,
      squares: taps.length * before.squares + unit ** 2 * squaresOf(taps.map(() => before.width)),
    });
  });
  const parts: Part[] = [];
  let done = 0;
  for (const { buffer, width, squares } of [...levels].reverse()) {
    while (done + width <= window || (overlaps && done < window)) {
      const offset = Math.min(done, window - width);
      parts.push({ buffer, offset, width, squares });
      done = offset + width;
    }
  }
  const all = [...parts, ...rest];
  program.add(
    PASS.fold,
    to,
    times,
    more,
    all.map((part): Tap => [part.buffer, part === rest[0] ? part.offset : part.offset * dilation]),
  );
  program.squares =
    parts.reduce((sum, part) => sum + part.squares, 0) +
    squaresOf([...parts.map(({ width }) => width * unit), ...rest.map(({ width }) => width)]);
  return true;
}

/** The widths of the levels, each a multiple of the one before, that make a window with the fewest loads and stores. */
function bestWidths(window: number, overlaps: boolean, depth: number, rest: number): number[] | undefined {
  let best: { cost: number; widths: number[] } | undefined;
  const visit = (widths: number[], cost: number): void => {
    const taps = tapsOf(window, widths, overlaps) + rest;
    // A level's length is a little more than the results', which a slight cost stands for.
    if (taps <= MOST_TAPS && (best === undefined || cost + taps < best.cost)) best = { cost: cost + taps, widths };
    if (widths.length === depth) return;
    const before = widths.at(-1) ?? 1;
    for (const radix of RADICES) {
      const width = before * radix;
      if (width > window) break;
      visit([...widths, width], cost + radix + 1.5);
    }
  };
  visit([], 0);
  return best?.widths;
}

function tapsOf(window: number, widths: readonly number[], overlaps: boolean): number {
  const widest = widths.at(-1) ?? 1;
  if (overlaps) return Math.ceil(window / widest);
  let left = window;
  let taps = 0;
  for (const width of [...widths].reverse()) {
    taps += Math.floor(left / width);
    left %= width;
  }
  return taps + left;
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
