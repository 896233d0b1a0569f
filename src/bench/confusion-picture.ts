const CELL = 26;
const MARGIN = 84;
const INK = '#17201f';
const ACCENT = [15, 118, 110] as const;

/**
 * Draws a confusion matrix: a row a true label, a column a predicted one, darker for a larger share of the row.
 * @param matrix row-major counts [labels, labels]
 * @returns a PNG
 */
export async function confusionPicture(matrix: readonly number[], labels: readonly string[]): Promise<Blob> {
  const classes = labels.length;
  const side = MARGIN + classes * CELL + 16;
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.textBaseline = 'middle';
  context.font = '13px system-ui, sans-serif';

  const at = (index: number) => MARGIN + index * CELL;
  for (let truth = 0; truth < classes; truth++) {
    const row = matrix.slice(truth * classes, (truth + 1) * classes);
    const total = row.reduce((sum, count) => sum + count, 0);
    row.forEach((count, predicted) => {
      const share = total > 0 ? count / total : 0;
      context.fillStyle = `rgb(${ACCENT.map((part) => Math.round(255 + (part - 255) * Math.sqrt(share))).join(' ')})`;
      context.fillRect(at(predicted), at(truth), CELL - 1, CELL - 1);
      if (count === 0) return;
      context.fillStyle = share > 0.4 ? '#ffffff' : INK;
      context.font = '10px system-ui, sans-serif';
      context.textAlign = 'center';
      context.fillText(String(count), at(predicted) + CELL / 2, at(truth) + CELL / 2);
    });
    context.fillStyle = INK;
    context.font = '13px system-ui, sans-serif';
    context.textAlign = 'right';
    context.fillText(labels[truth] ?? '', MARGIN - 8, at(truth) + CELL / 2);
    context.save();
    context.translate(at(truth) + CELL / 2, MARGIN - 8);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    context.fillText(labels[truth] ?? '', 0, 0);
    context.restore();
  }
  context.textAlign = 'left';
  context.fillText('true ↓  read →', 6, 14);
  return canvas.convertToBlob({ type: 'image/png' });
}
