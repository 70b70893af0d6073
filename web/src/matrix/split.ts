import { Fault } from "./fault.ts";

/** What NumPy prints in the place of what it leaves out. */
export const CUT = /^(\.\.\.|\u2026)/;

export const cutShort = (what: string): Fault =>
  new Fault(`${what} cut short by "..."; paste all of it (in NumPy, np.set_printoptions(threshold=np.inf) first)`);

/** Words that stand apart by commas, white space or both; an empty one between two commas is kept. */
function wordsOf(text: string): string[] {
  const trimmed = text.trim().replace(/\s*,$/, "");
  return trimmed === "" ? [] : trimmed.split(/\s*,\s*|\s+/);
}

/** Rows without brackets: a line each, or apart by semicolons in one line. */
export function splitLines(text: string): string[][] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 1 && lines[0]?.includes(";")) {
    return (lines[0] as string)
      .split(";")
      .map(wordsOf)
      .filter(({ length }) => length > 0);
  }
  return lines.map((line, i) => {
    const ended = line.replace(/\s*;$/, "");
    const apart = ended.includes(";") ? ";" : ended.includes("\t") ? "\t" : undefined;
    if (apart === undefined) return wordsOf(ended);
    const words = ended.split(apart).map((word) => word.trim());
    const mixed = words.find((word) => /\d,\d/.test(word));
    if (mixed !== undefined) {
      const other = apart === ";" ? "semicolons" : "tabs";
      throw new Fault(
        `row ${i + 1} has both commas and ${other}, as in "${mixed}"; write decimals with a point, as 1.5`,
      );
    }
    return words.flatMap((word) => (word === "" ? [""] : wordsOf(word)));
  });
}

/** Lists of lists, or MATLAB's rows in one pair of brackets, apart by semicolons and lines. */
export function splitNested(text: string): string[][] {
  const deepest = check(text);
  if (deepest === 1) {
    const inside = text.slice(text.indexOf("[") + 1, text.lastIndexOf("]"));
    // A line that ends in a comma goes on in the next.
    return inside
      .replace(/,\s*\n/g, ",")
      .split(/[;\n]/)
      .map(wordsOf)
      .filter(({ length }) => length > 0);
  }
  const inside = text.slice(text.indexOf("[") + 1, text.lastIndexOf("]"));
  const rows: string[][] = [];
  let at = 0;
  while (at < inside.length) {
    const open = inside.indexOf("[", at);
    const between = (open < 0 ? inside.slice(at) : inside.slice(at, open)).replace(/[\s,;]/g, "");
    if (CUT.test(between)) throw cutShort(`the matrix is, after row ${rows.length},`);
    if (between !== "")
      throw new Fault(`"${between}" stands between rows, after row ${rows.length}; put it into one of them`);
    if (open < 0) break;
    const close = inside.indexOf("]", open);
    rows.push(wordsOf(inside.slice(open + 1, close)));
    at = close + 1;
  }
  return rows;
}

/** How deep brackets go; refuses what is not closed, and more than a matrix has. */
function check(text: string): number {
  let depth = 0;
  let deepest = 0;
  let row = 0;
  for (const [at, sign] of [...text].entries()) {
    if (sign === "[") {
      depth++;
      deepest = Math.max(deepest, depth);
      if (depth === 2) row++;
    } else if (sign === "]") {
      depth--;
      if (depth < 0) throw new Fault(`there is one "]" too many after row ${row}; take it away`);
    } else if (depth === 0 && !/[\s,;]/.test(sign)) {
      const rest = text.slice(at).slice(0, 12).trim();
      throw new Fault(`"${rest}" stands outside the brackets; paste the matrix alone`);
    }
  }
  if (depth > 0) throw new Fault(`a "[" is not closed${row > 0 ? `, in row ${row}` : ""}; add "]" at the end`);
  if (deepest > 2) throw new Fault(`the lists are nested ${deepest} deep; a matrix has two: a list of rows of numbers`);
  return deepest;
}
