/**
 * The little program that folds a row of cells along itself: passes over buffers, each of which is a row. Wide windows come from
 * narrower ones, so that a result costs few folds however wide the window is.
 */

/** What a pass does; the numbers of assembly/slide/passes.ts. */
export const PASS = { fold: 0, split: 1, pick: 2, double: 3, run: 4, sixteen: 5 } as const;

/** The buffer of the row folded down the columns, that of the results, and one for part of the last sums. */
const ROW = 0;
const RESULTS = 4;
const PART = 5;

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

/** Taps that one pass takes; and how many narrower windows may make a wider one. */
const MOST_TAPS = 16;
const RADICES = [2, 3, 4];

/** The same of windows that are wider than this, but for passes that keep errors: there few levels would not do. */
const WIDE = 512;
const MOST_PARTS = 64;
const LARGE_RADICES = [8, 16];

/** How taps may be folded. */
export interface Way {
  /** Whether a tap may be folded in twice. */
  readonly overlaps: boolean;
  /**
   * How the last pass adds: like the others; two parts of float32 in float64; or each tap, all of it float64, with the errors
   * of the additions.
   */
  readonly last: "same" | "double" | "compensated";
  /** Whether there is a pass for sums of sixteen neighbours. */
  readonly sixteens?: boolean;
  /** Whether sums with such errors will do. */
  readonly fits: (squares: number) => boolean;
}

/** Taps that are folded at once; what it costs to begin anew. */
const AT_ONCE = 4;
const ANEW = 1.5;

/** What a tap costs where it is added with its error, and what two parts cost in float64. */
const COMPENSATED = 2.5;
const DOUBLE = 3;

/** Cells that one pass adds up, and the rest of a window with them. */
const SIXTEEN = 16;

/** Taps of the second of two parts. */
const MOST_SECOND = 4;

/** The passes for windows of so many cells; undefined where none will do. */
export function passesOf(
  window: number,
  stride: number,
  dilation: number,
  lanes: number,
  way: Way,
): Passes | undefined {
  if (way.last !== "same" && (window === 1 || stride > 2 || (stride === 2 && lanes > 1))) return undefined;
  if (window === 1 && stride === 1) return way.fits(0) ? { words: [], count: 0, squares: 0 } : undefined;
  const program = new Program();
  if (stride === 2 && lanes === 1 && (window <= NARROW || dilation === 1)) {
    if (!halved(program, window, dilation, way)) return undefined;
    return program;
  }
  if (way.sixteens && stride === 1 && dilation === 1 && lanes === 1) {
    const found = new Program();
    if (bySixteens(found, window, way)) return found;
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

/** Adds the last pass; of two parts, the first is another pass where it has several taps. */
function addLast(program: Program, { last }: Way, taps: readonly Tap[], times: number, more: number): void {
  const first = last === "double" ? firstPart(taps.length) : 1;
  if (first > 1) program.add(PASS.fold, PART, times, more, taps.slice(0, first));
  const rest: Tap[] = first > 1 ? [[PART, 0], ...taps.slice(first)] : [...taps];
  program.add(last === "same" ? PASS.fold : PASS.double, RESULTS, times, more, rest);
}

/** Taps of the first of two parts: as few as are left over. */
function firstPart(taps: number): number {
  return Math.max(1, taps - MOST_SECOND);
}

/** The squares of the sums that the last pass makes of parts of such widths. */
function lastSquares({ last }: Way, widths: readonly number[]): number {
  if (last === "same") return squaresOf(widths);
  if (last === "compensated") return widths.reduce((sum, width) => sum + width, 0) ** 2;
  const first = firstPart(widths.length);
  return squaresOf(widths.slice(0, first)) + squaresOf(widths.slice(first));
}

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
    addLast(program, way, taps, 1, 0);
    program.squares = lastSquares(
      way,
      taps.map(() => 1),
    );
    return way.fits(program.squares);
  }
  const half = Math.floor(window / 2);
  program.add(PASS.fold, both, 1, half - 1, [
    [even, 0],
    [odd, 0],
  ]);
  const rest: Part[] = window % 2 === 1 ? [{ buffer: even, offset: half, width: 1, squares: 0 }] : [];
  const pairs = { cells: 2, squares: squaresOf([1, 1]) };
  return along(program, half, 1, way, both, [ROW, odd], RESULTS, [1, 0], rest, pairs);
}

/** Wide windows of sixteens and a rest, which one pass makes. */
function bySixteens(program: Program, window: number, way: Way): boolean {
  const [sixteens, beside, free] = [1, 2, 3];
  const whole = Math.floor(window / SIXTEEN);
  const rest = window % SIXTEEN;
  if (whole === 0) return false;
  const offset = whole * SIXTEEN;
  const fours = rest - (rest % 4);
  // Both end with the last window.
  program.add(PASS.sixteen, sixteens, 1, offset - SIXTEEN + fours, [
    [ROW, 0],
    [beside, rest],
  ]);
  const part: Part = { buffer: rest === 1 ? ROW : beside, offset, width: rest, squares: treeSquares(rest) };
  const unit = { cells: SIXTEEN, squares: treeSquares(SIXTEEN) };
  return along(program, whole, SIXTEEN, way, sixteens, [free], RESULTS, [1, 0], rest === 0 ? [] : [part], unit);
}

/** The squares of a sum of up to sixteen cells as assembly/slide/sixteen.ts adds it: the eight first, then the four, then what is left. */
function treeSquares(cells: number): number {
  if (cells <= 1) return 0;
  const first = cells === SIXTEEN ? 8 : 2 ** Math.floor(Math.log2(cells - 1));
  return treeSquares(first) + treeSquares(cells - first) + cells ** 2;
}

/** A narrower window that is part of a wider one. */
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
  const taps = [...rest.map(({ buffer, offset }): Tap => [buffer, offset]), ...parts];
  if (to === RESULTS) addLast(program, way, taps, times, more);
  else program.add(PASS.fold, to, times, more, taps);
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
  const most = way.last === "same" && window > WIDE ? MOST_PARTS : MOST_TAPS;
  const radices = window > WIDE ? [...RADICES, ...LARGE_RADICES] : RADICES;
  const visit = (widths: readonly number[], cost: number): void => {
    const parts = window <= most * (widths.at(-1) ?? 1) ? partsOf(window, widths, way.overlaps) : undefined;
    if (parts !== undefined) consider(widths, parts, cost);
    if (widths.length === depth) return;
    const before = widths.at(-1) ?? 1;
    for (const radix of radices) {
      const width = before * radix;
      if (width > window) break;
      visit([...widths, width], cost + radix + 1.5);
    }
  };
  const consider = (widths: readonly number[], parts: Levels["parts"], cost: number): void => {
    const taps = parts.length + rest.length;
    const total =
      cost +
      taps * (way.last === "compensated" ? COMPENSATED : 1) +
      (way.last === "double" ? DOUBLE : 0) +
      ANEW * Math.max(0, Math.ceil((taps - AT_ONCE) / (AT_ONCE - 1)));
    // A level's length is a little more than the results', which a slight cost stands for.
    // Two parts take two taps.
    if (taps <= most && total < least && (way.last !== "double" || taps > 1)) {
      const squares = squaresOfLevels(widths, parts, way, rest, unit);
      if (way.fits(squares)) {
        least = total;
        best = { widths, parts, squares };
      }
    }
  };
  visit([], 0);
  return best;
}

/** Which narrower windows make a window, the narrowest first, so that few sums are large; overlapping where they may. */
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
  return parts.reverse();
}

/** The squares of the sums on the way through levels, added one after the other. */
function squaresOfLevels(
  widths: readonly number[],
  parts: readonly { level: number }[],
  way: Way,
  rest: readonly Part[],
  unit: Unit,
): number {
  const levels = [unit.squares];
  widths.forEach((width, i) => {
    const before = widths[i - 1] ?? 1;
    const each = new Array<number>(width / before).fill(before * unit.cells);
    levels.push(each.length * (levels[i] as number) + squaresOf(each));
  });
  const last = [...rest.map(({ width }) => width), ...parts.map(({ level }) => (widths[level - 1] ?? 1) * unit.cells)];
  const before = rest.reduce((total, part) => total + part.squares, 0);
  return parts.reduce((total, { level }) => total + (levels[level] as number), before) + lastSquares(way, last);
}

/**
 * The squares of the sums on the way, adding windows of these widths as assembly/slide/streams.ts does: two and two of the first
 * four, then three more at a time, of which the last two go together.
 */
function squaresOf(widths: readonly number[]): number {
  let sum = widths[0] ?? 0;
  let squares = 0;
  for (let i = 1; i < widths.length; i += 3) {
    const [a, b, c] = widths.slice(i, i + 3) as [number, number?, number?];
    squares += (sum + a) ** 2;
    if (c !== undefined) squares += ((b as number) + c) ** 2;
    const all = sum + a + (b ?? 0) + (c ?? 0);
    if (b !== undefined) squares += all ** 2;
    sum = all;
  }
  return squares;
}
