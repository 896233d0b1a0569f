import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { HandspellElement } from '../handspell-element.ts';

/** A picture from storage. Its address lives exactly as long as the picture is shown. */
@customElement('blob-image')
export class BlobImage extends HandspellElement {
  static override styles = css`
    :host {
      display: block;
      aspect-ratio: 1;
      overflow: hidden;
      border-radius: 8px;
      background: var(--sunken);
    }

    img {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: cover;
    }
  `;

  @property({ attribute: false }) blob: Blob | null = null;
  @property() alt = '';

  @state() private url: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('blob')) this.show(this.blob);
  }

  protected override render() {
    return this.url ? html`<img src=${this.url} alt=${this.alt} draggable="false" />` : nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.show(this.blob);
  }

  override disconnectedCallback(): void {
    this.show(null);
    super.disconnectedCallback();
  }

  private show(blob: Blob | null): void {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = blob && URL.createObjectURL(blob);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'blob-image': BlobImage;
  }
}
