import type { Case } from "../cases.ts";
import { isReducer, REDUCERS } from "./reducers.ts";

/** Any value of a call as it is written in code. */
export function literal(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (ArrayBuffer.isView(value)) {
    const { name } = (value as object).constructor as { name: string };
    return `${name}.of(${Array.from(value as unknown as ArrayLike<number | bigint>, literal).join(", ")})`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `{ ${fields.join(", ")} }`;
}

/** The case as calls to paste: what a failing property prints. */
export function pasteable({ drawn: raw, input, window, options, makeOut, task, resultDtype }: Case): string {
  const op = isReducer(raw.op) ? String(REDUCERS[raw.op].op) : JSON.stringify(raw.op);
  const from = raw.path === "alloc" ? ` // the data inside alloc(${literal(task.dtype)}, [${task.data.length}])` : "";
  const lines = [`const input = ${literal(input)};${from}`];
  if (raw.misaligned > 0) lines.push(`// its data starts ${raw.misaligned} elements into the buffer`);
  if (raw.path === "plan") {
    const described = literal({ shape: task.shape, dtype: task.dtype });
    lines.push(`const plan = createPlan(${op}, ${described}, ${literal(window)}, ${literal(options)});`);
    lines.push("// input's elements in row-major order into plan.input.data; plan.run(); plan.output");
  } else {
    const out = makeOut?.();
    const spelt = out && `new ${out.data.constructor.name}(${out.data.length})`;
    const fields = literal({ ...options, ...(out && { out: { ...out, data: "DATA" } }) });
    lines.push(`pool(${op}, input, ${literal(window)}, ${fields.replace('"DATA"', spelt ?? "")});`);
  }
  return ["", ...lines, `// a ${resultDtype} result; in the tests: check(${literal(raw)})`].join("\n");
}
