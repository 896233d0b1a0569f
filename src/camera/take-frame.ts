/** The video's present picture, without a copy where the browser can; null when there is none. The caller closes it. */
export async function takeFrame(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
  try {
    return uncopied(video) ?? (await createImageBitmap(video));
  } catch (error) {
    // The stream may end between the look and the grab; the next frame, if there is one, will do.
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/**
 * Null where the browser makes no frames of a video, or gives this one another shape than it shows: on a phone held
 * upright WebKit has stated the size of the sensor's picture, which lies on its side (webkit.org/b/286421), and the hand
 * would be drawn as wide as it is long.
 */
function uncopied(video: HTMLVideoElement): VideoFrame | null {
  if (!('VideoFrame' in globalThis)) return null;
  const frame = new VideoFrame(video);
  if (frame.displayWidth === video.videoWidth && frame.displayHeight === video.videoHeight) return frame;
  frame.close();
  return null;
}
