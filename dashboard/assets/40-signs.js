// The signs of sensors, painted once per shape and state and then copied: shape is the theme, colour and outline the
// state; the abnormal carries its level's numeral, so that colour is never alone. What an exercise or a replay raises is
// hatched, and says its word.
"use strict";
(function () {
  // The bits of a state, as in push/picture.py.
  const [SILENT, REPLAY] = [8, 128];
  const drillOf = (state) => (state >> 4) & 7;
  yiping.loud = (state) => (state & 0x77) !== 0;
  // The real before what is not, the worse before the better.
  yiping.loudness = (state) => (state & 7) * 8 + drillOf(state);
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

    reach(state) { return yiping.loud(state) ? this.abnormalReach : this.calmReach; }

    of(kind, state, kinds) {
      const key = kind * 256 + state;
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
      const drill = drillOf(state);
      if (level) this.abnormal(pen, shape, level, silent);
      else if (drill) this.drill(pen, shape, drill);
      else this.calm(pen, shape, silent);
      if (drill) this.word(pen, yiping.say(state & REPLAY ? "origin.replay" : "origin.exercise"));
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
      this.numeral(pen, shape, level, radius, yiping.colour("level-ink"));
    }

    // Hatched and with a broken outline, in the colour of what is not real.
    drill(pen, shape, level) {
      const radius = this.unit * 11 * (NARROW[shape] || 1);
      const colour = yiping.colour("drill");
      this.trace(pen, shape, radius);
      pen.fillStyle = yiping.colour("drill-ground");
      pen.fill();
      pen.save();
      pen.clip();
      pen.globalAlpha = 0.4;
      this.hatch(pen, radius * 1.5, colour);
      pen.restore();
      this.trace(pen, shape, radius);
      pen.lineWidth = 2 * this.unit;
      pen.strokeStyle = colour;
      pen.setLineDash([4 * this.unit, 2 * this.unit]);
      pen.stroke();
      pen.setLineDash([]);
      this.numeral(pen, shape, level, radius, yiping.colour("ink"));
    }

    hatch(pen, reach, colour) {
      pen.beginPath();
      for (let at = -2 * reach; at < 2 * reach; at += 4.5 * this.unit) {
        pen.moveTo(at - reach, reach);
        pen.lineTo(at + reach, -reach);
      }
      pen.lineWidth = 1.2 * this.unit;
      pen.strokeStyle = colour;
      pen.stroke();
    }

    numeral(pen, shape, level, radius, ink) {
      this.letters(pen, 800);
      pen.fillStyle = ink;
      pen.fillText(NUMERALS[level], 0, radius * (LIFT[shape] || 0.06));
    }

    word(pen, text) {
      this.letters(pen, 700);
      const y = 22 * this.unit;
      pen.lineWidth = 3.5 * this.unit;
      pen.lineJoin = "round";
      pen.strokeStyle = yiping.colour("map-ground");
      pen.strokeText(text, 0, y);
      pen.fillStyle = yiping.colour("drill");
      pen.fillText(text, 0, y);
    }

    letters(pen, weight) {
      pen.font = weight + " " + 14 * this.unit + "px " + getComputedStyle(document.body).fontFamily;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
    }
  };
})();
