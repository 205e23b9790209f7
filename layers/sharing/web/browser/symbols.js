/* Styles on a canvas: the map's and the legend's from the same record. Sizes in pixels of the screen. */
"use strict";

const FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

function drawSymbol(ctx, x, y, style, text) {
  const half = style.size / 2;
  ctx.fillStyle = style.color || "transparent";
  ctx.strokeStyle = style.rim;
  ctx.lineWidth = style.rimWidth;
  ctx.lineJoin = "round";
  ctx.setLineDash([]);
  const circle = (cx, cy, r) => { ctx.beginPath(); ctx.arc(cx, cy, r, 0, 2 * Math.PI); };
  const corners = (...at) => { ctx.beginPath(); at.forEach(([dx, dy]) => ctx.lineTo(x + dx, y + dy)); ctx.closePath(); };
  if (style.form === "triangle") corners([0, -0.98 * half], [1.1 * half, 0.92 * half], [-1.1 * half, 0.92 * half]);
  else if (style.form === "diamond")
    corners([0, -1.15 * half], [1.15 * half, 0], [0, 1.15 * half], [-1.15 * half, 0]);
  else if (style.form === "square") corners([-half, -half], [half, -half], [half, half], [-half, half]);
  else circle(x, y, half);
  ctx.fill();
  ctx.stroke();
  for (const size of style.within) { circle(x, y + half - size / 2, size / 2); ctx.fill(); ctx.stroke(); }
  if (style.ring) {
    circle(x, y, half + 2.5);
    ctx.strokeStyle = style.ring;
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
  if (!text) return;
  if (style.form === "triangle" && text === "!") drawExclamation(ctx, x, y, half, style.textColor);
  else drawFigure(ctx, x, y, text, Math.min(style.size * (text.length < 3 ? 0.72 : 0.55), 14), style.textColor);
}

/* As a stroke and a dot: a font's is too thin at this size. */
function drawExclamation(ctx, x, y, half, color) {
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = half * 0.27;
  ctx.lineCap = "round";
  ctx.beginPath();
  ctx.moveTo(x, y - half * 0.3);
  ctx.lineTo(x, y + half * 0.2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, y + half * 0.6, half * 0.15, 0, 2 * Math.PI);
  ctx.fill();
  ctx.lineCap = "butt";
}

function drawFigure(ctx, x, y, text, size, color) {
  ctx.font = `700 ${size}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = color;
  ctx.fillText(text, x, y + size * 0.36);
}

/* A disc that says how many points its cell of ground has. */
function drawDisc(ctx, x, y, style, disc) {
  ctx.fillStyle = style.color;
  ctx.strokeStyle = style.rim;
  ctx.lineWidth = 1.2;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, disc.half, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  drawFigure(ctx, x, y, String(disc.count), disc.count < 1000 ? 10.5 : 9, style.textColor);
}

/* The count at the side of a symbol that several share. */
function drawBadge(ctx, x, y, style, count, [right, down]) {
  const aside = style.size / 2 + 3.25, text = count < 100 ? String(count) : "99+", half = text.length > 2 ? 9 : 6.5;
  ctx.fillStyle = "#FFFFFF";
  ctx.strokeStyle = style.color === "#FFFFFF" ? style.rim : style.color;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.ellipse(x + right * aside, y + down * aside, half, 6.5, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  drawFigure(ctx, x + right * aside, y + down * aside, text, 9, "#1F2B37");
}

/* Hatch lines or dots over the clip of a canvas; `left` and `top` are the world's pixels at its corner, so that
 * neighbouring pictures agree. */
function drawPattern(ctx, pattern, left, top, wide, high) {
  ctx.setLineDash([]);
  if (pattern.form === "dots") {
    const side = pattern.spacing * Math.SQRT2, reach = pattern.size / 2;
    ctx.fillStyle = pattern.color;
    ctx.beginPath();
    for (const shift of [0.25, 0.75]) {
      const x0 = (Math.floor((left - reach) / side) + shift) * side - left;
      const y0 = (Math.floor((top - reach) / side) + shift) * side - top;
      for (let y = y0; y < high + reach; y += side)
        for (let x = x0; x < wide + reach; x += side) { ctx.moveTo(x + reach, y); ctx.arc(x, y, reach, 0, 2 * Math.PI); }
    }
    ctx.fill();
    return;
  }
  const angle = (-pattern.angle * Math.PI) / 180, dx = Math.cos(angle), dy = Math.sin(angle), [nx, ny] = [-dy, dx];
  const across = [[0, 0], [wide, 0], [0, high], [wide, high]].map(([x, y]) => x * nx + y * ny);
  const from = left * nx + top * ny, reach = wide + high;
  ctx.strokeStyle = pattern.color;
  ctx.lineWidth = pattern.size;
  ctx.lineCap = "butt";
  ctx.beginPath();
  let n = Math.floor((from + Math.min(...across)) / pattern.spacing);
  for (; n * pattern.spacing <= from + Math.max(...across) + pattern.size; n++) {
    const away = n * pattern.spacing - from, mx = wide / 2, my = high / 2, off = away - (mx * nx + my * ny);
    const [cx, cy] = [mx + off * nx, my + off * ny];
    ctx.moveTo(cx - dx * reach, cy - dy * reach);
    ctx.lineTo(cx + dx * reach, cy + dy * reach);
  }
  ctx.stroke();
}

function strokeLine(ctx, style, width) {
  ctx.lineJoin = "round";
  ctx.lineCap = style.dashes.length ? "butt" : "round";
  if (style.casing) {
    ctx.setLineDash([]);
    ctx.strokeStyle = style.casing;
    ctx.lineWidth = width + 2 * style.casingWidth;
    ctx.stroke();
  }
  ctx.setLineDash(style.dashes);
  ctx.strokeStyle = style.color;
  ctx.lineWidth = width;
  ctx.stroke();
}
