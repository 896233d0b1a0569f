import { type CameraDevice, listCameras, watchCameras } from './devices.ts';
import { CameraError } from './errors.ts';
import { type CameraRequest, openStream, stopStream } from './open-stream.ts';

export type { CameraRequest, Facing } from './open-stream.ts';

export interface CameraState {
  /** For the page to show; only the camera stops it. Null while there is no picture. */
  stream: MediaStream | null;
  /** The device that was opened, which may differ from the one that was asked for. */
  activeId: string | null;
  /** Every camera there is. Names and identifiers are known once a camera was opened. */
  cameras: readonly CameraDevice[];
  /** Why there is no picture, also while a prompt that nobody answers (`no-answer`) is still open. */
  error: CameraError | null;
}

export interface CameraOptions {
  /** `navigator.mediaDevices`; undefined where the page may not use it. */
  mediaDevices?: MediaDevices | undefined;
  isSecureContext?: boolean;
  noAnswerMs?: number;
  /** Shorter mutes are a phone's own housekeeping. */
  muteMs?: number;
}

/** One camera at a time, as a state that is told to listeners. */
export class Camera {
  private current: CameraState = { stream: null, activeId: null, cameras: [], error: null };
  private readonly listeners = new Set<(state: CameraState) => void>();
  private readonly options: Required<CameraOptions>;
  /** Ends the opening or the open stream: listeners, timers and waiting promises. */
  private opened = new AbortController();
  private readonly life = new AbortController();

  constructor(options: CameraOptions = {}) {
    this.options = {
      mediaDevices: globalThis.navigator?.mediaDevices,
      isSecureContext: globalThis.isSecureContext,
      noAnswerMs: 20_000,
      muteMs: 2000,
      ...options,
    };
    watchCameras((cameras) => this.update({ cameras }), this.life.signal, this.options.mediaDevices);
  }

  get state(): CameraState {
    return this.current;
  }

  /** Told every new state. @returns a function that ends it. */
  subscribe(listener: (state: CameraState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Opens a camera, closing the one before: phones cannot run two. The outcome, errors included, is in the state.
   * @returns once there is a picture or an error, or when `stop` or another `start` came first.
   */
  async start(request: CameraRequest = {}): Promise<void> {
    this.close();
    const { signal } = this.opened;
    this.update({ stream: null, activeId: null, error: null });
    const onNoAnswer = () =>
      this.update({ error: new CameraError('no-answer', 'the prompt was not answered') });
    try {
      const stream = await openStream(request, { ...this.options, onNoAnswer }, signal);
      const track = this.watch(stream, signal);
      this.update({ stream, activeId: track.getSettings().deviceId ?? null, error: null });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CameraError)) throw error;
      this.update({ error });
    }
    const cameras = await listCameras(this.options.mediaDevices).catch(() => this.current.cameras);
    if (!this.life.signal.aborted) this.update({ cameras });
  }

  /** Turns the camera off (its light too). Safe at any time, also while a prompt is open. */
  stop(): void {
    this.close();
    this.update({ stream: null, activeId: null, error: null });
  }

  /** Turns the camera off for good and forgets the listeners. */
  dispose(): void {
    this.listeners.clear();
    this.life.abort();
    this.stop();
  }

  private close(): void {
    this.opened.abort(new DOMException('The camera was closed', 'AbortError'));
    this.opened = new AbortController();
    stopStream(this.current.stream);
  }

  private update(change: Partial<CameraState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener(this.current);
  }

  /** Follows a stream that may end or fall silent. @throws CameraError when it has no picture at all. */
  private watch(stream: MediaStream, signal: AbortSignal): MediaStreamTrack {
    const [track] = stream.getVideoTracks();
    if (!track || track.readyState === 'ended') {
      stopStream(stream);
      throw new CameraError('no-camera', 'the stream has no live picture');
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onMute = (): void => {
      clearTimeout(timer);
      const error = new CameraError('lost', 'the picture was muted');
      timer = setTimeout(() => this.update({ error }), this.options.muteMs);
    };
    const onUnmute = (): void => {
      clearTimeout(timer);
      if (this.current.error) this.update({ error: null });
    };
    const onEnded = (): void => {
      this.close();
      this.update({ stream: null, activeId: null, error: new CameraError('lost', 'the track ended') });
    };
    track.addEventListener('ended', onEnded, { signal });
    track.addEventListener('mute', onMute, { signal });
    track.addEventListener('unmute', onUnmute, { signal });
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    if (track.muted) onMute();
    return track;
  }
}
