import { chainOf } from "../plan/chain.ts";
import { countingOf } from "../plan/counting.ts";
import { firstOf } from "../plan/first.ts";
import { type ArrayPitches, loopAxes } from "../plan/loops.ts";
import { isScan, positionsOf, refusalOf } from "../plan/scan.ts";
import type { Problem } from "../shape/problem.ts";
import type { Job } from "./backend.ts";
import { isSame, liesAlike, pitchesOf } from "./layouts.ts";
import { type Layout, layoutOf } from "./oneshot.ts";
import { engineProblem } from "./outcomes.ts";
import { BAND, SHARED_ROOM } from "./room.ts";
import { slidingOf } from "./slide.ts";

/** Groups worth remembering. */
const KEPT = 4;

interface Kept {
  readonly problems: readonly Problem[];
  readonly pitches: readonly ArrayPitches[];
  readonly together: Together;
}

/** Jobs that go through the input together, by their place in the list, with their layouts; and those that go alone. */
export interface Together {
  readonly together: readonly number[];
  readonly layouts: readonly Layout[];
  readonly alone: readonly number[];
}

/** The last few groups of jobs, the latest first. */
export class EachLayouts {
  readonly #kept: Kept[] = [];

  of(jobs: readonly Job[]): Together {
    const kept = this.#kept;
    const known = kept.find(({ problems, pitches }) => {
      return (
        problems.length === jobs.length &&
        jobs.every(({ problem, arrays }, i) => {
          return isSame(problems[i] as Problem, problem) && liesAlike(pitches[i] as ArrayPitches, arrays);
        })
      );
    });
    if (known !== undefined) return known.together;
    const problems = jobs.map(({ problem }) => problem);
    const pitches = jobs.map(({ arrays }) => pitchesOf(arrays));
    const together = togetherOf(problems, pitches);
    kept.unshift({ problems, pitches, together });
    if (kept.length > KEPT) kept.pop();
    return together;
  }
}

/** Those whose windows stay whole and need no room of their own go together, along the axes of the one that merges fewest. */
function togetherOf(problems: readonly Problem[], pitches: readonly ArrayPitches[]): Together {
  const all = problems.map((_, i) => i);
  const single = all.map((i) => {
    const [problem, pitch] = [problems[i] as Problem, pitches[i] as ArrayPitches];
    // Where windows overlap, a driver of its own is quicker than one reading of the input.
    if (refusalOf(problem) !== undefined || chainOf(problem) !== undefined) return undefined;
    if (countingOf(problem) !== undefined || firstOf(problem) !== undefined) return undefined;
    if (slidingOf(problem, pitch) !== undefined) return undefined;
    return layoutOf(problem, pitch, false);
  });
  const some = all.filter((i) => {
    const layout = single[i];
    return layout !== undefined && !layout.split && layout.room === SHARED_ROOM;
  });
  if (some.length < 2) return { together: [], layouts: [], alone: all };
  const at = (i: number) => ({ problem: engineProblem(problems[i] as Problem), pitches: pitches[i] as ArrayPitches });
  const strict = (i: number) => strictness(at(i).problem, at(i).pitches);
  const strictest = some.reduce((a, b) => (strict(b) > strict(a) ? b : a));
  const output = Math.floor(BAND / Math.max(...some.map((i) => at(i).problem.result.bytes + 4), 16));
  const common = { axes: loopAxes(at(strictest).problem, at(strictest).pitches), output, whole: true };
  const layouts = some.map((i) => layoutOf(problems[i] as Problem, at(i).pitches, false, common));
  if (layouts.some((layout) => layout.room !== SHARED_ROOM)) return { together: [], layouts: [], alone: all };
  return { together: some, layouts, alone: all.filter((i) => !some.includes(i)) };
}

/** Problems with positions, those beside the results first, and such as have an order of taps, merge fewer axes. */
function strictness(problem: Problem, { indices }: ArrayPitches): number {
  if (indices !== undefined) return 3;
  return positionsOf(problem) !== undefined ? 2 : isScan(problem) ? 1 : 0;
}
