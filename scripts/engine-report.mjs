// npm run build:report: what the engine's bytes are, by fold and element type and by source file. Reads build/, which `npm run
// build:engine` makes.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const CODE_SECTION = 10;
export const HEADER = 8;

/** An unsigned LEB128 number and where it ends. */
export function numberAt(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** The bytes of each function's body, its size field with it, in the order of the module. */
export function bodySizes(bytes) {
  for (let at = HEADER; at < bytes.length; ) {
    const id = bytes[at];
    const [length, start] = numberAt(bytes, at + 1);
    at = start + length;
    if (id !== CODE_SECTION) continue;
    let [count, next] = numberAt(bytes, start);
    const sizes = [];
    for (; count > 0; count--) {
      const [size, body] = numberAt(bytes, next);
      sizes.push(body + size - next);
      next = body + size;
    }
    return sizes;
  }
  return [];
}

const CALL = /\b(?:return_)?call \$("[^"]+"|[^\s()]+)/g;

/** The functions of a module in text form, in its order, each with those that it calls; and the exports' functions. */
export function functionsOf(text) {
  const functions = [];
  const exported = new Map();
  for (const line of text.split("\n")) {
    const made = /^ \(func \$("[^"]+"|[^\s()]+)/.exec(line);
    if (made) functions.push({ name: made[1], calls: new Set() });
    for (const [, name] of line.matchAll(CALL)) functions.at(-1)?.calls.add(name);
    const [, name, target] = /^ \(export "([^"]+)" \(func \$("[^"]+"|[^\s()]+)\)\)/.exec(line) ?? [];
    if (name !== undefined) exported.set(name, target);
  }
  return { functions, exported };
}

/** What each export needs: the bytes that nothing else needs, and all of them. */
export function bytesByExport(bytes, text) {
  const { functions, exported } = functionsOf(text);
  const sizes = bodySizes(bytes);
  if (sizes.length !== functions.length) {
    throw new Error(`the module has ${sizes.length} functions and its text ${functions.length}: build both anew`);
  }
  const byName = new Map(functions.map((one, i) => [one.name, { ...one, size: sizes[i] }]));
  const needs = new Map();
  const users = new Map();
  for (const [name, target] of exported) {
    const found = new Set();
    const visit = (at) => {
      if (found.has(at) || !byName.has(at)) return;
      found.add(at);
      for (const next of byName.get(at).calls) visit(next);
    };
    visit(target);
    needs.set(name, found);
    for (const one of found) users.set(one, (users.get(one) ?? 0) + 1);
  }
  const sum = (names) => names.reduce((total, name) => total + byName.get(name).size, 0);
  const rows = [...needs].map(([name, found]) => ({
    name,
    own: sum([...found].filter((one) => users.get(one) === 1)),
    all: sum([...found]),
  }));
  const files = new Map();
  for (const { name, size } of byName.values()) {
    const [file] = name
      .replaceAll('"', "")
      .split("<")[0]
      .split(/\/[^/]*$/);
    files.set(file, (files.get(file) ?? 0) + size);
  }
  return { rows, files: [...files].sort((a, b) => b[1] - a[1]), code: sizes.reduce((a, b) => a + b, 0) };
}

const TYPES = ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f32", "f64"];

function report(bytes, text) {
  const { rows, files, code } = bytesByExport(bytes, text);
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  const lines = [
    `engine with SIMD: ${bytes.length} bytes, ${gzipped} gzipped, ${code} of code in all functions`,
    "",
    "Bytes of code by fold and element type: what is its own / what it calls in all, shared code included.",
    "",
  ];
  const folds = new Map();
  for (const row of rows) {
    const [, fold, type] = /^(.*)_([a-z]+\d*)$/.exec(row.name) ?? [];
    if (!folds.has(fold)) folds.set(fold, new Map());
    folds.get(fold).set(type, row);
  }
  const width = 15;
  lines.push(["fold".padEnd(14), ...TYPES.map((type) => type.padStart(width))].join(""));
  for (const [fold, types] of folds) {
    const cells = TYPES.map((type) => {
      const row = types.get(type);
      return (row === undefined ? "-" : `${row.own} / ${row.all}`).padStart(width);
    });
    if (cells.some((cell) => cell.trim() !== "-")) lines.push([fold.padEnd(14), ...cells].join(""));
    for (const [type, row] of types) {
      if (!TYPES.includes(type))
        lines.push(`${`${fold}_${type}`.padEnd(14)}${`${row.own} / ${row.all}`.padStart(width)}`);
    }
  }
  lines.push("", "Bytes of code by source file:", "");
  for (const [file, size] of files) lines.push(`${file.padEnd(36)}${String(size).padStart(8)}`);
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(report(readFileSync("build/release.wasm"), readFileSync("build/release.wat", "utf8")));
}
