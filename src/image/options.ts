import { nearest, oneOf, rangeError, show, typeError } from "../errors.ts";

/** Reads options that a function takes, each once; refuses others by name. */
export function readOptions(
  options: unknown,
  allowed: readonly string[],
  called: string,
): Readonly<Record<string, unknown>> {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw typeError(
      "wrong-type",
      "options",
      options,
      `options must be an object such as { transfer: "srgb" }, got ${show(options)}`,
    );
  }
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(options)) {
    const value = (options as Record<string, unknown>)[name];
    if (!allowed.includes(name)) {
      const near = nearest(name, allowed);
      const hint = near === undefined ? "" : `did you mean ${near}? `;
      const message = `unknown option ${show(name)}; ${hint}${called} takes ${allowed.join(", ")}`;
      throw typeError("unknown-option", name, value, message);
    }
    given[name] = value;
  }
  return given;
}

/** One of several words, or the first of them. */
export function wordOf<W extends string>(value: unknown, option: string, words: readonly [W, ...W[]]): W {
  if (value === undefined) return words[0];
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as W;
  const refuse = typeof value === "string" ? rangeError : typeError;
  const code = typeof value === "string" ? "out-of-range" : "wrong-type";
  throw refuse(code, option, value, `${option} must be ${oneOf(words)}, got ${show(value)}`);
}
