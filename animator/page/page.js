"use strict";
// The page: its panels, and what moves them.

const PANELS = {
  loss: LossPanel,
  weights: WeightsPanel,
  gram: GramPanel,
  bias: BarsPanel,
  norms: BarsPanel,
  geometry: GeometryPanel,
  map: MapPanel,
  curves: CurvesPanel,
};
const STEPS = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }; // on a map
const ZOOMS = { "+": 1 / 2, "-": 2, 0: Infinity };

class Page {
  constructor() {
    Object.assign(this, { logs: [], panels: [], steps: [], frame: 0, chosen: null, timer: 0 });
    document.onkeydown = (event) => this.press(event);
    window.onhashchange = () => this.followAddress();
    const on = (id, kind, action) => byId(id).addEventListener(kind, ({ target }) => action(target.value));
    on("play", "click", () => (this.timer ? this.stop() : this.play()));
    on("speed", "change", () => this.timer && this.play());
    on("slider", "input", (frame) => this.goTo(Number(frame)));
    on("feature", "change", (feature) => this.choose(feature === "" ? null : Number(feature)));
    on("theme", "click", () => this.setTheme(this.theme === "dark" ? "light" : "dark"));
    for (const suffix of ["svg", "png"]) on(suffix, "click", () => save(this, suffix));
    window.onbeforeprint = () => this.setTheme("light", this.theme);
    window.onafterprint = () => this.setTheme(this.screenTheme);
    const prefersDark = matchMedia("(prefers-color-scheme: dark)");
    this.preferredTheme = () => (prefersDark.matches ? "dark" : "light");
    prefersDark.onchange = () => this.data?.theme || this.setTheme(this.preferredTheme());
  }

  // What is shown

  /** Take what data.py or map/page.py says: a new page, or what is new; `order` is that of all frames. */
  take(data) {
    const { order } = data;
    const staysAtEnd = this.isAtEnd() && !this.timer && !order;
    const isNew = data.is_new || !this.data;
    this.data = data;
    const logs = data.logs.map(() => new Log());
    if (isNew) Object.assign(this, { logs, steps: [], labels: [], chosen: null, pointer: null });
    this.steps = joined(order ? [] : this.steps, decode(data.steps));
    this.labels = order && picked([...this.labels, ...data.labels], order);
    data.logs.forEach((own, i) => this.logs[i].append(own, data.represented, order));
    document.title = data.title;
    byId("slider").max = this.steps.length - 1;
    if (isNew) this.build();
    for (const panel of this.panels) panel.own = panel.log.panels[panel.kind];
    if (isNew || staysAtEnd) this.frame = this.steps.length - 1;
    else if (order?.includes(this.frame)) this.frame = order.indexOf(this.frame);
    this.frame = Math.min(this.frame, this.steps.length - 1);
    this.setTheme(isNew ? (data.theme ?? this.preferredTheme()) : this.theme);
    if (isNew) this.followAddress();
  }

  build() {
    byId("logs").replaceChildren();
    this.panels = this.logs.flatMap((log) => {
      const section = byId("section").content.firstElementChild.cloneNode(true);
      const [heading, panels] = section.children;
      heading.textContent = heading.title = log.heading;
      const own = Object.entries(log.panels).map(([kind, own]) => new PANELS[kind](this, log, kind, own));
      panels.append(...own.map((panel) => panel.figure));
      panels.style.setProperty("--columns", own.length === 4 ? 2 : Math.min(own.length, 3));
      byId("logs").append(section);
      return own;
    });
    const features = Math.max(...this.logs.map((log) => log.features));
    const options = Array.from({ length: features }, (_, i) => new Option(i, i));
    byId("feature").replaceChildren(new Option("all", ""), ...options);
    byId("speed").replaceChildren(...this.data.speeds.map((speed) => new Option(`${speed} / s`, speed)));
    byId("speed").value = this.data.fps;
    byId("slider").setAttribute("aria-label", this.labels ? "training" : "snapshot");
  }

  /** Draw everything anew. */
  refresh() {
    for (const panel of this.panels) panel.refresh();
    for (const mark of document.querySelectorAll("[data-feature]")) {
      mark.classList.toggle("pale", this.isPale(Number(mark.dataset.feature)));
    }
    this.tell();
  }

  /** Show a frame, the nearest one if there is none of that number. */
  show(frame) {
    this.frame = clamp(Math.round(frame), 0, this.steps.length - 1);
    for (const panel of this.panels) panel.show(this.frame);
    this.tell();
  }

  /** Say in words and in the address what is shown. */
  tell() {
    if (!this.data) return;
    const { ends: [first, last] = [] } = this.data;
    const training = this.labels?.[this.frame];
    const run = this.steps[this.frame];
    const losses = this.logs.map((log) => text(log.series["frame losses"]?.[this.frame])).join(", ");
    const when = run < first ? `before run ${first}` : `run ${run}`;
    byId("state").textContent = training ?? `${when} / ${last} – loss = ${losses}`;
    byId("slider").value = this.frame;
    byId("slider").setAttribute("aria-valuetext", training ?? when);
    const facts = this.chosen === null ? [] : this.logs.map((log) => log.describe(this.frame, this.chosen));
    byId("about").textContent = facts.join(" | ").replaceAll("\n", " · ");
    this.showTip();
    clearTimeout(this.addressTimer); // browsers allow only so many changes a second
    const address = this.isAtEnd() ? location.pathname : `#${training ? "training" : "run"}=${run}`;
    if (location.protocol === "about:") return; // a frame of a notebook has no address of its own
    this.addressTimer = setTimeout(() => history.replaceState(null, "", address), 300);
  }

  isAtEnd() {
    return this.frame === this.steps.length - 1;
  }

  followAddress() {
    const [, run] = /^#(?:run|training)=(-?\d+)$/.exec(location.hash) ?? [];
    if (run !== undefined) this.goTo(lastUpTo(this.steps, Number(run)));
  }

  /** Let a feature stand out, or none if it is null. */
  choose(feature) {
    this.chosen = feature;
    byId("feature").value = feature ?? "";
    this.refresh();
  }

  isPale(feature) {
    return this.chosen !== null && this.chosen !== feature;
  }

  /** Draw everything in a theme; for paper, the screen's theme is kept. */
  setTheme(theme, screenTheme = theme) {
    this.screenTheme = screenTheme;
    this.theme = document.documentElement.dataset.theme = theme;
    Object.assign(this, this.data?.themes[theme]); // ink and paper
    byId("theme").textContent = theme === "dark" ? "Light" : "Dark";
    this.refresh();
  }

  // Time

  play() {
    this.stop();
    if (this.isAtEnd()) this.show(0);
    byId("play").textContent = "Pause";
    const step = () => (this.isAtEnd() ? this.stop() : this.show(this.frame + 1));
    this.timer = setInterval(step, 1000 / Number(byId("speed").value));
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    byId("play").textContent = "Play";
  }

  goTo(frame) {
    this.stop();
    this.show(frame);
  }

  // What the reader does

  press(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !this.data || target.matches("select")) return;
    if (target.matches("button") && (key === " " || key === "Enter")) return;
    if (target.matches(".dial") && key !== " ") return;
    const map = this.panels.find((panel) => panel.neighbour);
    if (key === " ") byId("play").click();
    else if (key === "Escape") this.choose(null);
    else if (ZOOMS[key]) this.panels.forEach((panel) => panel.zoom?.(ZOOMS[key]));
    else if (map && WAYS[key]) this.goTo(map.neighbour(WAYS[key]) ?? this.frame);
    else if (STEPS[key]) this.goTo(this.frame + STEPS[key]);
    else return;
    event.preventDefault();
  }

  /** Say beside the pointer what is there now, inside the axes; null: it is over no panel. */
  showTip(pointer = this.pointer) {
    this.pointer = pointer;
    const tip = byId("tip");
    const { panel, clientX, clientY } = pointer ?? {};
    const target = panel && document.elementFromPoint(clientX, clientY);
    tip.textContent = target ? panel.describe(panel.placeOf({ clientX, clientY, target })) : "";
    tip.hidden = tip.textContent === "";
    if (tip.hidden) return;
    const { left, width } = panel.box.getBoundingClientRect();
    const end = left + (panel.place.right / SIDE) * width;
    const above = clientY - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(Math.min(clientX + 14, end - tip.offsetWidth), 0)}px`;
    tip.style.top = `${above < 0 ? clientY + 20 : above}px`;
  }
}

const page = new Page();
const data = JSON.parse(byId("data").textContent);
if (data) page.take(data);
else follow(page);
