"use strict";
// A page of what grows, a log or a folder of logs: its server sends what is new.

const SILENCE = 10; // seconds after which it is said that nothing new is written

function follow(page) {
  byId("news").hidden = false;
  page.setTheme(page.preferredTheme());
  const source = new EventSource("events");
  let [written, news] = [Infinity, "reading"];
  const tell = () => {
    const last = new Date(1000 * written);
    const isSilent = Date.now() - last > 1000 * SILENCE;
    const silence = isSilent ? `the log was written last at ${last.toLocaleTimeString()}` : "";
    byId("news").textContent = news || silence;
  };
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    ({ written, news } = event);
    if (event.page) page.take(event.page);
    tell();
  };
  source.onerror = () => (news = "the animator that showed this has ended");
  source.onopen = () => (news = "");
  setInterval(tell, 1000);
}
