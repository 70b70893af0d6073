type Tap = number | bigint;

/** Values in ascending order with how often each comes, and where the middle of them is: the taps below and above it. */
export function middleOf(values: readonly Tap[], times: readonly number[], count: number): [lower: Tap, higher: Tap] {
  const order = values.map((_, i) => i).sort((a, b) => compare(values[a] as Tap, values[b] as Tap));
  const ranks = [Math.floor((count - 1) / 2), Math.floor(count / 2)];
  let passed = 0;
  const found: Tap[] = [];
  for (const i of order) {
    passed += times[i] as number;
    while (found.length < 2 && (ranks[found.length] as number) < passed) found.push(values[i] as Tap);
    if (found.length === 2) break;
  }
  return [found[0] as Tap, found[1] as Tap];
}

function compare(a: Tap, b: Tap): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The most frequent value; of several the one met first. */
export function modeOf(values: readonly Tap[], times: readonly number[], positions: readonly number[]): Tap {
  // A Map takes both zeros for one key.
  const seen = new Map<Tap, { times: number; first: number }>();
  values.forEach((value, i) => {
    const known = seen.get(value);
    if (known === undefined) seen.set(value, { times: times[i] as number, first: i });
    else {
      known.times += times[i] as number;
      if ((positions[i] as number) < (positions[known.first] as number)) known.first = i;
    }
  });
  let best = { times: 0, first: 0 };
  for (const candidate of seen.values()) {
    const sooner = (positions[candidate.first] as number) < (positions[best.first] as number);
    if (candidate.times > best.times || (candidate.times === best.times && sooner)) best = candidate;
  }
  return values[best.first] as Tap;
}

/** Which tap is the largest or smallest: the one with the lowest place among equals; the first NaN, if there is any. */
export function chosenOf(values: readonly Tap[], places: readonly number[], largest: boolean): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    const a = values[best] as Tap;
    const b = values[i] as Tap;
    const sooner = (places[i] as number) < (places[best] as number);
    const aNaN = Number.isNaN(a);
    const bNaN = Number.isNaN(b);
    const better = aNaN || bNaN ? bNaN && (!aNaN || sooner) : a === b ? sooner : largest ? b > a : b < a;
    if (better) best = i;
  }
  return best;
}

/** Which tap comes first. */
export function firstOf(places: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < places.length; i++) if ((places[i] as number) < (places[best] as number)) best = i;
  return best;
}
