/** SHA-256 of bytes, lower-case hex: an image's name, whatever its file is called. */
export async function contentHash(bytes: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
