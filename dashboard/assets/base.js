/* The offline base map: land, borders, rivers, lakes and labels, drawn on one canvas from a file that this
   server keeps. No request leaves the machine. Needs Leaflet; the format of the file is told in geo/basemap.py. */
(function () {
  "use strict";
  const Kharita = (window.Kharita = window.Kharita || {});

  const THEMES = {
    light: {
      beyond: "#e9e8e4", water: "#dbe6ea", land: "#f7f6f2", line: "#a9a39a", soft: "#d3cec5", river: "#b9d0d9", text: "#4b4a47",
      faint: "#87837c", halo: "#f7f6f2", sea: "#6f8d99", paper: "#ffffff", ink: "#20262b",
    },
    dark: {
      beyond: "#171d22", water: "#10181d", land: "#1d2429", line: "#5d656b", soft: "#353d43", river: "#28404b", text: "#c9ced2",
      faint: "#838b91", halo: "#1d2429", sea: "#56707c", paper: "#151b20", ink: "#eef1f3",
    },
  };

  /* The theme that Streamlit has laid on this frame, told from its background colour. */
  Kharita.theme = function () {
    const given = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(given);
    const light = !hex || parseInt(hex[1], 16) + parseInt(hex[2], 16) + parseInt(hex[3], 16) > 380;
    return Object.assign({ name: light ? "light" : "dark" }, THEMES[light ? "light" : "dark"]);
  };

  /* Longitude and latitude in degrees as x and y of the world at zoom 0, 256 units wide. */
  Kharita.world = function (lon, lat) {
    const sine = Math.max(-0.9999, Math.min(0.9999, Math.sin((lat * Math.PI) / 180)));
    return [(lon / 360 + 0.5) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
  };

  /* One encoded path as world coordinates and its box: {xy, box}. */
  Kharita.decode = function (path, scale) {
    const xy = new Float64Array(path.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let lon = 0, lat = 0;
    for (let i = 0; i < path.length; i += 2) {
      lon += path[i];
      lat += path[i + 1];
      const point = Kharita.world(lon / scale, lat / scale);
      xy[i] = point[0];
      xy[i + 1] = point[1];
      box[0] = Math.min(box[0], point[0]);
      box[1] = Math.min(box[1], point[1]);
      box[2] = Math.max(box[2], point[0]);
      box[3] = Math.max(box[3], point[1]);
    }
    return { xy: xy, box: box };
  };

  /* A canvas that fills the map and is drawn anew by `draw(context)` whenever the view comes to rest. */
  Kharita.Canvas = L.Renderer.extend({
    options: { padding: 0.3 },
    _initContainer: function () {
      this._container = L.DomUtil.create("canvas", "kharita-canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    _updatePaths: function () {},
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const bounds = this._bounds, size = bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this.redraw();
    },
    redraw: function () {
      if (!this._bounds || !this._container) return;
      const context = this._context, ratio = Math.min(window.devicePixelRatio || 1, 2), size = this._bounds.getSize();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.x, size.y);
      /* World units to canvas pixels: x * scale - left, y * scale - top. */
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      this.scale = Math.pow(2, this._map.getZoom());
      this.left = origin.x;
      this.top = origin.y;
      this.size = size;
      this.draw(context);
    },
    seen: function (box) {
      return (
        box[2] * this.scale >= this.left && box[0] * this.scale <= this.left + this.size.x &&
        box[3] * this.scale >= this.top && box[1] * this.scale <= this.top + this.size.y
      );
    },
    trace: function (context, shape, closed) {
      const xy = shape.xy, scale = this.scale, left = this.left, top = this.top;
      let lastX = NaN, lastY = NaN;
      for (let i = 0; i < xy.length; i += 2) {
        const x = xy[i] * scale - left, y = xy[i + 1] * scale - top;
        if (i === 0) context.moveTo(x, y);
        else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8 && i < xy.length - 2) continue;
        else context.lineTo(x, y);
        lastX = x;
        lastY = y;
      }
      if (closed) context.closePath();
    },
  });

  Kharita.Base = Kharita.Canvas.extend({
    load: function (url) {
      return fetch(url)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
        .then((data) => this.take(data));
    },
    take: function (data) {
      const lines = (paths) => (paths || []).map((path) => Kharita.decode(path, data.scale));
      const box = data.bbox || [-180, -85, 180, 85];
      this.data = {
        box: [...Kharita.world(box[0], box[3]), ...Kharita.world(box[2], box[1])],
        land: lines(data.land), borders: lines(data.borders), disputed: lines(data.disputed),
        governorates: lines(data.governorates),
        rivers: (data.rivers || []).map((row) => ({ en: row[0], ar: row[1], rank: row[2], shape: Kharita.decode(row[3], data.scale) })),
        lakes: (data.lakes || []).map((row) => ({ en: row[0], ar: row[1], rank: row[2], shapes: lines(row[3]) })),
        towns: (data.towns || []).map((row) => ({ at: Kharita.world(row[1], row[0]), rank: row[2], en: row[3], ar: row[4] })),
        countries: (data.countries || []).map((row) => ({ at: Kharita.world(row[1], row[0]), en: row[2], ar: row[3] })),
      };
      this.data.towns.sort((a, b) => a.rank - b.rank);
      this.redraw();
    },
    draw: function (context) {
      const theme = Kharita.theme(), data = this.data, zoom = this._map.getZoom();
      context.fillStyle = data ? theme.beyond : theme.water;
      context.fillRect(0, 0, this.size.x, this.size.y);
      if (!data) return;
      /* Beyond the box nothing is known, so it is neither land nor sea. */
      const x = data.box[0] * this.scale - this.left, y = data.box[1] * this.scale - this.top;
      context.fillStyle = theme.water;
      context.fillRect(x, y, (data.box[2] - data.box[0]) * this.scale, (data.box[3] - data.box[1]) * this.scale);
      const fill = (shapes, colour) => {
        context.beginPath();
        shapes.forEach((shape) => this.seen(shape.box) && this.trace(context, shape, true));
        context.fillStyle = colour;
        context.fill("evenodd");
      };
      const stroke = (shapes, colour, width, dash) => {
        context.beginPath();
        shapes.forEach((shape) => this.seen(shape.box) && this.trace(context, shape, false));
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.setLineDash(dash || []);
        context.stroke();
        context.setLineDash([]);
      };
      context.lineJoin = "round";
      fill(data.land, theme.land);
      if (zoom >= 5) stroke(data.governorates, theme.soft, 0.9, []);
      data.lakes.filter((lake) => lake.rank <= zoom + 1).forEach((lake) => fill(lake.shapes, theme.water));
      [1, 2, 3, 4, 5, 6, 7, 8, 9].forEach((rank) => {
        const shapes = data.rivers.filter((river) => river.rank === rank && rank <= zoom).map((river) => river.shape);
        if (shapes.length) stroke(shapes, theme.river, Math.max(0.7, 2 - rank * 0.2 + (zoom - 6) * 0.2), []);
      });
      stroke(data.borders, theme.line, zoom < 5 ? 0.9 : 1.3, []);
      stroke(data.disputed, theme.line, 1.2, [4, 4]);
      this.labels(context, theme, zoom);
    },
    labels: function (context, theme, zoom) {
      const taken = [], arabic = Kharita.lang === "ar";
      const family = '"Segoe UI", system-ui, "Noto Sans", "Noto Sans Arabic", Tahoma, sans-serif';
      const put = (at, text, size, colour, weight, dot, spacing) => {
        if (!text) return;
        const x = at[0] * this.scale - this.left, y = at[1] * this.scale - this.top;
        if (x < -40 || y < -20 || x > this.size.x + 40 || y > this.size.y + 20) return;
        context.font = weight + " " + size + "px " + family;
        if ("letterSpacing" in context) context.letterSpacing = spacing && !arabic ? spacing : "0px";
        const wide = context.measureText(text).width, side = arabic ? -1 : 1;
        const start = dot ? (side > 0 ? x + 6 : x - 6 - wide) : x - wide / 2;
        const box = [start - 3, y - size * 0.7, start + wide + 3, y + size * 0.7];
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
        taken.push(box);
        context.textAlign = "left";
        context.textBaseline = "middle";
        context.direction = "ltr";
        context.lineWidth = 3;
        context.strokeStyle = theme.halo;
        context.globalAlpha = 0.85;
        context.strokeText(text, start, y);
        context.globalAlpha = 1;
        context.fillStyle = colour;
        context.fillText(text, start, y);
        if (dot) {
          context.beginPath();
          context.arc(x, y, 1.8, 0, 7);
          context.fill();
        }
      };
      const name = (row) => (arabic ? row.ar || row.en : row.en || row.ar);
      if (zoom <= 7.5) this.data.countries.forEach((row) => put(row.at, name(row), zoom < 5 ? 11 : 14, theme.faint, 600, false, "1.5px"));
      this.data.towns.forEach((row) => {
        if (row.rank <= zoom - 3.4) put(row.at, name(row), row.rank <= 1 ? 12.5 : 11.5, theme.text, row.rank <= 1 ? 600 : 400, true);
      });
      if (zoom >= 5) {
        this.data.lakes.forEach((row) => {
          if (!row.shapes.length || row.rank > zoom) return;
          const box = row.shapes[0].box;
          if ((box[2] - box[0]) * this.scale > 70) put([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], name(row), 11, theme.sea, 400, false);
        });
      }
      if ("letterSpacing" in context) context.letterSpacing = "0px";
    },
  });
})();
