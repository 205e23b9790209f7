/* Draws a rectangle of the map on a canvas: a tile of the screen, or the picture for paper. */
"use strict";

/* So many pixels a metre of Web Mercator at a zoom whose world is 256 · 2^zoom pixels wide. */
const pixelsPerMetre = (zoom) => (256 * 2 ** zoom) / (2 * HALF_WORLD);

const FADED = 0.25; // what is of other stations than the one that was chosen

/* A rectangle of the world at a zoom; left and top are pixels of that world. */
class View {
  constructor(zoom, left, top, wide, high, origin) {
    Object.assign(this, { zoom, left, top, wide, high, k: pixelsPerMetre(zoom) });
    this.bx = (origin[0] + HALF_WORLD) * this.k - left;
    this.by = (HALF_WORLD - origin[1]) * this.k - top;
  }

  x(steps, step) { return steps * step * this.k + this.bx; }
  y(steps, step) { return this.by - steps * step * this.k; }

  /* What is shown, and so many pixels around it, in steps. */
  box(step, reach) {
    const a = step * this.k;
    return [(-reach - this.bx) / a, (this.by - this.high - reach) / a, (this.wide + reach - this.bx) / a, (this.by + reach) / a];
  }
}

/* The drawings of a map over or under the names, on a canvas whose pixels are the view's. */
function drawMap(ctx, map, view, over) {
  for (const drawing of map.drawings) {
    if (drawing.z > map.data.namesZ !== over || map.hidden.has(drawing.layer)) continue;
    ctx.globalAlpha = drawing.opacity;
    if (drawing.kind === "areas") drawAreas(ctx, map, drawing, view);
    else if (drawing.kind === "borders") drawBorders(ctx, map, drawing, view);
    else if (drawing.kind === "paths") drawPaths(ctx, map, drawing, view);
    else drawPoints(ctx, drawing, view);
  }
  ctx.globalAlpha = 1;
}

function drawAreas(ctx, map, drawing, view) {
  const land = map.lands[drawing.land], level = land.level(view.zoom);
  if (!level || !land.rings || !drawing.classes) return;
  const groups = new Map(), grid = land.partGrid(level);
  for (const part of grid.near(view.box(level.step, 8))) {
    const row = land.rings.row[part], number = drawing.classes[row];
    if (number < 0) continue;
    const key = 2 * number + (map.isChosenArea(drawing, row) ? 0 : 1);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(part);
  }
  for (const key of [...groups.keys()].sort((a, b) => a - b)) {
    const style = drawing.styles[key >> 1], parts = groups.get(key);
    ctx.globalAlpha = drawing.opacity * (key & 1 ? FADED : 1);
    if (drawing.patternsOnly) drawPatterns(ctx, land, level, parts, style.patterns, view, grid.boxes);
    else {
      ringPath(ctx, land, level, parts, view);
      if (style.fill) {
        const whole = ctx.globalAlpha;
        ctx.globalAlpha *= style.opacity;
        ctx.fillStyle = style.fill;
        ctx.fill("nonzero");
        ctx.globalAlpha = whole;
      }
      if (style.border && !drawing.ground) strokeLine(ctx, style.border, style.border.width);
    }
  }
}

/* None where a part is too small to show one. */
function drawPatterns(ctx, land, level, parts, patterns, view, boxes) {
  for (const pattern of patterns) {
    const least = pattern.spacing / (view.k * level.step);
    const large = parts.filter((p) => Math.max(boxes[4 * p + 2] - boxes[4 * p], boxes[4 * p + 3] - boxes[4 * p + 1]) >= least);
    if (!large.length) continue;
    ctx.save();
    ringPath(ctx, land, level, large, view);
    ctx.clip("nonzero");
    drawPattern(ctx, pattern, view.left, view.top, view.wide, view.high);
    ctx.restore();
  }
}

/* Outer rings all one way round and holes the other, so that parts which overlap are filled there too. Each ends
 * where it began: closing it besides makes Chromium copy the path as it is so far. */
function ringPath(ctx, land, level, parts, view) {
  const { starts, ofPart, use } = land.rings, turned = land.turned(level), { offsets, x, y } = level;
  const a = level.step * view.k, { bx, by } = view;
  ctx.beginPath();
  for (const part of parts) {
    for (let r = ofPart[part]; r < ofPart[part + 1]; r++) {
      const n = starts[r + 1] - starts[r];
      for (let j = 0; j < n; j++) {
        const u = use[turned[r] ? starts[r + 1] - 1 - j : starts[r] + j], back = (u & 1) !== turned[r];
        const first = offsets[u >> 1], last = offsets[(u >> 1) + 1] - 1, from = back ? last : first;
        if (j === 0) ctx.moveTo(x[from] * a + bx, by - y[from] * a);
        if (back) for (let i = last - 1; i >= first; i--) ctx.lineTo(x[i] * a + bx, by - y[i] * a);
        else for (let i = first + 1; i <= last; i++) ctx.lineTo(x[i] * a + bx, by - y[i] * a);
      }
    }
  }
}

function linePath(ctx, level, arcs, view) {
  const { offsets, x, y } = level, a = level.step * view.k, { bx, by } = view;
  ctx.beginPath();
  for (const arc of arcs) {
    ctx.moveTo(x[offsets[arc]] * a + bx, by - y[offsets[arc]] * a);
    for (let i = offsets[arc] + 1; i < offsets[arc + 1]; i++) ctx.lineTo(x[i] * a + bx, by - y[i] * a);
  }
}

/* Borders are thin where they are many and short at this zoom: the window's rule. */
function drawBorders(ctx, map, drawing, view) {
  const land = map.lands[drawing.land], level = land.level(view.zoom), style = drawing.styles[0], rules = map.data.rules;
  if (!level || (drawing.marked && !drawing.arcs)) return;
  const arcs = level.grid.near(view.box(level.step, 8)).filter((arc) => !drawing.arcs || drawing.arcs.has(arc));
  const side = land.about.side * view.k, isCrowded = level.offsets.length > rules.lines && side < rules.side;
  const thin = Math.max((rules.width * side) / rules.side, rules.leastWidth);
  linePath(ctx, level, arcs, view);
  strokeLine(ctx, style, isCrowded ? Math.min(style.width, thin) : style.width);
}

/* A river with a width is as wide as on the ground, at every zoom. */
function drawPaths(ctx, map, drawing, view) {
  const level = map.lands[drawing.land].level(view.zoom);
  if (!level || !drawing.classes) return;
  const groups = drawing.styles.map(() => new Map());
  for (const line of level.grid.near(view.box(level.step, 8 + drawing.widest * view.k))) {
    const number = drawing.classes[line];
    if (number < 0) continue;
    const width = Math.max(drawing.styles[number].width, Math.round(2 * drawing.widths[line] * view.k) / 2);
    if (!groups[number].has(width)) groups[number].set(width, []);
    groups[number].get(width).push(line);
  }
  drawing.styles.forEach((style, number) => {
    const plain = { ...style, casing: null };
    if (style.casing)
      for (const [width, lines] of groups[number]) {
        linePath(ctx, level, lines, view);
        strokeLine(ctx, { ...plain, dashes: [], color: style.casing }, width + 2 * style.casingWidth);
      }
    for (const [width, lines] of groups[number]) {
      linePath(ctx, level, lines, view);
      strokeLine(ctx, plain, width);
    }
  });
}

function drawPoints(ctx, drawing, view) {
  const points = drawing.points, reach = 40;
  if (!points) return;
  const discs = points.discs(view.k);
  if (discs) {
    for (const disc of discs) {
      const x = view.x(disc.x, STEP), y = view.y(disc.y, STEP);
      if (x < -reach || y < -reach || x > view.wide + reach || y > view.high + reach) continue;
      const style = drawing.styles[disc.gravest];
      if (disc.count === 1) drawSymbol(ctx, x, y, style, points.text(disc.one));
      else drawDisc(ctx, x, y, style, disc);
    }
    return;
  }
  const stacks = new Map();
  for (const i of points.near(view.box(STEP, reach))) {
    const x = view.x(points.x[i], STEP), y = view.y(points.y[i], STEP), place = points.x[i] * 0x4000000 + points.y[i];
    drawSymbol(ctx, x, y, drawing.styles[points.classes[i]], points.text(i));
    stacks.set(place, [x, y, i, (stacks.get(place) || [0, 0, 0, 0])[3] + 1]);
  }
  if (!drawing.crowds) return;
  for (const [x, y, i, count] of stacks.values())
    if (count > 1) drawBadge(ctx, x, y, drawing.styles[points.classes[i]], count, drawing.badge);
}

function drawNames(ctx, names) {
  for (const { text, style, x, y, turn } of names) {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(turn);
    ctx.font = `${style.bold ? 700 : 400} ${style.size}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = style.halo;
    ctx.strokeText(text, 0, 0);
    ctx.fillStyle = style.color;
    ctx.fillText(text, 0, 0);
    ctx.restore();
  }
}
