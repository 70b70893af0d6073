import { awaited } from "../measure.mjs";
import { modelsOf } from "./onnx-model.mjs";
import { affordable, Unable } from "./unable.mjs";

/** @import { inputOf } from "../data.mjs" */
/** @import { Ready } from "../peers.mjs" */
/** @import { Problem } from "../shapes.mjs" */

/**
 * ONNX Runtime's interface, which both of its packages have.
 * @typedef {object} Runtime
 * @property {{ create: (bytes: Uint8Array, options: object) => Promise<Session> }} InferenceSession
 * @property {new (type: string, data: ArrayBufferView, dims: number[]) => object} Tensor
 */

/** @typedef {{ run: (feeds: object) => Promise<Record<string, { data: ArrayLike<number | bigint> }>>, release: () => Promise<void> }} Session */

/**
 * The first graph that the runtime takes.
 * @param {Runtime} runtime
 * @param {object} options of a session
 * @param {Problem} problem
 * @param {ReturnType<typeof inputOf>} data
 * @returns {Promise<Ready[]>}
 */
export async function prepareOnnx(runtime, options, problem, data) {
  affordable(problem);
  let refusal = "";
  for (const { bytes, type, dims, output, rule, result } of await modelsOf(problem)) {
    let session;
    try {
      session = await runtime.InferenceSession.create(bytes, options);
    } catch (error) {
      refusal = String(error).split("\n")[0].slice(0, 160);
      continue;
    }
    const whole = dims.reduce((product, n) => product * n, 1);
    const feeds = { x: new runtime.Tensor(type, data.subarray(0, whole), dims) };
    const made = session;
    return [
      {
        rule,
        contestant: await awaited(() => made.run(feeds)),
        result: async () => result((await made.run(feeds))[output].data),
        dispose: () => void made.release(),
      },
    ];
  }
  throw new Unable(`refuses it: ${refusal}`);
}
