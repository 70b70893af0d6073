/** How the taps of one row of outputs lie in memory, in bytes: what a driver is chosen by. */
export interface RowShape {
  /** Bytes of a tap. */
  readonly element: number;
  /** Neighbouring elements of one cell of outputs, and what cells there are and how far apart their windows. */
  readonly lanes: number;
  readonly count: number;
  readonly hop: number;
  /** Taps along a row of the window, their distance, and the offsets of the window's rows. */
  readonly width: number;
  readonly widthPitch: number;
  readonly rowCount: number;
  readonly family: Family;
  /** Whether floats are summed in their own type as a tree: along runs of memory, or down many rows. */
  readonly asTree: boolean;
  /** Whether positions of taps differ by no more than 16 bits hold within a window. */
  readonly near: boolean;
}

/**
 * How taps become a folded value: in their own type by an op that may fold a tap twice (max, min) or not (sum), as integers
 * of 64 bits, in a wider type (16 bits for `few` 8-bit taps), with each addition's error kept, or as two halves of 64-bit integers; to
 * the largest or smallest of them and where it stands; to the largest or smallest, or the sum (in a wider type, of
 * many), of those that are left in; to the one in the middle; or in any other way, tap by tap.
 */
export type Family =
  | "idempotent"
  | "own"
  | "own64"
  | "wide"
  | "few"
  | "compensated"
  | "halves"
  | "seek"
  | "best"
  | "total"
  | "totals"
  | "median"
  | "any";

/** One way through the engine. */
export interface Driver {
  readonly name: string;
  /** Its number in assembly/kernel/list.ts. */
  readonly kernel: number;
  readonly fits: (row: RowShape) => boolean;
  readonly why: string;
}

/** Bytes that a row of window rows folded into one may take, and a row of folded values: both stay in the L1 cache. */
export const SCRATCH_BYTES = 16384;

/** Bytes from which on a row of a window is a long run: worth folding along its length before the rows are folded. */
export const LONG_RUN = 64;

/** Folding whole rows in vectors is worth it as long as one in this many of their cells is used. */
const MOST_UNUSED = 4;

/** Taps of a window that are left out are counted in as many bits as a tap has. */
const MOST_ROWS = 127;

/** Bytes of the histogram of a column of taps, and of those of a window; assembly/kernel/histogram.ts says what is in them. */
export const COLUMN_BYTES = 544;
export const TALLY_BYTES = 1024;

/** Histograms are kept for windows of more 8-bit taps than these. */
const FEWEST_TALLIED = 121;

/** The widest windows of those, of which there are to be columns for several. */
const WIDEST_TALLIED = 512;

/** The widest value that a fold leaves in scratch. */
const WIDEST = 8;

const SCANNED: readonly Family[] = ["seek", "best", "total", "totals", "median", "any"];

/** Taps of a window, by the bytes of one, up to which several windows at once are sorted sooner than one after the other. */
const MOST_SORTED: Readonly<Record<number, number>> = { 1: 255, 2: 144, 4: 144, 8: 64 };

const inOwnType = ({ family }: RowShape): boolean => family === "idempotent" || family === "own";

function standsInPairs(row: RowShape): boolean {
  const cell = cellOf(row);
  return (
    row.width === 2 &&
    row.widthPitch === cell &&
    (row.count === 1 || row.hop === 2 * cell) &&
    // Planes, or pixels of four elements.
    (row.lanes === 1 || (row.lanes === 4 && (cell < 16 || (cell === 16 && inOwnType(row)))))
  );
}

/** Windows wider than this are long runs. */
const WIDEST_TREE = 16;

/**
 * Whether windows stand side by side and are 4, 8 or 16 cells wide, so that they fold as a tree; and enough of them for a
 * vector of results. 8-bit taps are summed in 16 bits there, up to 256 of them.
 */
function standsInBlocks(row: RowShape): boolean {
  const cell = cellOf(row);
  const { width, element, rowCount } = row;
  return (
    width >= 4 &&
    width <= WIDEST_TREE &&
    (width & (width - 1)) === 0 &&
    row.widthPitch === cell &&
    (row.count === 1 || row.hop === width * cell) &&
    row.count * cell >= 16 &&
    (row.lanes === 1 || (row.lanes === 4 && element === 1)) &&
    (inOwnType(row) || (row.family === "few" && rowCount * width <= 256))
  );
}

/** Whether the driver that such windows get in their own type adds their taps up as a tree. */
export function addsAsTree(row: RowShape): boolean {
  return standsInPairs(row) || standsInBlocks(row);
}

const inVectors = ({ family }: RowShape): boolean =>
  family === "idempotent" || family === "own" || family === "wide" || family === "few";
/** Cells from the first tap of a window's row to its last. */
export const spanCells = (row: RowShape): number => ((row.width - 1) * row.widthPitch) / cellOf(row) + 1;
/** Small taps are compared together with their positions, which are as small then. */
const seeks = (row: RowShape): boolean => row.family === "seek" && (row.near || row.element > 2);
const cellOf = (row: RowShape): number => row.lanes * row.element;

/** The driver of windows that overlap, which takes whole planes of them, borders included: src/plan/slide.ts says which. */
export const SLIDE = {
  name: "slide",
  why: "windows overlap: rows fold down the columns, then along, and neighbouring results share what they have in common",
};

/** What takes no engine: the geometry tells how many taps windows have. */
export const COUNT = {
  name: "count",
  why: "every tap counts: how many a window has follows from where it lies",
};

/** The engine's drivers, fastest first: the first that fits runs. */
export const DRIVERS: readonly Driver[] = [
  {
    name: "pairs",
    kernel: 0,
    fits: (row) =>
      (inVectors(row) || (seeks(row) && row.lanes === 1)) &&
      !row.asTree &&
      standsInPairs(row) &&
      // 8-bit taps are summed in 16 bits here.
      !(row.family === "wide" && row.element === 1 && row.rowCount > 64),
    why: "windows two cells wide stand side by side: rows fold in registers, then neighbouring cells",
  },
  {
    name: "blocks",
    kernel: 12,
    fits: (row) => inVectors(row) && !row.asTree && standsInBlocks(row),
    why: "windows 4, 8, 16 … cells wide stand side by side: rows fold in registers, then neighbours, then theirs, as a tree",
  },
  {
    name: "threes",
    kernel: 10,
    fits: (row) =>
      inVectors(row) &&
      row.lanes === 1 &&
      row.width === 3 &&
      row.widthPitch === row.element &&
      row.hop === 3 * row.element &&
      row.count >= 16 / row.element &&
      // 8-bit taps are summed in 16 bits here, and 16-bit ones in 32.
      (row.family !== "wide" || row.element === 2),
    why: "windows three elements wide stand side by side: rows fold in registers, then each three",
  },
  {
    name: "pixels",
    kernel: 13,
    fits: (row) =>
      (inOwnType(row) || row.family === "few") &&
      row.lanes === 3 &&
      row.element <= 4 &&
      row.width === 2 &&
      row.rowCount === 2 &&
      row.widthPitch === cellOf(row) &&
      row.hop === 2 * cellOf(row) &&
      row.count * row.element >= 4,
    why: "windows of two by two cells of three elements stand side by side: rows fold in registers, then cells that are brought apart",
  },
  {
    name: "columns",
    kernel: 11,
    fits: (row) => row.asTree && cellOf(row) >= 16,
    why: "neighbouring results have neighbouring taps, many each: eight rows at a time are added as a tree",
  },
  {
    name: "lanes",
    kernel: 1,
    fits: (row) => (inVectors(row) ? cellOf(row) >= 16 : seeks(row) && cellOf(row) * (row.element === 1 ? 2 : 1) >= 16),
    why: "neighbouring results have neighbouring taps: whole vectors fold lane by lane",
  },
  {
    name: "spans",
    kernel: 2,
    fits: (row) =>
      (row.family === "idempotent" || row.family === "wide" || row.family === "compensated" || row.asTree) &&
      row.lanes === 1 &&
      row.widthPitch === row.element &&
      (row.width * row.element >= LONG_RUN || (row.width * row.element >= 16 && row.rowCount === 1)),
    why: "the rows of a window are long runs of memory: each folds along its length",
  },
  {
    name: "rows",
    kernel: 3,
    fits: (row) =>
      inVectors(row) &&
      row.widthPitch > 0 &&
      row.widthPitch % cellOf(row) === 0 &&
      spanCells(row) * row.lanes * WIDEST <= SCRATCH_BYTES &&
      (row.count === 1 || (row.hop > 0 && row.hop % cellOf(row) === 0)) &&
      // Cells that no window uses are folded too.
      (row.count - 1) * (row.hop / cellOf(row)) + spanCells(row) <= MOST_UNUSED * row.count * row.width,
    why: "windows stand along contiguous rows: their rows fold into a row of scratch, then across it",
  },
  {
    name: "strided",
    kernel: 4,
    fits: (row) => !SCANNED.includes(row.family),
    why: "any distance between taps: tap by tap",
  },
  {
    name: "apart",
    kernel: 5,
    fits: (row) =>
      row.family === "seek" ||
      (SCANNED.includes(row.family) && row.family !== "any" && row.family !== "median" && row.rowCount <= MOST_ROWS),
    why: "where the largest or smallest stands, or taps are left out, any distance between taps: several windows at once",
  },
  {
    name: "histogram",
    kernel: 6,
    fits: (row) =>
      row.family === "median" &&
      row.element === 1 &&
      row.width <= WIDEST_TALLIED &&
      row.rowCount * row.width > FEWEST_TALLIED &&
      // Bins of 16 bits count them.
      row.rowCount * row.width < 2 ** 16,
    why: "medians of many 8-bit taps: histograms of columns go down with the windows, and theirs along with them",
  },
  {
    name: "sorted",
    kernel: 7,
    fits: (row) => row.family === "median" && row.rowCount * row.width <= (MOST_SORTED[row.element] ?? 0),
    why: "medians of few taps: those of several windows change places in the lanes of vectors",
  },
  {
    name: "gather",
    kernel: 8,
    fits: () => true,
    why: "any reduction, taps left out, positions: window by window, tap by tap",
  },
];
