import { nearest, oneOf, rangeError, show, typeError } from "../errors.ts";
import { OP_NAMES, OPS, type OpRow } from "../registry/ops.ts";
import type { Reducer } from "../types.ts";
import { listOf } from "./check.ts";
import type { Given } from "./options.ts";

/** The op that a caller names, or the function that it gives. */
export function opNamed(op: unknown): OpRow | Reducer {
  if (typeof op === "string" && Object.hasOwn(OPS, op)) return OPS[op as keyof typeof OPS];
  if (typeof op === "function") return op as Reducer;
  throw unknownOp(op, "op", " or a function of a window's taps");
}

function unknownOp(op: unknown, option: string, or: string): unknown {
  const near = typeof op === "string" ? nearest(op, OP_NAMES) : undefined;
  const hint = near === undefined ? "" : `; did you mean "${near}"?`;
  const refuse = typeof op === "string" ? rangeError : typeError;
  return refuse("unknown-op", option, op, `${option} must be ${oneOf(OP_NAMES)}${or}, got ${show(op)}${hint}`);
}

/** The statistics that poolStats is asked for, each once. */
export function statsOf({ stats }: Given): OpRow[] {
  const list = listOf(stats, "stats", 'an array of op names, such as ["min", "max"]') as unknown[];
  if (list.length === 0) {
    throw rangeError(
      "out-of-range",
      "stats",
      stats,
      `stats must name at least one op, got ${show(stats)}; name ${oneOf(OP_NAMES)}`,
    );
  }
  return list.map((name, i) => {
    if (typeof name !== "string" || !Object.hasOwn(OPS, name)) throw unknownOp(name, `stats[${i}]`, "");
    if (list.indexOf(name) < i) {
      throw rangeError("out-of-range", `stats[${i}]`, name, `stats[${i}] names ${show(name)} again; name each once`);
    }
    return OPS[name as keyof typeof OPS];
  });
}
