import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { npyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const ROWS = "40,24,61,60\n8,11,27,5\n17,41,7,41\n44,5,47,13\n31,53,40,36\n31,23,39,26\n";
const MAX = "40,61\n44,47\n53,40\n";

/** Pools the text of a file by 2×2 max and gives what it prints. */
async function max(name: string, text: string | Buffer, ...options: string[]): Promise<string> {
  await writeFile(at(name), text);
  const { code, stdout, stderr } = await stridepool(at(name), "--window", "2x2", "--out", "-", ...options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("CSV is read", () => {
  test("with commas", async () => {
    expect(await max("a.csv", ROWS)).toBe(MAX);
  });
  test.each([
    ["semicolons", ROWS.replaceAll(",", ";")],
    ["tabs", ROWS.replaceAll(",", "\t")],
    ["spaces", ROWS.replaceAll(",", " ")],
    ["columns of spaces", ROWS.replace(/\d+/g, (cell) => cell.padStart(5)).replaceAll(",", "")],
    ["spaces after commas", ROWS.replaceAll(",", ", ")],
    ["quoted cells", ROWS.replace(/\d+/g, '"$&"')],
    ["Windows line ends", ROWS.replaceAll("\n", "\r\n")],
    ["no last line end", ROWS.trimEnd()],
    ["empty lines", `\n\n${ROWS.replace("\n", "\n\n  \n")}\n`],
    ["a byte order mark", `\ufeff${ROWS}`],
    ["comments", `# a matrix\n${ROWS.replace("\n", " # the first row\n")}`],
    ["comments and spaces", `# a matrix\n${ROWS.replaceAll(",", " ")}`],
  ])("with %s", async (_, text) => {
    expect(await max("b.csv", text)).toBe(MAX);
  });

  test("with signs, exponents and what is no finite number", async () => {
    expect(await max("c.csv", "-1.5,+.5\n-2e3,-1.\n")).toBe("0.5\n");
    expect(await max("d.csv", "1,2,-inf,-INF\n3,nan,-Infinity,-inf\n")).toBe("NaN,-Infinity\n");
  });

  test("with a heading under --header", async () => {
    expect(await max("e.csv", `a,b,c,d\n${ROWS}`, "--header")).toBe(MAX);
    expect(await max("f.txt", `a b c d\n${ROWS.replaceAll(",", " ")}`, "--header")).toBe(MAX.replaceAll(",", " "));
  });

  test("of one column", async () => {
    await writeFile(at("column.csv"), "1\n5\n2\n4\n");
    expect((await stridepool(at("column.csv"), "--window", "2x1", "--out", "-")).stdout).toBe("5\n4\n");
  });

  test("of more rows than the first buffer holds", async () => {
    const text = Array.from({ length: 600 }, (_, y) => Array.from({ length: 6 }, (_, x) => y * 6 + x).join(",")).join(
      "\n",
    );
    const printed = await max("long.csv", text);
    const expected = Array.from({ length: 300 }, (_, y) => [0, 1, 2].map((x) => (2 * y + 1) * 6 + 2 * x + 1).join(","));
    expect(printed).toBe(`${expected.join("\n")}\n`);
  });
});

describe("text is refused with its place", () => {
  test.each([
    ["a word", "1,2\n3,x\n", 'line 2, column 2: "x" is not a number'],
    ["a word between spaces", "1 2\n\n3 x\n", 'line 3, column 2: "x" is not a number'],
    [
      "a heading",
      "name,value\n1,2\n",
      'line 1, column 1: "name" is not a number; if the first row is a heading, add --header',
    ],
    ["an empty cell", "1,2\n3,\n", "line 2, column 2: the cell is empty; write a number, or nan"],
    ["a decimal comma", "1,5;2\n3;4\n", 'line 1, column 1: "1,5" is not a number; write the decimal with a point'],
    ["the name of a method", "1,constructor\n", 'line 1, column 2: "constructor" is not a number'],
    ["hexadecimal", "1,0x10\n", 'line 1, column 2: "0x10" is not a number'],
    ["a short row", "1,2\n3\n", "line 2 has 1 cells, line 1 has 2; every row needs the same number"],
    ["a long row", "1 2\n3 4 5\n", "line 2 has 3 cells, line 1 has 2; every row needs the same number"],
    ["only comments", "# nothing\n", "no rows of numbers found"],
    ["an open quote", '1,"2\n3,4\n', "as CSV: Quote Not Closed"],
  ])("%s", async (_, text, message) => {
    await writeFile(at("bad.csv"), text);
    const { code, stdout, stderr } = await stridepool(at("bad.csv"), "--window", "1", "--out", "-");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^stridepool: .*\n$/);
  });
});

describe("JSON", () => {
  test("is read as nested arrays of any rank", async () => {
    expect(JSON.parse(await max("a.json", "[[1, 2, 3, 4], [5, 6, 7, -8.5]]"))).toEqual([[6, 7]]);
    expect(JSON.parse(await max("b.json", "\ufeff[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"))).toEqual([[[4]], [[8]]]);
  });

  test("of one axis", async () => {
    await writeFile(at("line.json"), "[1, 5, 2, 4]");
    expect((await stridepool(at("line.json"), "--out", "-")).stdout).toBe("[5, 4]\n");
  });

  test.each([
    ["a word", '[[1, 2], [3, "x"]]', "array[1][1] must be a number, got a string"],
    ["null", "[[1, 2], [null, 4]]", "array[1][0] must be a number, got null"],
    ["a ragged row", "[[1, 2], [3]]", "array[1] has 1 elements, the first of its depth has 2"],
    ["uneven depth", "[[1, 2], 3]", "array[1] must be an array, got a number"],
    ["deeper nesting", "[[1, 2], [3, [4]]]", "array[1][1] must be a number, got an array"],
    ["an object", '{"data": []}', "expected nested arrays of numbers, got an object"],
    ["an empty array", "[[]]", "array[0] is empty; nothing to pool"],
    ["a slip", "[[1, 2],\n [3 4]]", "at line 2, column 5"],
    ["an early end", "[[1, 2]", "as JSON: "],
    ["bytes of another encoding", Buffer.from([0x5b, 0xff, 0x5d]), "as JSON: "],
    ["endless nesting", `${"[".repeat(40)}1${"]".repeat(40)}`, "nested more than 32 arrays deep"],
  ])("is refused with its place: %s", async (_, text, message) => {
    await writeFile(at("bad.json"), text);
    const { code, stdout, stderr } = await stridepool(at("bad.json"), "--window", "1", "--out", "-");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^stridepool: .*\n$/);
  });

  test("has no NaN", async () => {
    await writeFile(at("nan.csv"), "1,nan\n");
    const { code, stderr } = await stridepool(at("nan.csv"), "--window", "1", "--out", at("nan.json"));
    expect(code).toBe(1);
    expect(stderr).toBe(`stridepool: cannot write ${at("nan.json")}: JSON has no NaN; write .npy or .csv\n`);
    await expect(readFile(at("nan.json"))).rejects.toThrow("ENOENT");
  });
});

describe("text is written", () => {
  test.each([
    [".csv", "1,2\n3,4\n"],
    [".tsv", "1\t2\n3\t4\n"],
    [".txt", "1 2\n3 4\n"],
    [".json", "[\n  [1, 2],\n  [3, 4]\n]\n"],
  ])("as %s", async (extension, expected) => {
    await writeFile(at("m.json"), "[[1, 2], [3, 4]]");
    expect((await stridepool(at("m.json"), "--window", "1", "--out", at(`out${extension}`))).code).toBe(0);
    expect(await readFile(at(`out${extension}`), "utf8")).toBe(expected);
  });

  test("with the fewest digits that read back as the same float32", async () => {
    const values = Float32Array.of(0.1, 1 / 3, 16777216, 3.4028234663852886e38, 1e-45, -0.5, 123456.79);
    await writeFile(at("f32.npy"), npyFile("<f4", [1, 7], values));
    await stridepool(at("f32.npy"), "--window", "1", "--out", at("f32.csv"));
    const cells = (await readFile(at("f32.csv"), "utf8")).trim().split(",");
    expect(cells[0]).toBe("0.1");
    expect(Float32Array.from(cells, Number)).toEqual(values);
    expect(Math.max(...cells.map((cell) => cell.replace(/e.*|[-.]/g, "").length))).toBeLessThanOrEqual(9);
  });

  test("in more than one piece when it is long", async () => {
    const side = 200;
    const data = Float64Array.from({ length: side * side }, (_, i) => i / 7);
    await writeFile(at("long.npy"), npyFile("<f8", [side, side], data));
    await stridepool(at("long.npy"), "--window", "1", "--out", at("long.csv"));
    const rows = (await readFile(at("long.csv"), "utf8")).trimEnd().split("\n");
    expect(rows.length).toBe(side);
    expect(Float64Array.from(rows.join(",").split(","), Number)).toEqual(data);
  });

  test("only where it is a matrix", async () => {
    await writeFile(at("three.json"), "[[[1, 2]]]");
    const { code, stderr } = await stridepool(at("three.json"), "--window", "1", "--out", at("three.csv"));
    expect(code).toBe(1);
    expect(stderr).toContain("rows of text hold a matrix, got shape (1, 1, 2); write .npy or .json");
  });
});
