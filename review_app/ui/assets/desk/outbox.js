// Decisions on their way to the disk. They leave in order, each until it is acknowledged, and outlive a reload: each
// carries an id of its own, so that one that arrived twice counts once.
(() => {
  const FIRST_WAIT_MS = 500;
  const LONGEST_WAIT_MS = 10_000;
  let key = "";
  let waiting = [];
  let sending = false;
  let deliver = async () => {};
  let changed = () => {};

  const known = (id) => waiting.some((decision) => decision.id === id);
  const keep = () => { try { localStorage.setItem(key, JSON.stringify(waiting)); } catch { /* full or forbidden: it is still in memory */ } };

  // Whoever asks how many are left learns it now and whenever it changes; `deliver` throws where it should be tried again.
  function open(name, tab, delivering, changing) {
    key = `review_app.outbox.${name}.${tab}`;
    deliver = delivering;
    changed = changing;
    const prefix = `review_app.outbox.${name}.`;
    for (const other of Object.keys(localStorage).filter((kept) => kept.startsWith(prefix))) {
      try { waiting.push(...JSON.parse(localStorage.getItem(other)).filter((decision) => !known(decision.id))); } catch { /* not ours to read */ }
      if (other !== key) localStorage.removeItem(other);
    }
    keep();
    flush();
  }

  function add(decision) {
    waiting.push(decision);
    keep();
    flush();
  }

  async function flush() {
    if (sending) return;
    sending = true;
    let pause = FIRST_WAIT_MS;
    while (waiting.length) {
      try {
        await deliver(waiting[0]);
        waiting.shift();
        keep();
        pause = FIRST_WAIT_MS;
        changed(waiting.length, null);
      } catch (reason) {
        changed(waiting.length, reason);
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(2 * pause, LONGEST_WAIT_MS);
      }
    }
    sending = false;
  }

  // When all that was decided is on disk; false where it takes too long.
  async function empty(patience = 5_000) {
    const end = performance.now() + patience;
    while (waiting.length && performance.now() < end) await new Promise((done) => setTimeout(done, 20));
    return !waiting.length;
  }

  addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });
  window.reviewOutbox = { open, add, empty, has: (id) => waiting.some((decision) => decision.case === id), count: () => waiting.length };
})();
