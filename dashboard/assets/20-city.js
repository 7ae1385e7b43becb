// The city as this page knows it: one snapshot, then deltas by sequence number.
"use strict";
(function () {
  const little = true;

  yiping.readSnapshot = function (buffer) {
    const length = new DataView(buffer).getUint32(0, little);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    let at = 4 + length;
    // A copy each: typed arrays must begin at a multiple of their own size.
    const take = (Kind) => {
      const end = at + header.n * Kind.BYTES_PER_ELEMENT;
      const array = new Kind(buffer.slice(at, end));
      at = end;
      return array;
    };
    return {
      ...header,
      nums: take(Uint32Array), lon: take(Float64Array), lat: take(Float64Array),
      kind: take(Uint8Array), state: take(Uint8Array), rank: take(Int32Array),
    };
  };

  // Returns false when the delta does not follow: only a new snapshot helps then.
  yiping.applyDelta = function (city, delta) {
    if (!city || delta.after > city.seq) return false;
    if (delta.seq <= city.seq) return true;
    delta.index.forEach((index, at) => { city.state[index] = delta.state[at]; });
    for (const [code, worst] of Object.entries(delta.areas)) {
      if (worst) city.areas[code] = worst; else delete city.areas[code];
    }
    Object.assign(city.figures, delta.figures);
    city.seq = delta.seq;
    return true;
  };
})();
