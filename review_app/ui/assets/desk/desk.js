// The desk: one case on it, the next one ready beside it. A decision brings the next at once and is sent meanwhile.
(() => {
  const WANTED = 2; // the case that is shown and the one after it
  const SETTLE_MS = 150; // a press this soon after a new case appeared was meant for the one before
  const UNPAINTED_MS = 500;
  const RENEW_MS = 60_000; // or sooner, where cases are held for a shorter time
  const LOOK_AGAIN_MS = 20_000; // when nothing is left: others may give something back
  const ASK_AGAIN_MS = 3_000; // when the server did not answer
  const find = (id) => document.getElementById(id);
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  let tab = "";
  let words = {};
  let scope = {};
  let order = "";
  let shown = null;
  let shownAt = 0;
  let ahead = [];
  let round = 0; // of filters: what was asked for in an earlier one is not shown any more
  let asking = -1;
  let lease = 600;
  let renewal = 0;
  let cause = "";

  // Calls

  class Refused extends Error {
    constructor(status, message) { super(message); this.status = status; }
  }

  async function call(name, body) {
    const answer = await fetch(`/desk/${name}`, {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" }, keepalive: name === "decide",
    }).catch(() => { throw new Error(words.failed); });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, said.error ?? said.detail ?? words.failed);
    return said;
  }

  const held = () => [shown, ...ahead].filter(Boolean).map((one) => one.id);
  const passes = (reason) => !(reason instanceof Refused) || reason.status >= 500;
  const circumstances = () => ({ tab, scope, order, hold: held(), want: WANTED });

  // Cases

  // What came goes behind what is there; `first` is a case that was asked for by name.
  async function receive(answer, asked, first = false) {
    if (answer.head) find("review-head-line").innerHTML = answer.head;
    if (answer.lease && answer.lease !== lease) { lease = answer.lease; plan(); }
    const came = await Promise.all((answer.cases ?? []).map(async (one) => ({ ...one, node: await window.reviewTypeset.prepared(one.html) })));
    if (asked !== round) return; // it stays with this tab until the new filters ask for it, or its time is over
    if (first) { if (came.length) before(came[0]); return; }
    ahead.push(...came.filter((one) => !held().includes(one.id) && !window.reviewOutbox.has(one.id)));
    if (!shown) next();
  }

  // Shows a case now; the one that it pushes aside is next, and what no tab has ready is given back.
  function before(one) {
    const others = [shown, ...ahead].filter((other) => other && other.id !== one.id);
    const back = others.slice(WANTED - 1).map((other) => other.id);
    [shown, ahead] = [one, others.slice(0, WANTED - 1)];
    show();
    if (one.shared) say(words.shared, "status");
    if (back.length) call("release", { tab, cases: back }).catch(() => { /* it ends with its time */ });
  }

  async function ask() {
    if (asking === round) return;
    const asked = asking = round;
    try {
      await receive(await call("turn", circumstances()), asked);
      if (asked === round && !shown) nothing();
    } catch (reason) {
      say(reason.message, "alert");
      if (passes(reason)) setTimeout(() => { if (!shown) ask(); }, ASK_AGAIN_MS);
    } finally {
      if (asking === asked) asking = -1;
    }
  }

  function next() {
    shown = ahead.shift() ?? null;
    if (shown) show(); else pause();
  }

  function show() {
    find("sheet").replaceChildren(shown.node);
    find("sheet").dataset.state = "case";
    painted(shown);
    setCause("");
    find("note").value = "";
    openFlag(false);
    find("announce").textContent = `${words.case} ${shown.id}`;
    address(shown.id);
    showAnswer();
  }

  // Nobody has seen a case before it is painted, however busy the browser is; a page in the background is not painted.
  function painted(one) {
    shownAt = Infinity;
    const seen = () => {
      if (shown !== one || shownAt !== Infinity) return;
      shownAt = performance.now();
      window.reviewClock.start();
    };
    requestAnimationFrame(() => setTimeout(seen));
    setTimeout(seen, UNPAINTED_MS);
  }

  // Nothing is ready: either the answer is on its way, or nothing is left.
  function pause() {
    find("sheet").dataset.state = "waiting";
    find("sheet").innerHTML = `<div class="sheet resting"><p>${words.loading}</p></div>`;
  }

  function nothing() {
    find("sheet").dataset.state = "done";
    find("sheet").innerHTML = `<div class="sheet resting done" id="case-none"><h2>${words.done}</h2><p>${words.done_more}</p></div>`;
    address("");
  }

  function showAnswer() {
    const mark = find("found-answer");
    const body = mark?.closest(".scroll");
    if (body) body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
    scrollTo({ top: 0 });
  }

  function address(id) {
    const url = new URL(location.href);
    if (id) url.searchParams.set("case", id); else url.searchParams.delete("case");
    history.replaceState(history.state, "", url);
  }

  // What the person does

  const ready = () => shown && performance.now() - shownAt >= SETTLE_MS;

  // Half a surrogate pair, which a field may hold, is no text that can be sent.
  const typed = (id) => find(id).value.toWellFormed?.() ?? find(id).value;

  function decide(outcome) {
    if (!ready()) return;
    const flagged = !find("flag").hidden;
    const right = flagged ? typed("right-answer").trim() : "";
    if (flagged && (!right || right === shown.raw.reference.trim())) {
      find("right-answer").focus();
      say(right ? words.same_answer : words.right_answer_needed, "alert");
      return;
    }
    window.reviewOutbox.add({
      id: random(), case: shown.id, outcome, cause: cause || null, note: typed("note"), right_answer: right,
      seconds: window.reviewClock.seconds(),
    });
    next();
  }

  async function skip() {
    if (!ready()) return;
    const [id, asked] = [shown.id, round];
    next();
    try { await receive(await call("skip", { ...circumstances(), case: id }), asked); } catch (reason) { say(reason.message, "alert"); }
    if (!shown) ask();
  }

  async function undo(decision = null) {
    if (!(await window.reviewOutbox.empty())) { say(words.unsaved_undo, "alert"); return; }
    try {
      const answer = await call("undo", { ...circumstances(), decision });
      await receive(answer, round, true);
      say(answer.said || words.taken_back, "status");
      if (!find("panel").hidden) panel(find("panel").dataset.name);
    } catch (reason) { say(reason.message, "alert"); }
  }

  async function refilter(chosen, chosenOrder) {
    const asked = round += 1;
    [scope, order, shown, ahead] = [chosen, chosenOrder, null, []];
    pause();
    try { await call("release", { tab }); } catch (reason) { say(reason.message, "alert"); }
    if (asked === round) ask();
  }

  // Each decision until it is acknowledged: what the server refuses is told and left, what does not arrive is sent again.
  async function deliver(decision) {
    const asked = round;
    let answer = {};
    try {
      answer = await call("decide", { ...circumstances(), decision });
    } catch (reason) {
      if (!(reason instanceof Refused && [403, 404, 422].includes(reason.status))) throw reason;
      say(`${words.refused} ${reason.message}`, "alert", decision.case);
    }
    await receive(answer, asked);
    if (asked === round && !shown) { if (answer.saved) nothing(); else ask(); }
  }

  function unsaved(count, reason) {
    const banner = find("desk-banner");
    banner.hidden = !reason;
    if (reason) banner.textContent = (reason.status === 401 ? words.signed_out : words.unsaved).replace("{count}", count);
  }

  // Cause, flag, notes, panels

  function setCause(name) {
    cause = name;
    const chosen = document.querySelector(`#causes [data-cause="${name}"]`);
    find("key-c").firstElementChild.textContent = (chosen ?? find("key-c")).dataset.name;
    find("key-c").setAttribute("aria-pressed", String(Boolean(chosen)));
    document.querySelectorAll("#causes [data-cause]").forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));
    openCauses(false);
  }

  function openCauses(open) {
    find("causes").hidden = !open;
    find("key-c").setAttribute("aria-expanded", String(open));
    if (open) find("causes").querySelector("button").focus();
  }

  function openFlag(open) {
    find("flag").hidden = !open;
    find("key-f").setAttribute("aria-pressed", String(open));
    if (!open) find("right-answer").value = "";
    if (open) { find("right-answer").focus(); if (!cause) setCause("reference_wrong"); }
  }

  async function panel(name) {
    const box = find("panel");
    box.dataset.name = name;
    box.hidden = false;
    find("panel-close").focus();
    try {
      const html = name === "history" ? (await call("recent", { tab })).html : find(`panel-${name}`).innerHTML;
      find("panel-body").replaceChildren(await window.reviewTypeset.prepared(html));
    } catch (reason) { find("panel-body").textContent = reason.message; }
  }

  function closePanel() {
    const open = !find("panel").hidden;
    find("panel").hidden = true;
    return open;
  }

  const toggle = (name) => (find("panel").hidden || find("panel").dataset.name !== name ? panel(name) : closePanel());

  function say(message, role, id = "") {
    const box = document.createElement("div");
    box.className = `notice ${role}`;
    box.setAttribute("role", role);
    box.textContent = message;
    if (id) {
      const link = document.createElement("a");
      link.href = `/?case=${id}`;
      link.textContent = ` ${words.open}`;
      box.append(link);
    }
    find("desk-notice").replaceChildren(box);
  }

  // Start and end

  function open(frame) {
    words = JSON.parse(frame.dataset.words);
    tab = sessionStorage.getItem("review_app.tab") ?? random();
    sessionStorage.setItem("review_app.tab", tab);
    [shown, ahead] = [null, []];
    const wanted = new URL(location.href).searchParams.get("case");
    window.reviewOutbox.open(frame.dataset.person, tab, deliver, unsaved);
    if (wanted) openLink(wanted); else ask();
  }

  async function openLink(id) {
    try { await receive(await call("open", { ...circumstances(), case: id }), round, true); } catch (reason) { say(reason.message, "alert"); }
    ask();
  }

  function plan() {
    clearTimeout(renewal);
    renewal = setTimeout(renew, Math.min(RENEW_MS, lease * 1000 / 3));
  }

  // The page is still open. After a long sleep others may be at what it had ready.
  async function renew() {
    plan();
    if (!tab || !find("desk") || !held().length) return;
    try {
      const cases = held();
      const { held: kept } = await call("renew", { tab, cases });
      ahead = ahead.filter((one) => kept.includes(one.id) || !cases.includes(one.id));
    } catch { /* the next decision tells what is wrong */ }
  }
  plan();
  setInterval(() => { if (find("sheet")?.dataset.state === "done" && !document.hidden) ask(); }, LOOK_AGAIN_MS);
  addEventListener("pagehide", () => { if (tab && find("desk")) navigator.sendBeacon("/desk/release", JSON.stringify({ tab })); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  let opened = null;
  new MutationObserver(() => {
    const frame = find("desk");
    if (frame && frame !== opened) { opened = frame; open(frame); }
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.reviewDesk = { ready, decide, skip, undo, refilter, setCause, openCauses, openFlag, toggle, closePanel, say, raw: () => shown?.raw ?? {}, words: () => words };
})();
