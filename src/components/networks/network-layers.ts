import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import type { LayerRow, Summary } from '../../model/zoo/summarize.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { mebibytes, shapeText } from './figures.ts';
import { networkStyles } from './panel.styles.ts';

/** The layer table of a network, folded until it is asked for. */
@customElement('network-layers')
export class NetworkLayers extends HandspellElement {
  static override styles = [
    controls,
    networkStyles,
    css`
      summary {
        min-height: var(--target);
        align-content: center;
        cursor: pointer;
      }

      .scroll {
        max-height: 60vh;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }

      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }

      th,
      td {
        padding: 4px 12px;
        text-align: right;
      }

      th:first-child,
      td:first-child {
        text-align: left;
      }

      thead th {
        position: sticky;
        top: 0;
        background: var(--sunken);
        font-weight: 600;
      }

      tbody tr + tr td {
        border-top: 1px solid var(--line);
      }

      tfoot th {
        position: sticky;
        bottom: 0;
        border-top: 2px solid var(--control);
        background: var(--sunken);
        font-weight: 600;
      }

      td small {
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) summary!: Summary;
  @state() private open = false;

  protected override render(): TemplateResult {
    const toggle = (event: Event) => {
      this.open = (event.currentTarget as HTMLDetailsElement).open;
    };
    return html`<details @toggle=${toggle}>
      <summary>${t('table.show', { count: this.summary.rows.length })}</summary>
      ${this.open ? this.renderTable() : ''}
    </details>`;
  }

  private renderTable(): TemplateResult {
    const { rows, parameters, trainable, multiplyAdds, forwardBytes } = this.summary;
    return html`<div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('table.layer')}</th>
            <th scope="col">${t('table.output')}</th>
            <th scope="col">${t('table.parameters')}</th>
            <th scope="col">${t('table.trainable')}</th>
            <th scope="col">${t('table.multiply-adds')}</th>
            <th scope="col">${t('table.forward')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(renderRow)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${t('table.total')}</th>
            <th></th>
            <th>${formatNumber(parameters)}</th>
            <th>${formatNumber(trainable)}</th>
            <th>${formatNumber(multiplyAdds)}</th>
            <th>${mebibytes(forwardBytes)}</th>
          </tr>
        </tfoot>
      </table>
    </div>`;
  }
}

function renderRow({
  name,
  kind,
  detail,
  output,
  parameters,
  trainable,
  multiplyAdds,
  forwardBytes,
}: LayerRow) {
  const count = (value: number) => (value === 0 ? '' : formatNumber(value));
  return html`<tr>
    <td>${t(`kind.${kind}`)} ${detail} <small>${name}</small></td>
    <td>${shapeText(output)}</td>
    <td>${count(parameters)}</td>
    <td>${count(trainable)}</td>
    <td>${count(multiplyAdds)}</td>
    <td>${mebibytes(forwardBytes)}</td>
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'network-layers': NetworkLayers;
  }
}
