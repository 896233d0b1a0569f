/** Why there is no camera picture, as a code that the interface turns into a sentence with a way out. */
export type CameraErrorCode =
  | 'blocked'
  | 'no-camera'
  | 'busy'
  | 'overconstrained'
  | 'security'
  | 'insecure-context'
  | 'no-answer'
  | 'lost'
  | 'unsupported'
  | 'unknown';

/** An error of camera/ with a stable `code`; `message` is for logs, never parsed. */
export class CameraError extends Error {
  override readonly name = 'CameraError';
  constructor(
    readonly code: CameraErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `getUserMedia` failures by exception name (W3C Media Capture and Streams, 10.3); the old names are WebKit's and Gecko's. */
const CODES: Record<string, CameraErrorCode> = {
  NotAllowedError: 'blocked',
  PermissionDeniedError: 'blocked',
  NotFoundError: 'no-camera',
  DevicesNotFoundError: 'no-camera',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  // The spec's name for hardware that failed although it may be used.
  AbortError: 'busy',
  OverconstrainedError: 'overconstrained',
  ConstraintNotSatisfiedError: 'overconstrained',
  SecurityError: 'security',
};

/** Wraps whatever `getUserMedia` threw. */
export function toCameraError(cause: unknown): CameraError {
  if (cause instanceof CameraError) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  return new CameraError(CODES[name] ?? 'unknown', `${name}: ${message}`, { cause });
}
