import { createImagePlan, type ImageOptions, poolImage } from "stridepool/image";
import type { Size } from "../picture/view.ts";
import { absenceFrom, CANVAS, type Course, OPENCV } from "./course.ts";
import type { OpenCv } from "./opencv.ts";
import { plainPool, type Way } from "./plain.ts";

/** One that takes part: a call gives the pooled pixels. */
export interface Contestant {
  readonly name: string;
  run(): Uint8ClampedArray;
  /** Gives its memory back. */
  end?(): void;
}

/** The same for the library. */
export function optionsOf({ op, stride, partial, weighted }: Way): Omit<ImageOptions, "out"> {
  return { op, stride, edge: partial ? "partial" : "trim", alpha: weighted ? "weighted" : "straight" };
}

/** Those that can do what is asked for. */
export function contestantsFor(course: Course, cv: OpenCv | undefined): Contestant[] {
  const { pixels, way } = course;
  const options = optionsOf(way);
  const plan = createImagePlan(pixels, way.window, options);
  const { data, width, height } = plan.output;
  // Whoever does not make an array for its results has one that was made beforehand.
  const newResults = (): Uint8ClampedArray => new Uint8ClampedArray(data.length);
  const absent = absenceFrom(course).names;
  const [planned, looped] = [newResults(), newResults()];
  return [
    {
      name: "stridepool, a plan",
      run() {
        plan.input.data.set(pixels.data);
        plan.run();
        planned.set(data);
        return planned;
      },
      end: () => plan.dispose(),
    },
    { name: "stridepool, one call", run: () => poolImage(pixels, way.window, options).data },
    {
      name: "plain JavaScript",
      run() {
        plainPool(pixels, way, looped);
        return looped;
      },
    },
    ...(absent.includes(CANVAS) ? [] : [byCanvas(course, { width, height })]),
    ...(absent.includes(OPENCV) || cv === undefined ? [] : [byOpenCv(course, { width, height }, cv, newResults())]),
  ];
}

/** A canvas of what is drawn smaller on another one; both stay in memory, since the one is written and the other read all the time. */
function byCanvas({ pixels, way }: Course, { width, height }: Size): Contestant {
  const contextOf = (width: number, height: number): OffscreenCanvasRenderingContext2D => {
    const canvas = new OffscreenCanvas(width, height);
    return canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  };
  // No larger than its blocks: what fills none would move the others.
  const from = contextOf(width * way.window[1], height * way.window[0]);
  const context = contextOf(width, height);
  context.imageSmoothingQuality = "high";
  return {
    name: CANVAS,
    run() {
      from.putImageData(pixels, 0, 0);
      context.clearRect(0, 0, width, height);
      context.drawImage(from.canvas, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    },
  };
}

/** OpenCV's INTER_AREA, which is the mean of blocks where the sizes divide. */
function byOpenCv(
  { pixels, way }: Course,
  { width, height }: Size,
  cv: OpenCv,
  results: Uint8ClampedArray,
): Contestant {
  const from = new cv.Mat(pixels.height, pixels.width, cv.CV_8UC4);
  const part = from.roi(new cv.Rect(0, 0, width * way.window[1], height * way.window[0]));
  const to = new cv.Mat();
  const size = new cv.Size(width, height);
  return {
    name: OPENCV,
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
