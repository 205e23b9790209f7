/* The map behind the page: takes blocks, draws tiles, answers questions. Runs in a worker, or in the page without one. */
"use strict";

class PackedMap {
  constructor(data) {
    this.data = data;
    this.lands = data.lands.map((about) => new Land(about));
    this.drawings = data.drawings.map((drawing, number) => ({ ...drawing, number })).sort((a, b) => a.z - b.z);
    this.tables = data.tables.map(() => null);
    this.names = data.names.map(() => null);
    this.hidden = new Set();
    this.chosen = { station: 0, since: "", until: "" };
  }

  take(name, columns) {
    const [kind, ...rest] = name.split("-"), number = Number(rest[0]);
    if (kind === "arcs") this.lands[number].addLevel(Number(rest[1]), columns);
    else if (kind === "rings") this.lands[number].addRings(columns);
    else if (kind === "rows") this.takeRows(this.drawings.find((drawing) => drawing.number === number), columns);
    else if (kind === "table") {
      const place = this.data.tables.findIndex((about) => about.block === name);
      this.tables[place] = new ToldRows(columns, this.data.tables[place]);
    } else {
      const place = this.data.names.findIndex((about) => about.block === name);
      this.names[place] = new NameList(columns, this.data.names[place]);
    }
  }

  takeRows(drawing, columns) {
    if (drawing.kind === "borders") drawing.arcs = new Set(columns.sums());
    else if (drawing.kind === "points") drawing.points = new Points(columns, drawing, this.data.rules);
    else if (drawing.kind === "areas") [drawing.classes, drawing.told] = [columns.ints(), columns.sums()];
    else {
      drawing.classes = columns.ints();
      drawing.widths = Float32Array.from(columns.ints(), (cm) => cm / 100);
      drawing.widest = drawing.widths.reduce((most, width) => Math.max(most, width), 0);
    }
  }

  /* What the reader ticked and chose. */
  choose(hidden, chosen) {
    this.hidden = new Set(hidden);
    this.chosen = chosen;
    for (const drawing of this.drawings.filter((each) => each.points)) {
      const table = this.tables[drawing.table], any = chosen.station || chosen.since || chosen.until;
      drawing.points.keep(any && table ? (row) => table.isChosen(row, chosen) : null);
    }
  }

  isChosenArea(drawing, row) {
    if (!this.chosen.station) return true;
    const units = this.drawings.find((each) => each.kind === "areas" && each.land === drawing.land && each.table !== null && !each.patternsOnly);
    const table = units && this.tables[units.table];
    return !table || !table.station || !units.told[row] || table.station[units.told[row] - 1] === this.chosen.station;
  }

  view(zoom, left, top, wide, high) {
    return new View(zoom, left, top, wide, high, this.data.origin);
  }
}

function canvasOf(wide, high) {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(wide, high);
  return Object.assign(document.createElement("canvas"), { width: wide, height: high });
}

/* Answers `{ask, id, …}` through `answer(message, transferred)`; questions before tiles, the newest tiles first, and
 * those that can wait last. */
function startEngine(data, answer) {
  const map = new PackedMap(data), tiles = [];
  let busy = false;

  const questions = {
    hit: ({ zoom, left, top, wide, high, x, y }) => whatIsAt(map, map.view(zoom, left, top, wide, high), x, y),
    names: ({ zoom, left, top, wide, high }) => namesIn(map, map.view(zoom, left, top, wide, high)),
    units: (asked) => unitsFound(map, asked),
    unit: (asked) => unitAsked(map, asked),
    counts: () => countsChosen(map),
    choose: ({ hidden, chosen }) => map.choose(hidden, chosen),
  };

  function drawn(wide, high, ratio, paint) {
    const canvas = canvasOf(Math.round(wide * ratio), Math.round(high * ratio)), ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    paint(ctx);
    return canvas.transferToImageBitmap ? canvas.transferToImageBitmap() : canvas;
  }

  function tile({ id, zoom, x, y, over, ratio, side }) {
    const view = map.view(zoom, x * side, y * side, side, side);
    const picture = drawn(side, side, ratio, (ctx) => drawMap(ctx, map, view, over));
    answer({ id, value: picture }, [picture]);
  }

  function next() {
    const asked = tiles.pop();
    if (asked) tile(asked);
    busy = tiles.length > 0;
    if (busy) setTimeout(next, 0);
  }

  async function receive(message) {
    if (message.ask === "block") {
      map.take(message.name, new Columns(await inflated(message.text)));
      answer({ id: message.id, value: true });
    } else if (message.ask === "cancel") {
      const at = tiles.findIndex((tile) => tile.id === message.of);
      if (at >= 0) tiles.splice(at, 1);
    } else if (message.ask === "tile") {
      if (message.inPeace) tiles.unshift(message);
      else tiles.push(message);
      if (!busy) setTimeout(next, 0);
      busy = true;
    } else {
      answer({ id: message.id, value: questions[message.ask](message) });
    }
  }
  return (message) => receive(message).catch((error) => answer({ failed: `${error}` }));
}

if (typeof document === "undefined") {
  let receive = null;
  self.onmessage = ({ data }) => {
    if (receive) receive(data);
    else receive = startEngine(data, (message, moved) => self.postMessage(message, (moved || []).filter((each) => each instanceof ImageBitmap)));
  };
}
