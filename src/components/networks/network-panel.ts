import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import type { LeNetStyle } from '../../model/lenet.ts';
import { googlenet } from '../../model/zoo/googlenet.ts';
import type { Network } from '../../model/zoo/layers.ts';
import { lenet5 } from '../../model/zoo/lenet5.ts';
import { NETWORKS, type NetworkId } from '../../model/zoo/networks.ts';
import { resnet50 } from '../../model/zoo/resnet50.ts';
import { type Summary, summarize } from '../../model/zoo/summarize.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { compact, formatBytes, mebibytes, shapeText } from './figures.ts';
import './network-diagram.ts';
import './network-layers.ts';
import { networkStyles } from './panel.styles.ts';

/** The alphabet as the lesson trains it: 26 letters and three signs. */
const LESSON_CLASSES = 29;

/** One network: its idea, its drawing, its figures, its layer table. The slot is for running it. */
@customElement('network-panel')
export class NetworkPanel extends HandspellElement {
  static override styles = [
    controls,
    fields,
    networkStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: calc(1.5 * var(--unit)) calc(2 * var(--unit));
      }

      dt {
        color: var(--muted);
        font-size: 0.875rem;
      }

      dd {
        font-size: var(--text-l);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }

      .year {
        color: var(--muted);
        font-weight: 400;
      }
    `,
  ];

  @property() network: NetworkId = 'lenet5';
  @state() private auxiliaries = false;
  @state() private frozen = false;
  @state() private style_: LeNetStyle = 'tanh-average';

  protected override render(): TemplateResult {
    const network = this.definition();
    const summary =
      this.frozen && this.network === 'resnet50' ? summarize(network, isLast) : summarize(network);
    return html`<section class="card" aria-labelledby="name">
      <h2 id="name">${network.name} <span class="year">${network.year}</span></h2>
      <p class="text">${t(`idea.${this.network}`)}</p>
      ${this.renderOption()}
      <network-diagram .network=${network}></network-diagram>
      ${renderFacts(network, summary)}
      <network-layers .summary=${summary}></network-layers>
      <slot></slot>
    </section>`;
  }

  private definition(): Network {
    if (this.network === 'googlenet') return googlenet({ auxiliaries: this.auxiliaries });
    if (this.network === 'resnet50' && this.frozen) return resnet50({ classes: LESSON_CLASSES });
    if (this.network === 'lenet5') return lenet5({ style: this.style_ });
    return NETWORKS[this.network]();
  }

  private renderOption(): TemplateResult | typeof nothing {
    const toggle = (key: 'auxiliaries' | 'frozen', label: string) =>
      html`<label class="field"
        >${label}
        <input
          type="checkbox"
          role="switch"
          .checked=${this[key]}
          @change=${(event: Event) => {
            this[key] = (event.target as HTMLInputElement).checked;
          }}
      /></label>`;
    if (this.network === 'googlenet') return toggle('auxiliaries', t('option.auxiliaries'));
    if (this.network === 'resnet50') return toggle('frozen', t('option.frozen', { classes: LESSON_CLASSES }));
    if (this.network !== 'lenet5') return nothing;
    const labels = {
      'tanh-average': t('option.tanh-average', { year: String(lenet5().year) }),
      'relu-max': t('option.relu-max'),
    };
    return html`<div class="choices" role="radiogroup" aria-label=${t('option.style')}>
      ${(['tanh-average', 'relu-max'] as const).map(
        (style) =>
          html`<label
            ><input
              type="radio"
              name="style"
              .checked=${this.style_ === style}
              @change=${() => {
                this.style_ = style;
              }}
            /><span>${labels[style]}</span></label
          >`,
      )}
    </div>`;
  }
}

const isLast = (name: string): boolean => name === 'fc';

function renderFacts({ input }: Network, summary: Summary): TemplateResult {
  const { parameters, trainable, multiplyAdds, forwardBytes, parameterBytes } = summary;
  const facts = [
    [t('facts.field'), shapeText(input)],
    [t('facts.parameters'), formatNumber(parameters)],
    ...(trainable === parameters ? [] : [[t('facts.trainable'), formatNumber(trainable)] as const]),
    [t('facts.multiply-adds'), compact(multiplyAdds)],
    [t('facts.size'), formatBytes(parameterBytes)],
    [t('table.both-ways'), mebibytes(2 * forwardBytes)],
  ] as const;
  return html`<dl>
    ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'network-panel': NetworkPanel;
  }
}
