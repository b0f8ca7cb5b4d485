"use strict";
// Space for three hidden dimensions: a box with axes, seen by a camera that the reader turns.

class Space {
  constructor(panel) {
    Object.assign(this, panel.own.space, { panel });
    this.box = draw(panel.moving, "g");
    panel.figure.classList.add("space");
    this.dial = panel.figure.querySelector(".dial");
    this.dial.value = this.turn;
    this.dial.oninput = () => this.look(Number(this.dial.value), this.rise);
  }

  start(x, y) {
    this.from = { turn: this.turn + x / 2, rise: this.rise - y / 2 };
  }

  drag(x, y) {
    const around = (this.from.turn - x / 2 + 720) % 360;
    this.look(around, Math.min(Math.max(this.from.rise + y / 2, -89), 89));
  }

  look(turn, rise) {
    Object.assign(this, { turn, rise });
    this.dial.value = turn;
    this.panel.look();
    this.panel.show(this.panel.page.frame);
  }

  /** Draw the box, and return a function from points to x, y and magnification. */
  view() {
    const { size, distance, panel } = this;
    const [turn, rise] = [this.turn, this.rise].map((degrees) => (degrees * Math.PI) / 180);
    const [sin, cos, sinRise, cosRise] = [Math.sin(turn), Math.cos(turn), Math.sin(rise), Math.cos(rise)];
    const right = [-sin, cos, 0];
    const towards = [cosRise * cos, cosRise * sin, sinRise];
    const up = [-sinRise * cos, -sinRise * sin, cosRise]; // towards × right
    const see = (point) => {
      const [across, height, depth] = [right, up, towards].map((axis) => dot(axis, point) / size);
      const zoom = distance / (distance - depth);
      return [panel.x(across * zoom), panel.y(height * zoom), zoom];
    };
    this.drawBox(see);
    return see;
  }

  drawBox(see) {
    const { size, name } = this;
    const line = (...ends) => `M${ends.map((end) => see(end).slice(0, 2)).join("L")}`;
    const corner = (number) => [1, 2, 4].map((bit) => (number & bit ? size : -size));
    const starts = (bit) => [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => !(i & bit));
    const edges = [1, 2, 4].flatMap((bit) => starts(bit).map((i) => line(corner(i), corner(i | bit))));
    this.box.replaceChildren();
    draw(this.box, "path", { class: "grid", d: edges.join("") });
    for (const axis of [0, 1, 2]) {
      const at = (length) => [0, 1, 2].map((d) => (d === axis ? length : 0));
      const [x, y] = see(at(name * size));
      draw(this.box, "path", { class: "axis", d: line(at(-size), at(size)) });
      draw(this.box, "text", { class: "number", x, y }, `dim ${axis}`);
    }
  }
}
