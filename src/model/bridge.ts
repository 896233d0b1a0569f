import * as Comlink from 'comlink';

/**
 * Comlink carries only an error's name, message and stack over the worker border; callers here tell errors apart
 * by `code`. This teaches both ends to carry it too. Call it once on either side before wrapping or exposing.
 */
export function carryErrorCodes(): void {
  const plain = Comlink.transferHandlers.get('throw');
  if (!plain || taught.has(plain)) return;
  const coded: Comlink.TransferHandler<unknown, unknown> = {
    canHandle: (value): value is unknown => plain.canHandle(value),
    serialize(thrown) {
      const [serialized, transfers] = plain.serialize(thrown);
      const code = codeOf((thrown as { value: unknown }).value);
      return [{ serialized, code }, transfers];
    },
    deserialize(message) {
      const { serialized, code } = message as { serialized: unknown; code: string | null };
      try {
        return plain.deserialize(serialized);
      } catch (error) {
        throw code !== null && error instanceof Error ? Object.assign(error, { code }) : error;
      }
    },
  };
  taught.add(coded);
  Comlink.transferHandlers.set('throw', coded);
}

const taught = new WeakSet<object>();

/** The `code` of an error of this project, or null. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
