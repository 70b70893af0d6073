import type { Edge } from "stridepool";
import type { Alpha } from "stridepool/image";
import { find, make } from "../dom.ts";
import { OPS, type Settings } from "./settings.ts";

/** The page's form of settings. */
export interface Controls {
  /** What stands in the form; undefined where a field holds no number that it may. */
  read(): Settings | undefined;
  /** Marks the fields of an option that was refused. */
  blame(option: string | undefined): void;
}

/** Fills the form and has every change told. */
export function mountControls(panel: HTMLElement, onChange: () => void): Controls {
  const form = find(panel, "#settings", HTMLFormElement);
  const select = (id: string): HTMLSelectElement => find(form, `#${id}`, HTMLSelectElement);
  const input = (id: string): HTMLInputElement => find(form, `#${id}`, HTMLInputElement);
  const fault = find(panel, "#settings-fault", HTMLElement);
  select("op").append(...OPS.map((op) => make("option", { value: op }, op)));
  const [own, rows, columns] = [input("stride-own"), input("stride-rows"), input("stride-columns")];
  const settle = (): void => {
    rows.disabled = columns.disabled = !own.checked;
    select("alpha").disabled = input("linear").disabled = select("op").value !== "mean";
    onChange();
  };
  form.addEventListener("input", settle);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A form's fields change after it said so.
  form.addEventListener("reset", () => setTimeout(settle));
  const mark = (field: Element): void => {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", fault.id);
  };
  return {
    blame(option) {
      const [name] = /^\w+/.exec(option ?? "") ?? [];
      for (const field of form.elements) {
        const named = field.getAttribute("name");
        if (name !== undefined && (named === name || named?.replace(/(Rows|Columns)$/, "") === name)) mark(field);
      }
    },
    read() {
      const wrong = [...form.elements].find(
        (field): field is HTMLInputElement =>
          field instanceof HTMLInputElement && !field.disabled && !field.checkValidity(),
      );
      for (const field of form.elements) {
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
      }
      if (wrong !== undefined) {
        mark(wrong);
        const what = wrong.name.startsWith("window") ? "window" : "stride";
        fault.textContent = `${what} must be a whole number from ${wrong.min} to ${wrong.max}, got ${wrong.value === "" ? "nothing" : wrong.value}`;
        return undefined;
      }
      fault.textContent = "";
      return {
        op: select("op").value as Settings["op"],
        window: [input("window-rows").valueAsNumber, input("window-columns").valueAsNumber],
        stride: own.checked ? [rows.valueAsNumber, columns.valueAsNumber] : undefined,
        edge: select("edge").value as Edge,
        alpha: select("alpha").value as Alpha,
        linear: input("linear").checked,
      };
    },
  };
}
