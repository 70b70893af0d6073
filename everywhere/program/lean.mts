// A program that declares neither browsers nor Node: JavaScript alone.
import { createImagePlan, mipmaps, poolImage, toImageData } from "stridepool/image";
import { init } from "stridepool/slim";

const photo = { data: new Uint8ClampedArray(64), width: 4, height: 4 };
const small: { data: Uint8ClampedArray<ArrayBuffer>; channels: number } = poolImage(photo, 2);
const array: { data: Float32Array<ArrayBuffer>; shape: number[] } = poolImage(
  { data: new Float32Array(16), shape: [4, 4] },
  2,
);
const levels: { width: number }[] = mipmaps(photo, { transfer: "srgb" });
const shown: { width: number; height: number } = toImageData(photo);
const plan = createImagePlan({ width: 4, height: 4 }, 2);

// @ts-expect-error the package brings no declarations of browsers with it
export type None = HTMLElement;
export const all = [small, array, levels, shown, plan, init(new Uint8Array(8)), init(new ArrayBuffer(8))];
