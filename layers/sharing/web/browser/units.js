/* The list of units under the map: sought, sorted by any column, a row leads to its unit; `opened()` is called when there is more or less room for the map. */
"use strict";

const ROWS_AT_ONCE = 200;

function buildUnits(data, ask, go, opened) {
  const words = data.words, about = data.tables.find((table) => table.table === "communities");
  if (!about) return null;
  const labels = [words.unit, ...about.columns.map((column) => column.label)];
  const order = { column: -1, falling: false, most: ROWS_AT_ONCE };
  const seek = Object.assign(html("input"), { type: "search", placeholder: words.search });
  seek.setAttribute("aria-label", words.search);
  const told = html("span", "quiet"), body = html("tbody"), head = html("tr");
  const more = button("more", words.more, "", () => { order.most += ROWS_AT_ONCE; fill(); });
  labels.forEach((label, i) => {
    const cell = html("th", "", button("", label, "", () => {
      order.falling = order.column === i - 1 && !order.falling;
      order.column = i - 1;
      fill();
    }));
    cell.scope = "col";
    head.append(cell);
  });
  const panel = html("section", "", html("div", "bar", html("b", "", words.table), seek, told,
    button("close", "×", words.close, () => show(false))),
    html("div", "scroll", html("table", "", html("thead", "", head), body), more));
  panel.id = "units";
  panel.hidden = true;
  panel.setAttribute("aria-label", words.table);
  let asked = 0;

  async function fill() {
    const mine = ++asked, found = await ask("units", { text: seek.value, ...order });
    if (mine !== asked) return;
    [...head.children].forEach((cell, i) =>
      cell.setAttribute("aria-sort", i - 1 !== order.column ? "none" : order.falling ? "descending" : "ascending"));
    told.textContent = found.all ? words.shown.replace("{shown}", found.rows.length).replace("{all}", found.all) : words.nothing_found;
    more.hidden = found.rows.length >= found.all;
    body.replaceChildren(...found.rows.map(({ row, title, values }) => {
      const line = html("tr", "", html("th", "", button("", title, "", () => go({ row }))), ...values.map((value) => html("td", "", value)));
      line.firstChild.scope = "row";
      return line;
    }));
  }

  function show(open) {
    panel.hidden = !open;
    document.body.classList.toggle("listing", open);
    opened();
    if (!open) return;
    fill();
    seek.focus();
  }
  seek.addEventListener("input", () => { order.most = ROWS_AT_ONCE; fill(); });
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  return { panel, toggle: () => show(panel.hidden), renew: () => { if (!panel.hidden) fill(); } };
}
