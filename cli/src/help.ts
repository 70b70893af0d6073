/** What --help says below the options. */
export const MORE = `
Files, told apart by their extension:
  .png .jpg .jpeg .webp .avif .tif .tiff
      Pooled on rows and columns, channel by channel. Gray, colour, alpha and
      8 or 16 bits stay as they are; the EXIF orientation is applied, the colour
      profile kept, other metadata left out. Alpha is pooled as one more
      channel: colours are averaged straight, not weighted by it.
  .npy
      NumPy arrays of any rank; pooled on the last axes, or --axes.
  .csv .tsv .txt .json
      Rows of numbers; JSON also holds nested arrays of any rank.

dtype: max, min, mode and first keep the input's; a median too, with
--interpolation lower or higher. mean, median, var, std, lp, rms, sum, prod and
range keep floats and make float64 of integers; but sum, prod and range of
64-bit integers keep theirs. any and all give uint8, count uint32, argmax and
argmin int32. In an image file, max, min, mean, rms, median, mode, std, range
and first keep the image's own 8 or 16 bits, any and all are black and white,
and the others need --dtype, which saturates.

Left out: a window with fewer taps than --min-count gives the --nodata value,
else NaN, which no integer dtype holds; --min-count 0 lets every window through.
A mask of height × width lies over every channel of an image.

Output is written aside, then renamed: no half-written file is left. An existing
file is replaced, the input itself only with --force.

Exit codes: 0 done, 1 a bad file, window, value or path, 2 a bad command line.

Examples:
  $ stridepool photo.jpg                    writes photo-max-2.jpg beside it
  $ stridepool photo.jpg --window 3x3 --op mean --out small.png
  $ stridepool noisy.png --window 3 --stride 1 --padding same --op median
  $ stridepool scan.tiff --window 4 --op min --edge partial
  $ stridepool heights.npy --op mean --nodata -9999 --min-count 3
  $ stridepool volume.npy --window 2x2x2 --op mean --out half.npy
  $ stridepool matrix.csv --window 2x3 --stride 1 --out -
  $ stridepool *.png --op mean --out thumbnails/

Without arguments it pools an 8×8 matrix, and the photo that comes with a
checkout of the project.`;
