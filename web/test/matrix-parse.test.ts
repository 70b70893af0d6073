import { describe, expect, test } from "vitest";
import { parseMatrix } from "../src/matrix/parse.ts";

const nested = (text: string) => {
  const { rows, columns, values } = parseMatrix(text);
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));
};

describe("parseMatrix reads", () => {
  const whole = [
    [1, 2],
    [3, 4],
  ];
  test.each([
    ["spaces", "1 2\n3 4"],
    ["columns that are flush right", "  1   2\n  3   4\n\n"],
    ["tabs", "1\t2\n3\t4"],
    ["commas", "1,2\n3,4"],
    ["commas and spaces", "1, 2\n3, 4\n"],
    ["commas at the end", "1, 2,\n3, 4,"],
    ["semicolons", "1;2\n3;4"],
    ["Windows' lines", "1 2\r\n3 4\r\n"],
    ["rows by semicolons in one line", "1 2; 3 4"],
    ["rows that end in semicolons", "1 2;\n3 4;"],
    ["JSON", "[[1,2],[3,4]]"],
    ["JSON over lines", "[\n  [1, 2],\n  [\n    3,\n    4\n  ]\n]"],
    ["JavaScript", "const k = [[1, 2], [3, 4],];"],
    ["bigints", "[[1n, 2n], [3n, 4n]]"],
    ["Python's tuples", "((1, 2), (3, 4))"],
    ["C", "{{1, 2}, {3, 4}}"],
    ["NumPy's print", "[[1 2]\n [3 4]]"],
    ["NumPy's print of floats", "[[1. 2.]\n [3. 4.]]"],
    ["NumPy's repr", "array([[1, 2],\n       [3, 4]])"],
    ["NumPy's repr with a dtype", "array([[1, 2],\n       [3, 4]], dtype=int32)"],
    ["an assignment of it", "k = np.array([[1, 2], [3, 4]], dtype=np.uint8)"],
    ["PyTorch's", "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0')"],
    ["lists of NumPy's scalars", "[[np.float64(1.0), np.float64(2.0)], [np.int64(3), np.int64(4)]]"],
    ["MATLAB", "[1 2; 3 4]"],
    ["MATLAB's with commas", "k = [1, 2; 3, 4];"],
    ["MATLAB's over lines", "[1 2\n 3 4]"],
    ["MATLAB's print", "k =\n\n     1     2\n     3     4\n"],
  ])("%s", (_, text) => {
    expect(nested(text)).toEqual(whole);
  });

  test("one row, one column and one number", () => {
    expect(nested("1 2 3")).toEqual([[1, 2, 3]]);
    expect(nested("[1, 2, 3]")).toEqual([[1, 2, 3]]);
    expect(nested("1\n2")).toEqual([[1], [2]]);
    expect(nested("[[7]]")).toEqual([[7]]);
    expect(nested("7")).toEqual([[7]]);
  });

  test("a long row that NumPy broke over lines", () => {
    expect(nested("[[1 2\n  3]\n [4 5\n  6]]")).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("decimals, exponents, signs", () => {
    expect(nested("1.5 -2 +3 .5 4. 1e3 -2.5E-3 \u22127")).toEqual([[1.5, -2, 3, 0.5, 4, 1000, -0.0025, -7]]);
  });

  test("what is no finite number, and truth", () => {
    expect(nested("nan NaN -nan inf -inf Infinity -Infinity")).toEqual([
      [NaN, NaN, NaN, Infinity, -Infinity, Infinity, -Infinity],
    ]);
    expect(nested("[[np.nan, np.inf], [float('nan'), -math.inf]]")).toEqual([
      [NaN, Infinity],
      [NaN, -Infinity],
    ]);
    expect(nested("[[ True False]]")).toEqual([[1, 0]]);
  });

  test("integers beyond a double's as bigints", () => {
    expect(nested("9007199254740991 9007199254740993 -9223372036854775808n")).toEqual([
      [9007199254740991, 9007199254740993n, -9223372036854775808n],
    ]);
  });
});

describe("parseMatrix refuses", () => {
  test.each([
    ["", /no matrix yet.*a line for each row/],
    [" \n\t\n", /no matrix yet/],
    ["[]", /no matrix yet/],
    ["[[]]", /no matrix yet/],
    ["1 2\n3 4 5", /^row 2 has 3 numbers where row 1 has 2; make all rows equally long$/],
    ["1 2\n3", /^row 2 has 1 number where row 1 has 2/],
    ["[[1, 2], [3]]", /^row 2 has 1 number where/],
    ["1 2; 3 4 5", /^row 2 has 3/],
    ["1 2\n3 x", /^row 2, column 2 is "x", which is no number; write it as/],
    ["a,b\n1,2", /^row 1, column 1 is "a"/],
    ["1.2.3", /is "1\.2\.3", which is no number/],
    ["null 1", /"null"/],
    ["1,,2", /^row 1, column 2 is empty; write a number there, nan if/],
    ["1;;2\n1;2;3", /^row 1, column 2 is empty/],
    ["1,5;2\n3;4", /^row 1 has both commas and semicolons, as in "1,5"; write decimals with a point/],
    ["1,5\t2", /^row 1 has both commas and tabs/],
    ["[[1 2 ... 8 9]\n [1 2 ... 8 9]]", /^row 1 is cut short by/],
    ["[[1 2]\n ...\n [3 4]]", /^the matrix is, after row 1, cut short/],
    ["[[1, 2], [3, 4]", /^a "\[" is not closed, in row 2; add "\]" at the end$/],
    ["[[1, 2], 5, [3, 4]]", /^"5" stands between rows, after row 1/],
    ["[[1, 2]]]", /one "\]" too many after row 1/],
    ["[[[1, 2]]]", /nested 3 deep; a matrix has two/],
    ["sizes: [[1, 2]]", /^"sizes: \[\[1," stands outside the brackets; paste the matrix alone$/],
  ])("%j", (text, message) => {
    expect(() => parseMatrix(text)).toThrow(message);
    expect(() => parseMatrix(text)).toThrow(expect.objectContaining({ name: "Fault" }));
  });
});
