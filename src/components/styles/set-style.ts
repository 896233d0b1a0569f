import { type ElementPart, noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';

class SetStyle extends Directive {
  render(_values: Readonly<Record<string, string>>): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [values]: [Readonly<Record<string, string>>]): typeof noChange {
    for (const [name, value] of Object.entries(values)) {
      (element as HTMLElement | SVGElement).style.setProperty(name, value);
    }
    return noChange;
  }
}

/**
 * Sets style properties of an element: `<i ${setStyle({ '--share': '40%' })}></i>`. A `style` attribute, and Lit's
 * styleMap with it, is blocked by the page's policy; setting properties is not.
 */
export const setStyle = directive(SetStyle);
