"use strict";
// Space for three hidden dimensions: a box with axes, seen by a camera that the reader turns.

class Space {
  constructor(panel) {
    Object.assign(this, panel.own.space, { panel });
    this.box = draw(panel.moving, "g");
    panel.figure.classList.add("space");
    this.dial = panel.figure.querySelector(".dial");
    this.dial.oninput = () => this.look(Number(this.dial.value), this.rise);
  }

  drag({ x, y }, from, before) {
    const turn = this.turn - (x - before.x) / 2;
    this.look((turn + 360) % 360, clamp(this.rise + (y - before.y) / 2, -89, 89));
  }

  look(turn, rise) {
    Object.assign(this, { turn, rise });
    this.panel.look();
    this.panel.show(this.panel.page.frame);
  }

  /** Draw the box, and return a function from points to x, y and magnification. */
  view() {
    const { size, distance, panel } = this;
    this.dial.value = this.turn;
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
    const line = (ends) => `M${ends.map((end) => see(end).slice(0, 2)).join("L")}`;
    this.box.replaceChildren();
    draw(this.box, "path", { class: "grid", d: this.edges.map(line).join("") });
    this.axes.forEach((axis, i) => {
      const [x, y] = see(axis[1].map((place) => place * this.name));
      draw(this.box, "path", { class: "axis", d: line(axis) });
      draw(this.box, "text", { class: "number", x, y }, `dim ${i}`);
    });
  }
}
