import { createSkimage, type Skimage } from "./compat/skimage.ts";
import * as api from "./index.ts";

export type { BlockReduceOptions, Skimage } from "./compat/skimage.ts";
export * from "./public.ts";

const skimage: Skimage = /* @__PURE__ */ createSkimage(api);

/** {@inheritDoc Skimage.blockReduce} */
export const blockReduce: Skimage["blockReduce"] = skimage.blockReduce;
/** {@inheritDoc Skimage.viewAsBlocks} */
export const viewAsBlocks: Skimage["viewAsBlocks"] = skimage.viewAsBlocks;
/** {@inheritDoc Skimage.viewAsWindows} */
export const viewAsWindows: Skimage["viewAsWindows"] = skimage.viewAsWindows;
