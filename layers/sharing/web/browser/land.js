/* Borders in levels of detail, the polygons made of them, and what lies where. Places are whole steps from the origin. */
"use strict";

const HALF_WORLD = Math.PI * 6378137; // metres of Web Mercator from its middle to its edge
const STEP = 0.25; // of points and names, as in layers/sharing/web/mercator.py

function startsOf(counts) {
  const starts = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = starts[i] + counts[i];
  return starts;
}

/* Which of many boxes (west, south, east, north) touch another: by cells of a grid. */
class Grid {
  constructor(boxes) {
    this.boxes = boxes;
    const n = boxes.length / 4;
    this.stamp = new Int32Array(n);
    this.asked = 0;
    let [w, s, e, t] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      w = Math.min(w, boxes[4 * i]); s = Math.min(s, boxes[4 * i + 1]);
      e = Math.max(e, boxes[4 * i + 2]); t = Math.max(t, boxes[4 * i + 3]);
    }
    this.side = Math.max(1, Math.min(400, Math.round(Math.sqrt(n) / 1.5)));
    [this.west, this.south] = n ? [w, s] : [0, 0];
    [this.wide, this.high] = n ? [(e - w) / this.side || 1, (t - s) / this.side || 1] : [1, 1];
    const counts = new Int32Array(this.side * this.side);
    for (let i = 0; i < n; i++) this.cells(boxes.subarray(4 * i, 4 * i + 4), (cell) => counts[cell]++);
    this.starts = startsOf(counts);
    this.items = new Int32Array(this.starts[counts.length]);
    const next = this.starts.slice();
    for (let i = 0; i < n; i++) this.cells(boxes.subarray(4 * i, 4 * i + 4), (cell) => { this.items[next[cell]++] = i; });
  }

  cells([w, s, e, n], each) {
    const last = this.side - 1, within = (value) => Math.max(0, Math.min(last, Math.floor(value)));
    const [x0, x1] = [within((w - this.west) / this.wide), within((e - this.west) / this.wide)];
    const [y0, y1] = [within((s - this.south) / this.high), within((n - this.south) / this.high)];
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) each(y * this.side + x);
  }

  /* Numbers of the boxes that touch this one, ascending. */
  near(box) {
    const found = [], b = this.boxes, [w, s, e, n] = box, asked = ++this.asked;
    this.cells(box, (cell) => {
      for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
        const i = this.items[k];
        if (this.stamp[i] === asked) continue;
        this.stamp[i] = asked;
        if (b[4 * i] <= e && b[4 * i + 2] >= w && b[4 * i + 1] <= n && b[4 * i + 3] >= s) found.push(i);
      }
    });
    return found.sort((one, other) => one - other);
  }
}

/* Borders of one level: vertices of arc i are those from offsets[i] on. */
class Level {
  constructor(columns, about) {
    this.zoom = about.zoom;
    this.step = about.step;
    const counts = columns.ints(), firstX = columns.sums(), firstY = columns.sums();
    this.offsets = startsOf(counts);
    this.x = this.along(firstX, columns.ints());
    this.y = this.along(firstY, columns.ints());
    this.boxes = new Int32Array(4 * counts.length);
    for (let i = 0; i < counts.length; i++) {
      let [w, s, e, n] = [firstX[i], firstY[i], firstX[i], firstY[i]];
      for (let k = this.offsets[i]; k < this.offsets[i + 1]; k++) {
        if (this.x[k] < w) w = this.x[k]; else if (this.x[k] > e) e = this.x[k];
        if (this.y[k] < s) s = this.y[k]; else if (this.y[k] > n) n = this.y[k];
      }
      this.boxes.set([w, s, e, n], 4 * i);
    }
    this.grid = new Grid(this.boxes);
  }

  along(first, moves) {
    const out = new Int32Array(this.offsets[first.length]);
    for (let i = 0, at = 0; i < first.length; i++) {
      let value = out[this.offsets[i]] = first[i];
      for (let k = this.offsets[i] + 1; k < this.offsets[i + 1]; k++) out[k] = value += moves[at++];
    }
    return out;
  }
}

class Land {
  constructor(about) {
    this.about = about;
    this.levels = [];
    this.rings = null;
  }

  addLevel(place, columns) {
    this.levels[place] = new Level(columns, this.about.levels[place]);
  }

  addRings(columns) {
    const row = columns.sums(), counts = columns.ints(), part = columns.sums();
    this.rings = { row, part, starts: startsOf(counts), use: columns.sums() };
    const perPart = new Int32Array(row.length);
    for (const p of part) perPart[p]++;
    this.rings.ofPart = startsOf(perPart);
  }

  /* The level for a zoom, or the nearest to it that is there already; null for none. */
  level(zoom) {
    let found = null;
    for (const level of this.levels) {
      if (!level) continue;
      found = level;
      if (level.zoom >= zoom) break;
    }
    return found;
  }

  get finest() {
    return this.level(Infinity);
  }

  /* Boxes of parts at a level, and which are near where. */
  partGrid(level) {
    if (!level.parts) {
      const { row, starts, ofPart, use } = this.rings, boxes = new Int32Array(4 * row.length);
      for (let p = 0; p < row.length; p++) {
        let [w, s, e, n] = [2147483647, 2147483647, -2147483647, -2147483647];
        for (let k = starts[ofPart[p]]; k < starts[ofPart[p + 1]]; k++) {
          const a = 4 * (use[k] >> 1);
          if (level.boxes[a] < w) w = level.boxes[a];
          if (level.boxes[a + 1] < s) s = level.boxes[a + 1];
          if (level.boxes[a + 2] > e) e = level.boxes[a + 2];
          if (level.boxes[a + 3] > n) n = level.boxes[a + 3];
        }
        boxes.set([w, s, e, n], 4 * p);
      }
      level.parts = new Grid(boxes);
    }
    return level.parts;
  }

  /* Of each ring whether it runs the other way round than outer rings (anticlockwise) and holes are drawn. */
  turned(level) {
    if (!level.turned) {
      const { starts, part, use } = this.rings, { offsets, x, y } = level;
      level.turned = Uint8Array.from(part, (p, r) => {
        let area = 0;
        for (let k = starts[r]; k < starts[r + 1]; k++) {
          const arc = use[k] >> 1, sign = use[k] & 1 ? -1 : 1;
          for (let i = offsets[arc] + 1; i < offsets[arc + 1]; i++) area += sign * (x[i - 1] * y[i] - x[i] * y[i - 1]);
        }
        return area < 0 !== (r > 0 && part[r - 1] === p) ? 1 : 0;
      });
    }
    return level.turned;
  }

  /* Bounds of these rows in metres from the origin, as [w, s, e, n]; null where they have no land. */
  rowBounds(rows) {
    const level = this.level(0);
    if (!level || !this.rings) return null;
    const boxes = this.partGrid(level).boxes, wanted = new Set(rows);
    let found = null;
    this.rings.row.forEach((row, p) => {
      if (!wanted.has(row)) return;
      const [w, s, e, n] = boxes.subarray(4 * p, 4 * p + 4).map((v) => v * level.step);
      found = found ? [Math.min(found[0], w), Math.min(found[1], s), Math.max(found[2], e), Math.max(found[3], n)] : [w, s, e, n];
    });
    return found;
  }

  /* Whether a part holds a place (in the level's steps): how often a line to the east crosses its borders. */
  holds(level, part, x, y) {
    const { starts, ofPart, use } = this.rings;
    let inside = false;
    for (let k = starts[ofPart[part]]; k < starts[ofPart[part + 1]]; k++) {
      const arc = use[k] >> 1;
      if (level.boxes[4 * arc + 1] > y || level.boxes[4 * arc + 3] < y || level.boxes[4 * arc + 2] < x) continue;
      for (let i = level.offsets[arc] + 1; i < level.offsets[arc + 1]; i++) {
        const [ya, yb] = [level.y[i - 1], level.y[i]];
        if ((ya > y) === (yb > y)) continue;
        if (x < level.x[i - 1] + ((y - ya) * (level.x[i] - level.x[i - 1])) / (yb - ya)) inside = !inside;
      }
    }
    return inside;
  }

  /* Whether the outline of a part comes so near to a place. */
  outlined(level, part, x, y, reach) {
    const { starts, ofPart, use } = this.rings;
    for (let k = starts[ofPart[part]]; k < starts[ofPart[part + 1]]; k++) {
      const arc = use[k] >> 1;
      for (let i = level.offsets[arc] + 1; i < level.offsets[arc + 1]; i++) {
        const [ax, ay] = [level.x[i - 1], level.y[i - 1]], dx = level.x[i] - ax, dy = level.y[i] - ay;
        const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        if (Math.hypot(ax + t * dx - x, ay + t * dy - y) <= reach) return true;
      }
    }
    return false;
  }
}
