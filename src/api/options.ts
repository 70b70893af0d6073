import { nearest, rangeError, show, typeError, wordOf } from "../errors.ts";
import { OPTION_NAMES, type OptionName, ROUNDS, type Round } from "../registry/options.ts";

/** Options, and what single functions take among them. */
export type GivenName = OptionName | "stats" | "outputShape";

/** The options of one call, each read once from the object's own fields; nothing else of the object is looked at. */
export type Given = { readonly [Name in GivenName]?: unknown };

/** Every name is the object's own: nothing that stands on Object.prototype shows, and all of them have one hidden class. */
function blank(): { [Name in GivenName]: unknown } {
  return {
    stride: undefined,
    dilation: undefined,
    padding: undefined,
    edge: undefined,
    fill: undefined,
    padMode: undefined,
    axes: undefined,
    dtype: undefined,
    round: undefined,
    countPadding: undefined,
    divisor: undefined,
    nan: undefined,
    nodata: undefined,
    mask: undefined,
    minCount: undefined,
    indices: undefined,
    p: undefined,
    ddof: undefined,
    out: undefined,
    interpolation: undefined,
    stats: undefined,
    outputShape: undefined,
  };
}

/** No options at all. */
export const NONE: Given = Object.freeze(blank());

/** Reads a call's options; `allowed` are the ones that this function has a use for. */
export function readOptions(options: unknown, allowed: readonly GivenName[], called: string): Given {
  if (options === undefined) return NONE;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw typeError(
      "wrong-type",
      "options",
      options,
      `options must be an object such as { stride: 2 }, got ${show(options)}`,
    );
  }
  const names = Object.keys(options);
  if (names.length === 0) return NONE;
  const given = blank();
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as GivenName;
    const value = (options as Record<string, unknown>)[name];
    // Undefined is the same as not given, but no name is.
    if (value === undefined && isKnown(name)) continue;
    if (!allowed.includes(name)) throw refused(name, value, allowed, called);
    given[name] = value;
  }
  return given;
}

function isKnown(name: string): boolean {
  return (OPTION_NAMES as readonly string[]).includes(name) || name === "stats" || name === "outputShape";
}

function refused(name: string, value: unknown, allowed: readonly GivenName[], called: string): unknown {
  const known = `${called} takes ${allowed.join(", ")}`;
  if (isKnown(name)) {
    return typeError("unknown-option", name, value, `option ${name} has no meaning for ${called}; ${known}`);
  }
  const near = nearest(name, allowed);
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return typeError("unknown-option", name, value, `unknown option ${show(name)}; ${hint}${known}`);
}

/** How a fraction becomes an integer. */
export function roundOf(given: Given): Round {
  return wordOf(given.round, "round", ROUNDS, "half-up");
}

/** What a mean is divided by. */
export function divisorOf(given: Given): "taps" | "padded" | number {
  const { divisor, countPadding } = given;
  if (countPadding !== undefined && typeof countPadding !== "boolean") {
    throw typeError(
      "wrong-type",
      "countPadding",
      countPadding,
      `countPadding must be true or false, got ${show(countPadding)}; true counts padding taps in a mean's divisor`,
    );
  }
  if (divisor === undefined) return countPadding ? "padded" : "taps";
  if (typeof divisor !== "number" || !Number.isFinite(divisor) || divisor === 0) {
    const refuse = typeof divisor === "number" ? rangeError : typeError;
    throw refuse(
      typeof divisor === "number" ? "out-of-range" : "wrong-type",
      "divisor",
      divisor,
      `divisor must be a finite number other than 0, got ${show(divisor)}; a mean is divided by it instead of its taps`,
    );
  }
  return divisor;
}
