"use strict";
// The weights: a numbered dot for each feature, its trail, and the hull of the represented ones.

const PALE = 0.3; // share of its colour that the trail of a feature keeps while another one stands out

class WeightsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    this.space = this.own.space && new Space(this);
    this.drag = this.space && ((...places) => this.space.drag(...places));
    this.hull = draw(this.moving, "path", { class: "hull", ...this.own.hull });
    this.dots = draw(this.moving, "g");
    this.marks = []; // of each feature, its dot and its number
    for (let i = this.log.shapes.W[1] - 1; i >= 0; i--) {
      // A later element covers an earlier one, and more important features cover others.
      const circle = draw(this.dots, "circle", { "data-feature": i });
      this.marks[i] = [circle, draw(this.dots, "text", { class: "number" }, i)];
    }
  }

  /** Return where a feature is in a frame: two numbers, or three in space; null if not finite. */
  point(frame, i) {
    const column = this.log.column(frame, i);
    if (!column.every(Number.isFinite)) return null;
    if (this.own.plane) return this.own.plane.map((axis) => dot(axis, column));
    return column.length === 1 ? [column[0], 0] : column;
  }

  drawAxes() {
    super.drawAxes();
    this.points = []; // of each frame that has been shown
    this.look();
  }

  /** Take a new look, from where the camera is. */
  look() {
    this.see = this.space?.view() ?? (([x, y]) => [this.x(x), this.y(y), 1]);
    this.drawn = Infinity; // the last frame whose trails are on the canvas
  }

  pointsOf(frame) {
    return (this.points[frame] ??= this.marks.map((_, i) => this.point(frame, i)));
  }

  show(frame) {
    if (!this.page.labels) this.drawTrails(frame); // trainings do not follow each other
    const points = this.pointsOf(frame);
    const ends = this.log.hulls[frame].map((i) => this.see(points[i]).slice(0, 2));
    this.hull.setAttribute("d", ends.map((end, i) => `${i % 2 ? "L" : "M"}${end}`).join(""));
    this.showDots(frame, points);
  }

  /** Draw the trails up to a frame; going forward only adds to what is on the canvas. */
  drawTrails(frame) {
    if (frame < this.drawn) {
      this.emptyCanvas();
      Object.assign(this, { drawn: -1, starts: [] }); // of the next piece of each trail
    }
    Object.assign(this.context, { lineWidth: this.own.trail * POINT, lineCap: "round" });
    while (this.drawn < frame) {
      const ends = this.pointsOf(++this.drawn);
      for (let i = ends.length - 1; i >= 0; i--) {
        // The most important one comes last, in front; a dot that hardly moves draws nothing.
        const [start, end] = [this.starts[i], ends[i]];
        const isFar = (value, d) => Math.abs(value - start[d]) > this.own.shortest;
        if (start && end && !end.some(isFar)) continue;
        if (start && end) this.drawPiece(start, end, this.drawn, i);
        this.starts[i] = end;
      }
    }
  }

  /** Draw a piece of a trail: pale ones in a paler colour, since transparent ones would make blots. */
  drawPiece(start, end, frame, i) {
    const isPale = this.page.isPale(i);
    const colour = this.faded(i, this.log.strength(frame, i));
    this.context.globalCompositeOperation = isPale ? "destination-over" : "source-over";
    this.context.strokeStyle = `rgb(${isPale ? mix(colour, this.page.paper, PALE) : colour})`;
    this.context.beginPath();
    this.context.moveTo(...this.see(start).slice(0, 2));
    this.context.lineTo(...this.see(end).slice(0, 2));
    this.context.stroke();
  }

  faded(i, strength) {
    const { palest } = this.page.data;
    return mix(this.log.colours[this.page.theme][i], this.page.paper, palest + (1 - palest) * strength);
  }

  showDots(frame, points) {
    const { smallest, largest } = this.own.dots;
    const dots = points.flatMap((point, i) => {
      if (!point) return [];
      const [x, y, zoom] = this.see(point);
      const strength = this.log.strength(frame, i);
      return { i, x, y, zoom, strength, size: (smallest + (largest - smallest) * strength) * POINT * zoom };
    });
    dots.sort((a, b) => a.zoom - b.zoom || b.i - a.i); // from the back to the front
    if (this.space) this.dots.append(...dots.flatMap(({ i }) => this.marks[i]));
    for (const mark of this.marks.flat()) mark.style.display = "none";
    const [x, y] = this.see([0, 0, 0]);
    this.origin = { x, y, size: 2 * largest * POINT };
    this.taken = [...dots];
    dots.reverse().forEach((dot, depth) => this.showDot(dot, depth, dots));
  }

  /** Show a dot, and its number unless it lies on a heap around the origin. */
  showDot(dot, depth, dots) {
    const { i, size, strength } = dot;
    const { clear, high, wide, light } = this.own.numbers;
    const [circle, number] = this.marks[i];
    const fill = this.faded(i, strength);
    const edge = mix(this.page.ink, this.page.paper, this.page.data.palest * (1 + strength));
    set(circle, { cx: dot.x, cy: dot.y, r: size / 2, fill: `rgb(${fill})`, stroke: `rgb(${edge})` });
    circle.style.display = "";
    const touches = (other, share) => distance(dot, other) < (other.size + share * size) / 2;
    const isCentral = strength < 1 && distance(dot, this.origin) < this.origin.size / 2;
    if (isCentral && dots.some((other) => other !== dot && touches(other, 1))) return;
    const hider = dots.find((other, before) => before < depth && touches(other, clear));
    const fontSize = size * (hider ? high : Math.min(high, wide / String(i).length));
    const text = hider ? `+${i}` : `${i}`;
    const at = hider ? this.freePlace(hider, fontSize, text.length) : dot;
    if (!at) return;
    number.textContent = text;
    set(number, { x: at.x, y: at.y, "font-size": fontSize });
    number.style.display = "";
    const isOnPaper = hider || this.page.isPale(i);
    number.style.fill = isOnPaper ? "" : this.luminance(fill) > light ? "#000" : "#fff";
  }

  /** Take a place beside a dot for a number, inside if possible; undefined if all are taken. */
  freePlace(dot, size, length) {
    const { angles, away, half } = this.own.numbers;
    const { left, top, right, bottom } = this.place;
    const [width, height] = [half[0] * size * length, half[1] * size];
    const gap = away * height;
    const isInside = ({ x, y }) =>
      Math.min(x - left, right - x) > width && Math.min(y - top, bottom - y) > height;
    const out = Math.atan2(dot.y - this.origin.y, dot.x - this.origin.x);
    const places = angles.map((angle) => {
      const [x, y] = [Math.cos(out - angle), Math.sin(out - angle)];
      const reach = dot.size / 2 + gap + Math.hypot(width * x, height * y);
      return { x: dot.x + reach * x, y: dot.y + reach * y, size: 2 * width };
    });
    const isClear = (at, one) => {
      const far = distance(at, one);
      return far * (far - (one.size + gap) / 2) > Math.hypot(width * (at.x - one.x), height * (at.y - one.y));
    };
    const free = places.filter((at) => this.taken.every((one) => isClear(at, one)));
    const place = free.find(isInside) ?? free[0];
    if (place) this.taken.push(place);
    return place;
  }

  /** Return how light red, green and blue look, from 0 to 1, for a gamma of 2.2. */
  luminance(colour) {
    return dot(this.page.data.luminance, colour.map((level) => (level / 255) ** 2.2)) ** (1 / 2.2);
  }
}
