import { nearest, show, typeError, wordOf } from "../errors.ts";
import type { Way } from "./definition.ts";
import type { Alpha, Transfer } from "./types.ts";

const ALPHAS: readonly Alpha[] = ["weighted", "straight", "premultiplied"];
const TRANSFERS: readonly Transfer[] = ["none", "srgb"];

/** How colours are averaged, as the options say. */
export function wayOf({ alpha, transfer }: Readonly<Record<string, unknown>>): Way {
  return {
    alpha: wordOf(alpha, "alpha", ALPHAS, "weighted"),
    transfer: wordOf(transfer, "transfer", TRANSFERS, "none"),
  };
}

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
