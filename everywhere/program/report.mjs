import * as stridepool from "stridepool";
import { createImagePlan, mipmaps, poolImage } from "stridepool/image";
import * as js from "stridepool/js";
import * as onnx from "stridepool/onnx";
import * as skimage from "stridepool/skimage";
import * as tf from "stridepool/tf";
import * as torch from "stridepool/torch";
import * as webnn from "stridepool/webnn";
import { conformance } from "./conformance.mjs";
import { systems } from "./systems.mjs";

/** Everything of the package that this runtime is asked for. */
export function report(fixtures) {
  return {
    main: conformance(stridepool, fixtures),
    js: conformance(js, fixtures),
    systems: systems({ onnx, skimage, tf, torch, webnn }),
    float16: float16(),
    images: images(),
    imageData: imageData(),
  };
}

/** Maxima of a Float16Array, where there is one; else of its bits. */
function float16() {
  const { Float16Array } = globalThis;
  if (Float16Array === undefined) {
    const data = Uint16Array.of(0x3c00, 0xc000, 0x4200, 0x3800);
    const pooled = stridepool.maxPool({ data, shape: [2, 2], dtype: "float16" }, 2);
    return { array: pooled.data.constructor.name, bits: [...pooled.data] };
  }
  const pooled = stridepool.maxPool({ data: Float16Array.of(1, -2, 3, 0.5), shape: [2, 2] }, 2);
  return { array: pooled.data.constructor.name, bits: [...new Uint16Array(pooled.data.buffer)] };
}

/** Red beside what is transparent green; grey by halves in linear light; down to one pixel; and by plans. */
function images() {
  const data = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255);
  const image = { data, width: 2, height: 2 };
  const stripes = { data: Uint8Array.of(0, 255, 0, 255), width: 2, height: 2 };
  return [
    ...poolImage(image, 2).data,
    ...poolImage(image, 2, { transfer: "srgb" }).data,
    ...poolImage(stripes, 2, { transfer: "srgb" }).data,
    ...mipmaps({ ...image, width: 1, height: 4 }).flatMap((level) => [...level.data]),
    ...planned(image, {}),
    ...planned(image, { transfer: "srgb" }),
    ...planned({ ...stripes, channels: 1 }, { transfer: "srgb" }),
    ...planned(image, { op: "max" }),
  ];
}

/** The same by a plan. */
function planned({ data, ...image }, options) {
  const plan = createImagePlan({ ...image, dtype: "uint8" }, 2, options);
  plan.input.data.set(data);
  plan.run();
  const pooled = [...plan.output.data];
  plan.dispose();
  return pooled;
}

/** Means of a canvas's pixels, where there are any. */
function imageData() {
  if (typeof ImageData === "undefined") return undefined;
  const pixels = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255);
  const { data, shape } = stridepool.meanPool(new ImageData(pixels, 2, 2), 2, { dtype: "uint8_clamped" });
  const image = new ImageData(data, shape[1], shape[0]);
  return { width: image.width, height: image.height, pixels: [...image.data] };
}
