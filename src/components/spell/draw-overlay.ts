import type { Overlay } from '../../app/live-state.ts';
import type { Landmark } from '../../model/types.ts';
import { CoverMap, type Point, type Rect, type Size } from './geometry.ts';

/** The bones between the 21 landmarks, wrist 0, thumb 1-4, then four joints a finger (MediaPipe's numbering). */
const BONES: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [0, 5],
  [5, 6],
  [6, 7],
  [7, 8],
  [5, 9],
  [9, 10],
  [10, 11],
  [11, 12],
  [9, 13],
  [13, 14],
  [14, 15],
  [15, 16],
  [13, 17],
  [17, 18],
  [18, 19],
  [19, 20],
  [0, 17],
];

export interface OverlayColors {
  accent: string;
  outline: string;
}

export interface StageMarks {
  points: Point[];
  crop: Rect | null;
}

/** The overlay in stage px. */
export function marksOnStage(overlay: Overlay, stage: Size, mirrored: boolean): StageMarks {
  const { frame, landmarks, crop } = overlay;
  if (frame.width <= 0 || frame.height <= 0) return { points: [], crop: null };
  const map = new CoverMap(frame, stage, mirrored);
  return {
    points: (landmarks ?? []).map((mark: Landmark) => map.point(mark.x * frame.width, mark.y * frame.height)),
    crop: crop ? map.square(crop.x, crop.y, crop.side) : null,
  };
}

/** Draws a hairline skeleton and the crop square, each over a dark outline so that they read on any picture. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  marks: StageMarks,
  colors: OverlayColors,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (marks.crop) {
    context.globalAlpha = 0.4;
    context.beginPath();
    context.roundRect(marks.crop.x, marks.crop.y, marks.crop.width, marks.crop.height, 12);
    strokeTwice(context, colors, 1.5);
    context.globalAlpha = 1;
  }
  if (marks.points.length !== 21) return;
  context.beginPath();
  for (const [from, to] of BONES) {
    const a = marks.points[from];
    const b = marks.points[to];
    if (!a || !b) continue;
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  }
  strokeTwice(context, colors, 1.5);
  for (const point of marks.points) {
    context.beginPath();
    context.arc(point.x, point.y, 3, 0, 2 * Math.PI);
    context.fillStyle = colors.accent;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = colors.outline;
    context.stroke();
  }
}

function strokeTwice(context: CanvasRenderingContext2D, colors: OverlayColors, width: number): void {
  context.lineWidth = width + 2.5;
  context.strokeStyle = colors.outline;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = colors.accent;
  context.stroke();
}
