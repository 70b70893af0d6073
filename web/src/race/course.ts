import { hopOf, type Settings } from "../picture/settings.ts";
import { PLAIN_OPS, type Way } from "./plain.ts";

/** What is raced over, and how it is pooled. */
export interface Course {
  readonly pixels: ImageData;
  readonly way: Way;
  /** Where all is opaque, weights are all alike. */
  readonly opaque: boolean;
}

/** What was chosen, as far as there is anybody to race against: by one of the ops that plain JavaScript has, on bytes as they are. */
export function courseOf(pixels: ImageData, settings: Settings): Course {
  const { op: chosen, window, edge, alpha } = settings;
  const op = PLAIN_OPS.find((one) => one === chosen) ?? "mean";
  const weighted = op === "mean" && alpha === "weighted";
  const way: Way = { op, window, stride: hopOf(settings), partial: edge === "partial", weighted };
  return { pixels, way, opaque: isOpaque(pixels) };
}

/** Those that do not pool by every setting. */
export const CANVAS = "canvas drawImage";
export const OPENCV = "opencv.js";

/** Those who take no part, since what they give is something else, and why. */
export interface Absence {
  readonly names: readonly string[];
  readonly reason: string;
}

export function absenceFrom({ pixels, way, opaque }: Course): Absence {
  const { op, window, stride, partial, weighted } = way;
  const extents = [pixels.height, pixels.width] as const;
  const blocks = extents.every(
    (extent, axis) => stride[axis] === window[axis] && !(partial && extent % (window[axis] as number) !== 0),
  );
  if (op !== "mean" || !blocks) return { names: [CANVAS, OPENCV], reason: "only means of whole blocks" };
  if (opaque) return { names: [], reason: "" };
  return weighted
    ? { names: [OPENCV], reason: "no weights by alpha" }
    : { names: [CANVAS], reason: "always weighted by alpha" };
}

function isOpaque({ data }: ImageData): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** What is raced, and what is left out, in words. */
export function courseWords(course: Course, settings: Settings, where: string): string {
  const { op, window, stride, partial, weighted } = course.way;
  const absent = absenceFrom(course);
  const by = (pair: readonly number[]): string => pair.join(" × ");
  const raced = [
    `${op} of ${by(window)} over ${where}`,
    ...(by(stride) === by(window) ? [] : [`stride ${by(stride)}`]),
    ...(partial ? ["windows cut off at the edge"] : []),
    weighted ? "colours weighted by alpha" : "every channel by itself",
  ];
  const left = [
    ...(op === settings.op ? [] : [`${op} in the place of ${settings.op}, which only stridepool has here`]),
    ...(settings.op === "mean" && settings.linear ? ["without linear light, which only stridepool has here"] : []),
    ...(absent.names.length === 0 ? [] : [`without ${absent.names.join(" and ")}: ${absent.reason}`]),
  ];
  return [raced.join(", "), ...left].join("; ");
}
