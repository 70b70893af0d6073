import { expect, test } from "vitest";
import { BUILDS } from "../support/builds.ts";
import { randomOf } from "../support/random.ts";

/** Masks that say the same along an axis, or along all, whose strides are 0 there. */
const SPREAD = [
  [1, 0],
  [0, 1],
  [0, 0],
] as const;

test.each(BUILDS)("masks whose strides are 0 are those written out, on $name", ({ api }) => {
  const random = randomOf(5);
  for (let height = 2; height < 7; height++) {
    for (let width = 4; width < 40; width++) {
      const shape = [height, width];
      const data = Float32Array.from({ length: height * width }, () => Math.floor(random() * 100));
      for (const stride of SPREAD) {
        const few = Uint8Array.from({ length: Math.max(height, width) }, () => (random() < 0.4 ? 0 : 1));
        const all = Uint8Array.from(data, (_, i) => {
          const [y, x] = [Math.floor(i / width), i % width];
          return few[y * stride[0] + x * stride[1]] as number;
        });
        for (const window of [
          [1, 2],
          [2, 3],
          [2, 2],
        ]) {
          for (const op of ["count", "sum", "max"] as const) {
            const spread = api.pool(op, { data, shape }, window, { mask: { data: few, shape, stride } });
            const written = api.pool(op, { data, shape }, window, { mask: { data: all, shape } });
            expect(spread, `${op} of ${shape} by ${window}, mask ${stride}`).toEqual(written);
          }
        }
      }
    }
  }
});
