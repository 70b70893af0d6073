import type { PaddingOption } from "stridepool";
import { EDGES, NAN_RULES } from "./choices.ts";
import { kebab } from "./flags.ts";
import type { Request } from "./request.ts";

const EXTENTS = ["stride", "dilation", "padding"] as const;
const PLAIN = [
  "fill",
  "padMode",
  "nodata",
  "mask",
  "minCount",
  "countPadding",
  "divisor",
  "p",
  "ddof",
  "interpolation",
  "indices",
] as const;

/** How the windows lie and what counts in them: the options that differ from their defaults. */
export function layout(request: Request): string {
  const { window, axes, edge, nan } = request;
  const parts = [`window ${extents(window)}`];
  for (const name of EXTENTS) {
    const value = request[name];
    if (value !== undefined) parts.push(`${name} ${extents(value)}`);
  }
  if (axes !== undefined) parts.push(`axes ${axes.join(", ")}`);
  if (edge !== EDGES[0]) parts.push(`edge ${edge}`);
  if (nan !== NAN_RULES[0]) parts.push(`nan ${nan}`);
  for (const name of PLAIN) {
    const value = request[name];
    if (value !== undefined) parts.push(value === true ? kebab(name) : `${kebab(name)} ${value}`);
  }
  return parts.join(", ");
}

/** One number, or one for each axis: `3×2`, `0:1×2:2`. */
function extents(value: PaddingOption): string {
  if (typeof value !== "object") return String(value);
  return value.map((entry) => (typeof entry === "number" ? entry : entry.join(":"))).join("×");
}
