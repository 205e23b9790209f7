/* What is asked of the map: what lies at a place, which rows match, how many are shown. */
"use strict";

/* What is told of the rows of a table. */
class ToldRows {
  constructor(columns, about) {
    this.about = about;
    this.titles = columns.texts();
    this.keys = about.codes ? columns.texts() : null;
    this.station = about.stations ? columns.ints() : null;
    this.columns = about.columns.map((column) => {
      if (column.moments) return { grain: columns.ints(), minutes: columns.sums() };
      return { words: columns.texts(), which: columns.ints() };
    });
    if (about.placed) [this.x, this.y] = [columns.sums(), columns.sums()];
    this.moments = this.columns.find((column) => column.grain) || null;
  }

  value(number, row, words) {
    const column = this.columns[number];
    if (!column.grain) return column.words[column.which.length ? column.which[row] : row];
    if (!column.grain[row]) return "";
    const text = new Date(column.minutes[row] * 60000).toISOString();
    const day = words.date.replace("{y}", text.slice(0, 4)).replace("{m}", text.slice(5, 7)).replace("{d}", text.slice(8, 10));
    if (column.grain[row] === 1) return day;
    if (column.grain[row] === 2) return words.hour.replace("{day}", day).replace("{hour}", text.slice(11, 13));
    return `${day} ${text.slice(11, 16)}`;
  }

  told(row, words) {
    const rows = this.about.columns.map((column, number) => [column.label, this.value(number, row, words)]);
    return { title: this.titles[row], rows: rows.filter(([, value]) => value !== ""), key: this.keys && this.keys[row] };
  }

  /* Whether a row is of the station and of the days that were chosen. */
  isChosen(row, chosen) {
    if (chosen.station && this.station && this.station[row] !== chosen.station) return false;
    if (!this.moments || !(chosen.since || chosen.until)) return true;
    if (!this.moments.grain[row]) return false;
    const day = new Date(this.moments.minutes[row] * 60000).toISOString().slice(0, 10);
    return (!chosen.since || day >= chosen.since) && (!chosen.until || day <= chosen.until);
  }
}

/* What lies topmost at a pixel of a view: the rows told of, or a count and the bounds of what it counts. */
function whatIsAt(map, view, x, y) {
  for (const drawing of [...map.drawings].reverse()) {
    if (map.hidden.has(drawing.layer)) continue;
    const found = drawing.kind === "points" ? pointsAt(drawing, view, x, y) : drawing.kind === "areas" ? areaAt(map, drawing, view, x, y) : null;
    if (!found) continue;
    if (found.box) return found;
    const table = map.tables[drawing.table];
    return { told: found.rows.map((row) => table.told(row, map.data.words)), x: found.x, y: found.y };
  }
  return null;
}

function pointsAt(drawing, view, x, y) {
  const points = drawing.points;
  if (!points || drawing.table === null) return null;
  const away = (at) => Math.hypot(view.x(at.x, STEP) - x, view.y(at.y, STEP) - y);
  const discs = points.discs(view.k);
  if (discs) {
    const disc = discs.filter((d) => away(d) <= (d.count > 1 ? d.half : points.size / 2 + 4)).sort((a, b) => away(a) - away(b))[0];
    if (!disc) return null;
    if (disc.count > 1) return { count: disc.count, box: disc.box.map((value) => value * STEP) };
    return points.told[disc.one] ? { rows: [points.told[disc.one] - 1], x: disc.x * STEP, y: disc.y * STEP } : null;
  }
  const at = (i) => ({ x: points.x[i], y: points.y[i] });
  const scale = STEP * view.k, east = (x - view.bx) / scale, north = (view.by - y) / scale, reach = 20 / scale;
  const near = points.near([east - reach, north - reach, east + reach, north + reach])
    .filter((i) => points.told[i] && away(at(i)) <= drawing.styles[points.classes[i]].size / 2 + 4);
  if (!near.length) return null;
  const top = near.reduce((one, other) => (away(at(other)) <= away(at(one)) ? other : one));
  const same = near.filter((i) => points.x[i] === points.x[top] && points.y[i] === points.y[top]);
  return { rows: same.map((i) => points.told[i] - 1), x: points.x[top] * STEP, y: points.y[top] * STEP };
}

function areaAt(map, drawing, view, x, y) {
  const land = map.lands[drawing.land], level = land.finest;
  if (drawing.table === null || !level || !land.rings || !drawing.told) return null;
  const a = level.step * view.k, ax = (x - view.bx) / a, ay = (view.by - y) / a, reach = drawing.outlinesOnly ? 6 / a : 0;
  const part = land.partGrid(level).near([ax - reach, ay - reach, ax + reach, ay + reach]).reverse().find((p) => {
    const row = land.rings.row[p];
    if (drawing.classes[row] < 0 || !drawing.told[row]) return false;
    return drawing.outlinesOnly ? land.outlined(level, p, ax, ay, reach) : land.holds(level, p, ax, ay);
  });
  if (part === undefined) return null;
  return { rows: [drawing.told[land.rings.row[part]] - 1], x: ax * level.step, y: ay * level.step };
}

/* Units whose name, code or other text holds what is sought, in the order asked for; `most` of them. */
function unitsFound(map, { text, column, falling, most }) {
  const number = map.tables.findIndex((table) => table && table.about.table === "communities");
  if (number < 0) return { rows: [], all: 0 };
  const table = map.tables[number], words = map.data.words, sought = folded(text.trim());
  const texts = [...Array(table.columns.length).keys()].filter((n) => !table.columns[n].grain);
  const holds = (row) => !sought || folded(table.titles[row]).includes(sought) ||
    (table.keys && folded(table.keys[row]).includes(sought)) ||
    texts.some((n) => folded(table.value(n, row, words)).includes(sought));
  const rows = [];
  for (let row = 0; row < table.titles.length; row++)
    if (table.isChosen(row, map.chosen) && holds(row)) rows.push(row);
  const value = (row) => (column < 0 ? table.titles[row] : table.value(column, row, words));
  const number_ = (one) => (/^[\d,]+$/.test(one) ? Number(one.replaceAll(",", "")) : NaN);
  const collator = new Intl.Collator(map.data.lang, { numeric: true });
  const keyed = rows.map((row) => [row, value(row), number_(value(row))]);
  const begins = ([row]) => (sought && folded(table.titles[row]).startsWith(sought) ? 0 : 1);
  keyed.sort((a, b) => {
    if ((a[1] === "") !== (b[1] === "")) return a[1] === "" ? 1 : -1; // those without a value last, either way
    const order = Number.isNaN(a[2] + b[2]) ? collator.compare(a[1], b[1]) : a[2] - b[2];
    return (falling ? -order : order) || begins(a) - begins(b) || a[0] - b[0];
  });
  const cells = (row) => ({ row, key: table.keys && table.keys[row], title: table.titles[row],
    values: table.columns.map((_, n) => table.value(n, row, words)) });
  return { rows: keyed.slice(0, most).map(([row]) => cells(row)), all: rows.length };
}

/* A unit by its row, code or name: what is told of it, its place and its bounds; null where there is none. */
function unitAsked(map, { row, code }) {
  const table = map.tables.find((one) => one && one.about.table === "communities");
  if (!table) return null;
  const keyed = row === undefined && table.keys ? table.keys.indexOf(code) : -1;
  const at = row !== undefined ? row : keyed >= 0 ? keyed : table.titles.indexOf(code);
  if (at < 0) return null;
  const areas = map.drawings.find((d) => d.kind === "areas" && map.tables[d.table] === table && d.told);
  const box = areas && map.lands[areas.land].rowBounds([areas.told.indexOf(at + 1)]);
  return { told: [table.told(at, map.data.words)], x: table.x[at] * STEP, y: table.y[at] * STEP, box };
}

/* What each line of the legend counts of what was chosen, and each layer; null where that is not known. */
function countsChosen(map) {
  return map.data.layers.map((layer, number) => {
    const entries = layer.legend.map((entry) => {
      if (entry.count === null || !entry.of) return null;
      const [at, ...classes] = entry.of, drawing = map.drawings.find((d) => d.number === at), table = map.tables[drawing.table];
      if (!table || (!drawing.points && !drawing.told)) return null;
      if (map.chosen.station && !table.station) return null; // whose rows are of no station that is told
      const told = drawing.points ? drawing.points.told : drawing.told;
      const own = drawing.points ? drawing.points.classes : drawing.classes;
      let count = 0;
      for (let i = 0; i < told.length; i++)
        if (told[i] && classes.includes(own[i]) && table.isChosen(told[i] - 1, map.chosen)) count++;
      return count;
    });
    const known = entries.length && !entries.includes(null);
    const whole = layer.count !== null && known && layer.legend.reduce((sum, one) => sum + one.count, 0) === layer.count;
    return { number, entries, count: whole ? entries.reduce((sum, one) => sum + one, 0) : null };
  });
}
