/* What leads to a place or narrows the map: search, station, days. */
"use strict";

const MOST_FOUND = 12;

/* A search over units (and stations) with a list that the arrow keys walk. */
function buildSearch(data, ask, go) {
  const words = data.words;
  const input = Object.assign(html("input"), { type: "search", autocomplete: "off", placeholder: words.search });
  const list = html("ul", "found");
  list.id = "found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.search);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", "found"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-label", words.search]])
    input.setAttribute(name, value);
  let at = -1, asked = 0, options = [];

  function mark(number) {
    at = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (item) item.scrollIntoView({ block: "nearest" });
    if (item && item.id) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function choose(number) {
    const option = options[number];
    if (!option) return;
    close();
    input.value = option.title;
    go(option.where);
  }

  async function seek() {
    const mine = ++asked, text = input.value.trim();
    if (!text) return close();
    const found = await ask("units", { text, column: -1, falling: false, most: MOST_FOUND });
    if (mine !== asked) return undefined;
    const stations = data.stations.map((station, i) => ({ title: station[0], beside: words.station, where: { station: i + 1 } }))
      .filter(({ title }) => folded(title).includes(folded(text))).slice(0, 4);
    options = [...stations, ...found.rows.map((row) => ({ title: row.title, beside: row.values.slice(1, 2).join(""), where: { row: row.row } }))];
    list.replaceChildren(...options.map(({ title, beside }, i) => {
      const item = html("li", "", html("span", "", title), html("span", "quiet", beside));
      item.id = `found-${i}`;
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(i); });
      return item;
    }));
    if (!options.length) list.append(html("li", "quiet", words.nothing_found));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return mark(options.length ? 0 : -1);
  }

  input.addEventListener("input", seek);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.length) mark((at + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
    } else if (event.key === "Enter") choose(at);
    else if (event.key === "Escape") { input.value = ""; close(); }
  });
  return { element: html("div", "search", input, list), input };
}

/* Which station's units and incidents, and which days' incidents; each only where there is something to choose. */
function buildFilters(data, chosen, changed) {
  const words = data.words, found = [];
  const station = html("select", "", html("option", "", words.all_stations), ...data.stations.map(([name]) => html("option", "", name)));
  if (data.stations.length) {
    station.addEventListener("change", () => { chosen.station = station.selectedIndex; changed(true); });
    found.push(labelled(words.station, station));
  }
  const days = ["since", "until"].map((side) => {
    const input = html("input");
    Object.assign(input, { type: "date", min: data.days[0] || "", max: data.days[1] || "" });
    input.addEventListener("change", () => {
      chosen[side] = input.value;
      all.hidden = !(chosen.since || chosen.until);
      changed(false);
    });
    return labelled(words[side], input);
  });
  const all = button("plain", words.every_day, "", () => {
    chosen.since = chosen.until = "";
    days.forEach((day) => { day.lastChild.value = ""; });
    all.hidden = true;
    changed(false);
  });
  all.hidden = true;
  if (data.days.length) found.push(html("div", "days", ...days, all));
  return { elements: found, choose: (number) => { station.selectedIndex = number; chosen.station = number; changed(true); } };
}
