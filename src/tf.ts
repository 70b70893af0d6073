import { createTf, type Tf } from "./compat/tf.ts";
import * as api from "./index.ts";

export type { Tf, TfPad, TfRounding } from "./compat/tf.ts";
export * from "./public.ts";

const tf: Tf = /* @__PURE__ */ createTf(api);

/** {@inheritDoc Tf.maxPool} */
export const maxPool: Tf["maxPool"] = tf.maxPool;
/** {@inheritDoc Tf.avgPool} */
export const avgPool: Tf["avgPool"] = tf.avgPool;
/** {@inheritDoc Tf.maxPool3d} */
export const maxPool3d: Tf["maxPool3d"] = tf.maxPool3d;
/** {@inheritDoc Tf.avgPool3d} */
export const avgPool3d: Tf["avgPool3d"] = tf.avgPool3d;
/** {@inheritDoc Tf.pool} */
export const pool: Tf["pool"] = tf.pool;
/** {@inheritDoc Tf.maxPoolWithArgmax} */
export const maxPoolWithArgmax: Tf["maxPoolWithArgmax"] = tf.maxPoolWithArgmax;
