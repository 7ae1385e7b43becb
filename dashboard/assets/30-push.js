// Follows the push. Blind for BLIND_MS: the page greys, says so, and connects anew with growing pauses.
"use strict";
(function () {
  const BLIND_MS = 10000;
  const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15000];
  let stream = null;
  let started = false;
  let failures = 0;
  let later = null;
  let stale = false;

  yiping.city = null;
  yiping.pulse = { now: null, newest: null, database: true };
  yiping.heardAt = Date.now();
  yiping.blind = () => Date.now() - yiping.heardAt > BLIND_MS;

  function beat(pulse) {
    yiping.pulse = pulse;
    yiping.heardAt = Date.now();
    yiping.setClock(pulse.now);
    yiping.emit("beat", pulse);
  }

  async function snapshot() {
    const answer = await fetch("/snapshot", { cache: "no-store" });
    if (answer.status === 401) throw Object.assign(new Error("no session"), { session: true });
    if (!answer.ok) throw new Error("snapshot " + answer.status);
    yiping.city = yiping.readSnapshot(await answer.arrayBuffer());
    beat(yiping.city);
    yiping.emit("city", yiping.city);
  }

  function again(pause) {
    if (stream) stream.close();
    stream = null;
    clearTimeout(later);
    later = setTimeout(open, pause);
  }

  function afresh(pause) {
    yiping.city = null;
    again(pause);
  }

  function pause() { return PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]; }

  async function open() {
    try {
      if (!yiping.city) await snapshot();
    } catch (problem) {
      if (problem.session) return location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
      return again(pause());
    }
    stream = yiping.openStream(yiping.city.run + "-" + yiping.city.seq, hear, stale);
    stale = false;
  }

  function hear(name, told) {
    if (name === "beat") return heartbeat(told);
    if (name === "delta") return take(told);
    afresh(name === "snapshot" ? 0 : pause());
  }

  // A heartbeat names the last delta that came before it: whoever missed one begins anew.
  function heartbeat(told) {
    failures = 0;
    beat(told);
    const { city } = yiping;
    if (city && told.run && (told.run !== city.run || told.seq > city.seq)) afresh(0);
  }

  function take(delta) {
    yiping.heardAt = Date.now();
    if (!yiping.applyDelta(yiping.city, delta)) return afresh(0);
    yiping.emit("delta", delta);
  }

  // A connection that is half dead raises no error: after each further blind span it is opened anew.
  let reopenedAt = 0;
  setInterval(() => {
    if (!started || !yiping.blind()) return;
    const span = BLIND_MS * Math.min(6, 1 + failures);
    if (Date.now() - Math.max(reopenedAt, yiping.heardAt) < span) return;
    reopenedAt = Date.now();
    failures += 1;
    stale = true;
    again(0);
  }, 1000);

  yiping.startPush = () => {
    if (started) return;
    started = true;
    again(0);
  };
})();
