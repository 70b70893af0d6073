import { Fault } from "./fault.ts";
import { CUT, cutShort, splitLines, splitNested } from "./split.ts";

/** A number as it was typed; integers that a double would round are bigints. */
export type Value = number | bigint;

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
  readonly values: readonly Value[];
}

const INTEGER = /^[+-]?\d+n?$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NAMED: Record<string, number> = {
  nan: Number.NaN,
  inf: Infinity,
  infinity: Infinity,
  true: 1,
  false: 0,
};

/** One number as any of the usual systems writes it, or undefined. */
function numberOf(word: string): Value | undefined {
  if (INTEGER.test(word)) {
    const digits = word.replace(/^\+|n$/g, "");
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  }
  if (DECIMAL.test(word)) return Number(word);
  const named = NAMED[word.replace(/^[+-]/, "").toLowerCase()];
  return named === undefined ? undefined : word.startsWith("-") ? -named : named;
}

/** What NumPy, JavaScript and others print around numbers, taken away. */
function bare(text: string): string {
  return (
    text
      .replaceAll("\u2212", "-")
      .replaceAll("\r\n", "\n")
      // Of an assignment, what is assigned.
      .replace(/^\s*(?:const |let |var )?\s*[A-Za-z_]\w*\s*=(?!=)/, "")
      // np.float64(1.5), float("nan")
      .replace(/\b(?:np\.|numpy\.)?(?:float|int|uint)\d*\(\s*["']?([^()"']*)["']?\s*\)/g, "$1")
      .replace(/\b(?:np|numpy|math|torch|Number)\.(?=[A-Za-z])/g, "")
      // array([[…]], dtype=int32), tensor([[…]], device='cpu')
      .replace(/^\s*(?:array|asarray|matrix|tensor)\s*\(([\s\S]*)\)\s*;?\s*$/, "$1")
      .replace(/,\s*[a-z_]+\s*=\s*(?:\([^()]*\)|[^,()[\]]+)(?=,|$)/g, "")
      .replace(/[({]/g, "[")
      .replace(/[)}]/g, "]")
      .trim()
      .replace(/;$/, "")
  );
}

/** Reads a matrix in whatever form it was pasted: lines, CSV, nested lists, NumPy's print, MATLAB's. */
export function parseMatrix(text: string): Matrix {
  const plain = bare(text);
  const rows = plain.includes("[") || plain.includes("]") ? splitNested(plain) : splitLines(plain);
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) {
    throw new Fault("there is no matrix yet: type a line for each row, its numbers apart by spaces or commas");
  }
  const values = rows.flatMap((row, i) => {
    const read = row.map((word, j) => {
      const value = numberOf(word);
      if (value !== undefined) return value;
      const where = `row ${i + 1}, column ${j + 1}`;
      if (word === "") throw new Fault(`${where} is empty; write a number there, nan if it is missing`);
      if (CUT.test(word)) throw cutShort(`row ${i + 1} is`);
      throw new Fault(`${where} is "${word}", which is no number; write it as 12, -1.5, 2e3, nan or inf`);
    });
    if (row.length === columns) return read;
    const has = row.length === 1 ? "1 number" : `${row.length} numbers`;
    throw new Fault(`row ${i + 1} has ${has} where row 1 has ${columns}; make all rows equally long`);
  });
  return { rows: rows.length, columns, values };
}
