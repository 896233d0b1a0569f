/** A whole archive that cannot be read. */
export type ArchiveErrorCode =
  | 'not-a-zip'
  | 'zip-truncated'
  | 'zip-corrupt'
  | 'zip-multi-disk'
  | 'zip-too-many-entries'
  | 'zip-too-large';

/** One file that is left out while the others go on. */
export type FileErrorCode =
  | 'encrypted'
  | 'unsupported-compression'
  | 'path-escape'
  | 'symlink'
  | 'duplicate-name'
  | 'overlapping-data'
  | 'file-too-large'
  | 'bomb'
  | 'size-mismatch'
  | 'checksum-mismatch'
  | 'data-corrupt'
  | 'not-an-image'
  | 'image-too-large'
  | 'image-corrupt'
  | 'duplicate-image'
  | 'no-class'
  | 'unreadable';

/** A training run, a head file or a source that cannot go on. */
export type RunErrorCode =
  | 'nothing-to-train'
  | 'one-class'
  | 'loss-not-finite'
  | 'backbone-mismatch'
  | 'labels-invalid'
  | 'head-file-invalid'
  | 'head-file-checksum'
  | 'head-file-newer'
  | 'busy-in-another-tab'
  | 'empty-source'
  | 'embedder-failed'
  | 'worker-lost';

export type TrainErrorCode = ArchiveErrorCode | FileErrorCode | RunErrorCode;

/** An error of train/ with a stable `code`; `message` is for logs and developers, never parsed. */
export class TrainError extends Error {
  override readonly name = 'TrainError';
  constructor(
    readonly code: TrainErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
