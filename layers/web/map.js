/* Draws the data beside it with Leaflet. Every text goes in as text, never as markup. */
function drawSheet(map, data) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const defs = svg("defs", {});
  const holder = svg("svg", { width: 0, height: 0, style: "position:absolute" });
  holder.append(defs);
  document.body.append(holder);
  const patternIds = new Map();

  function svg(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function html(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /* The fill of an area: its colour, or its pattern, which is made once. */
  function fillOf(style, patternsOnly) {
    if (!patternsOnly) return style.fill;
    if (!style.patterns.length) return null;
    const key = JSON.stringify(style.patterns[0]);
    if (!patternIds.has(key)) {
      patternIds.set(key, "pattern" + patternIds.size);
      addPattern(patternIds.get(key), style.patterns[0]);
    }
    return `url(#${patternIds.get(key)})`;
  }

  function addPattern(id, form) {
    const dots = form.form === "dots";
    const side = dots ? form.spacing * Math.SQRT2 : form.spacing;
    const tile = svg("pattern", { id, width: side, height: side, patternUnits: "userSpaceOnUse",
      patternTransform: dots ? "" : `rotate(${-form.angle})` });
    if (dots) {
      for (const at of [side / 4, 3 * side / 4])
        tile.append(svg("circle", { cx: at, cy: at, r: form.size / 2, fill: form.color }));
    } else {
      tile.append(svg("rect", { y: (side - form.size) / 2, width: side, height: form.size, fill: form.color }));
    }
    defs.append(tile);
  }

  function symbol(style, text) {
    const half = style.size / 2, side = style.size + 8, c = side / 2;
    const look = { fill: style.color || "none", stroke: style.rim, "stroke-width": style.rimWidth,
      "stroke-linejoin": "round" };
    const picture = svg("svg", { width: side, height: side, viewBox: `0 0 ${side} ${side}` });
    if (style.form === "triangle")
      picture.append(svg("polygon", { points: `${c},${c - half} ${c + 1.1 * half},${c + 0.9 * half} ${c - 1.1 * half},${c + 0.9 * half}`, ...look }));
    else if (style.form === "diamond")
      picture.append(svg("polygon", { points: `${c},${c - 1.15 * half} ${c + 1.15 * half},${c} ${c},${c + 1.15 * half} ${c - 1.15 * half},${c}`, ...look }));
    else if (style.form === "square")
      picture.append(svg("rect", { x: c - half, y: c - half, width: style.size, height: style.size, ...look }));
    else picture.append(svg("circle", { cx: c, cy: c, r: half, ...look }),
      ...style.within.map((size) => svg("circle", { cx: c, cy: c + half - size / 2, r: size / 2, ...look })));
    if (style.ring)
      picture.append(svg("circle", { cx: c, cy: c, r: half + 2.5, fill: "none", stroke: style.ring, "stroke-width": 1.6 }));
    if (text)
      picture.append(svg("text", { x: c, y: c + style.size * (style.form === "triangle" ? 0.36 : 0.27),
        "text-anchor": "middle", "font-size": style.size * 0.7, "font-weight": 700, fill: style.textColor }, text));
    return picture;
  }

  function swatch(style) {
    if (style.kind === "point") return symbol(style, style.text);
    const picture = svg("svg", { width: 26, height: 16 });
    if (style.kind === "line") {
      if (style.casing)
        picture.append(svg("line", { x1: 0, x2: 26, y1: 8, y2: 8, stroke: style.casing,
          "stroke-width": style.width + 2 * style.casingWidth }));
      picture.append(svg("line", { x1: 0, x2: 26, y1: 8, y2: 8, stroke: style.color, "stroke-width": style.width,
        "stroke-dasharray": style.dashes.join(" ") }));
      return picture;
    }
    const border = style.border || { color: "#93A09B", width: 0.7, dashes: [] };
    const box = { x: 1, y: 1, width: 24, height: 14, stroke: border.color, "stroke-width": border.width,
      "stroke-dasharray": border.dashes.join(" ") };
    picture.append(svg("rect", { ...box, fill: style.fill || "none", "fill-opacity": style.opacity }));
    if (style.patterns.length) picture.append(svg("rect", { ...box, fill: fillOf(style, true) }));
    if (style.mark)
      picture.append(svg("text", { x: 13, y: 12, "text-anchor": "middle", "font-size": 11 }, style.mark));
    return picture;
  }

  function swatched(entry) {
    const holder = html("span", "swatch", swatch(entry.style));
    holder.style.opacity = entry.opacity;
    return holder;
  }

  function popup(told) {
    if (!told) return null;
    const list = html("dl");
    for (const [name, value] of told.rows) list.append(html("dt", "", name), html("dd", "", value));
    return html("div", "", html("h2", "", told.title), list);
  }

  function withPopup(layer, told) {
    if (told) layer.bindPopup(() => popup(told), { maxWidth: 340 });
    return layer;
  }

  function pane(name, z) {
    map.createPane(name).style.zIndex = z;
    return name;
  }

  function drawn(drawing) {
    const name = pane("drawing" + drawing.z + drawing.kind, 400 + drawing.z);
    map.getPane(name).style.opacity = drawing.opacity;
    const renderer = drawing.kind === "points" ? null : L.svg({ pane: name, padding: 0.5 });
    const group = L.layerGroup();
    for (const [shape, number, about, text] of drawing.items) {
      const style = drawing.styles[number], told = about === null ? null : data.popups[about];
      const base = { pane: name, renderer, interactive: Boolean(told) };
      if (drawing.kind === "areas") {
        const border = drawing.patternsOnly ? null : style.border;
        group.addLayer(withPopup(L.polygon(shape, { ...base, fillColor: fillOf(style, drawing.patternsOnly),
          fill: Boolean(fillOf(style, drawing.patternsOnly)), fillOpacity: style.opacity,
          stroke: Boolean(border), color: border ? border.color : "none", weight: border ? border.width : 0,
          dashArray: border ? border.dashes.join(" ") : null }), told));
      } else if (drawing.kind === "lines") {
        if (style.casing)
          group.addLayer(L.polyline(shape, { ...base, color: style.casing, weight: style.width + 2 * style.casingWidth }));
        group.addLayer(withPopup(L.polyline(shape, { ...base, color: style.color, weight: style.width,
          dashArray: style.dashes.join(" ") }), told));
      } else {
        const side = style.size + 8;
        const icon = L.divIcon({ className: "", html: symbol(style, text),
          iconSize: [side, side] });
        group.addLayer(withPopup(L.marker(shape, { pane: name, icon, keyboard: false, interactive: Boolean(told) }), told));
      }
    }
    return group;
  }

  function width(text, size) {
    return [...text].reduce((sum, c) => sum + (c > "\u2e80" ? size : size * 0.6), 0);
  }

  /* Where a name lies along a line of pixels that runs straight enough there, and is free: the rule of line_names.py. */
  function along(line, text, style, free) {
    const wide = width(text, style.size) + 8, high = style.size * 1.1, lengths = [0];
    for (let i = 1; i < line.length; i++) lengths.push(lengths[i - 1] + line[i].distanceTo(line[i - 1]));
    const all = lengths[lengths.length - 1];
    const at = (length) => {
      const i = Math.max(lengths.findIndex((one) => one >= length), 1);
      const share = (length - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
      return line[i - 1].add(line[i].subtract(line[i - 1]).multiplyBy(share));
    };
    for (const share of [0.5, 0.38, 0.62, 0.26, 0.74]) {
      const from = all * share - wide / 2;
      if (from < 0 || from + wide > all) continue;
      const a = at(from), b = at(from + wide), apart = a.distanceTo(b), d = b.subtract(a).divideBy(apart || 1);
      const bent = [0.25, 0.5, 0.75].map((part) => at(from + wide * part).subtract(a)).map((p) => Math.abs(p.x * d.y - p.y * d.x));
      if (apart < 0.97 * wide || Math.max(...bent) > 0.35 * style.size) continue;
      const middle = a.add(b).divideBy(2), steps = Math.ceil(wide / high), half = high * 0.6;
      const boxes = Array.from({ length: steps }, (_, i) => middle.add(d.multiplyBy((i + 0.5) * wide / steps - wide / 2)))
        .map((p) => [p.x - half, p.y - half, p.x + half, p.y + half]);
      if (!free(boxes)) continue;
      const turn = Math.atan2(d.y, d.x);
      return { boxes, middle: [middle.x, middle.y], turn: Math.abs(turn) > Math.PI / 2 ? turn - Math.sign(turn) * Math.PI : turn };
    }
    return null;
  }

  /* Names: only where there is room at this zoom, where they meet the fewest symbols; symbols lie over them, as in print. */
  function named() {
    const name = pane("names", 400 + data.namesZ), group = L.layerGroup();
    map.getPane(name).style.pointerEvents = "none";
    const symbols = data.layers.flatMap((layer) => layer.drawings).filter((d) => d.kind === "points")
      .flatMap((d) => d.items.map(([at, number]) => [at, d.styles[number].size / 2]));
    const meet = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

    function place() {
      group.clearLayers();
      const taken = [];
      const dots = symbols.map(([at, half]) => [map.latLngToLayerPoint(at), half])
        .map(([p, half]) => [p.x - half, p.y - half, p.x + half, p.y + half]);
      for (const [text, at, west, south, east, north, style] of data.names) {
        const size = style.size, wide = width(text, size) + 4; // so that no halo lies over the name beside it
        const a = map.latLngToLayerPoint([north, west]), b = map.latLngToLayerPoint([south, east]);
        if (b.x - a.x < wide * 0.8 || b.y - a.y < size) continue;
        const p = map.latLngToLayerPoint(at);
        const aside = [0, -1.1, 1.1, -2.4, 2.4, -3.8, 3.8].flatMap((y) => [0, -0.35, 0.35].map((x) => [x * wide, y * size]));
        const inside = ([x, y]) => p.x + x > a.x && p.x + x < b.x && p.y + y > a.y && p.y + y < b.y;
        const boxes = aside.filter(inside).map(([x, y]) =>
          [p.x + x - wide / 2, p.y + y - size * 0.7, p.x + x + wide / 2, p.y + y + size * 0.7]);
        const free = boxes.filter((box) => !taken.some((other) => meet(box, other)));
        if (!free.length) continue;
        const hidden = free.map((one) => dots.filter((dot) => meet(one, dot)).length);
        const least = Math.min(...hidden), box = free[hidden.indexOf(least)];
        if (least > 1 && !style.bold) continue;
        taken.push(box);
        write(text, style, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], 0);
      }
      for (const [text, course, style] of data.lineNames) {
        const found = along(course.map((at) => map.latLngToLayerPoint(at)), text, style,
          (boxes) => !boxes.some((box) => [...taken, ...dots].some((other) => meet(box, other))));
        if (!found) continue;
        taken.push(...found.boxes);
        write(text, style, found.middle, found.turn);
      }
    }

    function write(text, style, middle, turn) {
      const label = html("span", "", text);
      label.style.cssText = `font-size:${style.size}px;color:${style.color};font-weight:${style.bold ? 700 : 400};` +
        `transform:translate(-50%, -50%) rotate(${turn}rad)`;
      group.addLayer(L.marker(map.layerPointToLatLng(middle), { pane: name, interactive: false, keyboard: false,
        icon: L.divIcon({ className: "unit-name", html: label, iconSize: [0, 0] }) }));
    }
    map.on("zoomend", place);
    place();
    return group;
  }

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
  if (data.hint) sheet.append(html("p", "quiet", data.hint));
  const groups = data.layers.map((layer) => L.layerGroup(layer.drawings.map(drawn)));
  data.layers.forEach((layer, i) => {
    const box = html("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => (box.checked ? groups[i].addTo(map) : groups[i].remove()));
    const field = html("fieldset", "", html("label", "", box, html("span", "", layer.name),
      layer.count === null ? null : html("span", "count", String(layer.count))));
    if (layer.shading) field.append(html("p", "shading quiet", layer.shading));
    if (layer.legend.length) {
      field.append(html("ul", "", ...layer.legend.map((entry) => html("li", "", swatched(entry),
        html("span", "", entry.text), entry.count === null ? null : html("span", "count", String(entry.count))))));
    }
    sheet.append(field);
  });
  // A number and its Chinese measure word stay on one line.
  const joined = (text) => text.replace(/(\d) ?(?=[\u4e00-\u9fff])/g, (found, digit) => digit + (found === digit ? "\u2060" : "\u00a0"));
  sheet.append(html("p", "caveat", joined([data.caveat, ...data.notes].join(" "))));
  for (const line of [data.notice, data.sources, data.crs, data.maker, data.approval].filter(Boolean))
    sheet.append(html("p", "fact quiet", line));
  document.body.prepend(sheet);
  map.invalidateSize();
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(data.bounds, { padding: [12, 12] });
  groups.forEach((group) => group.addTo(map));
  named().addTo(map);
  document.documentElement.dataset.drawn = "yes";
}
