import { rangeError, show } from "../../errors.ts";
import type { Tensor } from "../tensor.ts";
import { integer, isList, type Rank } from "./arguments.ts";

const WHY = "it is the extent of the result, and PyTorch's empty ones are refused here";

/** The result's extents on the pooled axes; null is None: the input's own. */
export function outputSizeOf(value: unknown, { shape }: Tensor, rank: Rank): number[] {
  const own = shape.slice(shape.length - rank);
  if (!isList(value)) return own.map(() => integer(value, "outputSize", 1, WHY));
  const list = Array.from(value);
  if (list.length !== rank) {
    throw rangeError(
      "shape-mismatch",
      "outputSize",
      value,
      `outputSize must be an integer or ${rank} of them, got ${show(list)}; give one for each pooled axis, null to keep the input's`,
    );
  }
  return list.map((entry, i) => (entry === null ? (own[i] as number) : integer(entry, `outputSize[${i}]`, 1, WHY)));
}
