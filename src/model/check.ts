/** Reading of JSON that anyone may have written: each function returns the value with its type, or throws. */
import { ModelError, type ModelErrorCode } from './errors.ts';

/** Names the place in complaints and carries the error code of the file being read. */
export class Checker {
  constructor(
    readonly code: ModelErrorCode,
    readonly file: string,
  ) {}

  fail(what: string): never {
    throw new ModelError(this.code, `${this.file}: ${what}`);
  }

  record(value: unknown, what: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    return this.fail(`${what} is not an object`);
  }

  list(value: unknown, what: string, maximum: number): unknown[] {
    if (Array.isArray(value) && value.length <= maximum) return value;
    return this.fail(`${what} is not a list of at most ${maximum}`);
  }

  text(value: unknown, what: string, maximum = 200): string {
    if (typeof value === 'string' && value.length > 0 && value.length <= maximum) return value;
    return this.fail(`${what} is not a text of 1 to ${maximum} characters`);
  }

  count(value: unknown, what: string, maximum = Number.MAX_SAFE_INTEGER): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= maximum)
      return value;
    return this.fail(`${what} is not a whole number from 0 to ${maximum}`);
  }

  positive(value: unknown, what: string): number {
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    return this.fail(`${what} is not a number above 0`);
  }

  /** 1 to 200 class names, each once. */
  labels(value: unknown): string[] {
    const labels = this.list(value, 'labels', 200).map((label) => this.text(label, 'a label', 40));
    if (labels.length === 0) this.fail('there are no labels');
    if (new Set(labels).size !== labels.length) this.fail('a label stands there twice');
    return labels;
  }

  temperature(value: unknown): { found: number; missing: number } {
    const { found, missing } = this.record(value, 'temperature');
    return {
      found: this.positive(found, 'temperature.found'),
      missing: this.positive(missing, 'temperature.missing'),
    };
  }

  /** Floats of a stated length, all finite. */
  floats(value: unknown, what: string, length: number): Float32Array {
    if (!(value instanceof Float32Array)) return this.fail(`${what} is not a Float32Array`);
    if (value.length !== length) return this.fail(`${what} has ${value.length} values, not ${length}`);
    if (!value.every(Number.isFinite)) return this.fail(`${what} has values that are not finite`);
    return value;
  }
}
