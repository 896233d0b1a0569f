/** A video that cannot be read; the message says why, in words that go after a colon. */
export class ClipError extends Error {
  override readonly name = 'ClipError';
  readonly code = 'clip-unreadable';
}
