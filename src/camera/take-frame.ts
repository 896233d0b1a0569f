/** The video's present picture, without a copy where the browser can; null when there is none. The caller closes it. */
export async function takeFrame(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
  try {
    return 'VideoFrame' in globalThis ? new VideoFrame(video) : await createImageBitmap(video);
  } catch (error) {
    // The stream may end between the look and the grab; the next frame, if there is one, will do.
    if (error instanceof DOMException) return null;
    throw error;
  }
}
