/* Reads what layers/sharing/web/columns.py wrote: columns of numbers and texts, deflated, in base64. */
"use strict";

/* Whose text a worker is made of; in the worker there is no document. */
const ENGINE = typeof document === "undefined" ? null : document.currentScript;

/* A text as it is typed without shift and accents. */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

async function inflated(text) {
  const raw = atob(text), packed = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) packed[i] = raw.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class Columns {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  count() {
    const b = this.bytes, at = this.at;
    this.at += 4;
    return b[at] + (b[at + 1] << 8) + (b[at + 2] << 16) + b[at + 3] * 0x1000000;
  }

  ints() {
    const n = this.count(), out = new Int32Array(n), b = this.bytes;
    let at = this.at;
    for (let i = 0; i < n; i++) {
      let value = 0, shift = 0, byte;
      do {
        byte = b[at++];
        value |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte & 0x80);
      out[i] = (value >>> 1) ^ -(value & 1);
    }
    this.at = at;
    return out;
  }

  /* Numbers of which each was written as its difference from the one before. */
  sums() {
    const out = this.ints();
    for (let i = 1; i < out.length; i++) out[i] += out[i - 1];
    return out;
  }

  texts() {
    const n = this.count(), size = this.count();
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + size));
    this.at += size;
    return n ? text.split("\0") : [];
  }
}
