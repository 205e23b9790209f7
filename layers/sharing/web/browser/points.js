/* Points of one drawing: which are kept by what the reader chose, and the counts that stand for them where they crowd. */
"use strict";

class Points {
  constructor(columns, about, rules) {
    this.about = about;
    this.rules = rules;
    this.x = columns.sums();
    this.y = columns.sums();
    this.classes = columns.ints();
    this.told = columns.sums();
    this.texts = columns.texts();
    const n = this.x.length, boxes = new Int32Array(4 * n);
    for (let i = 0; i < n; i++) boxes.set([this.x[i], this.y[i], this.x[i], this.y[i]], 4 * i);
    this.grid = new Grid(boxes);
    this.size = Math.max(0, ...about.styles.map((style) => style.size));
    this.keep(null);
  }

  /* Only the points for whose told row this is true; all for null. */
  keep(wanted) {
    this.kept = wanted ? Uint8Array.from(this.told, (row) => (row > 0 && wanted(row - 1) ? 1 : 0)) : null;
    this.byScale = new Map();
  }

  isKept(i) {
    return !this.kept || this.kept[i] === 1;
  }

  text(i) {
    return this.texts.length ? this.texts[i] : this.about.styles[this.classes[i]].text;
  }

  /* Counts in place of symbols at so many pixels a metre; null where symbols are drawn. */
  discs(k) {
    if (!this.about.crowds) return null;
    const key = k.toPrecision(8);
    if (!this.byScale.has(key)) this.byScale.set(key, this.crowded(k) ? this.counted(k) : null);
    return this.byScale.get(key);
  }

  crowded(k) {
    const rules = this.rules, places = new Map(), cells = new Set(), scale = (STEP * k) / this.size;
    if (this.x.length <= rules.few) return false;
    for (let i = 0; i < this.x.length; i++) if (this.isKept(i)) places.set(this.x[i] * 0x4000000 + this.y[i], i);
    if (places.size <= rules.few) return false;
    for (const i of places.values()) cells.add(Math.floor(this.x[i] * scale) * 0x4000000 + Math.floor(this.y[i] * scale));
    const hidden = (places.size - cells.size) / places.size;
    return hidden > (places.size > rules.many ? rules.hiddenOfMany : rules.hiddenOfFew);
  }

  counted(k) {
    let discs;
    for (const side of [this.rules.cell, this.rules.wideCell]) {
      discs = this.inCells((STEP * k) / side);
      let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const { column, row } of discs) {
        w = Math.min(w, column); e = Math.max(e, column); s = Math.min(s, row); n = Math.max(n, row);
      }
      if (discs.length <= this.rules.carpet * (e - w + 1) * (n - s + 1) || discs.length < this.rules.manyCounts) break;
    }
    const most = discs.reduce((most, disc) => Math.max(most, disc.count), 1);
    for (const disc of discs) {
      disc.x /= disc.count; disc.y /= disc.count;
      disc.half = this.rules.disc + this.rules.discMore * Math.sqrt(disc.count / most);
    }
    return discs;
  }

  inCells(scale) {
    const byCell = new Map();
    for (let i = 0; i < this.x.length; i++) {
      if (!this.isKept(i)) continue;
      const column = Math.floor(this.x[i] * scale), row = Math.floor(this.y[i] * scale), cell = column * 0x4000000 + row;
      const disc = byCell.get(cell);
      if (!disc) {
        byCell.set(cell, { column, row, x: this.x[i], y: this.y[i], count: 1, gravest: this.classes[i], one: i,
          box: [this.x[i], this.y[i], this.x[i], this.y[i]] });
        continue;
      }
      disc.x += this.x[i]; disc.y += this.y[i]; disc.count++;
      disc.gravest = Math.max(disc.gravest, this.classes[i]);
      const b = disc.box;
      b[0] = Math.min(b[0], this.x[i]); b[1] = Math.min(b[1], this.y[i]);
      b[2] = Math.max(b[2], this.x[i]); b[3] = Math.max(b[3], this.y[i]);
    }
    return [...byCell.values()];
  }

  /* Points near a box of steps that are kept, the lowest class first. */
  near(box) {
    return this.grid.near(box).filter((i) => this.isKept(i)).sort((a, b) => this.classes[a] - this.classes[b] || a - b);
  }
}
