import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Layout, layoutOf } from "./oneshot.ts";

/** Layouts worth remembering: a program pools a few kinds of arrays, over and over. */
const KEPT = 8;

interface Kept {
  readonly layout: Layout;
  readonly problem: Problem;
  readonly pitch: readonly number[];
  readonly outPitch: readonly number[];
}

/** The last few layouts, the latest first. Small calls spend their time on fitting, so the same geometry is fitted once. */
export class Layouts {
  readonly #kept: Kept[] = [];

  of(problem: Problem, input: View, out: View, resident: boolean): Layout {
    const kept = this.#kept;
    for (let i = 0; i < kept.length; i++) {
      const one = kept[i] as Kept;
      if (!serves(one, problem, input, out, resident)) continue;
      if (i > 0) {
        kept.splice(i, 1);
        kept.unshift(one);
      }
      return one.layout;
    }
    const layout = layoutOf(problem, input, out, resident);
    kept.unshift({ layout, problem, pitch: input.pitch, outPitch: out.pitch });
    if (kept.length > KEPT) kept.pop();
    return layout;
  }
}

function serves(kept: Kept, problem: Problem, input: View, out: View, resident: boolean): boolean {
  const known = kept.problem;
  if (
    known.op !== problem.op ||
    known.input !== problem.input ||
    known.result !== problem.result ||
    known.round !== problem.round ||
    known.wraps !== problem.wraps ||
    known.divisor !== problem.divisor ||
    kept.layout.resident !== resident ||
    known.axes.length !== problem.axes.length
  ) {
    return false;
  }
  for (let i = 0; i < known.axes.length; i++) {
    const a = known.axes[i] as Problem["axes"][number];
    const b = problem.axes[i] as Problem["axes"][number];
    if (a.extent !== b.extent || a.window !== b.window || a.stride !== b.stride || a.out !== b.out) return false;
    if (a.dilation !== b.dilation || a.low !== b.low || a.high !== b.high || a.adaptive !== b.adaptive) return false;
    if (kept.pitch[i] !== input.pitch[i] || kept.outPitch[i] !== out.pitch[i]) return false;
  }
  return true;
}
