import { optionsOf, type Settings } from "./settings.ts";

/** Who the code is for. */
export type Reader = "browser" | "video" | "worker" | "node";

/** A value as JavaScript writes it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value[0] === value[1] ? String(value[0]) : `[${value.join(", ")}]`;
  return JSON.stringify(value);
}

/** Arguments of a call after the first: window and options, each left out where it says nothing. */
function argumentsOf(settings: Settings, more: readonly string[] = []): string {
  const options = Object.entries(optionsOf(settings)).map(([name, value]) => `${name}: ${written(value)}`);
  const all = [...options, ...more];
  return written(settings.window) + (all.length === 0 ? "" : `, { ${all.join(", ")} }`);
}

const TEXTS: Readonly<Record<Reader, (settings: Settings) => string>> = {
  browser: (settings) => `import { fromBitmap, poolImage } from "stridepool/image";

const image = fromBitmap(await createImageBitmap(file));
const pooled = poolImage(image, ${argumentsOf(settings)});

canvas.width = pooled.width;
canvas.height = pooled.height;
canvas.getContext("2d").putImageData(pooled, 0, 0);
`,
  video: (settings) => `import { createImagePlan, fromBitmap } from "stridepool/image";

const size = { width: video.videoWidth, height: video.videoHeight };
const plan = createImagePlan(size, ${argumentsOf(settings)});
const { data, width, height } = plan.output;
const pooled = new ImageData(data, width, height);
canvas.width = width;
canvas.height = height;
const context = canvas.getContext("2d");

function frame() {
  plan.input.data.set(fromBitmap(video).data);
  plan.run();
  context.putImageData(pooled, 0, 0);
  video.requestVideoFrameCallback(frame);
}
video.requestVideoFrameCallback(frame);
`,
  worker: (settings) => `import { createImageWorker } from "stridepool/image";

const worker = createImageWorker();
const controller = new AbortController(); // controller.abort() stops it
const { signal } = controller;
const onProgress = (done) => console.log(Math.round(100 * done), "%");
const pooled = await worker.poolImage(await createImageBitmap(file), ${argumentsOf(settings, ["signal", "onProgress"])});

canvas.width = pooled.width;
canvas.height = pooled.height;
canvas.getContext("2d").putImageData(pooled, 0, 0);
`,
  node: (settings) => `import sharp from "sharp";
import { poolImage } from "stridepool/image";

const image = await sharp("picture.jpg").autoOrient().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
const { data, info } = poolImage(image, ${argumentsOf(settings)});
await sharp(data, { raw: info }).toFile("pooled.png");
`,
};

/** Code that does what the page does. */
export function codeFor(reader: Reader, settings: Settings): string {
  return TEXTS[reader](settings);
}
