// Room for labels: boxes that were laid out freely are brought into a given width, and no two of them overlap.

/** A thing with its label: the middle of the box around both, and its size. */
export interface Box { x: number; y: number; width: number; height: number }

/** Move boxes so that they stand side by side within a width; the size of the whole is returned. */
export function makeRoom(boxes: readonly Box[], most: number): { width: number; height: number } {
  if (!boxes.length) return { width: 0, height: 0 };
  const first = Math.min(...boxes.map((box) => box.x));
  const span = Math.max(...boxes.map((box) => box.x)) - first || 1;
  const edge = Math.min(...boxes.map((box) => box.x - box.width / 2));
  const natural = Math.max(...boxes.map((box) => box.x + box.width / 2)) - edge;
  for (const box of boxes) {
    if (natural <= most) box.x -= edge;
    else box.x = box.width / 2 + ((box.x - first) / span) * Math.max(0, most - box.width);
  }
  pushDown(boxes);
  const top = Math.min(...boxes.map((box) => box.y - box.height / 2));
  for (const box of boxes) box.y -= top;
  return { width: Math.min(natural, most), height: Math.max(...boxes.map((box) => box.y + box.height / 2)) };
}

/** From top to bottom, each box goes down until it meets none of those above it. */
function pushDown(boxes: readonly Box[]): void {
  const placed: Box[] = [];
  for (const box of [...boxes].sort((a, b) => a.y - b.y)) {
    const beside = placed.filter((other) => Math.abs(other.x - box.x) < (other.width + box.width) / 2).sort((a, b) => a.y - b.y);
    for (const other of beside) if (Math.abs(other.y - box.y) < (other.height + box.height) / 2) box.y = other.y + (other.height + box.height) / 2;
    placed.push(box);
  }
}
