/** How far the text before and after the decimal point of a column reaches. */
interface Reach {
  readonly before: number;
  readonly after: number;
}

function split(cell: string): [before: string, after: string] {
  const point = cell.indexOf(".");
  return point < 0 ? [cell, ""] : [cell.slice(0, point), cell.slice(point)];
}

/** Rows of numbers under a heading, every column aligned at its decimal points. */
export function matrixTable(heading: string, rows: readonly (readonly (number | bigint)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => split(String(cell))));
  const columns: Reach[] = (cells[0] ?? []).map((_, column) => ({
    before: Math.max(...cells.map((row) => row[column][0].length)),
    after: Math.max(...cells.map((row) => row[column][1].length)),
  }));
  const lines = cells.map((row) =>
    row
      .map(([before, after], column) => before.padStart(columns[column].before) + after.padEnd(columns[column].after))
      .join("  ")
      .trimEnd(),
  );
  return `${heading}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Rows of text under column headings; every column as wide as its widest cell. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
