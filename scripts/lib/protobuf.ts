/** Just enough of the protocol buffer wire format (protobuf.dev/programming-guides/encoding) to write a message. */

/** Pieces of bytes, in order; they are joined once, at the end. */
export type Pieces = Uint8Array[];

/** @param value a non-negative safe integer */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? low | 0x80 : low);
  } while (left > 0);
  return Uint8Array.from(bytes);
}

/** An integer or enum field. */
export function intField(field: number, value: number): Pieces {
  return [varint(field * 8), varint(value)];
}

/** A length-delimited field: a message, a string or bytes. */
export function bytesField(field: number, ...content: Uint8Array[]): Pieces {
  const length = content.reduce((sum, piece) => sum + piece.byteLength, 0);
  return [varint(field * 8 + 2), varint(length), ...content];
}

export function textField(field: number, text: string): Pieces {
  return bytesField(field, new TextEncoder().encode(text));
}
