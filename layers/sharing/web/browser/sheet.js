/* The sheet beside the map: what it is, its figures, its layers with their legend, and what is to be known of it. */
"use strict";

/* Builds the sheet; `changed()` is called when a layer is ticked. Returns which are hidden and how to count anew. */
function buildSheet(data, tools, changed) {
  const sheet = html("aside", "");
  sheet.id = "sheet";
  sheet.append(html("h1", "", data.title));
  if (data.mark) sheet.append(html("div", "mark", data.mark));
  for (const line of data.dates) sheet.append(html("p", "quiet", line));
  if (data.figures.length) {
    const [first, ...rest] = data.figures;
    sheet.append(html("div", "figures", html("div", "figure", html("b", "", data.share), html("span", "", first)),
      html("div", "quiet others", ...rest.map((text) => html("span", "", text)))));
  }
  if (data.advice) sheet.append(html("p", "advice", data.advice));
  sheet.append(tools);
  if (data.hint) sheet.append(html("p", "quiet hint", data.hint));
  const choice = html("b", ""), filtered = html("p", "quiet filtered", choice, html("br", ""), data.words.filtered);
  filtered.hidden = true;
  sheet.append(filtered);
  const hidden = new Set();
  const counts = data.layers.map((layer, number) => {
    const box = html("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(number);
      else hidden.add(number);
      field.classList.toggle("off", !box.checked);
      changed();
    });
    const figure = (count) => (count === null ? null : html("span", "count", String(count)));
    const whole = figure(layer.count), each = layer.legend.map((entry) => figure(entry.count));
    const field = html("fieldset", "", html("label", "", box, html("span", "", layer.name), whole));
    if (layer.shading) field.append(html("p", "shading quiet", layer.shading));
    if (layer.legend.length)
      field.append(html("ul", "", ...layer.legend.map((entry, i) => html("li", "", swatch(entry), html("span", "", entry.text), each[i]))));
    sheet.append(field);
    return { whole, each };
  });
  // A number and its Chinese measure word stay on one line.
  const joined = (text) => text.replace(/(\d) ?(?=[\u4e00-\u9fff])/g, (found, digit) => digit + (found === digit ? "\u2060" : "\u00a0"));
  sheet.append(html("p", "caveat", joined([data.caveat, ...data.notes].join(" "))));
  const keys = html("details", "keys quiet", html("summary", "", data.words.keys), html("dl", "",
    ...data.keys.flatMap(([key, does]) => [html("dt", "", key), html("dd", "", does)])));
  sheet.append(keys);
  for (const line of [data.notice, data.sources, data.crs, data.detail, data.maker, data.approval].filter(Boolean))
    sheet.append(html("p", "fact quiet", line));

  /* Counts of what was chosen, with its words; those of the whole for null. */
  function count(told, words) {
    filtered.hidden = !told;
    choice.textContent = words;
    data.layers.forEach((layer, number) => {
      const { whole, each } = counts[number], now = told && told[number];
      const show = (place, of, value) => { if (place) place.textContent = now ? (value === null ? "–" : String(value)) : String(of); };
      show(whole, layer.count, now && now.count);
      each.forEach((place, i) => show(place, layer.legend[i].count, now && now.entries[i]));
    });
  }
  return { sheet, hidden, count };
}
