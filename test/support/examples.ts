import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformWithOxc } from "vite";
import { expect } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A piece of code that the documentation shows. */
export interface Example {
  /** File and line, for reports. */
  readonly at: string;
  readonly code: string;
}

/** The examples of every docstring under src/: fenced blocks of TypeScript inside comments. */
export function docstringExamples(): Example[] {
  const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(`${ROOT}src/${file}`, "utf8");
      const blocks = text.matchAll(/^[ ]*\* ```ts\n([\s\S]*?)^[ ]*\* ```/gm);
      return [...blocks].map((block) => ({
        at: `src/${file}:${lineOf(text, block.index)}`,
        code: (block[1] as string).replace(/^ *\* ?/gm, ""),
      }));
    });
}

/** The blocks of a Markdown file that import the package. */
export function markdownExamples(file: string): Example[] {
  if (!existsSync(`${ROOT}${file}`)) return [];
  const text = readFileSync(`${ROOT}${file}`, "utf8");
  const blocks = text.matchAll(/^```(?:ts|js|typescript|javascript|mjs)\n([\s\S]*?)^```/gm);
  return [...blocks]
    .map((block) => ({ at: `${file}:${lineOf(text, block.index)}`, code: block[1] as string }))
    .filter(({ code }) => /from "stridepool(\/[\w-]+)?"/.test(code));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** What a statement's line looks like when its value is promised: `expression; // value`. */
const PROMISE = /^(\s*)(?!const\b|let\b|var\b|import\b|using\b|\/\/|\})(\S.*);\s*\/\/ (.+)$/;

/** Runs an example against modules by name, and returns how many promised values it checked. */
export async function runExample({ at, code }: Example, modules: Record<string, object>): Promise<number> {
  let checks = 0;
  const lines = code.split("\n").map((line) => {
    const promise = PROMISE.exec(line);
    if (promise === null) return line;
    const [, indent, expression, value] = promise;
    return `${indent}__check(${JSON.stringify(line.trim())}, (${expression}), (${literal(value as string)}));`;
  });
  const imported = lines
    .join("\n")
    .replace(/import\s+(\{[^}]*\})\s+from\s+"([^"]+)";/g, (_, names: string, from: string) => {
      if (!(from in modules)) throw new Error(`${at} imports ${from}, which examples cannot`);
      return `const ${names.replace(/\btype \w+,?/g, "").replace(/ as /g, ": ")} = __modules[${JSON.stringify(from)}];`;
    });
  const { code: plain } = await transformWithOxc(imported, "example.ts");
  const run = new Function("__modules", "__check", plain) as (modules: object, check: unknown) => void;
  run(modules, (line: string, actual: unknown, expected: unknown) => {
    checks++;
    expect(actual, `${at}: ${line}`).toEqual(expected);
  });
  return checks;
}

/** A value as documentation writes it: JavaScript, and typed arrays as Node prints them. */
function literal(text: string): string {
  return text.replace(/\b((?:Big)?(?:Uint|Int|Float)\d+(?:Clamped)?Array)(?:\(\d+\))? \[([^\]]*)\]/g, "$1.of($2)");
}
