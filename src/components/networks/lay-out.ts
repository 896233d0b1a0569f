/** Where the boxes of a network's drawing stand, in px. */
import type { Shape } from '../../model/zoo/layers.ts';
import type { Part } from '../../model/zoo/outline.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Box extends Rectangle {
  part: Part;
  /** Layers inside a block, as smaller boxes. */
  inner: Rectangle[];
  /** Right edge of the box before; null for a classifier on the side. */
  from: number | null;
  /** Under the box, where the shape changes. */
  label: string;
}

export interface Drawing {
  width: number;
  input: Rectangle & { label: string };
  boxes: Box[];
}

export const HEIGHT = 230;
export const MIDDLE = 100;
const TALLEST = 130;
const SHORTEST = 18;
/** Between boxes: a short network spreads out, a deep one is scrolled. */
const GAPS = { least: 14, most: 64, room: 760 };
const LABEL_WIDTH = 54;

/** Heights and widths grow with the logarithm of the picture's side and of the channels: both fall by halves. */
export function layOut(parts: readonly Part[], input: Shape): Drawing {
  const tallest = Math.log2(Math.max(2, input[0] ?? 2));
  const heightOf = (shape: Shape) =>
    shape.length === 1
      ? SHORTEST + 6 * Math.log2(Math.max(1, shape[0] ?? 1))
      : SHORTEST + ((TALLEST - SHORTEST) * Math.log2(Math.max(1, shape[0] ?? 1))) / tallest;
  const widths = parts.reduce((sum, part) => sum + (part.kind === 'auxiliary' ? 0 : widthOf(part)), 0);
  const gap = Math.max(GAPS.least, Math.min(GAPS.most, (GAPS.room - widths) / parts.length));
  const inputHeight = heightOf(input);
  const first = { x: 4, y: MIDDLE - inputHeight / 2, width: 8, height: inputHeight, label: label(input) };
  let [right, labelEnd, last] = [first.x + first.width, first.x + LABEL_WIDTH, label(input)];
  const boxes = parts.map((part): Box => {
    const width = widthOf(part);
    const height = part.kind === 'auxiliary' ? 30 : heightOf(part.output);
    if (part.kind === 'auxiliary') {
      const box = { x: right - width, y: MIDDLE + TALLEST / 2 + 8, width, height };
      return { part, ...box, inner: [], from: null, label: '' };
    }
    const x = right + gap + (part.kind === 'residual' ? 4 : 0);
    const box = { x, y: MIDDLE - height / 2, width, height };
    const own = label(part.output);
    const shown = own !== last && x + width / 2 - LABEL_WIDTH / 2 > labelEnd - 6;
    if (shown) [labelEnd, last] = [x + width / 2 + LABEL_WIDTH / 2, own];
    const placed = { part, ...box, inner: innerBoxes(part, box), from: right, label: shown ? own : '' };
    right = x + width + (part.kind === 'residual' ? 4 : 0);
    return placed;
  });
  return { width: right + LABEL_WIDTH / 2, input: first, boxes };
}

function widthOf(part: Part): number {
  if (part.kind === 'inception') return 52;
  if (part.kind === 'residual') return 30;
  if (part.kind === 'pool') return 8;
  if (part.kind === 'dense' || part.kind === 'auxiliary') return 12;
  return 6 + 2.2 * Math.log2(part.output[2] ?? 1);
}

/** Branches of an inception block stand side by side; a residual block's layers follow one another. */
function innerBoxes(part: Part, { x, y, width, height }: Rectangle): Rectangle[] {
  const columns = part.kind === 'residual' ? (part.branches[0] ?? []).map((size) => [size]) : part.branches;
  const step = width / Math.max(1, columns.length);
  return columns.flatMap((column, i) =>
    column.map((_, j) => {
      const each = (height - 6) / column.length;
      return { x: x + i * step + 2, y: y + 3 + j * each + 1, width: step - 4, height: each - 2 };
    }),
  );
}

function label(shape: Shape): string {
  const [side, , channels] = shape;
  return shape.length === 1 ? String(side) : `${side}²×${channels}`;
}
