/** Hands a file to the person: the browser's own download. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download reads from the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
