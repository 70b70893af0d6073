import type { Way, Windows } from "../../src/image/definition.ts";
import type { Pixels } from "../../src/image/form.ts";

/* Means of images once more, from the formulas alone: exact integers, and light by the inverse of what is tested. */

/** Light of an sRGB value of 0 to 1 (IEC 61966-2-1). */
const light = (value: number): number =>
  value > 0.04045 ? Math.exp(2.4 * Math.log((value + 0.055) / 1.055)) : value / 12.92;

/** Whether a whole number of steps is nearest to what light encodes: whether it lies between those of its neighbours' middles. */
function isNearest(step: number, full: number, mean: number): boolean {
  const least = step === 0 ? 0 : light((step - 0.5) / full) * (1 - 1e-11);
  const most = step === full ? 1 : light((step + 0.5) / full) * (1 + 1e-11);
  return least <= mean && mean <= most;
}

const halfUp = (sum: bigint, divisor: bigint): number => Number((2n * sum + divisor) / (2n * divisor));

/** What is wrong with means of bytes or words; undefined where nothing is. */
export function wrongMean(from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): string | undefined {
  const { channels } = from;
  const alpha = channels === 2 || channels === 4 ? channels - 1 : -1;
  const weighted = way.alpha === "weighted" && alpha >= 0;
  const at = (p: Pixels, y: number, x: number, c: number): number =>
    (p.data as Uint8Array)[p.offset + y * p.rowPitch + x * p.pitch + c * p.channelPitch] as number;
  const full = from.dtype === "uint16" ? 65535 : 255;
  for (let r = 0; r < rows.count; r++) {
    for (let s = 0; s < columns.count; s++) {
      const cells: [number, number][] = [];
      for (let y = r * rows.stride; y < Math.min(rows.extent, r * rows.stride + rows.window); y++) {
        for (let x = s * columns.stride; x < Math.min(columns.extent, s * columns.stride + columns.window); x++) {
          cells.push([y, x]);
        }
      }
      const weights = cells.map(([y, x]) => (weighted ? BigInt(at(from, y, x, alpha)) : 1n));
      const total = weights.reduce((a, b) => a + b, 0n);
      for (let c = 0; c < channels; c++) {
        const got = at(to, r, s, c);
        const values = cells.map(([y, x]) => at(from, y, x, c));
        const where = `row ${r}, column ${s}, channel ${c}: ${got}`;
        if (c === alpha || way.transfer === "none") {
          const divisor = c === alpha ? BigInt(cells.length) : total;
          const parts = values.map((value, i) => BigInt(value) * (c === alpha ? 1n : (weights[i] as bigint)));
          const sum = parts.reduce((a, b) => a + b, 0n);
          const expected = divisor === 0n ? 0 : halfUp(sum, divisor);
          if (got !== expected) return `${where} for ${expected}`;
        } else if (total === 0n) {
          if (got !== 0) return `${where} where nothing shows`;
        } else if (full === 255) {
          const words = values.map((value) => BigInt(Math.round(65535 * light(value / 255))));
          const sum = words.reduce((a, word, i) => a + word * (weights[i] as bigint), 0n);
          const mean = halfUp(sum, total) / 65535;
          if (!isNearest(got, 255, mean)) return `${where} for light ${mean}`;
        } else {
          const sum = values.reduce((a, value, i) => a + light(value / 65535) * Number(weights[i]), 0);
          if (!isNearest(got, 65535, sum / Number(total))) return `${where} for light ${sum / Number(total)}`;
        }
      }
    }
  }
  return undefined;
}
