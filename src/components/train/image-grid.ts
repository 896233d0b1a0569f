import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import './blob-image.ts';

export interface CaptionedImage {
  blob: Blob;
  caption: string;
  /** Marked as an error: by colour, by a border and by its words. */
  wrong?: string | null;
}

/** Pictures with a line under each: a sample batch, the pictures of a cell, test pictures with their answers. */
@customElement('image-grid')
export class ImageGrid extends HandspellElement {
  static override styles = [
    controls,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(84px, 1fr));
        gap: var(--unit);
        max-height: 420px;
        padding: 3px;
        overflow-y: auto;
        list-style: none;
      }

      li {
        display: grid;
        gap: 2px;
        font-size: var(--text-s);
      }

      .wrong blob-image {
        box-shadow: 0 0 0 3px var(--error);
      }

      .wrong span {
        color: var(--error);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) images: readonly CaptionedImage[] = [];

  protected override render(): TemplateResult {
    return html`<ul>
      ${this.images.map(
        ({ blob, caption, wrong }) =>
          html`<li class=${wrong ? 'wrong' : ''}>
            <blob-image .blob=${blob} alt=""></blob-image>
            <span>${caption}${wrong ? html` <span class="visually-hidden">${wrong}</span>` : ''}</span>
          </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'image-grid': ImageGrid;
  }
}
