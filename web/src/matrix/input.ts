import { make } from "../dom.ts";
import { type Axis, isTap, MANY, NONE, ownersOf } from "./axis.ts";
import { paint } from "./colour.ts";
import { type Outcome, valueAt } from "./compute.ts";
import { full, short } from "./print.ts";
import { scrollTo } from "./scroll.ts";
import { DRAWN, fillTable, type Part, partWords } from "./table.ts";

/** Places outside the matrix that are drawn on a side, at most. */
const BORDER = 16;

/** The matrix, its cells in the colours of their windows. */
export interface InputTable {
  readonly table: HTMLTableElement;
  readonly notes: HTMLElement;
  show(outcome: Outcome): void;
  /** Marks the taps of one window, and no others; scrolls to them if they are to be revealed. */
  mark(window: readonly [number, number], reveal: boolean): void;
}

function drawnOf({ extent, low, high }: Axis): [number, number] {
  return [-Math.min(low, BORDER), extent > DRAWN ? DRAWN : extent + Math.min(high, BORDER)];
}

/** Builds the table; `over` is told which window the pointer is over, where each cell has one. */
export function makeInput(over: (window: readonly [number, number] | undefined) => void): InputTable {
  const table = make("table", { id: "matrix-cells", class: "cells" });
  const notes = make("p", { class: "quiet notes" });
  let cells: HTMLTableCellElement[][] = [];
  let axes: Outcome["axes"] | undefined;
  let part: Part = { rows: [0, 0], columns: [0, 0] };
  let marked: HTMLTableCellElement[] = [];
  const windows = new WeakMap<Element, readonly [number, number]>();
  table.addEventListener("pointerover", ({ target }) => {
    const cell = (target as Element).closest("td");
    over(cell === null ? undefined : windows.get(cell));
  });
  table.addEventListener("pointerleave", () => over(undefined));
  return {
    table,
    notes,
    show(outcome) {
      axes = outcome.axes;
      const [rows, columns] = axes;
      part = { rows: drawnOf(rows), columns: drawnOf(columns) };
      const owners = [ownersOf(rows, ...part.rows), ownersOf(columns, ...part.columns)] as const;
      let left = false;
      let outside = false;
      marked = [];
      cells = fillTable(
        table,
        `Input: ${rows.extent} × ${columns.extent}, ${outcome.input.dtype}`,
        part,
        (place, axis) => (place < 0 || place >= outcome.axes[axis].extent ? "+" : String(place + 1)),
        (row, column) => {
          const cell = make("td");
          const value = valueAt(outcome, row, column);
          const [i, j] = [owners[0][row - part.rows[0]], owners[1][column - part.columns[0]]] as [number, number];
          cell.append(value === undefined ? "·" : short(value, outcome.input.dtype));
          if (value !== undefined) cell.title = full(value);
          const words: string[] = [];
          if (row < 0 || row >= rows.extent || column < 0 || column >= columns.extent) {
            cell.classList.add("outside");
            outside = true;
            words.push(value === undefined ? "outside, nothing there" : "outside");
          }
          if (i === NONE || j === NONE) {
            cell.classList.add("left");
            left = true;
            words.push("in no window");
          } else if (outcome.apart && i !== MANY && j !== MANY) {
            paint(cell, i, j);
            windows.set(cell, [i, j]);
          }
          if (words.length > 0) cell.append(make("span", { class: "visually-hidden" }, ` ${words.join(", ")}`));
          return cell;
        },
      );
      const { outside: reads } = outcome.request;
      notes.textContent = [
        outcome.apart ? "" : "Windows overlap, so they have no colours.",
        left ? "Hatched: in no window." : "",
        outside
          ? `Dashed: outside the matrix, ${reads === "none" ? "where nothing is" : "where windows read this"}.`
          : "",
        partWords("the input", rows.extent, columns.extent).replace(/\.$/, "; all are pooled."),
      ]
        .filter((note) => note !== "")
        .join(" ");
    },
    mark([i, j], reveal) {
      for (const cell of marked) cell.classList.remove("tap");
      const [rows, columns] = axes ?? [];
      if (rows === undefined || columns === undefined) return;
      // Of a window that is larger than what is drawn, what is drawn alone.
      marked = cells
        .filter((_, row) => isTap(rows, i, part.rows[0] + row))
        .flatMap((line) => line.filter((_, column) => isTap(columns, j, part.columns[0] + column)));
      for (const cell of marked) cell.classList.add("tap");
      if (reveal) scrollTo(table, marked);
    },
  };
}
