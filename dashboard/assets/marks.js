/* Incidents and series as marks on one canvas: dots, donuts where they crowd, areas where only the area is known.
   The marks carry numbers alone; a click sends row numbers back, and the page shows what they stand for. */
(function () {
  "use strict";
  const Kharita = window.Kharita;
  const INTERCEPTED = 1, CLAIMED = 2, OUTCOME = 3, SERIES = 4, NONE = 255, MOST_SERIES = 60;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const ARRAYS = { i4: Int32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  const unpack = (packed) => {
    const found = {};
    Object.keys(packed || {}).forEach((name) => (found[name] = new ARRAYS[packed[name][0]](bytes(packed[name][1]))));
    return found;
  };
  Kharita.number = function (value) {
    const text = value >= 10000 ? Math.round(value / 1000) + "k" : String(value);
    const plain = Kharita.lang === "ar" ? text.replace("k", " ألف") : text;
    return Kharita.lang === "ar" ? plain.replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]) : plain;
  };

  Kharita.Marks = Kharita.Canvas.extend({
    includes: Kharita.Crowd,
    take: function (payload) {
      const dots = unpack(payload.dots), cells = unpack(payload.cells);
      this.payload = payload;
      this.dots = [];
      for (let i = 0; dots.row && i < dots.row.length; i++) {
        this.dots.push({
          at: Kharita.world(dots.lon[i] / 1e5, dots.lat[i] / 1e5), family: dots.family[i], other: dots.other[i],
          flags: dots.flags[i], radius: dots.radius[i] / 10, count: dots.count[i], row: dots.row[i], lat: dots.lat[i] / 1e5,
        });
      }
      this.cells = [];
      const n = payload.colours.length;
      for (let i = 0; cells.count && i < cells.count.length; i++) {
        this.cells.push({
          at: Kharita.world(cells.lon[i] / 1e5, cells.lat[i] / 1e5), count: cells.count[i],
          groups: Array.from(cells.groups.subarray(i * n, i * n + n)),
        });
      }
      this.areas = (payload.areas || []).map((row) => ({
        key: row[0], at: Kharita.world(row[2], row[1]), lat: row[1], radius: row[3], count: row[4], claimed: row[5], groups: row[6], rows: row[7],
      }));
      this.open = payload.open;
      if (this._map) this.redraw();
    },
    outlines: function (data) {
      this.shapes = new Map();
      const decoded = (index) => (data.decoded[index] = data.decoded[index] || data.paths[index].map((path) => Kharita.decode(path, data.scale)));
      Object.keys(data.areas).forEach((key) => this.shapes.set(key, data.areas[key].map(decoded)));
      this.redraw();
    },
    draw: function (context) {
      this.hits = [];
      if (!this.payload) return;
      const theme = (this.look = Kharita.theme());
      this.drawAreas(context, theme);
      /* Series keep a mark of their own, as long as there are not too many of them to be told apart. */
      const inSight = this.dots.filter((dot) => this.near(this.pixel(dot.at)));
      const alone = inSight.filter((dot) => dot.flags & SERIES).length <= MOST_SERIES;
      const series = alone ? inSight.filter((dot) => dot.flags & SERIES) : [];
      const groups = this.gathered(alone ? inSight.filter((dot) => !(dot.flags & SERIES)) : inSight);
      this.drawRadii(context, theme, groups.concat(series.map((dot) => ({ few: true, members: [dot] }))));
      this.crowded().forEach((cell) => this.drawCell(context, theme, cell));
      groups.forEach((group) => this.drawGroup(context, theme, group));
      series.forEach((dot) => this.drawBeside(context, theme, dot));
      this.areas.forEach((area) => this.drawBadge(context, theme, area));
      Kharita.painted = (Kharita.painted || 0) + 1;
      Kharita.paintedAt = performance.timeOrigin + performance.now();
    },
    pixel: function (at) {
      return [at[0] * this.scale - this.left, at[1] * this.scale - this.top];
    },
    /* A series at its place, or beside it with a line to it where other marks lie there. */
    drawBeside: function (context, theme, dot) {
      const p = this.pixel(dot.at), free = this.free(p, 16);
      if (free[0] !== p[0] || free[1] !== p[1]) {
        context.beginPath();
        const share = 9 / Math.hypot(free[0] - p[0], free[1] - p[1]);
        context.moveTo(p[0] + (free[0] - p[0]) * share, p[1] + (free[1] - p[1]) * share);
        context.lineTo(free[0], free[1]);
        context.strokeStyle = theme.ink;
        context.lineWidth = 1;
        context.stroke();
      }
      this.drawDot(context, theme, dot, free[0], free[1]);
    },
    metres: function (km, lat) {
      return ((km * 1000) / (40075016.686 * Math.cos((lat * Math.PI) / 180))) * 256 * this.scale;
    },
    /* How far from its dot an incident may have happened: one circle a place, however many lie there. */
    drawRadii: function (context, theme, groups) {
      const drawn = new Set();
      groups.forEach((group) => group.few && group.members.forEach((dot) => {
        const radius = this.metres(dot.radius, dot.lat), chosen = dot.row === this.open || dot.row === this.over;
        const key = dot.at + ":" + dot.radius;
        if (radius < 12 || (!chosen && (groups.length > 120 || radius > 260 || drawn.has(key)))) return;
        drawn.add(key);
        const p = this.pixel(dot.at);
        context.beginPath();
        context.arc(p[0], p[1], radius, 0, 7);
        context.globalAlpha = chosen ? 0.12 : 0.04;
        context.fillStyle = chosen ? this.payload.colours[dot.family] : theme.ink;
        context.fill();
        context.globalAlpha = chosen ? 0.9 : 0.35;
        context.setLineDash([3, 4]);
        context.lineWidth = 1;
        context.strokeStyle = context.fillStyle;
        context.stroke();
        context.setLineDash([]);
        context.globalAlpha = 1;
      }));
    },
    drawGroup: function (context, theme, group) {
      if (!group.few) {
        const groups = this.payload.colours.map(() => 0);
        group.members.forEach((dot) => (groups[dot.family] += 1));
        const radius = this.drawDonut(context, theme, group.x, group.y, group.members.length, groups);
        const same = group.members.every((dot) => dot.at[0] === group.at[0] && dot.at[1] === group.at[1]);
        this.hits.push({ x: group.x, y: group.y, radius: radius, rows: group.members.map((dot) => dot.row), spread: same ? null : group.members, count: group.members.length });
        return;
      }
      const places = this.places(group.members.length);
      group.members.forEach((dot, i) => this.drawDot(context, theme, dot, group.x + places[i][0], group.y + places[i][1]));
    },
    drawDot: function (context, theme, dot, x, y) {
      const colour = this.payload.colours[dot.family], outcome = dot.flags & OUTCOME, series = dot.flags & SERIES;
      const radius = series ? 8 : 6.5;
      const chosen = dot.row === this.open, wide = radius + (series ? 5.5 : 1.8);
      if (chosen || dot.row === this.over) {
        [[wide + 4.5, chosen ? theme.ink : theme.line], [wide + 2.2, theme.paper]].forEach((ring) => {
          context.beginPath();
          context.arc(x, y, ring[0], 0, 7);
          context.fillStyle = ring[1];
          context.fill();
        });
      }
      context.beginPath();
      context.arc(x, y, wide, 0, 7);
      context.fillStyle = theme.paper;
      context.fill();
      if (series) return this.drawSeries(context, theme, dot, x, y, colour);
      if (outcome === CLAIMED) {
        context.beginPath();
        context.arc(x, y, radius - 1.4, 0, 7);
        context.strokeStyle = colour;
        context.lineWidth = 2.8;
        context.stroke();
      } else this.drawDisc(context, dot, x, y, radius);
      if (outcome === INTERCEPTED) {
        [[theme.paper, 4], [theme.ink, 1.8]].forEach((pen) => {
          context.beginPath();
          context.moveTo(x - 7, y + 7);
          context.lineTo(x + 7, y - 7);
          context.strokeStyle = pen[0];
          context.lineWidth = pen[1];
          context.stroke();
        });
      }
      this.hits.push({ x: x, y: y, radius: 11, rows: [dot.row], dot: dot });
    },
    drawDisc: function (context, dot, x, y, radius) {
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fillStyle = this.payload.colours[dot.family];
      context.fill();
      if (dot.other !== NONE) {
        context.beginPath();
        context.arc(x, y, radius, -Math.PI / 2, Math.PI / 2);
        context.fillStyle = this.payload.colours[dot.other];
        context.fill();
      }
    },
    drawSeries: function (context, theme, dot, x, y, colour) {
      context.lineWidth = 1.8;
      context.strokeStyle = colour;
      context.setLineDash([3.4, 2.4]);
      context.beginPath();
      context.arc(x, y, 12, 0, 7);
      context.stroke();
      context.setLineDash([]);
      context.strokeStyle = dot.other === NONE ? colour : this.payload.colours[dot.other];
      context.beginPath();
      context.arc(x, y, 8.4, 0, 7);
      context.stroke();
      if (dot.count) this.write(context, Kharita.number(dot.count), x, y, 9, theme.ink, 700);
      else this.drawDisc(context, dot, x, y, 4);
      this.hits.push({ x: x, y: y, radius: 14, rows: [dot.row], dot: dot });
    },
    drawCell: function (context, theme, cell) {
      const p = cell.p;
      const radius = this.drawDonut(context, theme, p[0], p[1], cell.count, cell.groups);
      this.hits.push({ x: p[0], y: p[1], radius: radius, rows: [], zoom: cell.at, count: cell.count });
    },
    drawDonut: function (context, theme, x, y, count, groups) {
      const radius = this.radius(count), total = groups.reduce((a, b) => a + b, 0) || 1;
      context.beginPath();
      context.arc(x, y, radius + 1.5, 0, 7);
      context.fillStyle = theme.paper;
      context.fill();
      let angle = -Math.PI / 2;
      groups.forEach((share, i) => {
        if (!share) return;
        const next = angle + (share / total) * 2 * Math.PI;
        context.beginPath();
        context.arc(x, y, radius - 2, angle, next);
        context.strokeStyle = this.payload.colours[i];
        context.lineWidth = 4;
        context.stroke();
        angle = next;
      });
      this.write(context, Kharita.number(count), x, y, count > 999 ? 9.5 : 10.5, theme.ink, 600);
      return radius + 1;
    },
    write: function (context, text, x, y, size, colour, weight) {
      context.font = weight + " " + size + 'px "Segoe UI", system-ui, "Noto Sans", "Noto Sans Arabic", Tahoma, sans-serif';
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillStyle = colour;
      context.fillText(text, x, y + 0.5);
    },
    hatch: function (context, colour) {
      this.hatches = this.hatches || {};
      if (!this.hatches[colour]) {
        const tile = document.createElement("canvas");
        tile.width = tile.height = 8;
        const pen = tile.getContext("2d");
        pen.strokeStyle = colour;
        pen.lineWidth = 1.2;
        pen.beginPath();
        [-8, 0, 8].forEach((x) => { pen.moveTo(x - 1, 9); pen.lineTo(x + 9, -1); });
        pen.stroke();
        this.hatches[colour] = context.createPattern(tile, "repeat");
      }
      return this.hatches[colour];
    },
    drawAreas: function (context, theme) {
      const many = this.areas.length > 12;
      this.areas.forEach((area) => {
        const chosen = area.rows.indexOf(this.open) >= 0 || area === this.overArea;
        const shapes = this.shapes && this.shapes.get(area.key);
        const colour = this.payload.colours[area.groups.indexOf(Math.max.apply(null, area.groups))];
        context.beginPath();
        if (shapes) shapes.forEach((parts) => parts.forEach((shape) => this.seen(shape.box) && this.trace(context, shape, true)));
        else {
          const p = this.pixel(area.at);
          context.arc(p[0], p[1], Math.max(16, this.metres(area.radius || 60, area.lat)), 0, 7);
        }
        const whole = area.key.indexOf("/") < 0;
        context.globalAlpha = chosen ? 0.55 : whole ? 0.1 : many ? 0.16 : 0.24;
        context.fillStyle = this.hatch(context, colour);
        context.fill("evenodd");
        context.globalAlpha = chosen ? 1 : whole ? 0.25 : 0.5;
        context.setLineDash([5, 4]);
        context.lineWidth = chosen ? 2 : 1.2;
        context.strokeStyle = colour;
        context.stroke();
        context.setLineDash([]);
        context.globalAlpha = 1;
      });
    },
    /* What is known only to an area gets a square badge that says how many, never a pin. */
    drawBadge: function (context, theme, area) {
      const p = this.free(this.pixel(area.at), 12), text = Kharita.number(area.count);
      const colour = this.payload.colours[area.groups.indexOf(Math.max.apply(null, area.groups))];
      context.font = '600 10.5px "Segoe UI", system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif';
      const wide = Math.max(20, context.measureText(text).width + 12), high = 18, chosen = area.rows.indexOf(this.open) >= 0;
      context.beginPath();
      context.rect(p[0] - wide / 2, p[1] - high / 2, wide, high);
      context.fillStyle = theme.paper;
      context.fill();
      if (area.claimed < area.count) {
        context.globalAlpha = 0.35;
        context.fillStyle = this.hatch(context, colour);
        context.fill();
        context.globalAlpha = 1;
      }
      context.setLineDash([4, 3]);
      context.lineWidth = chosen ? 2.5 : 1.4;
      context.strokeStyle = chosen ? theme.ink : colour;
      context.stroke();
      context.setLineDash([]);
      context.lineWidth = 3;
      context.strokeStyle = theme.paper;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.strokeText(text, p[0], p[1] + 0.5);
      this.write(context, text, p[0], p[1], 10.5, theme.ink, 600);
      this.hits.push({ x: p[0], y: p[1], radius: wide / 2 + 2, rows: area.rows, area: area, count: area.count });
    },
    /* The topmost mark at a point of the map's container, or null. */
    at: function (point, slack) {
      const x = point.x - this._map.layerPointToContainerPoint(this._bounds.min).x;
      const y = point.y - this._map.layerPointToContainerPoint(this._bounds.min).y;
      for (let i = this.hits.length - 1; i >= 0; i--) {
        const hit = this.hits[i];
        if ((hit.x - x) ** 2 + (hit.y - y) ** 2 <= (hit.radius + slack) ** 2) return hit;
      }
      return null;
    },
  });
})();
