import { byteStrides } from "stridepool";
import { make } from "../dom.ts";
import type { Outcome } from "./compute.ts";
import { DTYPES } from "./names.ts";
import { list } from "./print.ts";
import { addressWords } from "./words.ts";

/** The strided view of all windows: its shape, its strides, and where one tap stands. */
export interface Strides {
  readonly element: HTMLElement;
  show(outcome: Outcome): void;
  /** Shows the address of a tap of one window. */
  point(outcome: Outcome, row: number, column: number): void;
}

/** Builds the part of the page that shows the view. */
export function makeStrides(): Strides {
  const said = make("p", { class: "quiet", id: "matrix-view" });
  const address = make("code", { id: "matrix-address" });
  const pointed = make(
    "p",
    {},
    "The tap view[i, j, p, q], counted from 0, stands at offset + i·s₀ + j·s₁ + p·s₂ + q·s₃, so of the chosen window ",
    address,
  );
  const [shape, strides, bytes, size] = ["shape", "strides", "byte-strides", "itemsize"].map((name) =>
    make("code", { id: `matrix-${name}` }),
  ) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  const figures = make("dl", { class: "facts" });
  const rows = [
    ["shape", shape],
    ["stride, in elements", strides],
    ["strides in bytes, as NumPy prints them", bytes],
    ["bytes of an element", size],
  ] as const;
  for (const [name, value] of rows) figures.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  return {
    element: make(
      "section",
      { class: "card", "aria-labelledby": "matrix-view-title" },
      make("h2", { id: "matrix-view-title" }, "The strided view"),
      said,
      figures,
      pointed,
    ),
    show({ view, input, request }) {
      const none = typeof view === "string";
      said.replaceChildren(
        ...(none
          ? [`There is none here: ${view}.`]
          : [
              make("code", {}, `windows(matrix, ${list(request.window)})`),
              ` is the same ${input.data.length} elements seen with four axes: the result's two, and the window's two. Nothing is copied.`,
            ]),
      );
      shape.textContent = none ? "none" : list(view.shape);
      strides.textContent = none ? "none" : list(view.stride);
      bytes.textContent = none ? "none" : list(byteStrides(view));
      size.textContent = String(DTYPES[input.dtype].bytes);
      pointed.hidden = none;
    },
    point(outcome, row, column) {
      address.textContent = addressWords(outcome, row, column);
    },
  };
}
