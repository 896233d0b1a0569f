import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Recording } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { tell } from './events.ts';

const FAULTS = ['no-hand', 'blurred', 'same-as-last'] as const;

/**
 * The record button: held down with finger, mouse, space or enter, it records; a second button does it hands-free.
 * @fires record-start
 * @fires record-stop
 */
@customElement('record-bar')
export class RecordBar extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--unit);
      }

      .buttons {
        display: flex;
        gap: var(--unit);
      }

      .record {
        flex: 1;
        min-height: 64px;
        padding-inline: var(--unit);
        font-size: var(--text-l);
        text-wrap: balance;
        user-select: none;
        -webkit-user-select: none;
        -webkit-touch-callout: none;
        touch-action: none;
      }

      .record.on {
        background: var(--error);
        color: var(--canvas);
      }

      .hands-free {
        min-height: 64px;
      }

      p {
        min-height: 1.5em;
        color: var(--muted);
        text-wrap: pretty;
      }

      .fault {
        color: var(--warning);
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) recording: Recording | null = null;
  /** There is a picture to record from. */
  @property({ type: Boolean }) ready = false;

  private held = false;
  /** What a screen reader says: counts change several times a second, so only what is wrong and the end of a burst. */
  private spoken = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('recording') as Recording | null | undefined;
    const fault = this.recording?.lastFault;
    if (fault) this.spoken = t(`fault.${fault}`);
    else if (before && !this.recording) this.spoken = t('record.kept', { count: before.kept });
    else if (!this.recording && !this.ready) this.spoken = t('record.needs-camera');
  }

  protected override render(): TemplateResult {
    const { recording } = this;
    return html`<div class="buttons">
        <button
          class="button primary record ${recording ? 'on' : ''}"
          ?disabled=${!this.ready && !recording}
          @pointerdown=${this.press}
          @pointerup=${this.release}
          @pointercancel=${this.release}
          @lostpointercapture=${this.release}
          @keydown=${this.pressKey}
          @keyup=${this.releaseKey}
          @blur=${this.release}
          @contextmenu=${(event: Event) => event.preventDefault()}
        >${this.buttonText()}</button>
        ${recording ? nothing : this.renderHandsFree()}
      </div>
      ${this.renderStatus()}
      <p class="visually-hidden" role="status">${this.spoken}</p>`;
  }

  private buttonText() {
    const { recording } = this;
    if (!recording) return t('record.hold', { label: labelText(this.label) });
    if (recording.countdown !== null) return t('record.countdown', { seconds: recording.countdown });
    return this.held ? t('record.kept', { count: recording.kept }) : t('record.stop');
  }

  private renderHandsFree(): TemplateResult {
    return html`<button
      class="button hands-free"
      title=${t('record.hands-free-help')}
      ?disabled=${!this.ready}
      @click=${this.beginHandsFree}
    >${icon('hand')}${t('record.hands-free')}</button>`;
  }

  private renderStatus(): TemplateResult {
    const { recording } = this;
    if (!recording) return html`<p>${this.ready ? t('record.hint') : t('record.needs-camera')}</p>`;
    const { kept, skipped, lastFault } = recording;
    const parts = [
      t('record.kept', { count: kept }),
      ...FAULTS.filter((fault) => skipped[fault] > 0).map((fault) =>
        t(`skipped.${fault}`, { count: skipped[fault] }),
      ),
    ];
    return html`<p class=${lastFault ? 'fault' : ''}>
      ${lastFault ? t(`fault.${lastFault}`) : parts.join(' · ')}
    </p>`;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (this.recording) {
      tell(this, 'record-stop');
      return;
    }
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.begin();
  }

  private pressKey(event: KeyboardEvent): void {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.repeat) return;
    if (this.recording) tell(this, 'record-stop');
    else this.begin();
  }

  private begin(): void {
    this.held = true;
    tell(this, 'record-start', { label: this.label, handsFree: false });
  }

  private beginHandsFree(): void {
    tell(this, 'record-start', { label: this.label, handsFree: true });
    // Its button goes while it records; the one that stops it takes the focus.
    this.renderRoot.querySelector<HTMLElement>('.record')?.focus();
  }

  private releaseKey(event: KeyboardEvent): void {
    if (event.key === ' ' || event.key === 'Enter') this.release();
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    tell(this, 'record-stop');
  }

  override disconnectedCallback(): void {
    this.release();
    super.disconnectedCallback();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'record-bar': RecordBar;
  }
}
