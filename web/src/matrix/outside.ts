import type { PadMode } from "stridepool";

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Which of `extent` elements stands at a place outside, by NumPy's names. */
export function outsideIndex(mode: PadMode, at: number, extent: number): number {
  switch (mode) {
    case "edge":
      return Math.min(Math.max(at, 0), extent - 1);
    case "wrap":
      return modulo(at, extent);
    case "symmetric": {
      const turn = modulo(at, 2 * extent);
      return turn < extent ? turn : 2 * extent - 1 - turn;
    }
    case "reflect": {
      if (extent === 1) return 0;
      const turn = modulo(at, 2 * extent - 2);
      return turn < extent ? turn : 2 * extent - 2 - turn;
    }
  }
}
