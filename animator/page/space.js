"use strict";
// Space for three hidden dimensions: a box with axes, seen by a camera that the reader turns.

class Space {
  /** Take what panels.py says about space; isTurned is called whenever the camera has turned. */
  constructor(panel, { turn, rise, distance, name }, isTurned) {
    Object.assign(this, { panel, turn, rise, distance, nameAt: name, isTurned });
    this.box = draw(panel.moving, "g");
    panel.figure.classList.add("space");
    this.dial = panel.caption.appendChild(document.createElement("input"));
    Object.assign(this.dial, { type: "range", min: 0, max: 360, value: turn });
    this.dial.setAttribute("aria-label", "turn the camera, degrees");
    this.dial.oninput = () => this.look(Number(this.dial.value), this.rise);
    panel.box.addEventListener("pointerdown", (event) => this.press(event));
  }

  /** Turn with the pointer until it is released. */
  press(down) {
    if (down.target.dataset.feature) return;
    const { turn, rise } = this;
    this.panel.drag(down, ({ clientX, clientY }) => {
      const around = (((turn - (clientX - down.clientX) / 2) % 360) + 360) % 360;
      this.look(around, Math.min(Math.max(rise + (clientY - down.clientY) / 2, -89), 89));
    });
  }

  look(turn, rise) {
    Object.assign(this, { turn, rise });
    this.dial.value = turn;
    this.isTurned();
  }

  /** Draw the box, and return a function from points to x, y and magnification. */
  view(size) {
    const [turn, rise] = [this.turn, this.rise].map((degrees) => (degrees * Math.PI) / 180);
    const right = [-Math.sin(turn), Math.cos(turn), 0];
    const towards = [Math.cos(rise) * Math.cos(turn), Math.cos(rise) * Math.sin(turn), Math.sin(rise)];
    const up = cross(towards, right);
    const see = (point) => {
      const [across, height, depth] = [right, up, towards].map((axis) => dot(point, axis) / size);
      const zoom = this.distance / (this.distance - depth);
      return [this.panel.x(across * zoom), this.panel.y(height * zoom), zoom];
    };
    this.drawBox(size, see);
    return see;
  }

  drawBox(size, see) {
    const line = (...ends) => `M${ends.map((end) => see(end).slice(0, 2)).join("L")}`;
    const corner = (number) => [1, 2, 4].map((bit) => (number & bit ? size : -size));
    const edges = [1, 2, 4].flatMap((bit) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => !(i & bit)).map((i) => line(corner(i), corner(i | bit))),
    );
    this.box.replaceChildren();
    draw(this.box, "path", { class: "grid", d: edges.join("") });
    for (const axis of [0, 1, 2]) {
      const at = (length) => [0, 1, 2].map((d) => (d === axis ? length : 0));
      const [x, y] = see(at(this.nameAt * size));
      draw(this.box, "path", { class: "axis", d: line(at(-size), at(size)) });
      draw(this.box, "text", { class: "number", x, y }, `dim ${axis}`);
    }
  }
}
