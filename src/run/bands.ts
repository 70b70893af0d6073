import { forEachChoice, isEmpty } from "../plan/cuts.ts";
import { TOUCH_SLACK } from "../plan/touch.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import { type Arrays, hasIndices, outShape, type Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { Engine } from "../wasm/engine.ts";
import type { Prepared } from "./backend.ts";
import { lengthOf, viewOver } from "./definition.ts";
import { pitchesOf } from "./layouts.ts";
import { fittedOf, layoutOf, OneShot } from "./oneshot.ts";
import { align } from "./room.ts";

/** A prepared run that goes through its arrays band by band, as one-shot calls do, in an instance of its own. */
export function prepareBands(engine: Engine, problem: Problem, mask: View | undefined, why: string): Prepared {
  const shape = problem.axes.map((axis) => axis.extent);
  const result = outShape(problem.axes);
  const make = (at: (dtype: DTypeRow, length: number) => TypedArray): Arrays => ({
    input: viewOver(at(problem.input, lengthOf(shape)), problem.input, shape),
    out: viewOver(at(problem.result, lengthOf(result)), problem.result, result),
    mask,
    indices: hasIndices(problem)
      ? viewOver(at(problem.position, lengthOf(result)), problem.position, result)
      : undefined,
  });
  // Where they lie has no part in the layout.
  const layout = layoutOf(problem, pitchesOf(make((dtype) => new dtype.array(0))), true);
  let end = align(layout.room.end);
  make((dtype, length) => {
    end = align(end + length * dtype.bytes);
    return new dtype.array(0);
  });
  const runner = new OneShot(engine, layout.room, end + TOUCH_SLACK);
  const { buffer } = runner.instance.memory;
  let next = align(layout.room.end);
  const arrays = make((dtype, length) => {
    const at = next;
    next = align(next + length * dtype.bytes);
    return new dtype.array(buffer, at, length);
  });
  const { input, out, indices } = arrays;
  const results = out.data.length;
  return {
    input: input.data,
    output: out.data,
    indices: indices?.data,
    run: results === 0 ? () => {} : () => runner.run(layout, arrays),
    steps: results === 0 ? [] : stepsOf(),
    bytes: buffer.byteLength,
  };

  /** The driver of the first step stands for them all. */
  function stepsOf(): Prepared["steps"] {
    let driver = "";
    forEachChoice(layout.cuts.cuts, (box) => {
      if (driver !== "" || isEmpty(box)) return;
      const part = box.map(({ taps }, a) => ({ first: 0, taps: Math.min(taps, layout.cuts.piece[a] as number) }));
      const { step } = fittedOf(layout, box, part);
      driver = step.driver.name;
    });
    return [{ driver: driver || "none", why, results }];
  }
}
