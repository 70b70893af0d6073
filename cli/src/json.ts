import { count, type Dense, rowMajor, type Strided } from "./array.ts";
import { messageOf, Refusal } from "./refusal.ts";
import { finiteIn, writerOf } from "./text.ts";

/** Deeper nesting is no matrix but a slip, and would exhaust the stack. */
const MOST_AXES = 32;

/** Nested arrays of numbers, of any rank, as a float64 array. */
export function readJson(bytes: Uint8Array, path: string): Strided {
  const value = parseJson(bytes, path);
  const shape = shapeOf(value, path);
  const data = new Float64Array(count(shape));
  let filled = 0;
  const at: number[] = [];
  const place = (axis: number): string =>
    `array${at
      .slice(0, axis)
      .map((index) => `[${index}]`)
      .join("")}`;
  const fill = (item: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof item !== "number") throw new Refusal(`${path}: ${place(axis)} must be a number, got ${kindOf(item)}`);
      data[filled++] = item;
      return;
    }
    if (!Array.isArray(item)) throw new Refusal(`${path}: ${place(axis)} must be an array, got ${kindOf(item)}`);
    if (item.length !== shape[axis]) {
      const rule = `the first of its depth has ${shape[axis]}; every row needs the same number`;
      throw new Refusal(`${path}: ${place(axis)} has ${item.length} elements, ${rule}`);
    }
    for (let i = 0; i < item.length; i++) {
      at[axis] = i;
      fill(item[i], axis + 1);
    }
  };
  fill(value, 0);
  return { data, shape, stride: rowMajor(shape), dtype: "float64" };
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const position = / in JSON at position (\d+).*$/.exec(message);
    if (position === null) throw new Refusal(`cannot read ${path} as JSON: ${message}`);
    const before = text.slice(0, Number(position[1])).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
    throw new Refusal(`cannot read ${path} as JSON: ${message.slice(0, position.index)} at ${place}`);
  }
}

function shapeOf(value: unknown, path: string): number[] {
  const shape: number[] = [];
  let item = value;
  while (Array.isArray(item)) {
    if (item.length === 0) throw new Refusal(`${path}: array${"[0]".repeat(shape.length)} is empty; nothing to pool`);
    shape.push(item.length);
    if (shape.length > MOST_AXES) throw new Refusal(`${path}: nested more than ${MOST_AXES} arrays deep`);
    item = item[0];
  }
  if (shape.length === 0) throw new Refusal(`${path}: expected nested arrays of numbers, got ${kindOf(value)}`);
  return shape;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** An array as nested JSON arrays, one innermost row a line. */
export function* writeJson(array: Dense, path: string): Generator<string> {
  const { shape, data } = array;
  const written = writerOf(array);
  const finite = finiteIn(array);
  for (let i = 0; i < data.length; i++) {
    if (!finite(i)) throw new Refusal(`cannot write ${path}: JSON has no ${written(i)}; write .npy or .csv`);
  }
  let next = 0;
  function* nested(axis: number, indent: string): Generator<string> {
    const extent = shape[axis];
    if (axis >= shape.length - 1) {
      const cells: string[] = [];
      for (let i = 0; i < extent; i++) cells.push(written(next++));
      yield `${indent}[${cells.join(", ")}]`;
      return;
    }
    if (extent === 0) {
      yield `${indent}[]`;
      return;
    }
    yield `${indent}[\n`;
    for (let i = 0; i < extent; i++) {
      yield* nested(axis + 1, `${indent}  `);
      yield i < extent - 1 ? ",\n" : "\n";
    }
    yield `${indent}]`;
  }
  yield* nested(0, "");
  yield "\n";
}
