// Times: what the server says in UTC is shown in the zone of whoever reads it; the title keeps the UTC.
(() => {
  const two = (number) => String(number).padStart(2, "0");
  function local(element) {
    const at = new Date(element.dateTime);
    element.dataset.local = "1";
    if (Number.isNaN(at.getTime())) return;
    element.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  }
  const all = () => document.querySelectorAll("time.moment:not([data-local])").forEach(local);
  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true });
  all();
})();
