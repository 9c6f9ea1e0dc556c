// The table: the box in the head ticks every row, Shift ticks from the last box to this one.
(() => {
  let last = null;
  const boxes = () => [...document.querySelectorAll("#cases input.tick")];

  function tickRange(box, range) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (range && from >= 0) all.slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
    last = box;
  }

  document.addEventListener("click", (event) => {
    if (event.target.id === "tick-all") boxes().forEach((box) => { box.checked = event.target.checked; });
    else if (event.target.matches?.("#cases input.tick")) tickRange(event.target, event.shiftKey);
  });
})();
