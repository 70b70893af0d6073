const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
]);

/** The number that a text names, as files and the command line write it; undefined where it names none. */
export function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const special = NOT_FINITE.get(text.toLowerCase().replace(/^[+-]/, ""));
  return special !== undefined && text.startsWith("-") ? -special : special;
}
