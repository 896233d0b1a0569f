import { html, svg, type TemplateResult } from 'lit';

export type Curve = 'first' | 'second-curve' | 'third';

export interface Series {
  name: string;
  /** Said after the name in the legend. */
  note: string;
  curve: Curve;
  points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  min: number;
  max: number;
  ticks: readonly { at: number; label: string }[];
}

const WIDTH = 480;
const HEIGHT = 230;
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 12, 10, 26];

/** Curves over two axes, with a legend that says what each is. Points outside the axes are drawn at their edge. */
export function lineChart(label: string, x: Axis, y: Axis, series: readonly Series[]): TemplateResult {
  const place = (axis: Axis, value: number) =>
    (Math.max(axis.min, Math.min(axis.max, value)) - axis.min) / (axis.max - axis.min || 1);
  const px = (value: number) => LEFT + place(x, value) * (WIDTH - LEFT - RIGHT);
  const py = (value: number) => HEIGHT - BOTTOM - place(y, value) * (HEIGHT - TOP - BOTTOM);
  return html`<figure>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${y.ticks.map(
        ({
          at,
          label: text,
        }) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${py(at)} y2=${py(at)} />
          <text x=${LEFT - 6} y=${py(at) + 4} text-anchor="end">${text}</text>`,
      )}
      ${x.ticks.map(
        ({ at, label: text }) => svg`<text x=${px(at)} y=${HEIGHT - 6} text-anchor="middle">${text}</text>`,
      )}
      ${series.map(({ curve, points }) => {
        const line = points.filter(([, v]) => Number.isFinite(v)).map(([h, v]) => `${px(h)},${py(v)}`);
        return svg`<polyline class="curve ${curve}" points=${line.join(' ')} />`;
      })}
    </svg>
    <ul class="legend">
      ${series.map(
        ({ name, note, curve }) => html`<li>
          <svg width="22" height="10" aria-hidden="true"><line class="curve ${curve}" x1="1" x2="21" y1="5" y2="5" /></svg
          ><b>${name}</b> ${note}
        </li>`,
      )}
    </ul>
  </figure>`;
}

/** Ticks at powers of ten for values that are shown as their logarithm. */
export function decades(min: number, max: number, text: (value: number) => string): Axis {
  const step = Math.max(1, Math.ceil((max - min) / 6));
  const ticks: { at: number; label: string }[] = [];
  for (let at = Math.ceil(min); at <= max; at += step) ticks.push({ at, label: text(10 ** at) });
  return { min, max, ticks };
}
