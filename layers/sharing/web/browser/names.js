/* Where names are written: only where there is room at a scale, where they meet the fewest symbols. */
"use strict";

const MOST_NAMES = 400, TRIES = 4000;

const widthOf = (text, size) => [...text].reduce((sum, c) => sum + (c > "\u2e80" ? size : size * 0.6), 0);
const boxesMeet = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

class NameList {
  constructor(columns, about) {
    this.about = about;
    this.texts = columns.texts();
    this.classes = columns.ints();
    this.ranks = about.along ? null : columns.ints();
    if (about.along) {
      this.starts = startsOf(columns.ints());
      this.x = columns.sums();
      this.y = columns.sums();
    } else [this.x, this.y, this.west, this.south, this.east, this.north] = Array.from({ length: 6 }, () => columns.ints());
  }
}

/* Boxes that are taken, by cells of the picture. */
class TakenBoxes {
  constructor() {
    this.cells = new Map();
  }

  each(box, call) {
    for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x++)
      for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y++) call(x * 65536 + y);
  }

  add(box) {
    this.each(box, (cell) => (this.cells.has(cell) ? this.cells.get(cell).push(box) : this.cells.set(cell, [box])));
  }

  met(box) {
    const found = new Set();
    this.each(box, (cell) => (this.cells.get(cell) || []).forEach((other) => boxesMeet(box, other) && found.add(other)));
    return found.size;
  }
}

/* Names of a view, each with its text, style, middle (pixels of the view) and turn. */
function namesIn(map, view) {
  const taken = new TakenBoxes(), dots = symbolBoxes(map, view), found = [];
  const lists = map.names.filter((list) => list && !map.hidden.has(list.about.layer));
  placeNames(rankedNames(map).filter(([list]) => !map.hidden.has(list.about.layer)), view, taken, dots, found);
  for (const list of lists.filter((each) => each.about.along)) placeAlong(list, view, taken, dots, found);
  return found;
}

/* Names of units and stations, the most important first; sorted when another list has come. */
function rankedNames(map) {
  const lists = map.names.filter((list) => list && !list.about.along);
  if (!map.ranked || map.ranked.of !== lists.length) {
    const all = lists.flatMap((list) => list.texts.map((_, i) => [list, i]));
    map.ranked = { of: lists.length, all: all.sort(([a, i], [b, k]) => b.ranks[k] - a.ranks[i]) };
  }
  return map.ranked.all;
}

function symbolBoxes(map, view) {
  const boxes = new TakenBoxes();
  for (const drawing of map.drawings) {
    const points = drawing.points;
    if (!points || map.hidden.has(drawing.layer)) continue;
    const discs = points.discs(view.k);
    const add = (x, y, half) => boxes.add([x - half, y - half, x + half, y + half]);
    if (discs) for (const d of discs) add(view.x(d.x, STEP), view.y(d.y, STEP), d.count === 1 ? points.size / 2 : 7);
    else for (const i of points.near(view.box(STEP, 40)))
      add(view.x(points.x[i], STEP), view.y(points.y[i], STEP), drawing.styles[points.classes[i]].size / 2);
  }
  return boxes;
}

function placeNames(ranked, view, taken, dots, found) {
  const scale = STEP * view.k;
  for (const [list, i] of ranked) {
    if (found.length >= MOST_NAMES) return;
    const px = view.x(list.x[i], STEP), py = view.y(list.y[i], STEP);
    if (px < 0 || py < 0 || px > view.wide || py > view.high) continue;
    const style = list.about.styles[list.classes[i]], size = style.size;
    if ((list.south[i] + list.north[i]) * scale < size) continue;
    const wide = widthOf(list.texts[i], size) + 4; // so that no halo lies over the name beside it
    const left = px - list.west[i] * scale, right = px + list.east[i] * scale;
    if (right - left < wide * 0.8) continue;
    const top = py - list.north[i] * scale, bottom = py + list.south[i] * scale;
    let best = null, least = Infinity;
    for (const dy of [0, -1.1, 1.1, -2.4, 2.4, -3.8, 3.8])
      for (const dx of [0, -0.35, 0.35]) {
        const x = px + dx * wide, y = py + dy * size;
        if (x <= left || x >= right || y <= top || y >= bottom || least === 0) continue;
        const box = [x - wide / 2, y - size * 0.7, x + wide / 2, y + size * 0.7];
        if (taken.met(box)) continue;
        const hidden = dots.met(box);
        if (hidden < least) [best, least] = [box, hidden];
      }
    if (!best || (least > 1 && !style.bold)) continue;
    taken.add(best);
    found.push({ text: list.texts[i], style, x: (best[0] + best[2]) / 2, y: (best[1] + best[3]) / 2, turn: 0 });
  }
}

function placeAlong(list, view, taken, dots, found) {
  for (let i = 0; i < list.texts.length && i < TRIES; i++) {
    const line = [];
    for (let k = list.starts[i]; k < list.starts[i + 1]; k++) line.push([view.x(list.x[k], STEP), view.y(list.y[k], STEP)]);
    const xs = line.map((p) => p[0]), ys = line.map((p) => p[1]);
    if (Math.max(...xs) < 0 || Math.min(...xs) > view.wide || Math.max(...ys) < 0 || Math.min(...ys) > view.high) continue;
    const style = list.about.styles[list.classes[i]];
    const free = (boxes) => !boxes.some((box) => taken.met(box) || dots.met(box));
    const place = alongLine(line, list.texts[i], style, free);
    if (!place) continue;
    place.boxes.forEach((box) => taken.add(box));
    found.push({ text: list.texts[i], style, x: place.middle[0], y: place.middle[1], turn: place.turn });
  }
}

/* Where a name lies along a line of pixels that runs straight enough there, and is free: the rule of line_names.py. */
function alongLine(line, text, style, free) {
  const wide = widthOf(text, style.size) + 8, high = style.size * 1.1, lengths = [0];
  for (let i = 1; i < line.length; i++)
    lengths.push(lengths[i - 1] + Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]));
  const all = lengths[lengths.length - 1];
  const at = (length) => {
    const i = Math.max(lengths.findIndex((one) => one >= length), 1);
    const share = (length - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
    return [0, 1].map((axis) => line[i - 1][axis] + share * (line[i][axis] - line[i - 1][axis]));
  };
  for (const share of [0.5, 0.38, 0.62, 0.26, 0.74]) {
    const from = all * share - wide / 2;
    if (from < 0 || from + wide > all) continue;
    const a = at(from), b = at(from + wide), apart = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const [dx, dy] = [(b[0] - a[0]) / apart, (b[1] - a[1]) / apart];
    const bent = [0.25, 0.5, 0.75].map((part) => at(from + wide * part)).map(([x, y]) => Math.abs((x - a[0]) * dy - (y - a[1]) * dx));
    if (apart < 0.97 * wide || Math.max(...bent) > 0.35 * style.size) continue;
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], steps = Math.ceil(wide / high), half = high * 0.6;
    const boxes = Array.from({ length: steps }, (_, i) => ((i + 0.5) * wide) / steps - wide / 2)
      .map((along) => [middle[0] + dx * along, middle[1] + dy * along])
      .map(([x, y]) => [x - half, y - half, x + half, y + half]);
    if (!free(boxes)) continue;
    const turn = Math.atan2(dy, dx);
    return { boxes, middle, turn: Math.abs(turn) > Math.PI / 2 ? turn - Math.sign(turn) * Math.PI : turn };
  }
  return null;
}
