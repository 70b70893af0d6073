import { createImagePlan, poolImage } from "stridepool/image";
import type { OpenCv } from "./opencv.ts";
import { plainPool, type RaceOp } from "./plain.ts";

/** One that takes part: a call gives the pooled pixels. */
export interface Contestant {
  readonly name: string;
  run(): Uint8ClampedArray;
  /** Gives its memory back. */
  end?(): void;
}

/** What is raced over. */
export interface Course {
  readonly pixels: ImageData;
  /** The same, as canvases take it. */
  readonly bitmap: ImageBitmap;
  readonly op: RaceOp;
  readonly window: readonly [rows: number, columns: number];
}

/** Those that can do what is asked for. */
export function contestantsFor(course: Course, cv: OpenCv | undefined): Contestant[] {
  const { pixels, op, window } = course;
  const options = { op, alpha: "straight" } as const;
  const plan = createImagePlan(pixels, window, options);
  const { data, width, height } = plan.output;
  // Where there is something to prepare, the array for results is prepared with it.
  const results = new Uint8ClampedArray(data.length);
  const ours: Contestant[] = [
    {
      name: "stridepool, a plan",
      run() {
        plan.input.data.set(pixels.data);
        plan.run();
        results.set(data);
        return results;
      },
      end: () => plan.dispose(),
    },
    { name: "stridepool, one call", run: () => poolImage(pixels, window, options).data },
  ];
  const plain: Contestant = { name: "plain JavaScript", run: () => plainPool(pixels, op, window).data };
  if (op !== "mean") return [...ours, plain];
  return [
    ...ours,
    plain,
    byCanvas(course, width, height),
    ...(cv === undefined ? [] : [byOpenCv(course, width, height, cv)]),
  ];
}

/** A canvas that draws the picture smaller. It takes no pixels but a bitmap, which is made beforehand. */
function byCanvas({ bitmap, window }: Course, width: number, height: number): Contestant {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.imageSmoothingQuality = "high";
  return {
    name: "canvas drawImage",
    run() {
      context.clearRect(0, 0, width, height);
      context.drawImage(bitmap, 0, 0, width * window[1], height * window[0], 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    },
  };
}

/** OpenCV's INTER_AREA, which is the mean of blocks where the sizes divide. */
function byOpenCv({ pixels, window }: Course, width: number, height: number, cv: OpenCv): Contestant {
  const from = new cv.Mat(pixels.height, pixels.width, cv.CV_8UC4);
  const part = from.roi(new cv.Rect(0, 0, width * window[1], height * window[0]));
  const to = new cv.Mat();
  const size = new cv.Size(width, height);
  const results = new Uint8ClampedArray(4 * width * height);
  return {
    name: "opencv.js",
    run() {
      from.data.set(pixels.data);
      cv.resize(part, to, size, 0, 0, cv.INTER_AREA);
      results.set(to.data);
      return results;
    },
    end() {
      for (const mat of [part, from, to]) mat.delete();
    },
  };
}
