import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/train.ts';
import { HandspellElement } from '../handspell-element.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { tell } from './events.ts';

const CELL = 16;
/** Beside and above the cells, for names of one letter and for words. */
const MARGIN = { letters: 20, words: 54 };
const LONGEST = 9;

/**
 * True classes down, answers across; a fuller cell has more of its row. Cells with pictures are buttons.
 * @fires cell-open
 */
@customElement('confusion-matrix')
export class ConfusionMatrix extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        overflow: auto;
      }

      svg {
        display: block;
        width: 100%;
        min-width: 440px;
        max-width: 720px;
        height: auto;
      }

      text {
        fill: var(--muted);
        font-size: 9px;
        text-anchor: middle;
      }

      .row {
        text-anchor: end;
      }

      .upright {
        text-anchor: start;
      }

      .empty {
        fill: var(--sunken);
      }

      .right rect {
        fill: var(--accent);
      }

      .wrong rect {
        fill: var(--error);
      }

      g[role='button'] {
        cursor: pointer;
      }

      g[role='button']:focus-visible {
        outline: none;
      }

      g[role='button']:hover rect,
      g[role='button']:focus-visible rect {
        stroke: var(--ink);
        stroke-width: 2;
      }
    `,
  ];

  @property({ attribute: false }) labels: readonly string[] = [];
  /** Counts, row-major [true, answered]. */
  @property({ attribute: false }) matrix: Int32Array = new Int32Array(0);

  protected override render(): TemplateResult | typeof nothing {
    const n = this.labels.length;
    if (this.matrix.length !== n * n) return nothing;
    const { margin } = this;
    const side = margin + n * CELL;
    return html`<svg viewBox="0 0 ${side} ${side}" role="group" aria-label=${t('check.matrix')}>
      <rect class="empty" x=${margin} y=${margin} width=${n * CELL} height=${n * CELL} />
      ${this.labels.map((label, i) => renderNames(shortName(label), margin, margin + i * CELL + CELL / 2))}
      ${Array.from(this.matrix, (count, at) => (count > 0 ? this.renderCell(count, Math.floor(at / n), at % n) : nothing))}
    </svg>`;
  }

  private get margin(): number {
    return this.labels.some((label) => isWord(shortName(label))) ? MARGIN.words : MARGIN.letters;
  }

  private renderCell(count: number, truth: number, predicted: number) {
    const n = this.labels.length;
    const row = this.matrix.subarray(truth * n, (truth + 1) * n).reduce((sum, value) => sum + value, 0);
    const name = t('check.cell', {
      truth: labelText(this.labels[truth] ?? ''),
      predicted: labelText(this.labels[predicted] ?? ''),
      count,
    });
    const open = () => tell(this, 'cell-open', { truth, predicted });
    return svg`<g
      role="button"
      tabindex="0"
      class=${truth === predicted ? 'right' : 'wrong'}
      aria-label=${name}
      @click=${open}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open();
      }}
    ><title>${name}</title><rect
      x=${this.margin + predicted * CELL + 1}
      y=${this.margin + truth * CELL + 1}
      width=${CELL - 2}
      height=${CELL - 2}
      fill-opacity=${0.25 + 0.75 * (count / row)}
    /></g>`;
  }
}

/** The name of a class left of its row and above its column; a word stands upright there. */
function renderNames(name: string, margin: number, middle: number): SVGTemplateResult {
  const top = margin - 6;
  return svg`<text class="row" x=${top} y=${middle + 3} aria-hidden="true">${name}</text>
    ${
      isWord(name)
        ? svg`<text class="upright" transform="translate(${middle + 3} ${top}) rotate(-90)" aria-hidden="true">${name}</text>`
        : svg`<text x=${middle} y=${top} aria-hidden="true">${name}</text>`
    }`;
}

const isWord = (name: string) => name.length > 2;

/** What fits the margin. */
function shortName(label: string): string {
  const name = labelText(label);
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}

declare global {
  interface HTMLElementTagNameMap {
    'confusion-matrix': ConfusionMatrix;
  }
}
