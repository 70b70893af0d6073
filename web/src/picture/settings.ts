import type { Edge, Op } from "stridepool";
import type { Alpha, ImageOptions } from "stridepool/image";

/** Ops whose results are pictures: they keep an opaque picture opaque. */
export const OPS = ["mean", "max", "min", "median", "mode", "rms", "first"] as const satisfies readonly Op[];

type PictureOp = (typeof OPS)[number];

/** How pictures are pooled. */
export interface Settings {
  readonly op: PictureOp;
  readonly window: readonly [rows: number, columns: number];
  /** Undefined: as the window. */
  readonly stride: readonly [rows: number, columns: number] | undefined;
  readonly edge: Edge;
  readonly alpha: Alpha;
  readonly linear: boolean;
}

export const DEFAULTS: Settings = {
  op: "mean",
  window: [2, 2],
  stride: undefined,
  edge: "trim",
  alpha: "weighted",
  linear: false,
};

/** The options of poolImage that are not as they are by default. */
export function optionsOf({ op, stride, edge, alpha, linear }: Settings): Omit<ImageOptions, "out"> {
  return {
    ...(op === DEFAULTS.op ? {} : { op }),
    ...(stride === undefined ? {} : { stride }),
    ...(edge === DEFAULTS.edge ? {} : { edge }),
    ...(op !== "mean" || alpha === DEFAULTS.alpha ? {} : { alpha }),
    ...(op !== "mean" || !linear ? {} : { transfer: "srgb" as const }),
  };
}

/** How far apart windows are. */
export const hopOf = ({ stride, window }: Settings): readonly [rows: number, columns: number] => stride ?? window;
