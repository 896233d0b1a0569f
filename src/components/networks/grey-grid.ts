import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { HandspellElement } from '../handspell-element.ts';

/** A small grey picture with its pixels to be seen. */
@customElement('grey-grid')
export class GreyGrid extends HandspellElement {
  static override styles = css`
    canvas {
      display: block;
      width: 100%;
      border-radius: 6px;
      image-rendering: pixelated;
    }
  `;

  @property({ type: Number }) side = 1;
  /** [side, side] in [0, 1]; what lies outside is cut. */
  @property({ attribute: false }) pixels = new Float32Array(1);
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  protected override render(): TemplateResult {
    return html`<canvas width=${this.side} height=${this.side} aria-hidden="true"></canvas>`;
  }

  protected override updated(_: PropertyValues): void {
    const image = new ImageData(this.side, this.side);
    this.pixels.forEach((value, i) => {
      const level = Math.round(255 * Math.max(0, Math.min(1, value)));
      image.data.set([level, level, level, 255], 4 * i);
    });
    this.canvas.getContext('2d')?.putImageData(image, 0, 0);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'grey-grid': GreyGrid;
  }
}
