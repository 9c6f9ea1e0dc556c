// One key a decision. Keys click the buttons whose ids they name; typing in a field is never taken for a key.
(() => {
  const KEYS = { "1": "key-1", "2": "key-2", "3": "key-3", s: "key-s", u: "key-u" };
  const DECIDING = Object.values(KEYS).map((id) => `#${id}`).join(",");
  const SETTLE_MS = 150; // a press this soon after a new case appeared was meant for the one before
  const GIVE_UP_MS = 4000; // when no answer comes, keys work again
  const TYPESET_MS = 600; // mathematics is typeset after the case appeared, and moves the answer
  let busySince = -GIVE_UP_MS;
  let shownAt = -SETTLE_MS;
  let shownTurn = "";
  let shownToast = null;
  let follow = false; // whether the answer is kept in sight

  const find = (id) => document.getElementById(id);
  const button = (id) => {
    const found = find(id);
    return found && (found.tagName === "BUTTON" ? found : found.querySelector("button"));
  };
  const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=listbox]");
  const busy = () => performance.now() - busySince < GIVE_UP_MS || performance.now() - shownAt < SETTLE_MS;

  const press = (id) => { const target = button(id); if (target && !target.disabled) target.click(); };

  // Mouse and keys alike: a second press while the first is under way would decide a case that nobody has seen.
  document.addEventListener("click", (event) => {
    if (!event.target.closest(DECIDING)) return;
    if (busy()) { event.stopImmediatePropagation(); event.preventDefault(); return; }
    busySince = performance.now();
  }, true);

  function help(open) {
    const dialog = find("help");
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    else dialog.close();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      const leaves = event.key === "Escape" || (event.key === "Enter" && event.target.closest("#note"));
      if (leaves) { event.preventDefault(); event.target.blur(); }
      return;
    }
    if (event.repeat || !find("sheet")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?") { event.preventDefault(); help(!find("help")?.open); return; }
    if (find("help")?.open) return;
    if (key === "n") { event.preventDefault(); find("note")?.querySelector("textarea, input")?.focus(); return; }
    if (KEYS[key]) { event.preventDefault(); press(KEYS[key]); }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#key-help")) help(true);
    if (event.target.closest("#help-close")) help(false);
    if (event.target.id === "tick-all") tickAll(event.target.checked);
    else if (event.target.matches("#cases input.tick")) tickRange(event.target, event.shiftKey);
  });

  // The table: the box in the head ticks every row, Shift ticks from the last box to this one.
  let lastTicked = null;
  const boxes = () => [...document.querySelectorAll("#cases input.tick")];
  const tickAll = (on) => boxes().forEach((box) => { box.checked = on; });
  function tickRange(box, range) {
    const all = boxes();
    const [from, to] = [all.indexOf(lastTicked), all.indexOf(box)].sort((a, b) => a - b);
    if (range && from >= 0) all.slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
    lastTicked = box;
  }

  // A new case: scroll to its answer, put its link into the address bar, let keys work again.
  function arrived() {
    const toast = document.querySelector("#notice .notice");
    if (toast !== shownToast) { shownToast = toast; busySince = -GIVE_UP_MS; }
    const turn = document.querySelector("#sheet .turn");
    if (!turn) return;
    if (turn.id !== shownTurn) {
      shownTurn = turn.id;
      busySince = -GIVE_UP_MS;
      shownAt = performance.now();
      follow = true;
      showAddress(document.querySelector("#sheet .sheet").id.replace("case-", ""));
    }
    if (follow && performance.now() - shownAt < TYPESET_MS) showAnswer();
  }

  function showAnswer() {
    const mark = find("found-answer");
    const body = mark?.closest(".scroll");
    if (body) body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
  }

  function showAddress(id) {
    const url = new URL(location.href);
    if (id === "none") url.searchParams.delete("case"); else url.searchParams.set("case", id);
    history.replaceState(history.state, "", url);
  }

  // Whoever scrolls reads: from then on nothing moves by itself.
  for (const kind of ["wheel", "touchmove", "pointerdown"]) addEventListener(kind, () => { follow = false; }, { capture: true, passive: true });
  new MutationObserver(arrived).observe(document.documentElement, { childList: true, subtree: true });
})();
