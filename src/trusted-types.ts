/**
 * The default Trusted Types policy, imported first by the page and by every worker. Scripts, workers and the service
 * worker may only come from this origin or from a blob that this origin made; HTML and script text from strings are
 * refused by having no rule. Where the browser has no Trusted Types this does nothing.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
  readonly defaultPolicy: unknown;
}

/** `url` when a script may be loaded from it; throws TypeError otherwise. */
export function allowScriptUrl(url: string, base: string): string {
  const { origin } = new URL(base);
  if (new URL(url, base).origin !== origin) throw new TypeError('A script from another origin was refused');
  return url;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
if (factory && !factory.defaultPolicy) {
  factory.createPolicy('default', { createScriptURL: (url) => allowScriptUrl(url, self.location.href) });
}
