// The signs of sensors, painted once per shape and state and then copied: shape is the theme, colour and outline the
// state; the abnormal carries its level's numeral, so that colour is never alone.
"use strict";
(function () {
  const SILENT = 8;
  const LEVELS = [null, "blue", "yellow", "orange", "red"];
  const NUMERALS = ["", "IV", "III", "II", "I"];

  const shapes = {
    circle(pen, r) { pen.arc(0, 0, r, 0, 2 * Math.PI); },
    square(pen, r) { pen.rect(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76); },
    triangle(pen, r) { pen.moveTo(0, -r * 1.12); pen.lineTo(r * 1.08, r * 0.82); pen.lineTo(-r * 1.08, r * 0.82); },
    diamond(pen, r) { pen.moveTo(0, -r * 1.2); pen.lineTo(r * 1.2, 0); pen.lineTo(0, r * 1.2); pen.lineTo(-r * 1.2, 0); },
    wedge(pen, r) { pen.moveTo(0, r * 1.12); pen.lineTo(r * 1.08, -r * 0.82); pen.lineTo(-r * 1.08, -r * 0.82); },
    hexagon(pen, r) {
      const [near, side] = [r * 0.6, r * 0.98];
      for (const [x, y] of [[-near, -side], [near, -side], [r * 1.15, 0], [near, side], [-near, side]]) pen.lineTo(x, y);
      pen.lineTo(-r * 1.15, 0);
    },
    cross(pen, r) {
      const [arm, end] = [r * 0.55, r * 1.15];
      const corner = [[-arm, -end], [arm, -end], [arm, -arm], [end, -arm], [end, arm], [arm, arm]];
      for (const [x, y] of corner) pen.lineTo(x, y);
      for (const [x, y] of corner) pen.lineTo(-x, -y);
    },
    drop(pen, r) {
      pen.moveTo(0, -r * 1.4);
      pen.bezierCurveTo(r * 0.5, -r * 0.6, r, -r * 0.2, r, r * 0.25);
      pen.arc(0, r * 0.25, r, 0, Math.PI);
      pen.bezierCurveTo(-r, -r * 0.2, -r * 0.5, -r * 0.6, 0, -r * 1.4);
    },
  };

  // Shapes that are narrow where the numeral stands are drawn larger; LIFT is where it stands, in radii below the middle.
  const NARROW = { triangle: 1.3, wedge: 1.3, cross: 1.15 };
  const LIFT = { triangle: 0.32, wedge: -0.22, drop: 0.24 };

  // size: the radius of a normal sign, in CSS pixels; ratio: device pixels in one of them.
  yiping.Signs = class {
    constructor(size, ratio) {
      this.size = size;
      this.ratio = ratio;
      this.unit = yiping.unit();
      this.calmReach = Math.ceil(size * 1.75);
      this.abnormalReach = Math.ceil(31 * this.unit);
      this.kept = [];
    }

    reach(state) { return state & 7 ? this.abnormalReach : this.calmReach; }

    of(kind, state, kinds) {
      const key = kind * 16 + state;
      return this.kept[key] || (this.kept[key] = this.paint(kinds[kind].shape, state));
    }

    paint(shape, state) {
      const canvas = document.createElement("canvas");
      const reach = this.reach(state);
      canvas.width = canvas.height = reach * 2 * this.ratio;
      const pen = canvas.getContext("2d");
      pen.scale(this.ratio, this.ratio);
      pen.translate(reach, reach);
      const level = state & 7;
      const silent = (state & SILENT) !== 0;
      if (level) this.abnormal(pen, shape, level, silent); else this.calm(pen, shape, silent);
      return canvas;
    }

    trace(pen, shape, radius) {
      pen.beginPath();
      (shapes[shape] || shapes.circle)(pen, radius);
      pen.closePath();
    }

    calm(pen, shape, silent) {
      this.trace(pen, shape, this.size);
      pen.lineWidth = this.size * 0.32;
      pen.strokeStyle = yiping.colour(silent ? "sign-silent" : "sign-edge");
      pen.fillStyle = yiping.colour(silent ? "map-ground" : "sign");
      pen.fill();
      if (silent) pen.setLineDash([this.size * 0.55, this.size * 0.4]);
      pen.stroke();
    }

    abnormal(pen, shape, level, silent) {
      const radius = this.unit * (11.5 + 0.6 * level) * (NARROW[shape] || 1);
      const colour = yiping.colour(LEVELS[level]);
      if (level >= 3) {
        this.trace(pen, shape, radius * (NARROW[shape] ? 1.25 : 1.4));
        pen.globalAlpha = 0.32;
        pen.fillStyle = colour;
        pen.fill();
        pen.globalAlpha = 1;
      }
      this.trace(pen, shape, radius);
      pen.fillStyle = colour;
      pen.fill();
      pen.lineWidth = this.unit * (level === 4 ? 2.4 : 1.6);
      pen.strokeStyle = yiping.colour(level === 4 ? "sign-alarm-edge" : "map-ground");
      if (silent) pen.setLineDash([3 * this.unit, 2 * this.unit]);
      pen.stroke();
      pen.fillStyle = yiping.colour("level-ink");
      pen.font = "800 " + 14 * this.unit + "px " + getComputedStyle(document.body).fontFamily;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(NUMERALS[level], 0, radius * (LIFT[shape] || 0.06));
    }
  };
})();
