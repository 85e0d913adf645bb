"use strict";
// A figure answers what stands behind it. Without this script its link leads to the same row of
// the appendix, so nothing is lost.
(() => {
  const asked = JSON.parse(document.getElementById("asked").textContent);
  const facts = [["who", "About"], ["interval", "Interval"], ["method", "Method"], ["share", "Count"],
    ["n", "Decisions"], ["p_value", "p"], ["gate", "Gate"], ["note", "Note"]];
  let box = null;
  let from = null;

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  const close = (back) => {
    if (!box) return;
    box.remove();
    box = null;
    if (back && from) from.focus();
  };

  const answer = (link) => {
    const id = link.dataset.row;
    const row = asked.rows[id];
    if (!row) return false;
    close(false);
    from = link;
    const metric = asked.metrics[row.key] || {};
    box = make("div");
    box.id = "answer";
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-labelledby", "answer-title");
    make("h2", `${row.metric}: ${row.value}`, box).id = "answer-title";
    if (metric.plain) make("p", metric.plain, box);
    const list = make("dl", "", box);
    const line = (term, text) => {
      const pair = make("div", "", list);
      make("dt", term, pair);
      make("dd", text, pair);
    };
    if (metric.definition) line("Definition", metric.definition);
    for (const [key, term] of facts) {
      if (row[key]) line(term, key === "interval" ? `${row[key]} (level ${row.level} %)` : row[key]);
    }
    line("Row", `${id} in audit.json`);
    const button = make("button", "\u00d7", box);
    button.type = "button";
    button.setAttribute("aria-label", "Close");
    button.addEventListener("click", () => close(true));
    document.body.append(box);
    const place = link.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(16, place.left), width - box.offsetWidth - 16);
    const below = place.bottom + 6 + box.offsetHeight < window.innerHeight || place.top < box.offsetHeight;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(below ? place.bottom + 6 : place.top - box.offsetHeight - 6) + window.scrollY}px`;
    box.focus({ preventScroll: true });
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.q");
    if (link && !event.ctrlKey && !event.metaKey && answer(link)) event.preventDefault();
    else if (box && !box.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
  });

  // The appendix can be filtered: rows that hold every word typed stay.
  const every = document.getElementById("figures");
  if (every) {
    const field = make("input");
    field.id = "filter";
    field.type = "search";
    field.placeholder = "Filter: Black false positive";
    field.setAttribute("aria-label", "Filter the figures");
    every.querySelector("summary").after(field);
    const rows = [...every.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const [row, text] of rows) row.hidden = !wanted.every((word) => text.includes(word));
    });
  }
})();
