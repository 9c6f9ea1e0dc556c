// One key a decision. Keys click the buttons whose ids they name; typing in a field is never taken for a key.
(() => {
  const KEYS = { "1": "key-1", "2": "key-2", "3": "key-3", s: "key-s", u: "key-u" };
  const SETTLE_MS = 80; // a press this soon after a new case appeared was meant for the one before
  const GIVE_UP_MS = 4000; // when no answer comes, keys work again
  let busySince = 0;
  let shownAt = 0;
  let shownCase = "";

  const find = (id) => document.getElementById(id);
  const button = (id) => {
    const found = find(id);
    return found && (found.tagName === "BUTTON" ? found : found.querySelector("button"));
  };
  const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=listbox]");
  const busy = () => performance.now() - busySince < GIVE_UP_MS || performance.now() - shownAt < SETTLE_MS;

  function press(id) {
    const target = button(id);
    if (!target || target.disabled || busy()) return;
    busySince = performance.now();
    target.click();
  }

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
    const sheet = document.querySelector("#sheet .sheet");
    if (!sheet) return;
    const mark = find("found-answer");
    const body = mark?.closest(".scroll");
    if (body) body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
    if (sheet.id === shownCase) return;
    shownCase = sheet.id;
    busySince = -GIVE_UP_MS;
    shownAt = performance.now();
    const id = sheet.id.replace("case-", "");
    const url = new URL(location.href);
    if (id === "none") url.searchParams.delete("case"); else url.searchParams.set("case", id);
    history.replaceState(history.state, "", url);
  }

  busySince = -GIVE_UP_MS;
  new MutationObserver(arrived).observe(document.documentElement, { childList: true, subtree: true });
})();
