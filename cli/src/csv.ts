import { parse } from "csv-parse/sync";
import { type Dense, rowMajor, type Strided } from "./array.ts";
import { numberOf } from "./number.ts";
import { messageOf, Refusal } from "./refusal.ts";
import { writerOf } from "./text.ts";

/** Rows of numbers, separated by commas, semicolons, tabs or spaces, as a float64 matrix. */
export function readCsv(bytes: Uint8Array, path: string, header: boolean): Strided {
  const rows = new Rows(path, header);
  const delimiter = delimiterOf(bytes);
  if (delimiter === undefined) readSpaced(bytes, rows);
  else readDelimited(bytes, delimiter, rows, path);
  return rows.finish();
}

/** The separator of the first row that is no comment, or undefined for white space. */
function delimiterOf(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, 65536));
  const row = start.split(/\r\n|\n|\r/).find((line) => line.replace(/#.*/, "").trim() !== "") ?? "";
  const unquoted = row.replace(/"[^"]*"/g, "");
  return (
    [";", "\t", ","].find((candidate) => unquoted.includes(candidate)) ?? (/\S\s+\S/.test(unquoted) ? undefined : ",")
  );
}

function readSpaced(bytes: Uint8Array, rows: Rows): void {
  new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      const text = line.replace(/#.*/, "").trim();
      if (text !== "") rows.add(text.split(/\s+/), index + 1);
    });
}

function readDelimited(bytes: Uint8Array, delimiter: string, rows: Rows, path: string): void {
  try {
    parse(bytes, {
      bom: true,
      comment: "#",
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (record: string[], context) => {
        rows.add(record, context.lines);
        return null;
      },
    });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`cannot read ${path} as CSV: ${messageOf(error)}`);
  }
}

/** Collects rows of cells into one matrix. */
class Rows {
  readonly #path: string;
  #skip: boolean;
  #data = new Float64Array(1024);
  #filled = 0;
  #columns = 0;
  #firstLine = 0;

  constructor(path: string, header: boolean) {
    this.#path = path;
    this.#skip = header;
  }

  add(cells: readonly string[], line: number): void {
    if (this.#skip) {
      this.#skip = false;
      return;
    }
    if (this.#filled === 0) {
      this.#columns = cells.length;
      this.#firstLine = line;
    } else if (cells.length !== this.#columns) {
      const first = `line ${this.#firstLine} has ${this.#columns}`;
      throw new Refusal(
        `${this.#path}: line ${line} has ${cells.length} cells, ${first}; every row needs the same number`,
      );
    }
    this.#reserve(cells.length);
    for (let column = 0; column < cells.length; column++) {
      this.#data[this.#filled++] = this.#number(cells[column], line, column);
    }
  }

  finish(): Strided {
    if (this.#filled === 0) throw new Refusal(`${this.#path}: no rows of numbers found`);
    const shape = [this.#filled / this.#columns, this.#columns];
    return { data: this.#data.subarray(0, this.#filled), shape, stride: rowMajor(shape), dtype: "float64" };
  }

  #reserve(more: number): void {
    if (this.#filled + more <= this.#data.length) return;
    const grown = new Float64Array(Math.max(2 * this.#data.length, this.#filled + more));
    grown.set(this.#data);
    this.#data = grown;
  }

  #number(cell: string, line: number, column: number): number {
    const number = numberOf(cell);
    if (number !== undefined) return number;
    const where = `${this.#path}: line ${line}, column ${column + 1}`;
    if (cell === "") throw new Refusal(`${where}: the cell is empty; write a number, or nan`);
    const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 39)}…` : cell);
    throw new Refusal(`${where}: ${shown} is not a number${this.#hint(cell)}`);
  }

  #hint(cell: string): string {
    if (/^[+-]?\d+,\d+$/.test(cell)) return "; write the decimal with a point";
    return this.#filled < this.#columns ? "; if the first row is a heading, add --header" : "";
  }
}

/** A matrix as text, row by row; a 1-D array is one row. */
export function* writeCsv(array: Dense, delimiter: string, path: string): Generator<string> {
  if (array.shape.length > 2) {
    throw new Refusal(
      `cannot write ${path}: rows of text hold a matrix, got shape (${array.shape.join(", ")}); write .npy or .json`,
    );
  }
  const columns = array.shape.at(-1) ?? 1;
  const written = writerOf(array);
  for (let start = 0; start < array.data.length; start += columns) {
    const cells: string[] = [];
    for (let column = 0; column < columns; column++) cells.push(written(start + column));
    yield `${cells.join(delimiter)}\n`;
  }
}
