import { type HeapProfiler, Session } from "node:inspector";

/**
 * Bytes of the heap that a run allocates, garbage included: by samples, so that collections in between change nothing. To
 * within a few kilobytes.
 */
export function allocatedBy(run: () => void): number {
  const session = new Session();
  session.connect();
  let bytes = 0;
  try {
    session.post("HeapProfiler.startSampling", {
      samplingInterval: 256,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    } as HeapProfiler.StartSamplingParameterType);
    run();
    session.post("HeapProfiler.stopSampling", (error, { profile }) => {
      if (error) throw error;
      const add = ({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): void => {
        bytes += selfSize;
        children.forEach(add);
      };
      add(profile.head);
    });
  } finally {
    session.disconnect();
  }
  return bytes;
}

/** Sizes of the WebAssembly memories that a run makes, in bytes; and whether any of them grew. */
export function memoriesOf(run: () => void): { sizes: number[]; grown: boolean } {
  const Original = WebAssembly.Memory;
  const made: WebAssembly.Memory[] = [];
  const sizes: number[] = [];
  class Recording extends Original {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(this);
      sizes.push(this.buffer.byteLength);
    }
  }
  WebAssembly.Memory = Recording;
  try {
    run();
  } finally {
    WebAssembly.Memory = Original;
  }
  return { sizes, grown: made.some((memory, i) => memory.buffer.byteLength !== sizes[i]) };
}
