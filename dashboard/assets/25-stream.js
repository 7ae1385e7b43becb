// One stream for all tabs of a browser: it opens at most six connections to a host, so a stream each would starve the
// seventh tab. The stream lives in a shared worker; browsers without one open their own.
"use strict";
(function () {
  const EVENTS = ["beat", "delta", "snapshot"];
  const ALIVE_MS = 20000;

  function ownStream(mark, listener) {
    const source = new EventSource("/push?after=" + mark);
    for (const name of EVENTS) source.addEventListener(name, (event) => listener(name, JSON.parse(event.data)));
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) listener("closed"); };
    return { close: () => source.close() };
  }

  let worker = null;
  function sharedStream(mark, listener, fresh) {
    if (!worker) {
      worker = new SharedWorker("/assets/push-worker.js", "yiping-push");
      worker.port.start();
      setInterval(() => worker.port.postMessage({ alive: true }), ALIVE_MS);
      window.addEventListener("pagehide", () => worker.port.postMessage({ bye: true }));
    }
    worker.port.onmessage = (event) => listener(event.data.name, event.data.told);
    worker.port.postMessage({ open: mark, fresh });
    return { close: () => { worker.port.onmessage = null; } };
  }

  // listener(name, told): beat, delta, snapshot (fetch a new one), closed (the server refused).
  // fresh: whatever stream is open has proved dead.
  yiping.openStream = function (mark, listener, fresh) {
    try {
      if (window.SharedWorker) return sharedStream(mark, listener, fresh);
    } catch { /* a browser that forbids workers */ }
    return ownStream(mark, listener);
  };
})();
