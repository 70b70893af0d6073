import { make } from "../dom.ts";

/** Part of a matrix that is drawn: from a row and a column to others. */
export interface Part {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

/** Rows and columns of a matrix that are drawn, at most. */
export const DRAWN = 64;

/** Puts headers and cells into a table, and gives the cells back, row by row. */
export function fillTable(
  table: HTMLTableElement,
  caption: string,
  { rows, columns }: Part,
  heading: (place: number, axis: 0 | 1) => string,
  cell: (row: number, column: number) => HTMLTableCellElement,
): HTMLTableCellElement[][] {
  const head = make("tr", {}, make("td", { class: "corner" }));
  for (let column = columns[0]; column < columns[1]; column++) {
    head.append(make("th", { scope: "col" }, heading(column, 1)));
  }
  const body = make("tbody");
  const cells: HTMLTableCellElement[][] = [];
  for (let row = rows[0]; row < rows[1]; row++) {
    const line = make("tr", {}, make("th", { scope: "row" }, heading(row, 0)));
    const made: HTMLTableCellElement[] = [];
    for (let column = columns[0]; column < columns[1]; column++) made.push(cell(row, column));
    line.append(...made);
    body.append(line);
    cells.push(made);
  }
  table.replaceChildren(make("caption", {}, caption), make("thead", {}, head), body);
  return cells;
}

/** A sentence where not all is drawn. */
export function partWords(what: string, rows: number, columns: number): string {
  if (rows <= DRAWN && columns <= DRAWN) return "";
  const shown = [Math.min(rows, DRAWN), Math.min(columns, DRAWN)].join(" × ");
  return `Of ${what}'s ${rows} × ${columns} elements the first ${shown} are drawn.`;
}
