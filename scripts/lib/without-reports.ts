import type { Plugin } from 'vite';

const ADDRESS = 'https://odml.pa.googleapis.com/v1/log';
/** In the constructor of the class that gathers reports and sends them every minute. */
const GATHERING =
  /this\.i=\[\],this\.o=new \w+,this\.l=\w+\?\?"",this\.h=setInterval\(\(\)=>\{this\.flush\(\)\},6e4\)/;

/**
 * MediaPipe's tasks without their reports of use, which go to Google every minute and have no switch. The policy
 * refuses them anyway; this way nothing is gathered and nothing is tried.
 * @throws Error when this version of MediaPipe reports in another way: then look again.
 */
export function withoutReports(code: string): string {
  if (!code.includes(ADDRESS))
    throw new Error(`MediaPipe no longer reports to ${ADDRESS}: look where it does`);
  if (!GATHERING.test(code)) throw new Error('MediaPipe gathers its reports in another way: look how');
  return code.replace(GATHERING, 'this.i=[],this.error=Error("reports are off")').replaceAll(ADDRESS, '');
}

export function mediapipeWithoutReports(): Plugin {
  return {
    name: 'mediapipe-without-reports',
    transform(code, id) {
      if (!id.endsWith('/vision_bundle.mjs')) return null;
      return { code: withoutReports(code), map: null };
    },
  };
}
