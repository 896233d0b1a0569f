import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import type { Network } from '../../model/zoo/layers.ts';
import { outline, type Part } from '../../model/zoo/outline.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { compact, shapeText } from './figures.ts';
import { type Box, type Drawing, HEIGHT, layOut, MIDDLE } from './lay-out.ts';
import { networkStyles } from './panel.styles.ts';

/** A network drawn from its definition: a box a layer or block, as tall as its picture, as wide as its channels. */
@customElement('network-diagram')
export class NetworkDiagram extends HandspellElement {
  static override styles = [
    controls,
    networkStyles,
    css`
      .scroll {
        overflow-x: auto;
        padding-bottom: var(--unit);
      }

      svg {
        max-width: none;
      }

      .box {
        stroke: var(--surface);
        stroke-width: 1;
        cursor: pointer;
      }

      .conv {
        fill: var(--accent);
      }

      .pool {
        fill: var(--control);
      }

      .dense {
        fill: var(--warning);
      }

      .inner {
        fill: var(--surface);
        opacity: 0.55;
        pointer-events: none;
      }

      .shortcut {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.5;
      }

      .projection {
        stroke-dasharray: 4 3;
      }

      .selected .box {
        stroke: var(--ink);
        stroke-width: 2;
      }

      output {
        display: block;
        min-height: 3em;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }

      @media (min-width: 900px) {
        output {
          min-height: 1.5em;
        }
      }
    `,
  ];

  @property({ attribute: false }) network!: Network;
  @state() private selected: Part | null = null;
  private parts: Part[] = [];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('network')) return;
    this.parts = outline(this.network);
    this.selected = null;
  }

  protected override render(): TemplateResult {
    const { parts } = this;
    const drawing = layOut(parts, this.network.input);
    const label = t('diagram.label', {
      network: this.network.name,
      count: parts.length,
      input: shapeText(this.network.input),
      output: shapeText(parts.at(-1)?.output ?? []),
    });
    return html`<figure>
      <div class="scroll" tabindex="0" aria-label=${label} role="group" @keydown=${this.walk}>
        <svg width=${drawing.width} height=${HEIGHT} role="img" aria-label=${label}>
          ${renderInput(drawing)} ${drawing.boxes.map((box) => this.renderBox(box))}
        </svg>
      </div>
      ${this.renderLegend(parts)}
      <output>${this.selected ? sentence(this.selected) : t('diagram.hint')}</output>
    </figure>`;
  }

  /** The arrow keys go from box to box, as the pointer does, and bring each into view. */
  private walk(event: KeyboardEvent): void {
    // With these the arrows are the browser's: back, forward.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.selected ? this.parts.indexOf(this.selected) : -1;
    const last = this.parts.length - 1;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.selected = this.parts[Math.max(0, Math.min(last, next))] ?? null;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('.selected')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }

  private renderBox(box: Box): SVGTemplateResult {
    const { part, x, y, width, height } = box;
    const select = () => {
      this.selected = part;
    };
    const colour = part.kind === 'pool' ? 'pool' : part.kind === 'dense' ? 'dense' : 'conv';
    return svg`<g class=${this.selected === part ? 'selected' : ''} @pointerenter=${select} @click=${select}>
      <title>${sentence(part)}</title>
      ${box.from === null ? nothing : svg`<line class="grid" x1=${box.from} x2=${x} y1=${MIDDLE} y2=${MIDDLE} />`}
      ${part.kind === 'auxiliary' ? svg`<path class="shortcut" d="M ${x + width / 2} ${MIDDLE} V ${y}" />` : nothing}
      <rect class="box ${colour}" x=${x} y=${y} width=${width} height=${height} rx="3" />
      ${box.inner.map((i) => svg`<rect class="inner" x=${i.x} y=${i.y} width=${i.width} height=${i.height} rx="1" />`)}
      ${part.kind === 'residual' ? renderShortcut(box) : nothing}
      ${box.label ? svg`<text x=${x + width / 2} y=${HEIGHT - 6} text-anchor="middle">${box.label}</text>` : nothing}
    </g>`;
  }

  private renderLegend(parts: Part[]): TemplateResult {
    const has = (test: (part: Part) => boolean) => parts.some(test);
    const swatch = (kind: string) =>
      html`<svg width="14" height="14" aria-hidden="true"><rect class="box ${kind}" width="14" height="14" rx="3" /></svg>`;
    const arc = (kind: string) =>
      html`<svg width="22" height="14" aria-hidden="true"><path class="shortcut ${kind}" d="M 1 13 V 6 Q 1 2 5 2 H 17 Q 21 2 21 6 V 13" /></svg>`;
    return html`<ul class="legend">
      <li>${swatch('conv')}${t('legend.conv')}</li>
      <li>${swatch('pool')}${t('legend.pool')}</li>
      <li>${swatch('dense')}${t('legend.dense')}</li>
      ${has((p) => p.kind === 'residual' && !p.projection) ? html`<li>${arc('')}${t('legend.shortcut')}</li>` : nothing}
      ${has((p) => p.projection) ? html`<li>${arc('projection')}${t('legend.projection')}</li>` : nothing}
    </ul>`;
  }
}

function renderInput({ input }: Drawing): SVGTemplateResult {
  return svg`<rect x=${input.x} y=${input.y} width=${input.width} height=${input.height} rx="3" fill="none" stroke="var(--control)" />
    <text x=${input.x} y=${HEIGHT - 6}>${input.label}</text>`;
}

function renderShortcut({ part, x, y, width }: Box): SVGTemplateResult {
  const [left, right, top] = [x - 4, x + width + 4, y - 12];
  const path = `M ${left} ${MIDDLE} V ${top + 6} Q ${left} ${top} ${left + 6} ${top} H ${right - 6} Q ${right} ${top} ${right} ${top + 6} V ${MIDDLE}`;
  return svg`<path class="shortcut ${part.projection ? 'projection' : ''}" d=${path} />`;
}

function sentence(part: Part): string {
  const kind = t(`part.${part.kind}`, { detail: part.detail });
  const inner = part.branches.map((branch) => branch.join(' → ')).join(' | ');
  return t('diagram.part', {
    name: [part.name, kind, inner && `(${inner})`].filter(Boolean).join(' '),
    output: shapeText(part.output),
    parameters: formatNumber(part.parameters),
    operations: compact(part.multiplyAdds),
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'network-diagram': NetworkDiagram;
  }
}
