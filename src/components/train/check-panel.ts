import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CheckResult, TrainActions, TrainState } from '../../app/train/state.ts';
import { formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import { accuracy, confusionMatrix, perLetter, worstPairs } from '../../train/metrics.ts';
import { HandspellElement } from '../handspell-element.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import './confusion-matrix.ts';
import { type TrainEvents, tell } from './events.ts';
import './head-list.ts';
import type { CaptionedImage } from './image-grid.ts';
import './image-grid.ts';
import { panelStyles } from './panel.styles.ts';
import { RECORDINGS } from './save-recordings.ts';

const LAST_RUN = 'last-run';
/** Pictures of one cell that are shown at most. */
const CELL_IMAGES = 60;
const PAIRS = 6;

/** The step Check: what a head gets right and wrong, with the pictures, and which head answers from now on. */
@customElement('check-panel')
export class CheckPanel extends HandspellElement {
  static override styles = [
    controls,
    fields,
    panelStyles,
    css`
      .letters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
        gap: 4px calc(2 * var(--unit));
        list-style: none;
      }

      .letters li {
        display: grid;
        grid-template-columns: 3.5em 1fr;
        align-items: center;
        gap: var(--unit);
        font-size: 0.875rem;
      }

      .accuracy {
        font-size: var(--text-2xl);
        font-weight: 650;
      }
    `,
  ];

  @property({ attribute: false }) train!: TrainState;
  @property({ attribute: false }) actions!: TrainActions;

  /** What the person chose; it may be gone since. */
  @state() private wanted = LAST_RUN;
  @state() private result: CheckResult | null = null;
  @state() private answers: CaptionedImage[] | null = null;
  @state() private cell: { title: string; images: CaptionedImage[] } | null = null;
  @state() private checking = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('train')) return;
    const before = changed.get('train') as TrainState | undefined;
    const { lastRun } = this.train;
    if (lastRun && lastRun !== before?.lastRun) {
      this.wanted = LAST_RUN;
      this.show(lastRun.check);
    }
  }

  protected override render(): TemplateResult {
    const { train } = this;
    return html`<head-list
        .heads=${train.heads}
        .active=${train.activeHead}
        .canRollBack=${train.canRollBack}
        .actions=${this.actions.heads}
      ></head-list>
      <section>
        <h2>${t('check.title')}</h2>
        ${this.renderSource()}
        ${this.result && this.result.ids.length > 0 ? this.renderResult(this.result) : html`<p class="quiet-text">${t('check.none')}</p>`}
      </section>`;
  }

  /** What can be checked: value and name. */
  private get sources(): [string, string][] {
    const { datasets, tiles, lastRun } = this.train;
    const sources: [string, string][] = [];
    if (lastRun) sources.push([LAST_RUN, t('check.held-out')]);
    if (tiles.some(({ captured }) => captured > 0)) sources.push([RECORDINGS, t('data.own')]);
    for (const { record } of datasets) {
      sources.push([record.id, record.role === 'test' ? `${record.name}: ${t('data.tests')}` : record.name]);
    }
    return sources;
  }

  /** The person's choice, or the first there is. */
  private get source(): string | null {
    const { sources } = this;
    return (sources.find(([value]) => value === this.wanted) ?? sources[0])?.[0] ?? null;
  }

  private renderSource(): TemplateResult {
    const { sources, source } = this;
    return html`<div class="row">
      <label class="row"
        ><span>${t('check.on')}</span>
        <select
          @change=${(event: Event) => {
            this.wanted = (event.target as HTMLSelectElement).value;
          }}
        >
          ${sources.map(
            ([value, name]) => html`<option value=${value} .selected=${value === source}>${name}</option>`,
          )}
        </select></label
      >
      <button class="button check" ?disabled=${this.checking || source === null} @click=${this.check}>${t('check.run')}</button>
    </div>`;
  }

  private renderResult(result: CheckResult): TemplateResult {
    const { labels, truth, predicted } = result;
    const matrix = confusionMatrix(truth, predicted, labels.length);
    const pairs = worstPairs(matrix, labels, PAIRS);
    return html`<p role="status">
        <span class="accuracy">${formatPercent(accuracy(matrix, labels.length), 1)}</span>
        <span class="quiet-text"
          >${t('check.accuracy', { count: truth.length })}</span
        >
      </p>
      ${this.answers ? html`<h3>${t('check.answers')}</h3><image-grid .images=${this.answers}></image-grid>` : nothing}
      <h3>${t('check.worst')}</h3>
      ${pairs.length === 0 ? html`<p class="quiet-text">${t('check.worst-none')}</p>` : this.renderPairs(labels, pairs)}
      <h3>${t('check.matrix')}</h3>
      <p class="quiet-text">${t('check.matrix-help')}</p>
      <confusion-matrix .labels=${labels} .matrix=${matrix} @cell-open=${this.openCell}></confusion-matrix>
      ${this.cell ? html`<h3 class="cell">${this.cell.title}</h3><image-grid .images=${this.cell.images}></image-grid>` : nothing}
      <h3>${t('check.letters')}</h3>
      <ul class="letters">
        ${perLetter(matrix, labels)
          .filter(({ count }) => count > 0)
          .map(({ label, count, correct }) => {
            const name = labelText(label);
            return html`<li title=${t('check.letter', { label: name, correct, count })}>
              <span>${name} ${formatPercent(correct / count)}</span>
              <progress max=${count} .value=${correct} aria-label=${t('check.letter', { label: name, correct, count })}></progress>
            </li>`;
          })}
      </ul>`;
  }

  private renderPairs(
    labels: readonly string[],
    pairs: readonly { truth: string; predicted: string; count: number }[],
  ): TemplateResult {
    return html`<ul class="plain">
      ${pairs.map(
        ({ truth, predicted, count }) =>
          html`<li class="spread">
            <button
              class="button quiet"
              @click=${() => this.showCell(labels.indexOf(truth), labels.indexOf(predicted))}
            >${t('check.cell', { truth: labelText(truth), predicted: labelText(predicted), count })}</button>
            <button class="button" @click=${() => tell(this, 'label-select', truth)}>
              ${t('check.record-more', { label: labelText(truth) })}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  private async check(): Promise<void> {
    const { source } = this;
    if (source === null) return;
    this.checking = true;
    try {
      const last = source === LAST_RUN ? (this.train.lastRun?.check ?? null) : null;
      const result = last ?? (await this.actions.run.check(source));
      this.show(result);
      const dataset = this.train.datasets.find(({ record }) => record.id === source);
      if (result && dataset?.record.role === 'test') await this.showAnswers(result);
    } finally {
      this.checking = false;
    }
  }

  private show(result: CheckResult | null): void {
    this.result = result;
    this.answers = null;
    this.cell = null;
  }

  /** The lesson's last picture: what each test image is, and what the head says. */
  private async showAnswers({ ids, labels, truth, predicted }: CheckResult): Promise<void> {
    const images = new Map((await this.actions.data.images(ids)).map((image) => [image.id, image]));
    this.answers = ids.flatMap((id, i) => {
      const image = images.get(id);
      const right = labels[truth[i] as number] ?? '';
      const answer = labels[predicted[i] as number] ?? '';
      if (!image) return [];
      const caption = t('check.answer', { truth: labelText(right), predicted: labelText(answer) });
      return [{ blob: image.picture, caption, wrong: right === answer ? null : t('check.wrong') }];
    });
  }

  private openCell(event: TrainEvents['cell-open']): void {
    void this.showCell(event.detail.truth, event.detail.predicted);
  }

  private async showCell(truth: number, predicted: number): Promise<void> {
    const { result } = this;
    if (!result) return;
    const ids = result.ids.filter((_, i) => result.truth[i] === truth && result.predicted[i] === predicted);
    const images = await this.actions.data.images(ids.slice(0, CELL_IMAGES));
    const name = (k: number) => labelText(result.labels[k] ?? '');
    this.cell = {
      title: t('check.cell', { truth: name(truth), predicted: name(predicted), count: ids.length }),
      images: images.map((image) => ({ blob: image.picture, caption: labelText(image.label) })),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'check-panel': CheckPanel;
  }
}
