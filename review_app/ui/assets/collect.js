// Typed: what somebody types on the page Collect outlives a reload, another draft, and an answer that comes meanwhile.
// It stays in this browser until the server has it. Given to the page's load event as its `js`; hands over what each
// person wrote into the boxes that belong to no draft: these may not be on the page yet.
() => {
  const PREFIX = "review_app.collect.";
  const own = () => JSON.stringify(Object.fromEntries(Object.keys(localStorage)
    .filter((name) => name.startsWith(PREFIX) && name.endsWith("."))
    .map((name) => [name.slice(PREFIX.length, -1), localStorage.getItem(name)])));
  if (window.collectTyped) return own();
  window.collectTyped = true;
  const PARTS = '[id^="thought-"], [id^="code-"], #solution-answer, #collect-note'; // of a draft
  const OWN = "#new-problem, #new-reference, #collect-model .kept"; // of the person, whichever draft is shown
  const SENDING = "#shortcut-enter, #shortcut-a, #shortcut-x, #shortcut-g, #keep-changes, #reopen-draft";
  const SETTLED_MS = 80; // all boxes of an answer are filled by then

  const field = (id) => document.querySelector(`#${id} textarea, #${id} input`);
  const value = (id) => field(id)?.value ?? "";
  const person = () => document.querySelector(".head-line .who a")?.textContent ?? "";
  const place = (what) => `${PREFIX}${person()}.${what}`;
  const load = (what) => { try { return JSON.parse(localStorage.getItem(place(what))); } catch { return null; } };
  const save = (what, kept) => {
    try {
      if (kept && Object.keys(kept.typed).length) localStorage.setItem(place(what), JSON.stringify(kept));
      else localStorage.removeItem(place(what));
    } catch { /* full or forbidden: the boxes still hold it */ }
  };

  let shown = { draft: "", seen: "" }; // what the boxes belong to
  let sent = 0; // when the boxes were last sent away, and by which button
  let button = "";
  let adding = false;
  let filling = false;

  function fill(id, text) {
    const box = field(id);
    if (!box || box.value === text) return false;
    filling = true;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    filling = false;
    return true;
  }

  document.addEventListener("input", (event) => {
    const part = event.target.closest?.(PARTS);
    const own = event.target.closest?.(OWN);
    if (filling || !(part || own) || (part && !shown.draft)) return;
    const what = part ? shown.draft : "";
    const kept = load(what) ?? { seen: "", typed: {} };
    if (part && kept.seen !== shown.seen) { kept.seen = shown.seen; kept.typed = {}; }
    kept.typed[(part ?? own).id] = { text: event.target.value, at: Date.now() };
    save(what, kept);
  }, true);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(SENDING);
    if (pressed) { sent = Date.now(); button = pressed.id; }
    if (event.target.closest?.("#add-problem")) adding = true;
  }, true);

  // The problem was taken where its box is empty now.
  function added() {
    const kept = load("");
    adding = false;
    if (!kept || value("new-problem")) return;
    delete kept.typed["new-problem"];
    delete kept.typed["new-reference"];
    save("", kept);
  }

  // A draft was accepted as its boxes were, or rejected as it was stored; another one is shown now.
  function ruled(draft) {
    const kept = load(draft);
    if (!kept) return;
    if (button === "shortcut-a") kept.typed = {};
    delete kept.typed["collect-note"];
    save(draft, kept);
  }

  // What belongs to the state that is shown goes back into its boxes; what was typed after it was sent away, too.
  function back(same) {
    const kept = load(shown.draft);
    if (!kept) return;
    const fresh = (typed) => kept.seen === shown.seen || (same && typed.at > sent);
    const stale = same || kept.seen === shown.seen ? [] : Object.entries(kept.typed);
    kept.typed = Object.fromEntries(Object.entries(kept.typed).filter(([id, typed]) => fresh(typed) && (typed.text !== value(id) || id === "collect-note")));
    kept.seen = shown.seen;
    if (!stale.length) save(shown.draft, kept);
    const filled = Object.entries(kept.typed).filter(([id, typed]) => fill(id, typed.text));
    told("typed-again", filled.some(([id]) => id !== "collect-note"));
    told("typed-before", stale.length > 0, stale.map(([id, typed]) => `${field(id)?.closest("label")?.innerText.trim() ?? id}\n${typed.text}`).join("\n\n"));
  }

  function told(id, visible, text) {
    const element = document.getElementById(id);
    if (!element) return;
    element.hidden = !visible;
    if (text !== undefined) element.querySelector("pre").textContent = text;
  }

  let turn = "";
  let began = false;
  function look() {
    const writing = !!document.querySelector("#collect-working .writing");
    for (const box of document.querySelectorAll(`:is(${PARTS}) textarea`)) {
      if (!box.closest("#collect-note") && box.readOnly !== writing) box.readOnly = writing;
    }
    const mark = document.querySelector("a.turn");
    if (!mark || mark.id === turn) return;
    turn = mark.id;
    setTimeout(() => {
      const now = { draft: value("collect-draft"), seen: value("collect-seen") };
      const same = began && now.draft === shown.draft && sent > 0;
      if (began && sent > 0 && now.draft !== shown.draft) ruled(shown.draft);
      shown = now;
      if (adding) added();
      began = true;
      if (!document.querySelector("#collect-working .writing")) { back(same); sent = 0; }
    }, SETTLED_MS);
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
  return own();
}
