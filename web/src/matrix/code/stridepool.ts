import { type Outcome, optionsOf } from "../compute.ts";
import { DTYPES, FUNCTIONS } from "../names.ts";
import { list } from "../print.ts";
import { inJavaScript, isWritten, lines } from "./literal.ts";

/** An option as it is written in a call. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value[0] === value[1] ? String(value[0]) : list(value);
  return typeof value === "string" ? JSON.stringify(value) : inJavaScript(value as number);
}

/** The matrix: nested arrays where they will do, which are float64. */
function matrix(outcome: Outcome): string {
  const { dtype } = outcome.request;
  const { array } = DTYPES[dtype];
  const [rows, columns] = outcome.input.shape as [number, number];
  if (!isWritten(outcome)) {
    const from = dtype === "float16" ? "Uint16Array" : array;
    const stated = dtype === "float16" ? ', dtype: "float16"' : "";
    return `// Put your ${rows} × ${columns} elements here, row after row.\nconst matrix = { data: new ${from}(${rows * columns}), shape: [${rows}, ${columns}]${stated} };`;
  }
  const nested = `[\n${lines(outcome.cells, inJavaScript, "  ")}\n]`;
  if (dtype === "float64") return `const matrix = ${nested};`;
  // Not every runtime has a Float16Array; the library makes one, or its bits.
  if (dtype === "float16") return `const matrix = pool("first", ${nested}, 1, { dtype: "float16" });`;
  const rowsOf = outcome.cells.map((row) => `    ${row.map(inJavaScript).join(", ")},`).join("\n");
  return `const matrix = {\n  data: ${array}.of(\n${rowsOf}\n  ),\n  shape: [${rows}, ${columns}],\n};`;
}

/** The call of this package that gives the result. */
export function stridepoolCode(outcome: Outcome): string {
  const { op, dtype, window } = outcome.request;
  const name = FUNCTIONS[op];
  const options = Object.entries(optionsOf(outcome.request)).map(([key, value]) => `${key}: ${written(value)}`);
  const given = options.length > 0 ? `, { ${options.join(", ")} }` : "";
  const first = name === "pool" ? `"${op}", ` : "";
  const also = dtype === "float16" && isWritten(outcome) && name !== "pool" ? ["pool"] : [];
  return [
    `import { ${[name, ...also, "toNested"].sort().join(", ")} } from "stridepool";`,
    "",
    matrix(outcome),
    `const result = ${name}(${first}matrix, ${list(window)}${given});`,
    `console.log(toNested(result)); // ${outcome.result.dtype}, ${list(outcome.result.shape)}`,
    "",
  ].join("\n");
}
