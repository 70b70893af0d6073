/** Windows of one size, so many down and across, over RGBA bytes; distances count bytes. */
export interface Run {
  readonly data: Uint8ClampedArray;
  /** Where the first window begins, and from row to row. */
  readonly from: number;
  readonly pitch: number;
  readonly rows: number;
  readonly columns: number;
  /** From window to window. */
  readonly hopDown: number;
  readonly hopAcross: number;
  readonly down: number;
  readonly across: number;
  readonly out: Uint8ClampedArray;
  readonly to: number;
  readonly outPitch: number;
}

/** Means of every channel by itself. */
export function means({
  data,
  from,
  pitch,
  rows,
  columns,
  hopDown,
  hopAcross,
  down,
  across,
  out,
  to,
  outPitch,
}: Run): void {
  const taps = rows * columns;
  const jump = pitch - 4 * columns;
  for (let y = 0; y < down; y++) {
    let corner = from + y * hopDown;
    let place = to + y * outPitch;
    for (let x = 0; x < across; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let at = corner;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          red += data[at++] as number;
          green += data[at++] as number;
          blue += data[at++] as number;
          alpha += data[at++] as number;
        }
        at += jump;
      }
      out[place++] = (red / taps + 0.5) | 0;
      out[place++] = (green / taps + 0.5) | 0;
      out[place++] = (blue / taps + 0.5) | 0;
      out[place++] = (alpha / taps + 0.5) | 0;
      corner += hopAcross;
    }
  }
}

/** Means of colours weighted by alpha. */
export function weightedMeans({
  data,
  from,
  pitch,
  rows,
  columns,
  hopDown,
  hopAcross,
  down,
  across,
  out,
  to,
  outPitch,
}: Run): void {
  const taps = rows * columns;
  const jump = pitch - 4 * columns;
  for (let y = 0; y < down; y++) {
    let corner = from + y * hopDown;
    let place = to + y * outPitch;
    for (let x = 0; x < across; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let at = corner;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const weight = data[at + 3] as number;
          red += weight * (data[at++] as number);
          green += weight * (data[at++] as number);
          blue += weight * (data[at++] as number);
          alpha += weight;
          at++;
        }
        at += jump;
      }
      // Where nothing shows, 0 / 0 is 0 as an integer.
      out[place++] = (red / alpha + 0.5) | 0;
      out[place++] = (green / alpha + 0.5) | 0;
      out[place++] = (blue / alpha + 0.5) | 0;
      out[place++] = (alpha / taps + 0.5) | 0;
      corner += hopAcross;
    }
  }
}

export function maxima({
  data,
  from,
  pitch,
  rows,
  columns,
  hopDown,
  hopAcross,
  down,
  across,
  out,
  to,
  outPitch,
}: Run): void {
  const jump = pitch - 4 * columns;
  for (let y = 0; y < down; y++) {
    let corner = from + y * hopDown;
    let place = to + y * outPitch;
    for (let x = 0; x < across; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let at = corner;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          red = Math.max(red, data[at++] as number);
          green = Math.max(green, data[at++] as number);
          blue = Math.max(blue, data[at++] as number);
          alpha = Math.max(alpha, data[at++] as number);
        }
        at += jump;
      }
      out[place++] = red;
      out[place++] = green;
      out[place++] = blue;
      out[place++] = alpha;
      corner += hopAcross;
    }
  }
}

export function minima({
  data,
  from,
  pitch,
  rows,
  columns,
  hopDown,
  hopAcross,
  down,
  across,
  out,
  to,
  outPitch,
}: Run): void {
  const jump = pitch - 4 * columns;
  for (let y = 0; y < down; y++) {
    let corner = from + y * hopDown;
    let place = to + y * outPitch;
    for (let x = 0; x < across; x++) {
      let red = 255;
      let green = 255;
      let blue = 255;
      let alpha = 255;
      let at = corner;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          red = Math.min(red, data[at++] as number);
          green = Math.min(green, data[at++] as number);
          blue = Math.min(blue, data[at++] as number);
          alpha = Math.min(alpha, data[at++] as number);
        }
        at += jump;
      }
      out[place++] = red;
      out[place++] = green;
      out[place++] = blue;
      out[place++] = alpha;
      corner += hopAcross;
    }
  }
}
