// Time at work on the case that is shown: what passes without a sign of life for longer than this is idling.
(() => {
  const IDLE_MS = 60_000;
  let worked = 0;
  let last = performance.now();

  function tick() {
    const now = performance.now();
    if (!document.hidden) worked += Math.min(now - last, IDLE_MS);
    last = now;
  }

  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove", "scroll", "visibilitychange"]) {
    addEventListener(kind, tick, { capture: true, passive: true });
  }

  window.reviewClock = {
    start() { worked = 0; last = performance.now(); },
    seconds() { tick(); return Math.round(worked / 100) / 10; },
  };
})();
