import {
  createImagePlan,
  createImageWorker,
  fromBitmap,
  fromCanvas,
  fromVideoFrame,
  mipmaps,
  poolImage,
  toImageData,
} from "stridepool/image";
import { tell } from "./tell.mjs";

/** A picture that no two of whose quarters are alike, half of it see-through. */
function picture(width, height) {
  const image = new ImageData(width, height);
  image.data.forEach((_, i) => {
    const at = i >> 2;
    const [x, y, c] = [at % width, Math.floor(at / width), i % 4];
    image.data[i] = c === 3 ? (x * 2 < width ? 255 : (x * 7 + y) % 256) : (x * (c + 3) + y * (5 - c)) % 256;
  });
  return image;
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
const sizeOf = ({ width, height }) => `${width}x${height}`;

await tell(async () => {
  const told = {};
  const image = picture(37, 23);
  const small = poolImage(image, 2, { edge: "partial" });
  told.imageData = small instanceof ImageData && sizeOf(small);
  told.levels = mipmaps(image, { transfer: "srgb" }).map(sizeOf);
  const plan = createImagePlan(image, 2, { edge: "partial" });
  plan.input.data.set(image.data);
  plan.run();
  told.plan = same(new ImageData(plan.output.data, plan.output.width).data, small.data);
  plan.dispose();
  told.grey = [...toImageData({ data: Uint16Array.of(0, 65535), width: 2, height: 1 }).data];

  // Opaque, since canvases keep colours multiplied by alpha.
  const filled = ({ data, width, height }) =>
    new ImageData(
      data.map((value, i) => (i % 4 === 3 ? 255 : value)),
      width,
      height,
    );
  const opaque = filled(image);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 37, height: 23 });
  canvas.getContext("2d").putImageData(opaque, 0, 0);
  told.canvas = same(fromCanvas(canvas).data, opaque.data);
  told.part = sizeOf(fromCanvas(canvas, { x: 30, y: 3, width: 5 }));
  const bitmap = await createImageBitmap(opaque);
  told.bitmap = same(fromBitmap(bitmap).data, opaque.data);
  const frame = new VideoFrame(bitmap, { timestamp: 0 });
  const pixels = await fromVideoFrame(frame);
  told.frame = same(poolImage(toImageData(pixels), 2).data, poolImage(opaque, 2).data);
  frame.close();
  const file = new URL(location.href).searchParams.get("worker") ?? undefined;
  const worker = createImageWorker(file);
  // The fourth byte of such pixels is no alpha.
  const bytes = Uint8Array.from({ length: 4 * 4 * 2 }, (_, i) => (i % 4 === 3 ? 0 : 10 * (i % 4) + 10));
  const padded = new VideoFrame(bytes, { format: "RGBX", codedWidth: 4, codedHeight: 2, timestamp: 0 });
  told.padded = await padded.copyTo(new Uint8Array(bytes.length)).then(
    async () => [...poolImage(await fromVideoFrame(padded), 2).data],
    ({ message }) => message,
  );
  padded.close();
  const p3 = new ImageData(image.data, 37, 23, { colorSpace: "display-p3" });
  const kept = [toImageData(p3), poolImage(p3, 2), await worker.poolImage(p3, 2)];
  // Not every browser tells.
  told.colorSpaces = kept.every(({ colorSpace }) => colorSpace === p3.colorSpace);

  const large = picture(4096, 1500);
  const expected = poolImage(large, 2, { transfer: "srgb" });
  const progress = [];
  const pooled = await worker.poolImage(large, 2, { transfer: "srgb", onProgress: (done) => progress.push(done) });
  told.worker = pooled instanceof ImageData && same(pooled.data, expected.data);
  told.progress = progress.length > 1 && progress.at(-1) === 1;
  told.kept = large.data.length;
  const halves = [];
  told.workerLevels = (await worker.mipmaps(image, { onProgress: (done) => halves.push(done) })).map(sizeOf);
  told.levelsTold = halves.length === told.workerLevels.length && halves.at(-1) === 1;
  told.workerBitmap = same((await worker.poolImage(bitmap, 2)).data, poolImage(opaque, 2).data);
  // Drawn strip by strip.
  const wide = filled(large);
  const steps = { stride: [2, 3], edge: "partial" };
  const strips = await worker.poolImage(await createImageBitmap(wide), [5, 3], steps);
  told.workerStrips = same(strips.data, poolImage(wide, [5, 3], steps).data);
  const controller = new AbortController();
  const stopped = worker.poolImage(large, 3, { signal: controller.signal, onProgress: () => controller.abort() });
  told.stopped = await stopped.catch((error) => error.name);
  told.refused = await worker.poolImage(image, 99).catch((error) => `${error.name} ${error.code} ${error.option}`);
  const moved = { data: new Uint8Array(16), width: 2, height: 2 };
  told.moved = [...(await worker.poolImage(moved, 2, { detach: true })).data, moved.data.length];
  worker.terminate();
  told.ended = await worker.poolImage(image, 2).catch((error) => error.code);
  const lost = createImageWorker("nowhere.js");
  told.lost = await lost.poolImage(image, 2).catch((error) => error.code);
  return told;
});
