import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { type Cost, costOf, narrowed, stackOf } from '../../model/zoo/claims.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { setStyle } from '../styles/set-style.ts';
import { compact } from './figures.ts';
import { networkStyles } from './panel.styles.ts';

/** A wide convolution against the same behind a 1x1 that narrows its input, with the widths as sliders. */
@customElement('claim-bottleneck')
export class ClaimBottleneck extends HandspellElement {
  static override styles = [controls, fields, networkStyles];

  @state() private channels = 256;
  @state() private middle = 128;
  @state() private size = 5;
  @state() private side = 28;

  protected override render(): TemplateResult {
    const { channels, middle, size, side } = this;
    const direct = costOf(stackOf(size, 1, channels), side, channels);
    const through = costOf(narrowed(size, middle, channels), side, channels);
    const names = {
      direct: t('bottleneck.direct', { size, channels }),
      through: t('bottleneck.narrowed', { size, channels, middle }),
    };
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title">${t('bottleneck.title')}</h3>
      <p class="text">${t('bottleneck.text')}</p>
      <div>
        ${this.renderSlider('channels', t('bottleneck.channels'), 8, 512, 8)}
        ${this.renderSlider('middle', t('bottleneck.middle'), 8, 512, 8)}
        ${this.renderSlider('size', t('bottleneck.size'), 1, 7, 2)}
        ${this.renderSlider('side', t('bottleneck.side'), 7, 56, 7)}
      </div>
      ${renderBars(t('facts.parameters'), 'parameters', direct, through, names, formatNumber)}
      ${renderBars(t('facts.multiply-adds'), 'multiplyAdds', direct, through, names, compact)}
    </section>`;
  }

  private renderSlider(
    key: 'channels' | 'middle' | 'size' | 'side',
    label: string,
    min: number,
    max: number,
    step: number,
  ): TemplateResult {
    const square = key === 'size' || key === 'side';
    const value = this[key];
    return html`<label class="field"
      >${label} <output>${square ? `${value}×${value}` : formatNumber(value)}</output>
      <input
        type="range"
        min=${min}
        max=${max}
        step=${step}
        .value=${String(value)}
        @input=${(event: Event) => {
          this[key] = Number((event.target as HTMLInputElement).value);
        }}
    /></label>`;
  }
}

function renderBars(
  title: string,
  key: keyof Cost,
  direct: Cost,
  through: Cost,
  names: { direct: string; through: string },
  text: (value: number) => string,
): TemplateResult {
  const most = Math.max(direct[key], through[key]);
  const bar = (name: string, value: number, kind: string) => html`<div class="bar ${kind}">
    <span>${name}</span><span>${text(value)}</span><i ${setStyle({ '--share': `${(100 * value) / most}%` })}></i>
  </div>`;
  return html`<div>
    <h4>${title}</h4>
    <div class="bars">${bar(names.direct, direct[key], 'second')} ${bar(names.through, through[key], '')}</div>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'claim-bottleneck': ClaimBottleneck;
  }
}
