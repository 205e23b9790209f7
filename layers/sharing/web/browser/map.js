/* Puts the page together: the map's tiles, names, popups, links and keys. */
"use strict";

/* The engine in a worker; in the page where there is none. `ask(what, …)` promises its answer. */
function reachEngine(data) {
  const waiting = new Map();
  let last = 0, send;
  const answered = ({ id, value, failed }) => {
    if (failed) console.error(failed);
    const take = waiting.get(id);
    waiting.delete(id);
    if (take) take(value);
  };
  const canWork = typeof Worker !== "undefined" && typeof OffscreenCanvas !== "undefined";
  if (canWork) {
    const worker = new Worker(URL.createObjectURL(new Blob([ENGINE.textContent], { type: "text/javascript" })));
    worker.onmessage = (event) => answered(event.data);
    worker.postMessage(data);
    send = (message) => worker.postMessage(message);
  } else send = startEngine(data, answered);
  const ask = (what, asked) => {
    const id = ++last;
    const promise = new Promise((resolve) => waiting.set(id, resolve));
    send({ ...asked, ask: what, id });
    return Object.assign(promise, { id });
  };
  /* What was asked is answered with nothing. */
  const cancel = (id) => { send({ ask: "cancel", of: id }); answered({ id, value: null }); };
  return { ask, cancel };
}

/* A drawn tile handed to its canvas whole where it can be, which copies no pixel; else painted. */
function show(tile, picture) {
  const taking = typeof ImageBitmap !== "undefined" && picture instanceof ImageBitmap && tile.getContext("bitmaprenderer");
  if (taking) taking.transferFromImageBitmap(picture);
  else tile.getContext("2d").drawImage(picture, 0, 0);
}

/* Puts tiles on the map several at a time, and none while it zooms: the browser goes through all of them whenever one
 * has changed. What it gives promises that what the engine answers was put, or was not wanted. */
function tileShelf(map) {
  const REST_MS = 100, ready = [];
  let asked = 0, due = 0;
  const putAll = () => {
    clearTimeout(due);
    due = 0;
    if (!map._animatingZoom) for (const put of ready.splice(0)) put();
  };
  map.on("zoomend", putAll);
  return async (answer, put) => {
    asked++;
    const picture = await answer;
    asked--;
    const done = picture && new Promise((resolve) => ready.push(() => { put(picture); resolve(); }));
    if (!asked) putAll(); // nothing is on its way
    else if (!due) due = setTimeout(putAll, REST_MS);
    await done;
  };
}

/* Tiles of the drawings under or over the names. */
function tileLayer(map, engine, over, shelf) {
  const Tiles = L.GridLayer.extend({
    createTile(at, done) {
      const tile = L.DomUtil.create("canvas", "leaflet-tile");
      tile.at = at;
      tile.shown = () => done(null, tile);
      this.drawTile(tile);
      return tile;
    },
    async drawTile(tile) {
      const side = this.getTileSize().x, { x, y, z } = tile.at;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      if (tile.asked) engine.cancel(tile.asked);
      const answer = engine.ask("tile", { zoom: z, x, y, over, ratio, side });
      tile.asked = answer.id;
      await shelf(answer, (picture) => {
        if (tile.asked !== answer.id) return;
        tile.asked = null;
        tile.width = picture.width;
        tile.height = picture.height;
        show(tile, picture);
        tile.shown();
        tile.shown = () => {};
      });
    },
    /* Tiles are drawn for half zooms too; Leaflet would stretch those of whole ones. */
    _setView(center, zoom, ...more) {
      this._wantedZoom = zoom;
      L.GridLayer.prototype._setView.call(this, center, zoom, ...more);
    },
    _clampZoom() {
      return Math.round(this._wantedZoom * 2) / 2;
    },
    /* Draws every tile anew in its place, without a moment of paper. */
    renew() {
      return Promise.all(Object.values(this._tiles).map(({ el }) => this.drawTile(el)));
    },
  });
  const layer = new Tiles({ pane: over ? "over" : "tilePane", updateWhenZooming: false, keepBuffer: 1, noWrap: true });
  layer.on("tileunload", ({ tile }) => { if (tile.asked) engine.cancel(tile.asked); });
  return layer.addTo(map);
}

function drawSheet(map, data) {
  data.lang = document.documentElement.lang;
  const engine = reachEngine(data), { ask } = engine, words = data.words;
  const chosen = { station: 0, since: "", until: "" };
  const home = L.latLngBounds(data.bounds);
  const plane = L.Projection.SphericalMercator;
  const placeOf = (x, y) => plane.unproject(L.point(data.origin[0] + x, data.origin[1] + y));
  const boundsOf = ([w, s, e, n]) => L.latLngBounds(placeOf(w, s), placeOf(e, n));
  const isAnyChosen = () => Boolean(chosen.station || chosen.since || chosen.until);

  // The sheet, with what leads to a place.
  const units = buildUnits(data, ask, (where) => go(where), () => map.invalidateSize());
  const search = buildSearch(data, ask, (where) => go(where));
  const filters = buildFilters(data, chosen, (isOfStation) => {
    choose();
    if (isOfStation) map.fitBounds(chosenBounds(), { padding: [12, 12] });
  });
  const opener = units && button("opener", words.table, "", () => units.toggle());
  const tools = html("div", "tools", units ? search.element : null, ...filters.elements, opener);
  const keys = data.keys.filter(([key]) => units || !["/", "T"].includes(key));
  const { sheet, hidden, count } = buildSheet({ ...data, keys }, tools, () => choose());
  document.body.prepend(sheet);
  const paper = html("div", "");
  paper.id = "paper";
  const live = html("p", "unseen");
  live.setAttribute("aria-live", "polite");
  const spoken = html("p", "unseen");
  spoken.setAttribute("role", "status");
  document.body.append(paper, live, spoken);
  if (units) map.getContainer().parentElement.append(units.panel);
  map.getContainer().setAttribute("aria-label", data.title);

  // The map.
  map.createPane("names").style.zIndex = 450;
  map.getPane("names").style.pointerEvents = "none";
  map.createPane("over").style.zIndex = 460;
  map.getPane("over").style.pointerEvents = "none";
  map.getContainer().classList.toggle("between-pixels", !Number.isInteger(256 * (window.devicePixelRatio || 1)));
  map.invalidateSize();
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  const homeControl = L.control({ position: "topright" });
  homeControl.onAdd = () => {
    const box = html("div", "leaflet-bar home", button("", "⌂", words.home, () => map.fitBounds(chosenBounds(), { padding: [12, 12] })));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  homeControl.addTo(map);
  L.control.zoom({ position: "topright" }).addTo(map);
  map.fitBounds(home, { padding: [12, 12] });
  const shelf = tileShelf(map);
  const layers = [false, true].map((over) => tileLayer(map, engine, over, shelf));

  // Names, all in one element, which moves with the map and is gone while it zooms.
  const labels = html("div", "leaflet-zoom-hide");
  map.getPane("names").append(labels);
  map.on("zoom viewreset", () => labels.replaceChildren());

  function chosenBounds() {
    const [, west, south, east, north] = chosen.station ? data.stations[chosen.station - 1] : [];
    return chosen.station ? L.latLngBounds([[south, west], [north, east]]) : home;
  }

  async function choose() {
    ask("choose", { hidden: [...hidden], chosen: { ...chosen } });
    renew();
    if (units) units.renew();
    count(isAnyChosen() ? await ask("counts", {}) : null, chosenWords());
    spoken.textContent = isAnyChosen() ? chosenWords() : words.all_again;
  }

  /* What was chosen, as it is seen over the counts and said to who does not see. */
  function chosenWords() {
    return [chosen.station ? `${words.station} ${data.stations[chosen.station - 1][0]}` : "",
      chosen.since ? `${words.since} ${chosen.since}` : "", chosen.until ? `${words.until} ${chosen.until}` : ""]
      .filter(Boolean).join(" · ");
  }

  function renew() {
    picture();
    return Promise.all([...layers.map((layer) => layer.renew()), name()]);
  }

  /* What the window of the map shows, and so much more of it on each side. */
  function seen(more) {
    const size = map.getSize(), zoom = map.getZoom(), low = map.getPixelBounds().min;
    return { zoom, left: low.x - more * size.x, top: low.y - more * size.y, wide: size.x * (1 + 2 * more), high: size.y * (1 + 2 * more) };
  }

  let named = 0;
  async function name() {
    const mine = ++named, view = seen(0.25), names = await ask("names", view);
    if (mine !== named || view.zoom !== map.getZoom()) return;
    const corner = map.latLngToLayerPoint(map.unproject([view.left, view.top], view.zoom));
    labels.replaceChildren(...names.map(({ text, style, x, y, turn }) => {
      const label = html("span", "", text), place = html("div", "unit-name", label);
      label.style.cssText = `font-size:${style.size}px;color:${style.color};font-weight:${style.bold ? 700 : 400};` +
        `transform:translate(-50%, -50%) rotate(${turn}rad)`;
      place.style.cssText = `left:${corner.x + x}px;top:${corner.y + y}px`;
      return place;
    }));
    live.textContent = `${words.in_view} ${names.slice(0, 30).map(({ text }) => text).join(" · ")}`;
  }

  /* The whole land, or the station that was chosen, with its names, for paper; drawn while nothing else is. */
  let later = 0;
  function picture() {
    clearTimeout(later);
    // What was drawn before is of another choice than the counts beside it.
    delete document.documentElement.dataset.paper;
    paper.replaceChildren(html("p", "quiet", words.print_wait));
    later = setTimeout(async () => {
      const bounds = chosenBounds(), low = map.project(bounds.getNorthWest(), 0), high = map.project(bounds.getSouthEast(), 0);
      const wide = 1000, most = 1050, span = high.subtract(low);
      const zoom = Math.min(18, Math.log2(Math.min((wide - 24) / span.x, (most - 24) / span.y)));
      const tall = Math.round(Math.min(most, span.y * 2 ** zoom + 24));
      const left = (low.x + span.x / 2) * 2 ** zoom - wide / 2, top = (low.y + span.y / 2) * 2 ** zoom - tall / 2;
      const canvas = Object.assign(html("canvas", ""), { width: 2 * wide, height: 2 * tall }), ctx = canvas.getContext("2d");
      const side = 250, mine = later;
      for (const over of [false, true]) {
        for (let y = 0; y < tall; y += side)
          for (let x = 0; x < wide; x += side) {
            const tile = await ask("tile", { zoom, x: (left + x) / side, y: (top + y) / side, over, ratio: 2, side, inPeace: true });
            if (mine !== later) return;
            ctx.drawImage(tile, 2 * x, 2 * y);
          }
        if (over) continue;
        ctx.scale(2, 2);
        drawNames(ctx, await ask("names", { zoom, left, top, wide, high: tall }));
        ctx.resetTransform();
      }
      paper.replaceChildren(canvas, html("p", "quiet", words.print_note));
      document.documentElement.dataset.paper = "yes";
    }, 800);
  }

  // What is told.
  function open(found, at) {
    const told = html("div", "", ...found.told.slice(0, 20).map(toldOf));
    if (found.told.length > 1) told.prepend(html("p", "quiet", words.several.replace("{count}", found.told.length)));
    L.popup({ maxWidth: 340, maxHeight: Math.max(120, map.getSize().y - 80) }).setLatLng(at).setContent(told).openOn(map);
  }

  async function tell(point) {
    const view = seen(0), found = await ask("hit", { ...view, x: point.x, y: point.y });
    if (!found) map.closePopup();
    else if (found.box) map.fitBounds(boundsOf(found.box), { padding: [60, 60], maxZoom: Math.min(19, map.getZoom() + 4) });
    else {
      open(found, placeOf(found.x, found.y));
      if (found.told[0].key) link(`unit=${encodeURIComponent(found.told[0].key)}`);
    }
  }
  let tapped = 0; // a second tap zooms and must not meet a popup
  map.on("click", ({ containerPoint }) => {
    clearTimeout(tapped);
    tapped = setTimeout(() => tell(containerPoint), 250);
  });
  map.on("dblclick", () => clearTimeout(tapped));

  /* To a unit by its row or code, or to a station. */
  async function go({ row, code, station }) {
    if (station) { filters.choose(station); return true; }
    const found = await ask("unit", { row, code });
    if (!found) return false;
    map.getContainer().focus({ preventScroll: true });
    const at = placeOf(found.x, found.y);
    if (found.box) map.fitBounds(boundsOf(found.box), { padding: [80, 80], maxZoom: 16, animate: false });
    else map.setView(at, 15);
    open(found, at);
    link(`unit=${encodeURIComponent(found.told[0].key || found.told[0].title)}`);
    return true;
  }

  // Links to a place.
  let own = location.hash;
  function link(hash) {
    own = `#${hash}`;
    history.replaceState(null, "", own);
  }
  async function follow() {
    const unit = /^#unit=(.+)$/.exec(location.hash), place = /^#map=(\d+(?:\.\d+)?)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash);
    if (place) map.setView([Number(place[2]), Number(place[3])], Number(place[1]), { animate: false });
    if (!unit) return;
    let code = unit[1];
    try { code = decodeURIComponent(code); } catch { /* as it stands */ }
    await go({ code });
  }
  window.addEventListener("hashchange", () => { if (location.hash !== own) follow(); });
  map.on("moveend", () => {
    name();
    const { lat, lng } = map.getCenter();
    if (!own.startsWith("#unit=") || !isPopupOpen()) link(`map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  });
  const isPopupOpen = () => Boolean(document.querySelector(".leaflet-popup"));

  // Keys: those of Leaflet move and zoom.
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && units) { event.preventDefault(); search.input.focus(); }
    else if (event.key === "Home") { event.preventDefault(); map.fitBounds(chosenBounds(), { padding: [12, 12] }); }
    else if ((event.key === "t" || event.key === "T") && units) { event.preventDefault(); units.toggle(); }
    else if (event.key === "Escape") { if (isPopupOpen()) map.closePopup(); else if (units && !units.panel.hidden) units.toggle(); }
    else if (event.key === "Enter" && event.target === map.getContainer()) tell(map.getSize().divideBy(2));
  });

  // Blocks, stage by stage: the first map, what stands on it, its details.
  async function load() {
    const asked = location.hash;
    for (const stage of [...new Set(data.blocks.map(([number]) => number))]) {
      const sent = data.blocks.filter(([number]) => number === stage).map(([, name]) => {
        const element = document.getElementById(`b-${name}`), text = element.textContent;
        element.remove();
        return ask("block", { name, text });
      });
      await Promise.all(sent);
      if (stage === 0) await layers[0].renew();
      else if (stage === 1) await Promise.all([layers[1].renew(), name()]);
      else if (data.lands.some(({ levels }) => levels[stage - 3] && levels[stage - 2] && levels[stage - 3].zoom < map.getZoom())) await layers[0].renew();
      performance.mark(`stage ${stage}`);
      if (stage === 1 && asked) { history.replaceState(null, "", asked); own = ""; await follow(); }
    }
    document.documentElement.dataset.drawn = "yes";
    picture();
  }
  load();
}
