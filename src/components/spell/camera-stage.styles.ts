import { css } from 'lit';

export const cameraStageStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    border-radius: var(--radius);
    background: var(--stage);
    overflow: hidden;
  }

  section,
  video,
  canvas,
  stage-message {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  video {
    object-fit: cover;
  }

  video.mirrored {
    transform: scaleX(-1);
  }

  .covered video,
  .covered canvas {
    visibility: hidden;
  }

  canvas {
    pointer-events: none;
  }

  letter-badge {
    position: absolute;
    left: 0;
    top: 0;
    pointer-events: none;
  }

  letter-badge.glides {
    transition: transform 100ms linear;
  }

  .tools {
    position: absolute;
    top: calc(1.5 * var(--unit));
    right: calc(1.5 * var(--unit));
    display: flex;
    gap: var(--unit);
  }

  .tools .button {
    border: 0;
    background: var(--stage-glass);
    color: var(--stage-ink);
  }

  .tools .button:hover {
    background: #22322f;
  }

  .tools .button:focus-visible {
    outline-color: var(--stage-accent);
  }
`;
