/** Why the recognizer could not do something, as a code that the interface turns into a sentence. */
export type ModelErrorCode =
  | 'no-backend'
  | 'self-test-failed'
  | 'backend-hung'
  | 'context-lost'
  | 'worker-died'
  | 'frames-failed'
  | 'manifest-invalid'
  | 'weights-corrupt'
  | 'weights-mismatch'
  | 'head-invalid'
  | 'safetensors-invalid'
  | 'hand-model-failed'
  | 'not-started'
  | 'disposed';

/** An error of model/ with a stable `code`; `message` is for logs, never parsed. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
