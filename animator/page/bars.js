"use strict";
// Panels with a bar for each feature: the biases, or the norms with the dimensionalities as dots.

class BarsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    const features = [...Array(this.own.x.limits[1] + 0.5).keys()];
    const mark = (name) => features.map((i) => draw(this.moving, name, { "data-feature": i }));
    this.bars = mark("rect");
    this.dots = this.own.mark ? mark("circle") : [];
    for (const dot of this.dots) set(dot, { class: "dot", r: (this.own.mark * POINT) / 2 });
  }

  show(frame) {
    const width = (this.x(1) - this.x(0)) * this.own.width;
    this.bars.forEach((bar, i) => {
      const value = this.own.mark ? this.log.norm(frame, i) : this.log.block("b", frame)[i];
      const end = Number.isFinite(value) ? clamp(value, ...this.own.y.limits) : 0;
      const [top, bottom] = [this.y(Math.max(end, 0)), this.y(Math.min(end, 0))];
      const fill = `rgb(${this.log.colours[this.page.theme][i]})`;
      set(bar, { x: this.x(i) - width / 2, y: top, width, height: bottom - top, fill });
    });
    this.dots.forEach((dot, i) => {
      const value = this.log.dimensionality(frame, i);
      dot.style.display = Number.isNaN(value) ? "none" : "";
      set(dot, { cx: this.x(i), cy: this.right(value || 0) });
    });
  }
}
