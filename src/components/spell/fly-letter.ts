const FLIGHT_MS = 150;

/**
 * A committed letter flies from its badge to the text, so that the eye sees where it went. Nothing moves for a person
 * who prefers no motion.
 * @param into where the passing letter is put; `.flying-letter` must be styled there (fixed, no pointer events)
 */
export function flyLetter(letter: string, from: DOMRect, to: DOMRect, into: ParentNode & Node): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const ghost = document.createElement('span');
  ghost.className = 'flying-letter';
  ghost.textContent = letter;
  ghost.setAttribute('aria-hidden', 'true');
  into.appendChild(ghost);
  const size = ghost.getBoundingClientRect();
  const centred = (rect: DOMRect) =>
    `translate(${rect.x + rect.width / 2 - size.width / 2}px, ${rect.y + rect.height / 2 - size.height / 2}px)`;
  const flight = ghost.animate(
    [
      { transform: centred(from), opacity: 1 },
      { transform: centred(to), opacity: 0.5 },
    ],
    { duration: FLIGHT_MS, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
  );
  const land = () => ghost.remove();
  flight.onfinish = land;
  flight.oncancel = land;
}
