// Keys of the adjudicators' pages: a key clicks the button with the id `shortcut-` and its name. Given to an event of
// Gradio's as its `js`, so that only these pages listen.
(...values) => {
  if (window.deskShortcuts) return values;
  window.deskShortcuts = true;
  const SETTLE_MS = 250; // a press this soon after a new case appeared was meant for the one before
  const GIVE_UP_MS = 4000; // when no answer comes, keys work again
  let busySince = -GIVE_UP_MS;
  let shownAt = -SETTLE_MS;
  let shownTurn = "";
  let shownNotice = null;

  const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=listbox]");
  const busy = () => performance.now() - busySince < GIVE_UP_MS || performance.now() - shownAt < SETTLE_MS;
  const button = (key) => {
    const found = document.getElementById(`shortcut-${key}`);
    return found && (found.tagName === "BUTTON" ? found : found.querySelector("button"));
  };

  // Mouse and keys alike: a second press while the first is under way would settle a case that nobody has seen.
  document.addEventListener("click", (event) => {
    if (!event.target.closest('[id^="shortcut-"]')) return;
    if (busy()) { event.stopImmediatePropagation(); event.preventDefault(); return; }
    busySince = performance.now();
  }, true);

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.repeat) { // while typing too
      const run = button("enter");
      if (run && !run.disabled) { event.preventDefault(); run.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") { event.preventDefault(); event.target.blur(); }
      return;
    }
    if (event.repeat || event.key.length !== 1) return;
    const target = button(event.key.toLowerCase());
    if (target && !target.disabled) { event.preventDefault(); target.click(); }
  });

  // Gradio gives every link a tab of its own; those to this page stay in theirs.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.pathname !== location.pathname || !url.search) return;
    event.preventDefault();
    location.assign(url);
  });

  // An answer came: keys work again, and the address leads to what is shown.
  function arrived() {
    const notice = document.querySelector("#notice .notice");
    if (notice !== shownNotice) { shownNotice = notice; busySince = -GIVE_UP_MS; }
    const turn = document.querySelector("a.turn");
    if (!turn || turn.id === shownTurn) return;
    shownTurn = turn.id;
    busySince = -GIVE_UP_MS;
    shownAt = performance.now();
    history.replaceState(history.state, "", turn.href);
    const mark = document.getElementById("found-answer");
    const body = mark?.closest(".scroll");
    if (body) body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
  }
  new MutationObserver(arrived).observe(document.documentElement, { childList: true, subtree: true });
  arrived();
  return values;
}
