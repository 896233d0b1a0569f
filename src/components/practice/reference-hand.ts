import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

/** The labels that have a picture in public/hands. An alphabet made in Train may have others. */
const DRAWN = /^([A-Z]|space|del)$/;

/** A drawn hand that signs a letter. Where there is no picture of it, nothing is shown. */
@customElement('reference-hand')
export class ReferenceHand extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      :host([empty]) {
        display: none;
      }

      img {
        display: block;
        width: 100%;
        height: auto;
        aspect-ratio: 1;
        object-fit: contain;
        border-radius: var(--radius);
        background: var(--sunken);
      }

      :host([mirrored]) img {
        transform: scaleX(-1);
      }
    `,
  ];

  /** A class label: `A` to `Z`, `space` or `del`. */
  @property() label = '';

  /** Turned about, as the hand looks in a mirrored preview. */
  @property({ type: Boolean, reflect: true }) mirrored = false;
  /** There is no picture of this letter. */
  @property({ type: Boolean, reflect: true }) empty = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('label')) this.empty = !DRAWN.test(this.label);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.empty) return nothing;
    return html`<img
      src="hands/${this.label}.webp"
      width="240"
      height="240"
      alt=${t('practice.hand', { letter: this.label })}
      @error=${() => {
        this.empty = true;
      }}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reference-hand': ReferenceHand;
  }
}
