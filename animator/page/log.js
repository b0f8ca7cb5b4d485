"use strict";
// The numbers of one log, and what they say about a feature.

class Log {
  constructor() {
    Object.assign(this, { series: {}, hulls: [] });
  }

  /** Append what data.py says about new values and new frames. */
  append({ series, hulls, ...news }, represented) {
    Object.assign(this, news, { represented, features: news.colours.light.length });
    for (const [name, numbers] of Object.entries(series)) {
      this.series[name] = joined(this.series[name] ?? [], decode(numbers));
    }
    this.hulls.push(...hulls);
    this.frameRuns = this.series["frame runs"];
    this.curves = news.windows.map((window, i) => {
      return { window, runs: this.series[`runs ${i}`], values: this.series[`values ${i}`] };
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

  /** Return a number that a frame has for each feature; the norms of projected weights are sent. */
  measure(name, frame, i) {
    const known = this.series[name];
    if (name === "norm" && !known) return Math.hypot(...this.column(frame, i));
    return known ? known[frame * this.shapes.W[1] + i] : NaN;
  }

  /** Return 1 for a feature that a frame represents, and less the shorter another one is. */
  strength(frame, i) {
    return Math.min(this.measure("norm", frame, i) / this.represented, 1) || 0;
  }

  /** Return in a few words what a frame says about a feature. */
  describe(frame, i) {
    const facts = [`feature ${i}`];
    if (this.shapes.W && i < this.shapes.W[1]) {
      const column = this.column(frame, i);
      const numbers = column.slice(0, 8).map((w) => text(w, 3));
      const rest = column.length > 8 ? ", …" : "";
      if (!this.series.norm) facts.push(`W${subscript(i)} = (${numbers.join(", ")}${rest})`);
      facts.push(`norm ${text(this.measure("norm", frame, i), 3)}`);
      const share = this.measure("dimensionality", frame, i);
      if (!Number.isNaN(share)) facts.push(`dimensionality ${text(share, 3)}`);
    }
    if (this.shapes.b) facts.push(`bias ${text(this.block("b", frame)[i], 3)}`);
    return facts.join("\n");
  }
}
