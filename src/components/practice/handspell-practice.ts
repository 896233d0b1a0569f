import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { IDLE_STATE } from '../../app/idle-state.ts';
import type { LiveActions, LiveState } from '../../app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import { t } from '../../i18n/index.ts';
import {
  chooseWord,
  isFinished,
  type Practice,
  practiceResult,
  practise,
  skipLetter,
  startPractice,
} from '../../spelling/practice.ts';
import { PRACTICE_WORDS } from '../../spelling/practice-words.ts';
import type { HandspellEvents } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import '../spell/camera-stage.ts';
import { controls } from '../styles/controls.ts';
import { practiceStyles } from './handspell-practice.styles.ts';
import './letter-tiles.ts';
import './practice-summary.ts';
import './reference-hand.ts';

/**
 * Practice: one word at a time, with a drawn hand for the letter that is asked for. It follows the same commits that
 * Spell writes with.
 * @fires open-screen - Train, for a letter that was missed
 */
@customElement('handspell-practice')
export class HandspellPractice extends HandspellElement {
  static override styles = [controls, practiceStyles];

  @property({ attribute: false }) live: LiveState = IDLE_STATE;
  @property({ attribute: false }) actions: LiveActions | null = null;
  @property({ attribute: false }) settings: Settings = DEFAULT_SETTINGS;
  @property({ attribute: false }) watchVideo: ((video: HTMLVideoElement | null) => void) | null = null;

  @state() private practice: Practice = startPractice(
    chooseWord(PRACTICE_WORDS, new Set(), null, Math.random()),
  );

  /** Letters missed since the screen was opened and not yet signed right at the first try. */
  private readonly missed = new Set<string>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('live') as LiveState | undefined;
    const commit = this.live.lastCommit;
    if (!before || !commit || commit.sequence === before.lastCommit?.sequence) return;
    this.follow(practise(this.practice, commit.label, commit.atMs));
  }

  protected override render(): TemplateResult {
    const finished = isFinished(this.practice);
    return html`<h1 tabindex="-1">${t('nav.practice')}</h1>
      <letter-tiles .practice=${this.practice}></letter-tiles>
      ${finished ? this.renderSummary() : this.renderTask()}
      <p class="visually-hidden" aria-live="polite">${this.spoken(finished)}</p>`;
  }

  private renderTask(): TemplateResult {
    const current = this.practice.letters[this.practice.index];
    const letter = current?.letter ?? '';
    const read = current?.misses.at(-1);
    return html`<camera-stage
        .live=${this.live}
        .mirror=${this.settings.mirrorPreview}
        .skeleton=${this.settings.showSkeleton}
        .fixedFrame=${this.settings.fixedFrame}
        .watchVideo=${this.watchVideo}
        @stage-action=${this.act}
        @stage-pause=${() => this.actions?.stop()}
        @camera-choose=${(event: HandspellEvents['camera-choose']) => this.actions?.chooseCamera(event.detail)}
      ></camera-stage>
      <div class="task">
        <reference-hand .label=${letter} .mirrored=${this.settings.mirrorPreview}></reference-hand>
        <div class="words">
          <h2>${t('practice.letter', { letter })}</h2>
          <p>${read ? t('practice.read-instead', { letter: read, expected: letter }) : hint(letter)}</p>
        </div>
        <div class="buttons">
          <button class="button" @click=${this.skip}>${t('practice.skip-letter')}</button>
          <button class="button quiet" @click=${this.nextWord}>${t('practice.skip')}</button>
        </div>
      </div>`;
  }

  private renderSummary(): TemplateResult {
    return html`<div class="summary">
      <practice-summary .practice=${this.practice}></practice-summary>
      <div class="buttons">
        <button class="button primary" @click=${this.nextWord}>${t('practice.next')}${icon('next')}</button>
        <button class="button" @click=${this.sameWord}>${t('practice.again')}</button>
      </div>
    </div>`;
  }

  private spoken(finished: boolean) {
    if (finished) return t('practice.done', { word: this.practice.word });
    const current = this.practice.letters[this.practice.index];
    if (!current || this.practice.firstAtMs === null) return nothing;
    const read = current.misses.at(-1);
    return read
      ? t('practice.read-instead', { letter: read, expected: current.letter })
      : t('practice.letter', { letter: current.letter });
  }

  private follow(practice: Practice): void {
    this.practice = practice;
    if (!isFinished(practice)) return;
    const { missed } = practiceResult(practice);
    for (const { letter } of practice.letters) this.missed.delete(letter);
    for (const letter of missed) this.missed.add(letter);
  }

  private skip(): void {
    this.follow(skipLetter(this.practice));
  }

  private nextWord(): void {
    this.practice = startPractice(chooseWord(PRACTICE_WORDS, this.missed, this.practice.word, Math.random()));
  }

  private sameWord(): void {
    this.practice = startPractice(this.practice.word);
  }

  private act(event: HandspellEvents['stage-action']): void {
    if (event.detail === 'start') this.actions?.start();
    else this.actions?.retry();
  }
}

/** Two letters are motions, which no picture shows. */
function hint(letter: string): string {
  return letter === 'J' || letter === 'Z' ? t(`practice.motion.${letter}`) : t('practice.intro');
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-practice': HandspellPractice;
  }
}
