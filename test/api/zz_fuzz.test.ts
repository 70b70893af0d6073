import { test } from "vitest";
import { BUILDS } from "../support/builds.ts";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import { randomData, randomOf, pick } from "../support/random.ts";
import { elementsOf } from "../support/compare.ts";

test("fuzz", () => {
  const seed0 = Number(process.env.FZ ?? Date.now() % 1e9);
  console.log("seed", seed0);
  const end = Date.now() + 100_000;
  let n = 0, refused = 0;
  const seen = new Map<string, string>();
  for (let seed = seed0; Date.now() < end; seed++) {
    const random = randomOf(seed);
    const int = (a: number, b: number) => a + Math.floor(random() * (b - a + 1));
    const dtype = pick(DTYPE_NAMES, random);
    const rank = int(1, 3);
    const big = random() < 0.3;
    const shape = Array.from({ length: rank }, () => (big ? int(1, rank === 1 ? 200000 : rank === 2 ? 600 : 70) : int(1, 8)));
    const size = shape.reduce((a, b) => a * b, 1);
    const flavour = pick(["small", "few", "holes", "full"] as const, random);
    const data = randomData(dtype, size, random, flavour);
    const k = int(1, rank);
    const window = Array.from({ length: k }, () => (big ? pick([1, 2, 3, 5, 16, 40], random) : int(1, 5)));
    const o: any = {};
    const maybe = (p: number, name: string, make: () => unknown) => { if (random() < p) o[name] = make(); };
    maybe(0.5, "stride", () => window.map(() => int(1, big ? 30 : 4)));
    maybe(0.3, "dilation", () => window.map(() => int(1, 3)));
    maybe(0.5, "padding", () => pick(["same", "same-lower", window.map(() => [int(0, 4), int(0, 4)])], random));
    maybe(0.3, "edge", () => "partial");
    maybe(0.3, "fill", () => pick([0, 1, 3], random));
    if (!("fill" in o)) maybe(0.4, "padMode", () => pick(["edge", "reflect", "symmetric", "wrap"], random));
    maybe(0.3, "nan", () => "ignore");
    maybe(0.3, "nodata", () => pick([0, 1, 2], random));
    maybe(0.3, "mask", () => ({ data: Uint8Array.from({ length: size }, () => (random() < 0.7 ? 1 : 0)), shape }));
    maybe(0.2, "minCount", () => int(0, 5));
    if (o.mask || o.minCount !== undefined) o.nodata ??= 1;
    maybe(0.2, "countPadding", () => true);
    maybe(0.2, "dtype", () => pick(DTYPE_NAMES, random));
    maybe(0.2, "ddof", () => 1);
    maybe(0.2, "interpolation", () => pick(["lower", "higher"], random));
    const positioned = ["max", "min", "argmax", "argmin"];
    const stats = OP_NAMES.filter(() => random() < 0.25);
    const op = pick(OP_NAMES, random);
    if (random() < 0.4) o.indices = pick(["window", "plane", "tensor"], random);
    const input = { data, shape, dtype };
    const exact = (op: string) => ["max","min","argmax","argmin","mode","first","any","all","count","median","range"].includes(op) || (!DTYPES[dtype].float && ["sum","mean"].includes(op));
    const run = (api: any): any => {
      const res: any = {};
      const po = { ...o }; if (!positioned.includes(op)) delete po.indices;
      try { const r = api.pool(op, input, window, po); res.one = [elementsOf(r), r.indices && elementsOf(r.indices)]; } catch (e: any) { res.one = [String(e)]; if (e.name !== "StridepoolError") throw e; }
      try {
        const plan = api.createPlan(op, { shape, dtype }, window, po);
        plan.input.data.set(data); plan.run(); plan.output.data.fill(plan.output.data[0]); plan.run();
        res[op] = [elementsOf(plan.output), plan.output.indices && elementsOf(plan.output.indices)];
        plan.dispose();
        const inside = api.alloc(dtype, shape); inside.data.set(data);
        if (random() < 0.0) return;
        const r = api.adaptivePool(op, inside, window, { axes: po.axes, dtype: po.dtype, mask: po.mask, nodata: po.nodata, nan: po.nan, minCount: po.minCount, indices: po.indices, ddof: po.ddof });
        res[op] = [[...res[op][0], "|", ...elementsOf(r)], res[op][1] && [...res[op][1], "|", ...elementsOf(r.indices)]];
      } catch (e: any) { res[op] = [String(e)]; if (e.name !== "StridepoolError") throw e; }
      if (false) {
        const so = { ...o, stats }; if (!stats.some((s) => positioned.includes(s))) delete so.indices;
        try { const r = api.poolStats(input, window, so); for (const s of stats) res[s] = [elementsOf(r[s]), r[s].indices && elementsOf(r[s].indices)]; } catch (e: any) { res.stats = [String(e)]; if (e.name !== "StridepoolError") throw e; }
      }
      return res;
    };
    const results: any[] = [];
    for (const { name, api } of BUILDS) {
      try { results.push([name, run(api)]); } catch (e) { console.log("THROW", name, seed, e); results.push([name, {}]); }
    }
    n++;
    const ref = results[3][1];
    if (ref.one.length === 1) refused++;
    for (const [name, res] of results.slice(0, 3)) {
      for (const key of Object.keys(ref)) {
        const kind = key === "one" ? op : key;
        const compareValues = exact(kind) && !(o.dtype === undefined && false);
        const [a, ai] = ref[key], [b, bi] = res[key] ?? [];
        const same = (x: any, y: any) => x === y || (Array.isArray(x) && Array.isArray(y) && x.length === y.length && x.every((v, i) => v === y[i] || Object.is(v, y[i])));
        const text = `${name} ${kind}`;
        if (typeof a === "string" || compareValues) if (!same(a, b)) { if (!seen.has(text)) { seen.set(text, ""); let i = Array.isArray(a) ? a.findIndex((v: any, j: number) => v !== b?.[j] && !Object.is(v, b?.[j])) : -1; console.log("DIFF", text, key, dtype, JSON.stringify(shape), JSON.stringify(window), JSON.stringify({ ...o, mask: o.mask && 1, stats }), "seed", seed, "at", i, String(a?.[i]), String(b?.[i]), typeof a === "string" ? a : "", typeof b === "string" ? b : ""); } }
        if (!same(ai, bi)) { if (!seen.has(text + "i")) { seen.set(text + "i", ""); console.log("DIFFI", text, key, dtype, JSON.stringify(shape), JSON.stringify(window), JSON.stringify({ ...o, mask: o.mask && 1, stats }), "seed", seed); } }
      }
    }
  }
  console.log("ran", n, "refused", refused);
}, 200_000);
