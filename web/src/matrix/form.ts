import type { DType, Edge, Op } from "stridepool";
import { find, make } from "../dom.ts";
import type { Pair, Request } from "./compute.ts";
import type { Example } from "./examples.ts";
import { DTYPE_NAMES, EDGES, OPS, OUTSIDES, type Outside } from "./names.ts";

/** The settings as controls. */
export interface Form {
  readonly element: HTMLFormElement;
  read(): Request;
  /** Sets windows as an example has them, and all but the op back to what it was at first. */
  set(example: Example): void;
  /** Marks the controls of an option that was refused, or none. */
  blame(option: string | undefined): void;
}

function select(
  id: string,
  label: string,
  option: string,
  choices: readonly (readonly [string, string])[],
): HTMLElement {
  const options = choices.map(([value, text]) => make("option", { value }, text));
  return make("label", { class: "field" }, label, make("select", { id, "data-option": option }, ...options));
}

const number = (id: string, option: string, value: number, least: number): HTMLInputElement =>
  make("input", { id, type: "number", min: String(least), step: "1", value: String(value), "data-option": option });

/** Two numbers, for rows and for columns. */
function pair(id: string, legend: string, option: string, value: number, least: number, ...more: Node[]): HTMLElement {
  return make(
    "fieldset",
    { class: "pair" },
    make("legend", {}, legend),
    make("label", {}, make("span", {}, "rows"), number(`${id}-rows`, option, value, least)),
    make("label", {}, make("span", {}, "columns"), number(`${id}-columns`, option, value, least)),
    ...more,
  );
}

const plain = (names: readonly string[]): (readonly [string, string])[] => names.map((name) => [name, name]);

/** Builds the controls. */
export function makeForm(): Form {
  const same = make("input", { id: "matrix-stride-same", type: "checkbox", checked: "" });
  const fill = make("input", { id: "matrix-fill", type: "number", step: "any", value: "0", "data-option": "fill" });
  const filled = make("label", { class: "field" }, "Which number", fill);
  const element = make(
    "form",
    { id: "matrix-form", class: "matrix-form", "aria-label": "How to pool" },
    select("matrix-op", "Op", "op", plain(OPS)),
    select("matrix-dtype", "Elements", "dtype", plain(DTYPE_NAMES)),
    pair("matrix-window", "Window", "window", 2, 1),
    pair("matrix-stride", "Stride", "stride", 2, 1, make("label", { class: "check" }, same, "as the window")),
    pair("matrix-padding", "Padding", "padding", 0, 0),
    pair("matrix-dilation", "Dilation", "dilation", 1, 1),
    select("matrix-edge", "Ragged edge", "edge", Object.entries(EDGES)),
    select("matrix-outside", "Outside there is", "padMode", Object.entries(OUTSIDES)),
    filled,
  );
  const choice = (name: string): HTMLSelectElement => find(element, `#matrix-${name}`, HTMLSelectElement);
  const inputs = (name: string): [HTMLInputElement, HTMLInputElement] => [
    find(element, `#matrix-${name}-rows`, HTMLInputElement),
    find(element, `#matrix-${name}-columns`, HTMLInputElement),
  ];
  const numbers = (name: string): Pair => {
    const [rows, columns] = inputs(name);
    return [rows.valueAsNumber, columns.valueAsNumber];
  };
  const put = (name: string, [rows, columns]: Pair): void => {
    for (const [at, input] of inputs(name).entries()) input.value = String(at === 0 ? rows : columns);
  };
  /** Strides follow the window while they are to be as it; controls that say nothing are off. */
  const settle = (): void => {
    for (const [at, input] of inputs("stride").entries()) {
      input.disabled = same.checked;
      if (same.checked) input.value = (inputs("window")[at] as HTMLInputElement).value;
    }
    filled.hidden = choice("outside").value !== "fill";
  };
  element.addEventListener("submit", (event) => event.preventDefault());
  settle();
  return {
    element,
    read() {
      settle();
      return {
        op: choice("op").value as Op,
        dtype: choice("dtype").value as DType,
        window: numbers("window"),
        stride: same.checked ? undefined : numbers("stride"),
        padding: numbers("padding"),
        dilation: numbers("dilation"),
        edge: choice("edge").value as Edge,
        outside: choice("outside").value as Outside,
        fill: fill.valueAsNumber,
      };
    },
    set({ window, stride, padding = [0, 0], edge = "trim" }) {
      choice("dtype").value = "float64";
      put("window", window);
      same.checked = stride === undefined;
      if (stride !== undefined) put("stride", stride);
      put("padding", padding);
      put("dilation", [1, 1]);
      choice("edge").value = edge;
      choice("outside").value = "none";
    },
    blame(option) {
      for (const control of element.querySelectorAll("[data-option]")) {
        if (control.getAttribute("data-option") === option) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      }
    },
  };
}
