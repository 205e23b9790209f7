/* Elements of the page. Every text goes in as text, never as markup. */
"use strict";

function html(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function button(className, text, title, act) {
  const made = html("button", className, text);
  made.type = "button";
  if (title) made.title = title;
  if (title && title !== text) made.setAttribute("aria-label", title);
  made.addEventListener("click", act);
  return made;
}

/* A labelled control. */
function labelled(text, control) {
  return html("label", "control", html("span", "", text), control);
}

/* A legend's picture of a style, drawn by what draws the map; sharp on paper too. */
function swatch(entry) {
  const style = entry.style, ratio = 3;
  const side = style.kind === "point" ? style.size + 8 : 0, wide = side || 26, high = side || 16;
  const canvas = Object.assign(html("canvas", ""), { width: Math.ceil(wide * ratio), height: Math.ceil(high * ratio) });
  canvas.style.cssText = `width:${wide}px;height:${high}px;opacity:${entry.opacity}`;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  const box = () => { ctx.beginPath(); ctx.rect(1, 1, 24, 14); };
  if (style.kind === "point") drawSymbol(ctx, side / 2, side / 2, style, style.text);
  else if (style.kind === "line") {
    ctx.beginPath();
    ctx.moveTo(0, 8);
    ctx.lineTo(26, 8);
    strokeLine(ctx, style, style.width);
  } else {
    box();
    ctx.globalAlpha = style.opacity;
    ctx.fillStyle = style.fill || "transparent";
    ctx.fill();
    ctx.globalAlpha = 1;
    for (const pattern of style.patterns) {
      ctx.save();
      ctx.clip();
      drawPattern(ctx, pattern, 0, 0, 26, 16);
      ctx.restore();
      box();
    }
    strokeLine(ctx, style.border || { color: "#93A09B", width: 0.7, dashes: [], casing: null }, (style.border || { width: 0.7 }).width);
    if (style.mark) drawFigure(ctx, 13, 8, style.mark, 11, "#1F2B37");
  }
  return html("span", "swatch", canvas);
}

/* What is told of a row: a title, then names and values. */
function toldOf({ title, rows }) {
  const list = html("dl");
  for (const [name, value] of rows) list.append(html("dt", "", name), html("dd", "", value));
  return html("div", "told", html("h2", "", title), list);
}
