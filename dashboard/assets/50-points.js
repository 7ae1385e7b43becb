// All sensors on one canvas: typed arrays in, no object per point. Drawn in passes, the worst last; a delta clears and
// redraws only the cells of the points that changed. Calm signs are smaller than a cell; the abnormal are larger but
// few, and kept in a set.
"use strict";
(function () {
  const CELL = 24;
  const CROWDED = 8000; // from so many sensors on, calm signs shrink
  const MARGIN = 0.1;
  const DIM = 0.3; // outside of the area in view

  function makeLayer(L) {
    return L.Layer.extend({
      onAdd(map) {
        this._canvas = L.DomUtil.create("canvas", "sensors leaflet-zoom-animated", map.getPane("sensors"));
        this._pen = this._canvas.getContext("2d");
        this._reset();
      },
      getEvents() {
        return { moveend: this._reset, zoomend: this._reset, resize: this._reset, zoomanim: this._follow };
      },

      // Positions at zoom 0, once; every later redraw only scales them.
      setCity(city) {
        this._city = city;
        this._x = new Float64Array(city.n);
        this._y = new Float64Array(city.n);
        for (let at = 0; at < city.n; at++) {
          const point = this._map.project([city.lat[at], city.lon[at]], 0);
          this._x[at] = point.x;
          this._y[at] = point.y;
        }
        this._reset();
      },

      _follow(event) {
        const scale = this._map.getZoomScale(event.zoom, this._zoom);
        const corner = this._map._latLngToNewLayerPoint(this._cornerLatLng, event.zoom, event.center);
        L.DomUtil.setTransform(this._canvas, corner, scale);
      },

      _reset() {
        const map = this._map;
        const size = map.getSize();
        const ratio = window.devicePixelRatio || 1;
        this._zoom = map.getZoom();
        this._width = Math.round(size.x * (1 + 2 * MARGIN));
        this._height = Math.round(size.y * (1 + 2 * MARGIN));
        const corner = map.containerPointToLayerPoint([-size.x * MARGIN, -size.y * MARGIN]).round();
        this._cornerLatLng = map.layerPointToLatLng(corner);
        this._canvas.width = this._width * ratio;
        this._canvas.height = this._height * ratio;
        this._canvas.style.width = this._width + "px";
        this._canvas.style.height = this._height + "px";
        L.DomUtil.setTransform(this._canvas, corner, 1);
        this._ratio = ratio;
        this._signs = new yiping.Signs(this._signSize(), ratio);
        this._cellSize = CELL * yiping.unit();
        this._place(corner);
        this._draw();
      },

      _signSize() {
        const nearer = this._zoom - (yiping.wholeZoom || this._zoom);
        const crowd = Math.sqrt(Math.min(1, CROWDED / (this._city ? this._city.n : 1)));
        return yiping.unit() * Math.min(9, Math.max(3.6, 4.6 + nearer * 1.1)) * Math.max(0.4, crowd);
      },

      // Where each point lies on the canvas, and which points lie in each cell (counting sort).
      _place(corner) {
        const city = this._city;
        if (!city) return;
        const scale = Math.pow(2, this._zoom);
        const origin = this._map.getPixelOrigin();
        const [dx, dy] = [origin.x + corner.x, origin.y + corner.y];
        this._px = new Float32Array(city.n);
        this._py = new Float32Array(city.n);
        this._columns = Math.ceil(this._width / this._cellSize);
        this._rows = Math.ceil(this._height / this._cellSize);
        const counts = new Int32Array(this._columns * this._rows + 1);
        const cellOf = new Int32Array(city.n).fill(-1);
        for (let at = 0; at < city.n; at++) {
          this._px[at] = this._x[at] * scale - dx;
          this._py[at] = this._y[at] * scale - dy;
          const cell = this._cell(this._px[at], this._py[at]);
          cellOf[at] = cell;
          if (cell >= 0) counts[cell + 1] += 1;
        }
        for (let cell = 0; cell < counts.length - 1; cell++) counts[cell + 1] += counts[cell];
        this._starts = counts;
        this._members = new Int32Array(counts[counts.length - 1]);
        const next = counts.slice();
        for (let at = 0; at < city.n; at++) if (cellOf[at] >= 0) this._members[next[cellOf[at]]++] = at;
      },

      _cell(x, y) {
        if (x < 0 || y < 0 || x >= this._width || y >= this._height) return -1;
        return Math.floor(y / this._cellSize) * this._columns + Math.floor(x / this._cellSize);
      },

      _draw() {
        this._pen.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
        this._pen.clearRect(0, 0, this._width, this._height);
        if (!this._city) return;
        this._drawn = this._city.state.slice();
        this._abnormal = new Set(this._members.filter((at) => yiping.loud(this._drawn[at])));
        this._paintCalm(this._members);
        this._paintAbnormal([...this._abnormal]);
      },

      _sign(at) {
        const state = this._drawn[at];
        const reach = this._signs.reach(state);
        this._pen.globalAlpha = this._outside(at) ? DIM : 1;
        const sign = this._signs.of(this._city.kind[at], state, this._city.kinds);
        this._pen.drawImage(sign, this._px[at] - reach, this._py[at] - reach, reach * 2, reach * 2);
      },

      // By the register and not by the outline: who stands on a border belongs to one side.
      _outside(at) {
        const run = yiping.area && yiping.view && yiping.view.run;
        return Boolean(run) && !(this._city.rank[at] >= run[0] && this._city.rank[at] < run[1]);
      },

      _paintCalm(members) {
        for (const state of [0, 8]) {
          if (this._dotted()) this._dots(members, state);
          else for (const at of members) if (this._drawn[at] === state) this._sign(at);
        }
      },

      _dotted() { return this._signs.size < 3 * this._signs.unit; },

      // So small that no shape would show: dots, which are ten times quicker.
      _dots(members, state) {
        const size = this._signs.size;
        this._pen.fillStyle = yiping.colour(state ? "sign-silent" : "sign");
        for (const at of members) {
          this._pen.globalAlpha = this._outside(at) ? DIM : 1;
          if (this._drawn[at] === state) this._pen.fillRect(this._px[at] - size, this._py[at] - size, size * 2, size * 2);
        }
      },

      _paintAbnormal(members) {
        members.sort((one, other) => yiping.loudness(this._drawn[one]) - yiping.loudness(this._drawn[other]) || one - other);
        for (const at of members) this._sign(at);
      },

      // Calls visit(cell) for each cell that the square around (x, y) touches.
      _around(x, y, reach, visit) {
        const size = this._cellSize;
        const right = Math.min(this._columns - 1, Math.floor((x + reach) / size));
        const bottom = Math.min(this._rows - 1, Math.floor((y + reach) / size));
        for (let row = Math.max(0, Math.floor((y - reach) / size)); row <= bottom; row++) {
          for (let column = Math.max(0, Math.floor((x - reach) / size)); column <= right; column++) {
            visit(row * this._columns + column);
          }
        }
      },

      update(changed) {
        if (!this._city || !this._drawn) return;
        const dirty = new Set();
        const mark = (cell) => dirty.add(cell);
        for (const at of changed) {
          const [before, now] = [this._drawn[at], this._city.state[at]];
          if (this._cell(this._px[at], this._py[at]) < 0) continue;
          this._drawn[at] = now;
          if (yiping.loud(now)) this._abnormal.add(at); else this._abnormal.delete(at);
          const reach = Math.max(this._signs.reach(before), this._signs.reach(now));
          this._around(this._px[at], this._py[at], reach, mark);
        }
        if (dirty.size * 3 > this._columns * this._rows) return this._draw();
        if (dirty.size) this._mend(dirty);
      },

      _mend(dirty) {
        const pen = this._pen;
        const size = this._cellSize;
        pen.save();
        pen.beginPath();
        const near = new Set();
        for (const cell of dirty) {
          const [x, y] = [(cell % this._columns) * size, Math.floor(cell / this._columns) * size];
          pen.rect(x, y, size, size);
          this._around(x + size / 2, y + size / 2, size / 2 + this._signs.calmReach, (one) => near.add(one));
        }
        pen.clip();
        pen.clearRect(0, 0, this._width, this._height);
        this._paintCalm(this._inCells(near));
        this._paintAbnormal([...this._abnormal].filter((at) => this._touches(at, dirty)));
        pen.restore();
      },

      _touches(at, dirty) {
        let found = false;
        const look = (cell) => { found = found || dirty.has(cell); };
        this._around(this._px[at], this._py[at], this._signs.abnormalReach, look);
        return found;
      },

      _inCells(cells) {
        const found = [];
        for (const cell of cells) {
          for (let at = this._starts[cell]; at < this._starts[cell + 1]; at++) found.push(this._members[at]);
        }
        return found.sort((one, other) => one - other);
      },

      // How many signs lie in a box of the map's view.
      countIn(left, top, right, bottom) {
        if (!this._members || this._city.n > 5000) return 0;
        const shift = this._map.containerPointToLayerPoint([0, 0]).subtract(this._map.latLngToLayerPoint(this._cornerLatLng));
        let count = 0;
        for (let at = 0; at < this._city.n; at++) {
          const [x, y] = [this._px[at] - shift.x, this._py[at] - shift.y];
          if (x > left && x < right && y > top && y < bottom) count += 1;
        }
        return count;
      },

      // The sensor under a place of the map: the worst near it, then the nearest; null for none.
      pick(latlng) {
        if (!this._city) return null;
        const corner = this._map.latLngToLayerPoint(this._cornerLatLng);
        const point = this._map.latLngToLayerPoint(latlng).subtract(corner);
        const cells = new Set();
        this._around(point.x, point.y, 16 * this._signs.unit, (cell) => cells.add(cell));
        let best = null;
        for (const at of this._inCells(cells)) {
          const level = yiping.loudness(this._city.state[at]) / 8;
          if (!level && this._dotted()) continue; // no hand could mean one of so many
          const distance = Math.hypot(this._px[at] - point.x, this._py[at] - point.y);
          if (distance > (level ? 15 * this._signs.unit : this._signs.size * 2.2 + 3)) continue;
          const rank = distance - level * this._signs.size;
          if (!best || rank < best.rank) best = { at, rank };
        }
        return best && best.at;
      },
    });
  }

  yiping.on("map", (map) => {
    if (!map.getPane("sensors")) map.createPane("sensors");
    map.getPane("sensors").style.zIndex = 610;
    map.getPane("sensors").style.pointerEvents = "none";
    const Points = makeLayer(window.L);
    const points = (yiping.points = new Points().addTo(map));
    if (yiping.city) points.setCity(yiping.city);
  });
  const alive = () => yiping.points && yiping.points._map;
  yiping.on("city", (city) => { if (alive()) yiping.points.setCity(city); });
  yiping.on("delta", (delta) => { if (alive()) yiping.points.update(delta.index); });
  yiping.on("view", () => { if (alive() && yiping.points._members) yiping.points._draw(); });
  yiping.on("whole", () => { if (alive()) yiping.points._reset(); });
})();
