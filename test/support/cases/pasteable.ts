import type { Case } from "../cases.ts";
import { isReducer, REDUCERS } from "./reducers.ts";

const values = (data: unknown): string => Array.from(data as ArrayLike<number | bigint>, literal).join(", ");
const nameOf = (data: object): string => data.constructor.name;

/** Any value of a call as it is written in code. */
export function literal(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (ArrayBuffer.isView(value)) return `${nameOf(value)}.from([${values(value)}])`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  return `{ ${Object.entries(value).map(fieldOf).join(", ")} }`;
}

const fieldOf = ([name, value]: [name: string, value: unknown]): string => `${name}: ${literal(value)}`;

/** How a call is written: from its op, its window and its options' fields. */
export type Spelling = (op: string, window: string, fields: readonly string[]) => string;

/** Options as the last argument of a call, if there are any. */
export const optionsOf = (fields: readonly string[]): string =>
  fields.length === 0 ? "" : `, { ${fields.join(", ")} }`;

const pooling: Spelling = (op, window, fields) => `pool(${op}, input, ${window}${optionsOf(fields)});`;

/** The case as calls to paste: what a failing property prints. */
export function pasteable(
  { drawn, op, input, window, options, makeOut, task, resultDtype }: Case,
  spelling: Spelling = pooling,
): string {
  const { data, ...layout } = input;
  const lines = [`const data = ${literal(data)};`];
  if (data.byteOffset > 0) {
    const buffer = `new ArrayBuffer(${data.byteOffset + data.byteLength})`;
    lines[0] = `const data = new ${nameOf(data)}(${buffer}, ${data.byteOffset}, ${data.length});`;
    lines.push(`data.set([${values(data)}]);`);
  }
  if (drawn.path === "alloc") {
    lines.push(`const inside = alloc(${literal(task.dtype)}, [${data.length}]);`, "inside.data.set(data);");
    const view = literal({ shape: task.shape, stride: task.pitch, offset: task.offset }).slice(2);
    lines.push(`const input = { ...inside, ${view};`);
  } else {
    lines.push(`const input = { data, ${literal(layout).slice(2)};`);
  }
  const name = isReducer(drawn.op) ? String(REDUCERS[drawn.op].op) : literal(op);
  if (drawn.path === "plan") {
    const described = literal({ shape: task.shape, dtype: task.dtype });
    lines.push(
      `const plan = createPlan(${name}, ${described}, ${literal(window)}, ${literal(options)});`,
      'pool("first", input, 1, { out: plan.input });',
      `plan.run(); // plan.output is a ${resultDtype}`,
    );
  } else {
    const fields = Object.entries(options).map(fieldOf);
    const out = makeOut?.();
    if (out !== undefined) {
      const { data: held, ...rest } = out;
      fields.push(`out: { data: new ${nameOf(held)}(${held.length}), ${literal(rest).slice(2)}`);
    }
    lines.push(`${spelling(name, literal(window), fields)} // a ${resultDtype}`);
  }
  return ["", ...lines, ""].join("\n");
}
