/** What is between cells. */
const GAP = 4;

/** How far to scroll so that a stretch is seen, from its first end if it is too long. */
function way(from: number, to: number, start: number, end: number): number {
  if (from < start || to - from > end - start) return from - start;
  return Math.max(0, to - end);
}

/** Scrolls a table's box, and nothing around it, so that the cells from the first to the last are seen beside its headers. */
export function scrollTo(table: HTMLTableElement, cells: readonly Element[]): void {
  const box = table.parentElement;
  const [first, last] = [cells.at(0)?.getBoundingClientRect(), cells.at(-1)?.getBoundingClientRect()];
  const corner = table.tHead?.rows[0]?.cells[0]?.getBoundingClientRect();
  if (box === null || first === undefined || last === undefined || corner === undefined) return;
  const { left, top } = box.getBoundingClientRect();
  const across = way(first.left, last.right, left + corner.width + GAP, left + box.clientWidth - GAP);
  const down = way(first.top, last.bottom, top + corner.height + GAP, top + box.clientHeight - GAP);
  box.scrollBy(across, down);
}
