/* The map of the offline page: Leaflet with the dashboard's canvas layers, fed from the page's own columns. */
(function () {
  "use strict";
  const Kharita = window.Kharita;
  const MOST_DOTS = 2000, CELL = 60;

  /* `page` has rows(): the shown rows; columns; spots; areas; open(rows); payload: what the layers look at. */
  Kharita.PageMap = function (page, base, outlines, extent) {
    Kharita.payload = page.payload;
    const map = L.map("map", {
      minZoom: 3, maxZoom: 15, zoomSnap: 0.5, wheelPxPerZoomLevel: 90, attributionControl: false, zoomControl: false,
      center: [33.6, 43.2], zoom: 6, maxBounds: [[-10, 0], [60, 90]], maxBoundsViscosity: 0.7,
    });
    const zoomer = L.control.zoom({ position: "topleft" }).addTo(map);
    const scaler = L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    scaler._updateScale = function (scale, text, ratio) {
      scale.style.width = Math.round(this.options.maxWidth * ratio) + "px";
      const parts = text.split(" ");
      scale.textContent = page.number(Number(parts[0])) + " " + page.word("page." + parts[1]);
    };
    scaler._update();
    const pane = (name, level) => { map.createPane(name).style.zIndex = level; return name; };
    const ground = new Kharita.Base({ pane: pane("kharita-base", 150), padding: 0.3 }).addTo(map);
    const marks = new Kharita.Marks({ pane: pane("kharita-marks", 450), padding: 0.2 });
    marks.payload = page.payload;
    marks.dots = [];
    marks.cells = [];
    marks.areas = [];
    marks.open = null;
    marks.addTo(map);
    if (base) ground.take(base);
    if (outlines) { outlines.decoded = {}; marks.outlines(outlines); }
    const c = page.columns, at = page.spots.map((spot) => (spot[4] === null ? null : Kharita.world(spot[5], spot[4])));

    const dot = (i) => ({
      at: at[c.spot[i]], lat: page.spots[c.spot[i]][4], family: c.family[i], other: c.other[i], radius: c.radius[i] / 10, count: c.count[i], row: i,
      flags: (c.outcome[i] === 1 ? 1 : c.outcome[i] === 2 ? 2 : 0) + (c.series[i] ? 4 : 0),
    });
    function cells(points) {
      const scale = (256 * Math.pow(2, Math.round(map.getZoom()))) / CELL / 256, found = new Map(), n = page.payload.colours.length;
      points.forEach((i) => {
        const p = at[c.spot[i]], key = Math.floor(p[0] * scale) * 4194304 + Math.floor(p[1] * scale);
        let cell = found.get(key);
        if (!cell) found.set(key, (cell = { x: 0, y: 0, count: 0, groups: new Array(n).fill(0) }));
        cell.x += p[0];
        cell.y += p[1];
        cell.count += 1;
        cell.groups[c.family[i]] += 1;
      });
      return Array.from(found.values(), (cell) => ({ at: [cell.x / cell.count, cell.y / cell.count], count: cell.count, groups: cell.groups }));
    }
    function areas(wide) {
      const found = new Map();
      wide.forEach((i) => {
        const known = page.areas[c.area[i]];
        let area = found.get(c.area[i]);
        if (!area) {
          area = { key: known[0].startsWith("?/") ? "?/" : known[0], at: Kharita.world(known[2], known[1]), lat: known[1], radius: known[3], count: 0, claimed: 0, groups: page.payload.colours.map(() => 0), rows: [] };
          found.set(c.area[i], area);
        }
        area.count += 1;
        area.claimed += c.outcome[i] === 2 ? 1 : 0;
        area.groups[c.family[i]] += 1;
        if (area.rows.length < 200) area.rows.push(i);
      });
      return Array.from(found.values());
    }
    let points = [];
    function inSight() {
      const bounds = map.getBounds().pad(0.3), a = map.project(bounds.getNorthWest(), 0), b = map.project(bounds.getSouthEast(), 0);
      return points.filter((i) => { const p = at[c.spot[i]]; return p[0] >= a.x && p[0] <= b.x && p[1] >= a.y && p[1] <= b.y; });
    }
    function lay() {
      const some = points.length > MOST_DOTS ? inSight() : points;
      marks.dots = some.length > MOST_DOTS ? [] : some.map(dot);
      marks.cells = some.length > MOST_DOTS ? cells(some) : [];
      marks.redraw();
    }
    this.show = function (rows) {
      points = rows.filter((i) => c.known[i] === 0);
      marks.areas = areas(rows.filter((i) => c.known[i] === 1));
      lay();
    };
    this.mark = function (row) { marks.open = row; marks.redraw(); };
    this.turn = function () {
      const name = (link, text) => { link.title = text; link.setAttribute("aria-label", text); };
      name(zoomer._zoomInButton, page.word("snap.zoom_in"));
      name(zoomer._zoomOutButton, page.word("snap.zoom_out"));
      map.getContainer().setAttribute("aria-label", page.word("snap.map"));
      zoomer.setPosition(Kharita.lang === "ar" ? "topright" : "topleft");
      scaler.setPosition(Kharita.lang === "ar" ? "bottomright" : "bottomleft");
      scaler._update();
      ground.redraw();
      marks.redraw();
    };
    map.on("moveend", () => points.length > MOST_DOTS && lay());
    map.on("mousemove", (event) => {
      const hit = marks.at(event.containerPoint, 0), over = hit && hit.dot ? hit.dot.row : null;
      map.getContainer().classList.toggle("kharita-over", Boolean(hit));
      if (over !== marks.over) { marks.over = over; if (!map._animatingZoom) marks.redraw(); }
    });
    map.on("click", (event) => {
      const hit = marks.at(event.containerPoint, L.Browser.mobile ? 8 : 2);
      if (!hit) return;
      if (hit.zoom) return map.setView(map.unproject(hit.zoom, 0), Math.min(map.getZoom() + 2, map.getMaxZoom()));
      if (hit.spread) {
        const all = hit.spread.map((each) => map.unproject(each.at, 0));
        return map.fitBounds(L.latLngBounds(all), { padding: [60, 60], maxZoom: Math.min(map.getZoom() + 3, map.getMaxZoom()) });
      }
      page.open(hit.rows);
    });
    if (extent) map.fitBounds([[extent[1], extent[0]], [extent[3], extent[2]]], { padding: [36, 36], maxZoom: 8, animate: false });
    Object.assign(this, { map: map, marks: marks });
  };
})();
