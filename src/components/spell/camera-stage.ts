import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { IDLE_STATE } from '../../app/idle-state.ts';
import type { LiveState } from '../../app/live-state.ts';
import { t } from '../../i18n/index.ts';
import { SizeController } from '../controllers/size-controller.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';
import './camera-picker.ts';
import { drawOverlay, marksOnStage, type OverlayColors, type StageMarks } from './draw-overlay.ts';
import { type BadgeSide, boundsOf, placeBadge } from './geometry.ts';
import { hasPicture } from './has-picture.ts';
import './letter-badge.ts';
import type { LetterBadge } from './letter-badge.ts';
import './stage-message.ts';
import { cameraStageStyles } from './camera-stage.styles.ts';

const BADGE_PX = 72;
/** What the tools at the stage's top and the sentence at its foot cover, px: the badge keeps out of both. */
const COVERED_PX = { top: 56, bottom: 72 };

/**
 * The camera picture with the hand's lines, the crop square, the current letter's badge and one sentence.
 * @fires stage-action - the sentence's button: `start` or `retry`
 * @fires stage-pause - pause was pressed
 * @fires camera-choose - another camera was chosen
 */
@customElement('camera-stage')
export class CameraStage extends HandspellElement {
  static override styles = [controls, cameraStageStyles];

  @property({ attribute: false }) live: LiveState = IDLE_STATE;
  /** Mirror the picture, as a person expects of the camera that faces them. A rear camera is never mirrored. */
  @property({ type: Boolean }) mirror = false;
  @property({ type: Boolean }) skeleton = false;
  /** The crop is a fixed square: it is drawn even where the hand's lines are hidden. */
  @property({ type: Boolean, attribute: 'fixed-frame' }) fixedFrame = false;

  /** Say how to write while a hand is read. Where nothing is written, it would mislead. */
  @property({ type: Boolean }) instructs = true;
  /** Gets the video element while the stage is on the page, and null when it leaves. */
  @property({ attribute: false }) watchVideo: ((video: HTMLVideoElement | null) => void) | null = null;

  @query('video') private readonly video!: HTMLVideoElement;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  @query('letter-badge') private readonly badge!: LetterBadge | null;

  private readonly stageSize = new SizeController(this);
  private badgeSide: BadgeSide | null = null;
  private colors: OverlayColors | null = null;

  /** Where the badge is on the page, for a letter that flies from it. */
  get badgeRect(): DOMRect | null {
    return this.badge?.getBoundingClientRect() ?? null;
  }

  private get mirrored(): boolean {
    const active = this.live.cameras.find((camera) => camera.deviceId === this.live.activeCameraId);
    return this.mirror && active?.facing !== 'environment';
  }

  private get hasPicture(): boolean {
    return hasPicture(this.live.status);
  }

  protected override render(): TemplateResult {
    const { live } = this;
    return html`<section aria-label=${t('stage.label')} class=${this.hasPicture ? 'live' : 'covered'}>
      <video
        class=${this.mirrored ? 'mirrored' : ''}
        autoplay
        muted
        playsinline
        disablepictureinpicture
        aria-label=${t('stage.video')}
        .muted=${true}
      ></video>
      <canvas aria-hidden="true"></canvas>
      ${this.renderBadge()}
      <stage-message
        .status=${live.status}
        ?hidden=${live.status.kind === 'reading' && !this.instructs}
      ></stage-message>
      <div class="tools">
        <camera-picker .cameras=${live.cameras} .activeCameraId=${live.activeCameraId}></camera-picker>
        ${this.hasPicture ? this.renderPause() : nothing}
      </div>
    </section>`;
  }

  private renderBadge() {
    const label =
      this.live.hold?.label ?? (this.live.status.kind === 'reading' ? this.live.top[0]?.label : undefined);
    if (!this.hasPicture || !label || label === 'nothing') return nothing;
    return html`<letter-badge .label=${label} .progress=${this.live.hold?.progress ?? 0}></letter-badge>`;
  }

  private renderPause(): TemplateResult {
    return html`<button
      class="button icon-only"
      aria-label=${t('stage.pause')}
      title=${t('stage.pause')}
      @click=${() => raise(this, 'stage-pause')}
    >${icon('pause')}</button>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.watchVideo?.(this.video);
  }

  override disconnectedCallback(): void {
    this.watchVideo?.(null);
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('watchVideo')) this.watchVideo?.(this.video);
    if (this.video.srcObject !== this.live.stream) this.video.srcObject = this.live.stream;
    const marks = this.marks();
    this.draw(marks);
    this.moveBadge(marks);
  }

  private marks(): StageMarks {
    const { overlay } = this.live;
    if (!overlay || !this.hasPicture) return { points: [], crop: null };
    return marksOnStage(overlay, this.stageSize.size, this.mirrored);
  }

  private draw(marks: StageMarks): void {
    const { width, height } = this.stageSize.size;
    const density = window.devicePixelRatio;
    const pixels = { width: Math.round(width * density), height: Math.round(height * density) };
    if (this.canvas.width !== pixels.width) this.canvas.width = pixels.width;
    if (this.canvas.height !== pixels.height) this.canvas.height = pixels.height;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    this.colors ??= overlayColors(this);
    drawOverlay(
      context,
      {
        points: this.skeleton ? marks.points : [],
        crop: this.skeleton || this.fixedFrame ? marks.crop : null,
      },
      this.colors,
    );
  }

  private moveBadge(marks: StageMarks): void {
    if (!this.badge) {
      this.badgeSide = null;
      return;
    }
    const hand = boundsOf(marks.points) ?? marks.crop;
    const place = placeBadge(hand, this.stageSize.size, BADGE_PX, this.badgeSide, COVERED_PX);
    // A badge that has just appeared, or changes sides, is put in place; one that follows its hand glides.
    this.badge.classList.toggle('glides', this.badgeSide === place.side);
    this.badgeSide = place.side;
    this.badge.style.transform = `translate(${place.x - BADGE_PX / 2}px, ${place.y - BADGE_PX / 2}px)`;
  }
}

function overlayColors(element: Element): OverlayColors {
  const style = getComputedStyle(element);
  return {
    accent: style.getPropertyValue('--stage-accent'),
    outline: style.getPropertyValue('--stage-outline'),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'camera-stage': CameraStage;
  }
}
