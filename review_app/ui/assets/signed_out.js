// A session that ended while a page was open: say so, for Gradio says nothing. What was typed stays on the page.
(() => {
  const call = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await call(...asked);
    const reviewing = String(asked[0]?.url ?? asked[0]).includes("/desk/"); // the review page has a banner of its own
    if (answer.status === 401 && !reviewing) answer.clone().json().then(({ detail }) => tell(detail), () => {});
    return answer;
  };

  function tell(sentence) {
    document.getElementById("signed-out")?.remove();
    const box = document.createElement("div");
    const link = document.createElement("a");
    Object.assign(box, { id: "signed-out", className: "notice alert" });
    Object.assign(link, { href: "/sign-in?next=/account", target: "_blank", textContent: sentence });
    box.setAttribute("role", "alert");
    box.append(link);
    document.body.append(box);
  }
})();
