// The shared worker behind 25-stream.js: one EventSource, its events handed to every tab.
"use strict";
const EVENTS = ["beat", "delta", "snapshot"];
const SILENT_MS = 180000; // tabs in the background may speak only once a minute
const tabs = new Map();
let source = null;

function tell(name, told) {
  for (const port of tabs.keys()) port.postMessage({ name, told });
}

function close() {
  if (source) source.close();
  source = null;
}

function open(mark) {
  close();
  source = new EventSource("/push?after=" + mark);
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      if (name === "snapshot") close();
      tell(name, JSON.parse(event.data));
    });
  }
  source.onerror = () => {
    if (!source || source.readyState !== EventSource.CLOSED) return;
    close();
    tell("closed");
  };
}

function take(port, message) {
  if (message.bye) tabs.delete(port);
  else tabs.set(port, Date.now());
  if (message.open && (!source || message.fresh)) open(message.open);
  if (!tabs.size) close();
}

setInterval(() => {
  for (const [port, heard] of tabs) if (Date.now() - heard > SILENT_MS) tabs.delete(port);
  if (!tabs.size) close();
}, SILENT_MS / 3);

self.onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = (one) => take(port, one.data);
};
