import { make } from "../dom.ts";
import { paint } from "./colour.ts";
import type { Outcome } from "./compute.ts";
import { full, short } from "./print.ts";
import { DRAWN, fillTable, partWords } from "./table.ts";
import { cellWords } from "./words.ts";

/** The result, whose cells are chosen by pointer and by keyboard. */
export interface ResultTable {
  readonly table: HTMLTableElement;
  readonly notes: HTMLElement;
  show(outcome: Outcome): void;
  /** Chooses the first element of what is shown next. */
  reset(): void;
  /** Shows a window as if the pointer were over its result; nothing goes back to what is chosen. */
  preview(window: readonly [number, number] | undefined): void;
}

/** Builds the table; `shown` is told which element's window is to be seen. */
export function makeResult(shown: (row: number, column: number, reveal: boolean) => void): ResultTable {
  const table = make("table", { id: "matrix-result", class: "cells", role: "grid" });
  const notes = make("p", { class: "quiet notes" });
  let cells: HTMLTableCellElement[][] = [];
  let chosen: readonly [number, number] = [0, 0];
  let seen: HTMLTableCellElement | undefined;

  const see = ([row, column]: readonly [number, number], reveal = false): void => {
    seen?.classList.remove("tap");
    seen = cells[row]?.[column];
    seen?.classList.add("tap");
    shown(row, column, reveal);
  };
  const choose = (row: number, column: number, by: "focus" | "grid" | "page"): void => {
    const before = cells[chosen[0]]?.[chosen[1]];
    before?.setAttribute("aria-selected", "false");
    if (before !== undefined) before.tabIndex = -1;
    chosen = [row, column];
    const cell = cells[row]?.[column] as HTMLTableCellElement;
    cell.setAttribute("aria-selected", "true");
    cell.tabIndex = 0;
    see(chosen, by !== "page");
    if (by === "grid") cell.focus();
  };
  const placeOf = (target: EventTarget | null): readonly [number, number] | undefined => {
    const cell = (target as Element).closest("td");
    const row = cells.findIndex((line) => line.includes(cell as HTMLTableCellElement));
    return row < 0 ? undefined : [row, (cells[row] as HTMLTableCellElement[]).indexOf(cell as HTMLTableCellElement)];
  };

  table.addEventListener("click", ({ target }) => {
    const place = placeOf(target);
    if (place !== undefined) choose(...place, "grid");
  });
  table.addEventListener("focusin", ({ target }) => {
    const place = placeOf(target);
    if (place !== undefined) choose(...place, "focus");
  });
  table.addEventListener("pointerover", ({ target }) => see(placeOf(target) ?? chosen));
  table.addEventListener("pointerleave", () => see(chosen));
  table.addEventListener("keydown", (event) => {
    const [row, column] = chosen;
    const [last, end] = [cells.length - 1, (cells[0]?.length ?? 0) - 1];
    const to: readonly [number, number] | undefined = {
      ArrowUp: [row - 1, column] as const,
      ArrowDown: [row + 1, column] as const,
      ArrowLeft: [row, column - 1] as const,
      ArrowRight: [row, column + 1] as const,
      Home: [event.ctrlKey ? 0 : row, 0] as const,
      End: [event.ctrlKey ? last : row, end] as const,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(Math.min(Math.max(to[0], 0), last), Math.min(Math.max(to[1], 0), end), "grid");
  });

  return {
    table,
    notes,
    show(outcome) {
      const { result, pooled, request, apart } = outcome;
      const [rows, columns] = result.shape as [number, number];
      seen = undefined;
      cells = fillTable(
        table,
        `Result: ${request.op}, ${rows} × ${columns}, ${result.dtype}`,
        { rows: [0, Math.min(rows, DRAWN)], columns: [0, Math.min(columns, DRAWN)] },
        (place) => String(place + 1),
        (row, column) => {
          const value = pooled[row]?.[column] ?? Number.NaN;
          const cell = make(
            "td",
            {
              tabindex: "-1",
              "aria-selected": "false",
              "aria-label": cellWords(outcome, row, column),
              title: full(value),
            },
            short(value, result.dtype),
          );
          if (apart) paint(cell, row, column);
          return cell;
        },
      );
      notes.textContent = [
        "Choose an element, by pointer or arrow keys, to see its window.",
        partWords("the result", rows, columns),
      ]
        .join(" ")
        .trim();
      choose(Math.min(chosen[0], cells.length - 1), Math.min(chosen[1], (cells[0]?.length ?? 1) - 1), "page");
    },
    reset() {
      chosen = [0, 0];
    },
    preview(window) {
      see(window ?? chosen);
    },
  };
}
