import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import type { Shape } from '../../model/zoo/layers.ts';
import { resnet50 } from '../../model/zoo/resnet50.ts';
import { summarize } from '../../model/zoo/summarize.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { panelStyles } from './panel.styles.ts';

/** Classes and features of the lesson's own head: 29 letters on the 2,048 values of ResNet-50. */
const LESSON = { classes: 29, features: 2048 };

const denseParameters = (features: number, classes: number) => (features + 1) * classes;

/** What is trained and what is frozen, computed from the network's definition. */
@customElement('layer-table')
export class LayerTable extends HandspellElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      .scroll {
        max-height: 320px;
      }

      th {
        position: sticky;
        top: 0;
        background: var(--surface);
      }

      .strong td {
        font-weight: 600;
      }
    `,
  ];

  @property({ type: Number }) classes = 29;
  @property({ type: Number }) features = 2048;

  private readonly backbone = summarize(resnet50({ classes: null }), () => false);

  protected override render(): TemplateResult {
    const head = denseParameters(this.features, this.classes);
    const { parameters, rows } = this.backbone;
    return html`<details>
      <summary>${t('layers.title')}</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>${t('layers.layer')}</th>
              <th class="number">${t('layers.output')}</th>
              <th class="number">${t('layers.parameters')}</th>
              <th class="number">${t('layers.trained')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(({ name, kind, detail, output, parameters: own }) =>
              this.renderRow(`${name} ${kind} ${detail}`, output, own, 0),
            )}
            ${
              this.features > LESSON.features
                ? this.renderRow(t('layers.pose'), [this.features - LESSON.features], null, 0)
                : ''
            }
            ${this.renderRow(t('layers.head'), [this.classes], head, head, true)}
            ${this.renderRow(t('layers.total'), [], parameters + head, head, true)}
          </tbody>
        </table>
      </div>
      <p class="quiet-text">
        ResNet-50: ${formatNumber(parameters)}, ${t('layers.frozen')}.
        ${t('layers.plain', { parameters: denseParameters(LESSON.features, LESSON.classes) })}
      </p>
    </details>`;
  }

  private renderRow(
    name: string,
    output: Shape,
    parameters: number | null,
    trained: number,
    strong = false,
  ): TemplateResult {
    return html`<tr class=${strong ? 'strong' : ''}>
      <td>${name}</td>
      <td class="number">${output.join(' × ')}</td>
      <td class="number">${parameters === null ? '' : formatNumber(parameters)}</td>
      <td class="number">${trained > 0 ? formatNumber(trained) : t('layers.frozen')}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'layer-table': LayerTable;
  }
}
