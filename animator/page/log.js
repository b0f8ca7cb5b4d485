"use strict";
// The numbers of one log, and what they say about a feature.

class Log {
  series = {};
  hulls = [];

  /** Append new values and new frames, as data.py tells; then put the frames into their order, if any. */
  append({ series, hulls, ...news }, represented, order) {
    Object.assign(this, news, { represented, features: news.colours.light.length });
    for (const [name, numbers] of Object.entries(series)) {
      this.series[name] = joined(this.series[name] ?? [], decode(numbers));
    }
    this.hulls.push(...hulls);
    if (order) {
      const frames = this.hulls.length;
      for (const name in this.series) this.series[name] = picked(this.series[name], order, frames);
      this.hulls = picked(this.hulls, order);
    }
    this.frameRuns = this.series["frame runs"];
    this.curves = news.averages.map((average, i) => {
      return { average, runs: this.series[`runs ${i}`], values: this.series[`values ${i}`] };
    });
  }

  /** Return a block as a frame has it, row by row. */
  block(tag, frame) {
    const [rows, columns] = this.shapes[tag];
    return this.series[tag].subarray(frame * rows * columns, (frame + 1) * rows * columns);
  }

  /** Return column i of W in a frame. */
  column(frame, i) {
    const [m, n] = this.shapes.W;
    return Array.from({ length: m }, (_, k) => this.series.W[(frame * m + k) * n + i]);
  }

  /** Return |W_i|, which is sent if W is only what a projection has left. */
  norm(frame, i) {
    return this.series.norms?.[frame * this.shapes.W[1] + i] ?? Math.hypot(...this.column(frame, i));
  }

  /** Return D_i = |W_i|² / Σ_j (Ŵ_i·W_j)²; NaN for a feature that is zero or not finite. */
  dimensionality(frame, i) {
    const norm = this.norm(frame, i);
    const direction = this.column(frame, i).map((w) => w / norm);
    const shareOf = (_, j) => dot(direction, this.column(frame, j)) / norm;
    const shares = Array.from({ length: this.shapes.W[1] }, shareOf).filter(Number.isFinite);
    const sum = dot(shares, shares); // a feature that is not finite does not count
    return norm > 0 && norm < Infinity ? 1 / sum : NaN;
  }

  /** Return 1 for a feature that a frame represents, and less the shorter another one is. */
  strength(frame, i) {
    return Math.min(this.norm(frame, i) / this.represented, 1) || 0;
  }

  /** Return in a few words what a frame says about a feature. */
  describe(frame, i) {
    const facts = [`feature ${i}`];
    if (this.shapes.W && i < this.shapes.W[1]) {
      const column = this.column(frame, i);
      const numbers = column.map((w) => text(w, 3)).slice(0, 8);
      if (column.length > 8) numbers.push("…");
      const isWhole = !this.series.norms;
      if (isWhole) facts.push(`W${subscript(i)} = (${numbers.join(", ")})`);
      facts.push(`norm ${text(this.norm(frame, i), 3)}`);
      if (isWhole) facts.push(`dimensionality ${text(this.dimensionality(frame, i), 3)}`);
    }
    if (this.shapes.b) facts.push(`bias ${text(this.block("b", frame)[i], 3)}`);
    return facts.join("\n");
  }
}
