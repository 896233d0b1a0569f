import { LitElement } from 'lit';
import { LocalizeController } from '../i18n/localize-controller.ts';

/** The base of every element here: it speaks the current language. */
export abstract class HandspellElement extends LitElement {
  constructor() {
    super();
    new LocalizeController(this);
  }
}
