/** The bytes of a .npy file, put together from the format's own description (NumPy Enhancement Proposal 1). */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  options: { readonly fortran?: boolean; readonly version?: 1 | 2 | 3; readonly crooked?: boolean } = {},
): Buffer {
  const { fortran = false, version = 1, crooked = false } = options;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  let header = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }`;
  const start = version === 1 ? 10 : 12;
  // The format asks for data at a multiple of 64; other writers put it anywhere.
  while ((start + header.length + 1) % 64 !== (crooked ? 1 : 0)) header += " ";
  header += "\n";
  const length = Buffer.alloc(start - 8);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Buffer.of(version, 0),
    length,
    Buffer.from(header, "latin1"),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
}

/** What a .npy file holds, read in the same way. */
export function readNpyFile(file: Buffer): { readonly descr: string; readonly shape: number[]; readonly data: Buffer } {
  const start = file[6] === 1 ? 10 : 12;
  const length = start === 10 ? file.readUInt16LE(8) : file.readUInt32LE(8);
  const header = file.toString("latin1", start, start + length);
  const descr = /'descr': ?'([^']+)'/.exec(header)?.[1] ?? "";
  const shape = /'shape': ?\(([^)]*)\)/.exec(header)?.[1] ?? "";
  if (!/'fortran_order': ?False/.test(header)) throw new Error(`expected C order in ${header}`);
  return {
    descr,
    shape: shape
      .split(",")
      .filter((part) => part.trim() !== "")
      .map(Number),
    data: file.subarray(start + length),
  };
}
