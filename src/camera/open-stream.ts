import { CameraError, toCameraError } from './errors.ts';

export type Facing = 'user' | 'environment';

export interface CameraRequest {
  /** Takes precedence over `facing`. A camera that is gone is replaced by another one. */
  deviceId?: string;
  facing?: Facing;
}

export interface OpenOptions {
  /** `navigator.mediaDevices`; undefined where the page may not use it. */
  mediaDevices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  isSecureContext: boolean;
  /** Nobody answered the permission prompt for `noAnswerMs`. A late answer still counts. */
  onNoAnswer: () => void;
  noAnswerMs: number;
}

/** 720p shows a hand at arm's length in full detail; more only costs time. */
const IDEAL = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/**
 * Asks for a camera, with ideal constraints only.
 * @throws CameraError, or the signal's reason. A stream that arrives after the abort is stopped.
 */
export async function openStream(
  request: CameraRequest,
  { mediaDevices, isSecureContext, onNoAnswer, noAnswerMs }: OpenOptions,
  signal: AbortSignal,
): Promise<MediaStream> {
  if (!mediaDevices?.getUserMedia) {
    const code = isSecureContext ? 'unsupported' : 'insecure-context';
    throw new CameraError(code, 'navigator.mediaDevices is missing');
  }
  const timer = setTimeout(() => {
    if (!signal.aborted) onNoAnswer();
  }, noAnswerMs);
  try {
    return await abortable(ask(mediaDevices, request, signal), signal);
  } catch (cause) {
    throw signal.aborted ? cause : toCameraError(cause);
  } finally {
    clearTimeout(timer);
  }
}

export function stopStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function ask(
  devices: Pick<MediaDevices, 'getUserMedia'>,
  { deviceId, facing = 'user' }: CameraRequest,
  signal: AbortSignal,
): Promise<MediaStream> {
  const which = deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: { ideal: facing } };
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ audio: false, video: { ...IDEAL, ...which } });
  } catch (cause) {
    if (signal.aborted || toCameraError(cause).code !== 'overconstrained') throw cause;
    // Ideals constrain nothing, yet some drivers say so; any picture is better than none.
    stream = await devices.getUserMedia({ audio: false, video: true });
  }
  // Nobody waits for it any more: a camera must not stay on unseen.
  if (signal.aborted) stopStream(stream);
  return stream;
}

/** Rejects as soon as the signal aborts; the work itself goes on unheard. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
