import { StridepoolError } from "stridepool";
import { make } from "../dom.ts";
import { scrollBox } from "../scrollbox.ts";
import { makeCodes } from "./codes.ts";
import { compute, type Outcome } from "./compute.ts";
import { EXAMPLES, type Example, randomText } from "./examples.ts";
import { Fault } from "./fault.ts";
import { makeForm } from "./form.ts";
import { makeInput } from "./input.ts";
import { type Matrix, parseMatrix } from "./parse.ts";
import { makeResult } from "./result.ts";
import { makeStrides } from "./strides.ts";
import { DRAWN } from "./table.ts";
import { resultWords } from "./words.ts";

/** How long typing rests before the result is told. */
const REST = 900;

/** Larger files are no matrices that anybody reads. */
const LARGEST_FILE = 2 ** 22;

/** What the tab takes from outside. */
export interface MatrixTab {
  /** Reads a file of text. */
  open(file: File): Promise<void>;
}

/** Builds the tab that shows what pooling a matrix does. */
export function mountMatrix(panel: HTMLElement): MatrixTab {
  const text = make("textarea", {
    id: "matrix-input",
    rows: "9",
    wrap: "off",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": "matrix-hint matrix-fault",
  });
  const fault = make("p", { id: "matrix-fault", class: "fault", role: "alert" });
  const said = make("p", { id: "matrix-said", class: "visually-hidden", role: "status" });
  const form = makeForm();
  const strides = makeStrides();
  let outcome: Outcome | undefined;
  const result = makeResult((row, column, reveal) => {
    if (outcome === undefined) return;
    input.mark([row, column], reveal);
    strides.point(outcome, row, column);
  });
  const input = makeInput((window) => result.preview(window));
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const say = (words: string, after = 0): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => said.replaceChildren(words), after);
  };
  const codes = makeCodes(say);
  const shown = make(
    "div",
    { class: "matrix-shown" },
    make(
      "div",
      { class: "matrix-tables" },
      make("section", { class: "card", "aria-label": "Input" }, scrollBox("The input", input.table), input.notes),
      make(
        "div",
        { class: "matrix-side" },
        make("section", { class: "card", "aria-label": "Result" }, scrollBox("The result", result.table), result.notes),
        strides.element,
      ),
    ),
    codes.element,
  );

  /** Shows a refusal, or that there is none. */
  const refuse = (message: string, option?: string): void => {
    if (fault.textContent !== message) fault.textContent = message;
    form.blame(option);
    shown.hidden = message !== "";
  };
  const read = (): Matrix | undefined => {
    try {
      const matrix = parseMatrix(text.value);
      text.removeAttribute("aria-invalid");
      return matrix;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      text.setAttribute("aria-invalid", "true");
      refuse(error.message);
      return undefined;
    }
  };
  const update = (): void => {
    outcome = undefined;
    clearTimeout(waiting);
    const request = form.read();
    const matrix = read();
    if (matrix !== undefined) {
      try {
        outcome = compute(matrix, request);
      } catch (error) {
        if (error instanceof StridepoolError) refuse(error.message, /^\w+/.exec(error.option)?.[0]);
        else if (error instanceof Fault) refuse(error.message, error.option);
        else throw error;
      }
    }
    if (outcome === undefined) {
      for (const { table } of [input, result]) table.replaceChildren();
      return;
    }
    refuse("");
    strides.show(outcome);
    codes.show(outcome);
    input.show(outcome);
    result.show(outcome);
    say(resultWords(outcome), REST);
  };

  const begin = (example: Example): void => {
    text.value = example.text();
    form.set(example);
    result.reset();
    update();
  };
  const examples = EXAMPLES.map((example) => {
    const button = make("button", { type: "button" }, example.name);
    button.addEventListener("click", () => begin(example));
    return button;
  });
  const random = make("button", { type: "button", id: "matrix-random" }, "random");
  random.addEventListener("click", () => {
    const [rows, columns] = outcome?.input.shape ?? [8, 8];
    text.value = randomText(Math.min(rows as number, DRAWN), Math.min(columns as number, DRAWN));
    update();
  });
  text.addEventListener("input", update);
  form.element.addEventListener("input", update);

  panel.replaceChildren(
    make(
      "div",
      { class: "card matrix-setup" },
      make(
        "div",
        { class: "matrix-text" },
        make("h2", {}, make("label", { for: "matrix-input" }, "Matrix")),
        text,
        make("p", { id: "matrix-hint", class: "quiet" }, "Lines of numbers, CSV, JSON, what NumPy or MATLAB prints."),
        make("div", { class: "examples", role: "group", "aria-label": "Examples" }, ...examples, random),
      ),
      form.element,
      fault,
    ),
    shown,
    said,
  );
  begin(EXAMPLES[0] as Example);
  return {
    async open(file) {
      if (file.size > LARGEST_FILE) {
        refuse(
          `${file.name} has ${file.size} bytes, more than the ${LARGEST_FILE} that are shown here; open a smaller file, or pool this one by the command`,
        );
        return;
      }
      text.value = await file.text();
      update();
    },
  };
}
