import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../src/model/half.ts';
import { parseSafetensors, toFloat32, writeSafetensors } from '../../src/model/safetensors.ts';

function file(header: unknown, data = new Uint8Array(0), sizeInFile?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, sizeInFile ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const invalid = expect.objectContaining({ name: 'ModelError', code: 'safetensors-invalid' });
const f32 = (shape: unknown, offsets: unknown) => ({ dtype: 'F32', shape, data_offsets: offsets });

describe('safetensors', () => {
  it('gives back what was written, bit for bit', () => {
    const tensor = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) => {
      const length = shape.reduce((product, n) => product * n, 1);
      return fc.record({
        shape: fc.constant(shape),
        values: fc.float32Array({ minLength: length, maxLength: length }),
      });
    });
    const names = fc
      .string({ minLength: 1 })
      .filter((name) => name !== '__metadata__' && name !== '__proto__');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, tensor), { maxLength: 6 }), (pairs) => {
        const tensors = new Map(pairs);
        const read = parseSafetensors(writeSafetensors(tensors, { made: 'by a test' }));
        expect(new Set(read.keys())).toEqual(new Set(tensors.keys()));
        for (const [name, { shape, values }] of tensors) {
          const entry = read.get(name);
          expect(entry?.shape).toEqual(shape);
          expect(entry && toFloat32(entry)).toEqual(values);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('rejects or reads, and never throws anything but its own error, whatever one byte becomes', () => {
    const whole = writeSafetensors(
      new Map([
        ['a', { shape: [2, 3], values: new Float32Array(6) }],
        ['b', { shape: [4], values: new Float32Array(4) }],
      ]),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const broken = whole.slice(0, length);
        broken[at % Math.max(1, length)] = byte;
        try {
          for (const entry of parseSafetensors(broken).values()) {
            if (entry.dtype === 'F32') expect(toFloat32(entry).length).toBe(entry.data.length / 4);
          }
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('rejects random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => parseSafetensors(bytes)).toThrow(invalid);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array(0)],
    ['a header longer than the file', file({}, undefined, 1000n)],
    ['a header of 2^63 bytes', file({}, undefined, 2n ** 63n)],
    ['a list as header', file([])],
    ['half a JSON text', file('{"a":')],
    ['a name without description', file({ a: null })],
    ['an unknown dtype', file({ a: { ...f32([1], [0, 4]), dtype: 'F31' } }, new Uint8Array(4))],
    [
      'a dtype from the prototype',
      file({ a: { ...f32([1], [0, 4]), dtype: 'toString' } }, new Uint8Array(4)),
    ],
    ['a shape that is larger than the data', file({ a: f32([2], [0, 4]) }, new Uint8Array(4))],
    ['a shape that is smaller than the data', file({ a: f32([1], [0, 8]) }, new Uint8Array(8))],
    ['data beyond the file', file({ a: f32([2], [0, 8]) }, new Uint8Array(4))],
    ['offsets in the wrong order', file({ a: f32([1], [4, 0]) }, new Uint8Array(4))],
    ['a negative size', file({ a: f32([-1], [0, 4]) }, new Uint8Array(4))],
    ['half a value', file({ a: f32([0.5], [0, 2]) }, new Uint8Array(2))],
    ['null as size (how JSON writes NaN)', file({ a: f32([Number.NaN], [0, 4]) }, new Uint8Array(4))],
    ['a product beyond 2^53', file({ a: f32([2 ** 31, 2 ** 31, 0.1], [0, 4]) }, new Uint8Array(4))],
    ['one offset', file({ a: f32([1], [0]) }, new Uint8Array(4))],
    ['overlap', file({ a: f32([2], [0, 8]), b: f32([2], [4, 12]) }, new Uint8Array(12))],
    ['a gap', file({ a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, new Uint8Array(12))],
    ['bytes after the last tensor', file({ a: f32([1], [0, 4]) }, new Uint8Array(8))],
  ])('rejects %s', (_, bytes) => {
    expect(() => parseSafetensors(bytes)).toThrow(invalid);
  });

  it('reads F16 and BF16, and refuses to read integers as floats', () => {
    const halves = (dtype: string, bits: number[]) => {
      const bytes = new Uint8Array(Uint16Array.from(bits).buffer);
      const entry = parseSafetensors(
        file({ a: { dtype, shape: [bits.length], data_offsets: [0, bytes.length] } }, bytes),
      ).get('a');
      if (!entry) throw new Error('no tensor');
      return toFloat32(entry);
    };
    // 1, -2, largest, smallest normal, smallest: bit patterns of IEEE 754 binary16.
    expect([...halves('F16', [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001])]).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
    ]);
    expect([...halves('BF16', [0x3f80, 0xc040, 0x7f80])]).toEqual([1, -3, Number.POSITIVE_INFINITY]);
    expect(() => halves('I16', [1])).toThrow(invalid);
  });
});

describe('float16', () => {
  it('keeps every one of its own values', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    expect(encodeFloat16(decodeFloat16(all))).toEqual(all);
  });

  it('rounds to the nearest, half of 2^-11 of the size away at most', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-65000), max: Math.fround(65000), noNaN: true }), (value) => {
        const [back = Number.NaN] = decodeFloat16(encodeFloat16(Float32Array.of(value)));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
      }),
      { numRuns: 500 },
    );
  });

  it('breaks ties to even and overflows to infinity', () => {
    const encoded = encodeFloat16(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65520, Number.NaN));
    expect([...encoded]).toEqual([0x3c00, 0x3c02, 0x7c00, 0x7e00]);
  });
});
