export interface FrameMetadata {
  /** When the frame was taken (where the browser knows) or shown, ms on the `performance.now()` clock. */
  timeMs: number;
  /** Size in px. */
  width: number;
  height: number;
}

export interface FrameLoopOptions {
  /** The document whose visibility starts and stops the loop. */
  page?: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
}

/** A frame that seems older than this, ms, or younger than now, was dated by a clock that jumped. */
const OLDEST_FRAME_MS = 1000;

/** Frame rate is counted over this long, ms. */
const RATE_WINDOW_MS = 2000;

/**
 * Calls back once for every new video frame that can be shown, never for the same one twice, and keeps no frame: who
 * is busy skips. It rests while the page is hidden and goes on when it is shown again.
 */
export class FrameLoop {
  private running = false;
  private handle: number | null = null;
  /** Number of the last frame that was given on. */
  private lastFrame = -1;
  /** [time in ms, number of the frame], oldest first. */
  private presented: [number, number][] = [];
  /** Where the browser numbers no frames: how many moments of the video were seen, and the last of them. */
  private moments = 0;
  private lastMoment = -1;
  private readonly life = new AbortController();
  private readonly page: NonNullable<FrameLoopOptions['page']>;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onFrame: (video: HTMLVideoElement, metadata: FrameMetadata) => void,
    options: FrameLoopOptions = {},
  ) {
    this.page = options.page ?? document;
    this.page.addEventListener('visibilitychange', () => this.followVisibility(), {
      signal: this.life.signal,
    });
  }

  start(): void {
    if (this.life.signal.aborted) return;
    this.running = true;
    this.followVisibility();
  }

  stop(): void {
    this.running = false;
    this.cancel();
  }

  /** Stops for good. */
  dispose(): void {
    this.stop();
    this.life.abort();
  }

  /** Frames the camera delivered a second, over the last two seconds, also those that were never drawn. */
  get framesPerSecond(): number {
    const first = this.presented[0];
    const last = this.presented.at(-1);
    if (!first || !last || last[0] - first[0] < 200) return 0;
    return (1000 * (last[1] - first[1])) / (last[0] - first[0]);
  }

  private followVisibility(): void {
    this.cancel();
    if (this.running && !this.page.hidden) this.request();
  }

  private request(): void {
    const { video } = this;
    if ('requestVideoFrameCallback' in video) {
      this.handle = video.requestVideoFrameCallback((now, frame) => {
        // Not by `mediaTime`: WebKitGTK 2.50 leaves it 0 on every frame of a stream.
        this.deliver(takenAt(frame, now), now, frame.presentedFrames);
      });
    } else {
      this.handle = requestAnimationFrame((now) => this.deliver(now, now, this.countMoments()));
    }
  }

  private cancel(): void {
    if (this.handle !== null) {
      if ('requestVideoFrameCallback' in this.video) this.video.cancelVideoFrameCallback(this.handle);
      else cancelAnimationFrame(this.handle);
    }
    this.handle = null;
    this.presented = [];
  }

  private countMoments(): number {
    const { currentTime } = this.video;
    if (currentTime !== this.lastMoment) this.moments++;
    this.lastMoment = currentTime;
    return this.moments;
  }

  private deliver(timeMs: number, now: number, frame: number): void {
    this.handle = null;
    const { videoWidth: width, videoHeight: height } = this.video;
    if (frame !== this.lastFrame && width > 0 && height > 0) {
      this.lastFrame = frame;
      this.count(now, frame);
      try {
        this.onFrame(this.video, { timeMs, width, height });
      } finally {
        if (this.running) this.request();
      }
      return;
    }
    if (this.running) this.request();
  }

  private count(now: number, frame: number): void {
    // Chromium counts from the start again when the camera changes.
    if (frame < (this.presented.at(-1)?.[1] ?? 0)) this.presented = [];
    this.presented.push([now, frame]);
    while ((this.presented[0]?.[0] ?? now) < now - RATE_WINDOW_MS) this.presented.shift();
  }
}

function takenAt({ captureTime }: VideoFrameCallbackMetadata, now: number): number {
  const age = now - (captureTime ?? now);
  return age >= 0 && age <= OLDEST_FRAME_MS ? now - age : now;
}
