import { css, html, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

/** The current letter in a round badge; the ring around it fills while the letter holds. For the eye only. */
@customElement('letter-badge')
export class LetterBadge extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        width: 72px;
        height: 72px;
        position: relative;
        color: var(--stage-ink);
      }

      svg.ring {
        position: absolute;
        inset: 0;
        transform: rotate(-90deg);
      }

      .disc {
        fill: var(--stage-glass);
      }

      .track {
        fill: none;
        stroke: rgb(255 255 255 / 22%);
        stroke-width: 5;
      }

      .outline {
        fill: none;
        stroke: var(--stage-outline);
        stroke-width: 9;
      }

      .fill {
        fill: none;
        stroke: var(--stage-accent);
        stroke-width: 5;
        stroke-linecap: round;
        transition: stroke-dashoffset 80ms linear;
      }

      .fill.empty {
        stroke: none;
        transition: none;
      }

      .letter {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        font-size: var(--text-2xl);
        font-weight: 650;
        line-height: 1;
      }
    `,
  ];

  /** A class label: a letter, `space` or `del`. */
  @property() label = '';

  /** How far the ring is filled, [0, 1]. */
  @property({ type: Number }) progress = 0;

  protected override render(): TemplateResult {
    const progress = Math.min(1, Math.max(0, this.progress));
    return html`<svg class="ring" viewBox="0 0 72 72" width="72" height="72" aria-hidden="true">
        ${svg`<circle class="outline" cx="36" cy="36" r="31.5"></circle>
        <circle class="disc" cx="36" cy="36" r="31.5"></circle>
        <circle class="track" cx="36" cy="36" r="31.5"></circle>
        <circle class="fill ${progress === 0 ? 'empty' : ''}" cx="36" cy="36" r="31.5" pathLength="1"
          stroke-dasharray="1 1" stroke-dashoffset=${1 - progress}></circle>`}
      </svg>
      <div class="letter">${this.renderLetter()}</div>`;
  }

  private renderLetter() {
    if (this.label === 'space') return icon('space');
    if (this.label === 'del') return icon('delete');
    return this.label;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'letter-badge': LetterBadge;
  }
}
