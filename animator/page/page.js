"use strict";
// The page: its panels, and what moves them.

const PANELS = {
  loss: LossPanel,
  weights: WeightsPanel,
  gram: GramPanel,
  bias: BiasPanel,
  norms: NormsPanel,
  geometry: GeometryPanel,
  map: MapPanel,
};
const SPEEDS = [1, 2, 5, 10, 20, 60]; // snapshots a second

class Page {
  constructor() {
    Object.assign(this, { logs: [], panels: [], steps: [], frame: 0, chosen: null, timer: 0 });
    this.wireControls();
    document.onkeydown = (event) => this.press(event);
    window.onhashchange = () => this.followAddress();
  }

  // What is shown

  /** Take what data.py says: a new page, or what comes after what there is. */
  take(data) {
    const staysAtEnd = this.isAtEnd() && !this.timer;
    const isNew = data.is_new || !this.data;
    this.data = data;
    if (isNew) Object.assign(this, { logs: data.logs.map(() => new Log()), steps: [], chosen: null });
    this.steps = joined(this.steps, decode(data.steps));
    data.logs.forEach((own, i) => this.logs[i].append(own, data.represented));
    document.title = data.title;
    byId("slider").max = this.steps.length - 1;
    if (isNew) this.build();
    for (const panel of this.panels) panel.own = panel.log.panels[panel.kind];
    if (isNew || staysAtEnd) this.frame = this.steps.length - 1;
    this.setTheme(isNew ? (data.theme ?? this.preferredTheme()) : this.theme);
    if (isNew) this.followAddress();
  }

  build() {
    const sections = this.logs.map((log) => {
      const section = byId("section").content.firstElementChild.cloneNode(true);
      const [heading, panels] = section.children;
      heading.textContent = heading.title = log.heading;
      const own = Object.entries(log.panels).map(([kind, own]) => new PANELS[kind](this, log, kind, own));
      panels.append(...own.map((panel) => panel.figure));
      panels.style.setProperty("--columns", own.length === 4 ? 2 : Math.min(own.length, 3));
      return { section, own };
    });
    byId("logs").replaceChildren(...sections.map(({ section }) => section));
    this.panels = sections.flatMap(({ own }) => own);
    const features = Math.max(...this.logs.map((log) => log.features));
    const options = Array.from({ length: features }, (_, i) => new Option(i, i));
    byId("feature").replaceChildren(new Option("all", ""), ...options);
    const speeds = [...new Set([...SPEEDS, this.data.fps])].sort((a, b) => a - b);
    byId("speed").replaceChildren(...speeds.map((speed) => new Option(`${speed} / s`, speed)));
    byId("speed").value = this.data.fps;
    byId("slider").setAttribute("aria-label", this.data.labels ? "training" : "snapshot");
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
    this.frame = Math.min(Math.max(Math.round(frame), 0), this.steps.length - 1);
    for (const panel of this.panels) panel.show(this.frame);
    this.tell();
  }

  /** Say in words and in the address what is shown. */
  tell() {
    if (!this.data) return;
    const { labels } = this.data;
    const run = this.steps[this.frame];
    const losses = this.logs.map((log) => text(log.series["frame losses"][this.frame])).join(", ");
    const last = Math.max(...this.logs.map((log) => log.last_run));
    byId("state").textContent = labels?.[this.frame] ?? `run ${run} / ${last} – loss = ${losses}`;
    byId("slider").value = this.frame;
    byId("slider").setAttribute("aria-valuetext", labels?.[this.frame] ?? `run ${run}`);
    const facts = this.chosen === null ? [] : this.logs.map((log) => log.describe(this.frame, this.chosen));
    byId("about").textContent = facts.join(" | ").replaceAll("\n", " · ");
    clearTimeout(this.addressTimer); // browsers allow only so many changes a second
    const address = this.isAtEnd() ? location.pathname : `#${labels ? "training" : "run"}=${run}`;
    if (location.protocol === "about:") return; // a frame of a notebook has no address of its own
    this.addressTimer = setTimeout(() => history.replaceState(null, "", address), 300);
  }

  isAtEnd() {
    return this.frame === this.steps.length - 1;
  }

  followAddress() {
    const [, run] = /^#(?:run|training)=(\d+)$/.exec(location.hash) ?? [];
    if (run !== undefined) this.goToRun(Number(run));
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

  colour(log, feature) {
    return log.colours[this.theme][feature];
  }

  preferredTheme() {
    return this.prefersDark.matches ? "dark" : "light";
  }

  setTheme(theme) {
    this.theme = document.documentElement.dataset.theme = theme;
    const { color, backgroundColor } = getComputedStyle(document.body);
    Object.assign(this, { ink: rgb(color), paper: rgb(backgroundColor) });
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

  goToRun(run) {
    this.goTo(lastUpTo(this.steps, run));
  }

  // What the reader does

  wireControls() {
    const on = (id, kind, action) => byId(id).addEventListener(kind, ({ target }) => action(target.value));
    on("play", "click", () => (this.timer ? this.stop() : this.play()));
    on("speed", "change", () => this.timer && this.play());
    on("slider", "input", (frame) => this.goTo(Number(frame)));
    on("feature", "change", (feature) => this.choose(feature === "" ? null : Number(feature)));
    on("theme", "click", () => this.setTheme(this.theme === "dark" ? "light" : "dark"));
    on("svg", "click", () => save(this, "svg"));
    on("png", "click", () => save(this, "png"));
    this.prefersDark = matchMedia("(prefers-color-scheme: dark)");
    this.prefersDark.onchange = () => this.data?.theme || this.setTheme(this.preferredTheme());
  }

  press(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !this.data || target.matches("select")) return;
    if (target.matches("button") && (key === " " || key === "Enter")) return;
    const zoom = (factor) => this.panels.forEach((panel) => panel.zoom?.(factor));
    const step = (count) => this.goTo(this.frame + count);
    const map = this.panels.find((panel) => panel.neighbour);
    const go = (...way) => (map ? this.goTo(map.neighbour(way) ?? this.frame) : step(way[0] - way[1]));
    const actions = {
      " ": () => byId("play").click(),
      ArrowRight: () => go(1, 0),
      ArrowLeft: () => go(-1, 0),
      ArrowUp: map && (() => go(0, -1)),
      ArrowDown: map && (() => go(0, 1)),
      PageDown: () => step(10),
      PageUp: () => step(-10),
      Home: () => step(-Infinity),
      End: () => step(Infinity),
      Escape: () => this.choose(null),
      "+": () => zoom(1 / 2),
      "-": () => zoom(2),
      0: () => zoom(Infinity),
    };
    if (!actions[key] || (target.matches(".dial") && key !== " ")) return;
    event.preventDefault();
    actions[key]();
  }

  showTip({ clientX, clientY }, words) {
    const tip = byId("tip");
    tip.hidden = !words;
    tip.textContent = words;
    tip.style.left = `${Math.min(clientX + 14, innerWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.max(clientY - tip.offsetHeight - 8, 4)}px`;
  }
}

const page = new Page();
const data = JSON.parse(byId("data").textContent);
if (data) page.take(data);
else follow(page);
