/** Why files could not be made ready, as a code that the interface turns into a sentence. */
export type OfflineErrorCode =
  | 'asset-list-unavailable'
  | 'asset-unknown'
  | 'asset-unreachable'
  | 'asset-missing'
  | 'asset-corrupt';

/** An error of offline/ with a stable `code`; `message` is for logs, never parsed. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
  constructor(
    readonly code: OfflineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
