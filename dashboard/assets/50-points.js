// All sensors on one canvas: typed arrays in, no object per point. Drawn in passes, the worst last; a delta clears and
// redraws only the cells of the points that changed.
"use strict";
(function () {
  const PASSES = [[0], [8], [1, 9], [2, 10], [3, 11], [4, 12]];
  const MARGIN = 0.1;

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
        this._cellSize = Math.max(64, this._signs.reach * 2);
        this._place(corner);
        this._draw();
      },

      _signSize() {
        const nearer = this._zoom - (yiping.wholeZoom || this._zoom);
        return yiping.unit() * Math.min(9, Math.max(3.6, 4.6 + nearer * 1.1));
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
        if (this._city) this._paint(this._members);
      },

      _paint(members) {
        const { state, kind, kinds } = this._city;
        const reach = this._signs.reach;
        for (const pass of PASSES) {
          for (const at of members) {
            if (!pass.includes(state[at])) continue;
            const sign = this._signs.of(kinds[kind[at]].shape, state[at]);
            this._pen.drawImage(sign, this._px[at] - reach, this._py[at] - reach, reach * 2, reach * 2);
          }
        }
      },

      // Cells that a sign at (x, y) can touch.
      _touched(x, y, into) {
        const [reach, size] = [this._signs.reach, this._cellSize];
        for (let cy = Math.floor((y - reach) / size); cy <= Math.floor((y + reach) / size); cy++) {
          for (let cx = Math.floor((x - reach) / size); cx <= Math.floor((x + reach) / size); cx++) {
            if (cx >= 0 && cy >= 0 && cx < this._columns && cy < this._rows) into.add(cy * this._columns + cx);
          }
        }
      },

      update(changed) {
        if (!this._city || !this._members) return;
        const dirty = new Set();
        for (const at of changed) {
          if (this._cell(this._px[at], this._py[at]) >= 0) this._touched(this._px[at], this._py[at], dirty);
        }
        if (dirty.size * 3 > this._columns * this._rows) return this._draw();
        if (dirty.size) this._mend(dirty);
      },

      _mend(dirty) {
        const pen = this._pen;
        pen.save();
        pen.beginPath();
        const near = new Set();
        for (const cell of dirty) {
          const size = this._cellSize;
          const [x, y] = [(cell % this._columns) * size, Math.floor(cell / this._columns) * size];
          pen.rect(x, y, size, size);
          pen.clearRect(x, y, size, size);
          for (const dx of [0, size]) for (const dy of [0, size]) this._touched(x + dx, y + dy, near);
        }
        pen.clip();
        this._paint(this._inCells(near));
        pen.restore();
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
        this._touched(point.x, point.y, cells);
        let best = null;
        for (const at of this._inCells(cells)) {
          const level = this._city.state[at] & 7;
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
  yiping.on("whole", () => { if (alive()) yiping.points._reset(); });
})();
