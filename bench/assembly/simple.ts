// @ts-nocheck: AssemblyScript, which the compiler of TypeScript does not know.
// Pooling as one writes it with SIMD at the first go: what the regression check measures the engine by, on whatever
// machine it runs. Changing any of these changes the unit: write bench/baseline.json anew.

/** Largest of 2x2 blocks; `width` floats of a row are a multiple of 8. */
export function max_f32(from: usize, to: usize, height: usize, width: usize): void {
  const pitch = width << 2;
  for (let y: usize = 0; y < height; y += 2) {
    for (const end = from + pitch; from < end; from += 32, to += 16) {
      const a = f32x4.pmax(v128.load(from), v128.load(from + pitch));
      const b = f32x4.pmax(v128.load(from, 16), v128.load(from + pitch, 16));
      const even = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
      const odd = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
      v128.store(to, f32x4.pmax(even, odd));
    }
    from += pitch;
  }
}

/** Mean of 2x2 blocks; `width` floats of a row are a multiple of 8. */
export function mean_f32(from: usize, to: usize, height: usize, width: usize): void {
  const pitch = width << 2;
  const quarter = f32x4.splat(0.25);
  for (let y: usize = 0; y < height; y += 2) {
    for (const end = from + pitch; from < end; from += 32, to += 16) {
      const a = f32x4.add(v128.load(from), v128.load(from + pitch));
      const b = f32x4.add(v128.load(from, 16), v128.load(from + pitch, 16));
      const even = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
      const odd = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
      v128.store(to, f32x4.mul(f32x4.add(even, odd), quarter));
    }
    from += pitch;
  }
}

/** Largest of 2x2 blocks; `width` bytes of a row are a multiple of 32. */
export function max_u8(from: usize, to: usize, height: usize, width: usize): void {
  const low = i16x8.splat(0xff);
  for (let y: usize = 0; y < height; y += 2) {
    for (const end = from + width; from < end; from += 32, to += 16) {
      const a = i8x16.max_u(v128.load(from), v128.load(from + width));
      const b = i8x16.max_u(v128.load(from, 16), v128.load(from + width, 16));
      const c = i16x8.max_u(v128.and(a, low), i16x8.shr_u(a, 8));
      const d = i16x8.max_u(v128.and(b, low), i16x8.shr_u(b, 8));
      v128.store(to, i8x16.narrow_i16x8_u(c, d));
    }
    from += width;
  }
}

/** Mean of 2x2 blocks, rounded half up; `width` bytes of a row are a multiple of 32. */
export function mean_u8(from: usize, to: usize, height: usize, width: usize): void {
  const two = i16x8.splat(2);
  for (let y: usize = 0; y < height; y += 2) {
    for (const end = from + width; from < end; from += 32, to += 16) {
      let a = i16x8.extadd_pairwise_i8x16_u(v128.load(from));
      let b = i16x8.extadd_pairwise_i8x16_u(v128.load(from, 16));
      a = i16x8.add(a, i16x8.extadd_pairwise_i8x16_u(v128.load(from + width)));
      b = i16x8.add(b, i16x8.extadd_pairwise_i8x16_u(v128.load(from + width, 16)));
      v128.store(to, i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.add(a, two), 2), i16x8.shr_u(i16x8.add(b, two), 2)));
    }
    from += width;
  }
}
