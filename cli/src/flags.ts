import type { PoolOptions, StridepoolError } from "stridepool";
import { messageOf } from "./refusal.ts";

type OptionName = Exclude<keyof PoolOptions, "out"> | "window";

/** The library's options that are flags here. */
const OPTIONS: Readonly<Record<OptionName, true>> = {
  window: true,
  stride: true,
  dilation: true,
  padding: true,
  edge: true,
  fill: true,
  padMode: true,
  axes: true,
  dtype: true,
  round: true,
  countPadding: true,
  divisor: true,
  nan: true,
  nodata: true,
  mask: true,
  minCount: true,
  indices: true,
  p: true,
  ddof: true,
  interpolation: true,
};

const NAMES = Object.keys(OPTIONS).join("|");
/** The ones that are no English words, and so mean the option wherever they stand. */
const UNMISTAKABLE = "padMode|countPadding|nodata|minCount|ddof";

/** The words of an option's name, as flags have them: `pad-mode`. */
export function kebab(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** An option as it is typed: `padMode` is `--pad-mode`. */
export function flagOf(option: string): string {
  return `--${kebab(option)}`;
}

/** What the library says, in the command line's words: `edge: "trim"` is `--edge trim`. */
export function asTyped(error: StridepoolError, mask = ""): string {
  return messageOf(error)
    .replace(new RegExp(`^(${NAMES})\\b`), flagOf)
    .replace(new RegExp(`(?<![-\\w])(${NAMES}):? "([^"]+)"`, "g"), (_, name: string, word) => `${flagOf(name)} ${word}`)
    .replace(new RegExp(`(?<![-\\w])(${UNMISTAKABLE})\\b`, "g"), flagOf)
    .replace("--mask an object", () => `--mask ${mask}`)
    .replace("[low, high]", "low:high")
    .replace(/\b(\d+)n\b/g, "$1");
}
