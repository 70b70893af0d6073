import { type Outcome, tapCount, tapValues } from "./compute.ts";
import { short } from "./print.ts";

/** Taps that are read out before the rest is only counted. */
const SAID = 12;

/** One cell of the result in words, for those who do not see it. */
export function cellWords(outcome: Outcome, i: number, j: number): string {
  const { op } = outcome.request;
  const count = tapCount(outcome, i, j);
  const value = short(outcome.pooled[i]?.[j] ?? Number.NaN, outcome.result.dtype);
  const said: string[] = [];
  for (const tap of tapValues(outcome, i, j)) {
    if (said.push(short(tap, outcome.input.dtype)) === SAID) break;
  }
  const rest = count > SAID ? ` and ${count - SAID} more` : "";
  const many = count === 1 ? "1 tap" : `${count} taps`;
  return `result row ${i + 1}, column ${j + 1}: ${value}, ${op} of ${many}${count > 0 ? `: ${said.join(" ")}${rest}` : ""}`;
}

/** Of the taps of a window, all of them inside, the one whose address is shown: the one that was chosen, else the last. */
function shownTap(outcome: Outcome, i: number, j: number): number {
  const { op } = outcome.request;
  const value = outcome.pooled[i]?.[j];
  if (op === "argmax" || op === "argmin") return Number(value);
  if (op === "max" || op === "min") {
    let at = 0;
    for (const tap of tapValues(outcome, i, j)) {
      if (Object.is(tap, value)) return at;
      at++;
    }
  }
  return tapCount(outcome, i, j) - 1;
}

/** How the address of one tap comes from the strides of the view, or nothing where there is none. */
export function addressWords(outcome: Outcome, i: number, j: number): string {
  const { view, request, input, axes } = outcome;
  if (typeof view === "string") return "";
  const at = shownTap(outcome, i, j);
  const [p, q] = [Math.floor(at / request.window[1]), at % request.window[1]];
  const index = [i, j, p, q];
  const address = index.reduce((sum, n, axis) => sum + n * (view.stride[axis] as number), view.offset);
  const terms = index.map((n, axis) => `${n}·${view.stride[axis]}`).join(" + ");
  const columns = axes[1].extent;
  const value = outcome.cells[Math.floor(address / columns)]?.[address % columns] ?? Number.NaN;
  return `view[${index.join(", ")}]: ${view.offset} + ${terms} = ${address} → ${short(value, input.dtype)}`;
}

/** What a screen reader is told once typing has stopped. */
export function resultWords({ request, result }: Outcome): string {
  return `Result: ${request.op}, ${result.shape.join(" by ")}, ${result.dtype}`;
}
