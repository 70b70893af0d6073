/*
 * Pooling written down as plainly as it goes, to compare the page's pictures with. Pixels are opaque or not there at all, so that no
 * canvas on the way rounds their colours.
 */

/** sRGB's curve (IEC 61966-2-1), from a byte to light in 16 bits. */
const LIGHT = Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return Math.round(65535 * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
});

function byteOfLight(light) {
  const value = light / 65535;
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

const halfUp = (sum, count) => Math.floor((2 * sum + count) / (2 * count));

const REDUCE = {
  mean: (taps) =>
    halfUp(
      taps.reduce((sum, tap) => sum + tap, 0),
      taps.length,
    ),
  linear: (taps) => byteOfLight(REDUCE.mean(taps.map((tap) => LIGHT[tap]))),
  max: (taps) => Math.max(...taps),
  min: (taps) => Math.min(...taps),
  // Of an even number, the mean of the two in the middle.
  median(taps) {
    const sorted = [...taps].sort((a, b) => a - b);
    const { length } = sorted;
    return REDUCE.mean([sorted[(length - 1) >> 1], sorted[length >> 1]]);
  },
  first: ([tap]) => tap,
};

/** How many windows stand along an axis: those that fit, or those that begin in it and reach farther than the one before. */
function countOf(extent, window, stride, edge) {
  const steps = (extent - window) / stride;
  if (edge === "trim") return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  return (count - 1) * stride >= extent ? count - 1 : count;
}

/** Pools a picture of RGBA bytes by the settings that the page has. */
export function poolPicture({ width, height, data }, { op = "mean", window, stride = window, edge = "trim", linear }) {
  const reduce = REDUCE[linear ? "linear" : op];
  const out = {
    width: countOf(width, window[1], stride[1], edge),
    height: countOf(height, window[0], stride[0], edge),
  };
  const pixels = new Uint8Array(4 * out.width * out.height);
  for (let i = 0; i < out.height; i++) {
    for (let j = 0; j < out.width; j++) {
      const taps = [[], [], [], []];
      for (let y = i * stride[0]; y < Math.min(height, i * stride[0] + window[0]); y++) {
        for (let x = j * stride[1]; x < Math.min(width, j * stride[1] + window[1]); x++) {
          const at = 4 * (y * width + x);
          taps[3].push(data[at + 3]);
          // A mean is that of the colours that show.
          if (op === "mean" && data[at + 3] === 0) continue;
          for (let c = 0; c < 3; c++) taps[c].push(data[at + c]);
        }
      }
      const to = 4 * (i * out.width + j);
      for (let c = 0; c < 3; c++) pixels[to + c] = taps[c].length === 0 ? 0 : reduce(taps[c]);
      pixels[to + 3] = (linear ? REDUCE.mean : REDUCE[op])(taps[3]);
    }
  }
  return { ...out, data: pixels };
}

/** The first pixels in which two pictures differ by more than they may; a canvas keeps colours of faint pixels only roughly. */
export function differences(got, wanted) {
  if (got.width !== wanted.width || got.height !== wanted.height) {
    return [`${got.width} × ${got.height}, not ${wanted.width} × ${wanted.height}`];
  }
  const found = [];
  for (let at = 0; at < wanted.data.length && found.length < 5; at += 4) {
    const alpha = wanted.data[at + 3];
    // It keeps them times alpha as bytes, which each browser rounds in its own way.
    const slack = alpha === 255 ? 0 : alpha === 0 ? 255 : 255 / alpha + 1;
    const [a, b] = [got, wanted].map(({ data }) => [...data.subarray(at, at + 4)]);
    if (a[3] !== alpha || a.some((value, c) => c < 3 && Math.abs(value - b[c]) > slack)) {
      found.push(`pixel ${at / 4}: ${a}, not ${b}`);
    }
  }
  return found;
}
