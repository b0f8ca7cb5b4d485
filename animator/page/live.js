"use strict";
// A page of a log that grows: its server sends what is new.

const SILENCE = 10; // seconds after which it is said that nothing new is written

function follow(page) {
  const source = new EventSource("events");
  let [written, news] = [Infinity, "waiting for the log"];
  const tell = () => {
    const age = Math.round(Date.now() / 1000 - written);
    byId("news").textContent = news || (age < SILENCE ? "" : `the log was written last ${duration(age)} ago`);
  };
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    ({ written, news } = event);
    if (event.page) page.take(event.page);
    tell();
  };
  source.onerror = () => (news = "the animator that showed this log has ended");
  source.onopen = () => (news = "");
  setInterval(tell, 1000);
}

function duration(seconds) {
  if (seconds < 120) return `${seconds} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
