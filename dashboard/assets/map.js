/* Joins the layers to the map, and the map to the page: `Kharita.show(map, payload)` is called with each change. */
(function () {
  "use strict";
  const Kharita = window.Kharita;
  const value = { build: "", n: 0, pick: [], window: null };
  let sentWindow = null, timer = null;

  const say = () => window.Streamlit && window.Streamlit.setComponentValue(Object.assign({}, value));

  function mount(map) {
    const pane = (name, level) => { map.createPane(name).style.zIndex = level; return name; };
    const style = document.createElement("style");
    style.textContent =
      "html,body{overflow:hidden;margin:0}#map_div,.float-child,#parent{height:100vh!important;width:100%!important}" +
      ".leaflet-container{background:transparent;font-family:'Segoe UI',system-ui,'Noto Sans','Noto Sans Arabic',Tahoma,sans-serif}" +
      ".kharita-canvas{pointer-events:none}.leaflet-grab.kharita-over{cursor:pointer}" +
      ".leaflet-bar a{color:var(--kh-ink);background:var(--kh-paper);border-color:var(--kh-line)!important}" +
      ".leaflet-bar a:hover,.leaflet-bar a:focus{background:var(--kh-land);color:var(--kh-ink)}" +
      ".leaflet-touch .leaflet-bar,.leaflet-bar{border:1px solid var(--kh-line);box-shadow:none;border-radius:8px;overflow:hidden}" +
      ".kharita-fit svg{width:16px;height:16px;margin-top:7px}" +
      ".kharita-tip{position:absolute;z-index:900;pointer-events:none;padding:4px 9px;border-radius:6px;font-size:12.5px;line-height:1.45;" +
      "max-width:230px;background:var(--kh-ink);color:var(--kh-paper);white-space:pre-line;display:none}" +
      ".leaflet-control-scale-line{background:transparent!important;text-shadow:none!important;color:var(--kh-faint);border-color:var(--kh-faint)!important;font-size:10.5px;padding:0 4px}" +
      ".leaflet-control-attribution{background:transparent!important;color:var(--kh-faint);font-size:10px}";
    document.head.appendChild(style);
    Kharita.base = new Kharita.Base({ pane: pane("kharita-base", 150), padding: 0.3 }).addTo(map);
    Kharita.marks = new Kharita.Marks({ pane: pane("kharita-marks", 450), padding: 0.2 }).addTo(map);
    Kharita.tip = L.DomUtil.create("div", "kharita-tip", map.getContainer());
    map.getContainer().setAttribute("role", "application");
    controls(map);
    colours();
    map.on("mousemove", (event) => hover(map, event.containerPoint));
    map.on("mouseout", () => hover(map, null));
    map.on("click", (event) => click(map, event.containerPoint));
    map.on("moveend", () => moved(map));
    window.addEventListener("message", () => requestAnimationFrame(recolour));
    /* The frame is laid out after its scripts ran: the first view is chosen when it has got its size. */
    new ResizeObserver(() => {
      map.invalidateSize({ pan: false });
      arrive(map);
    }).observe(map.getContainer());
  }

  let lastTheme = "";
  function recolour() {
    if (Kharita.theme().name === lastTheme) return;
    colours();
    Kharita.base.redraw();
    Kharita.marks.redraw();
  }
  function colours() {
    const theme = Kharita.theme(), root = document.documentElement.style;
    lastTheme = theme.name;
    Object.keys(theme).forEach((name) => root.setProperty("--kh-" + name, theme[name]));
  }

  function controls(map) {
    Kharita.zoomer = L.control.zoom({ position: "topleft" }).addTo(map);
    const Fit = L.Control.extend({
      onAdd: function () {
        const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control kharita-fit"), link = L.DomUtil.create("a", "", bar);
        link.href = "#";
        link.setAttribute("role", "button");
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        svg.setAttribute("viewBox", "0 0 16 16");
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("d", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4M8 6v4M6 8h4");
        path.setAttribute("fill", "none");
        path.setAttribute("stroke", "currentColor");
        path.setAttribute("stroke-width", "1.6");
        svg.appendChild(path);
        link.appendChild(svg);
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); fit(map, true); });
        this.link = link;
        return bar;
      },
    });
    Kharita.fitter = new Fit({ position: "topleft" }).addTo(map);
    Kharita.scaler = L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    Kharita.scaler._updateScale = function (scale, text, ratio) {
      scale.style.width = Math.round(this.options.maxWidth * ratio) + "px";
      const parts = text.split(" ");
      scale.textContent = Kharita.number(Number(parts[0])) + " " + Kharita.payload.words[parts[1]];
    };
    map.attributionControl.setPrefix(false);
  }

  function fit(map, animate, core) {
    const extent = core || Kharita.payload.extent;
    if (!extent) return;
    map.fitBounds([[extent[1], extent[0]], [extent[3], extent[2]]], { padding: [36, 36], maxZoom: 8, animate: animate });
  }

  /* The position lives in the page's address and nowhere on the server: moving the map costs no request. */
  const POSITION = /^(-?\d{1,2}(?:\.\d{1,5})?),(-?\d{1,3}(?:\.\d{1,5})?),(\d{1,2}(?:\.\d)?)$/;
  function remember(map) {
    if (Kharita.payload.name !== "map") return;
    const at = map.getCenter(), url = new URL(window.parent.location.href);
    const text = [at.lat.toFixed(4), at.lng.toFixed(4), map.getZoom()].join(",");
    if (url.searchParams.get("at") === text) return;
    url.searchParams.set("at", text);
    window.parent.history.replaceState(window.parent.history.state, "", url.pathname + url.search.replace(/%2C/g, ",") + url.hash);
  }
  function remembered(map) {
    const found = Kharita.payload.name === "map" && POSITION.exec(new URL(window.parent.location.href).searchParams.get("at") || "");
    if (!found || Math.abs(found[1]) > 85 || Math.abs(found[2]) > 180) return false;
    map.moved = true;
    map.setView([Number(found[1]), Number(found[2])], Number(found[3]), { animate: false });
    return true;
  }

  let arrived = false;
  function arrive(map) {
    if (arrived || map.getSize().y < 60 || map.getSize().x < 60) return;
    arrived = true;
    if (!remembered(map)) fit(map, false, Kharita.payload.core);
    moved(map);
    /* The first view is not worth an address; what a person then moves to is. */
    map.on("moveend", () => { clearTimeout(map.kept); map.kept = setTimeout(() => { map.moved = true; remember(map); }, 250); });
    /* Streamlit writes the filter into the address without what it does not know of; then it is put back. */
    setInterval(() => map.moved && !window.parent.location.search.includes("at=") && remember(map), 300);
  }

  /* Tiles of another server, only while a person has them switched on. */
  function street(map, wanted) {
    const address = wanted ? wanted.url : "";
    if (Kharita.street && Kharita.street.address === address) return;
    if (Kharita.street) { map.removeLayer(Kharita.street.layer); Kharita.street = null; }
    Kharita.base.getPane().style.display = wanted ? "none" : "";
    if (!wanted) return;
    if (!map.getPane("kharita-street")) map.createPane("kharita-street").style.zIndex = 160;
    const layer = L.tileLayer(address, { attribution: wanted.by, pane: "kharita-street", maxZoom: 19, crossOrigin: true, referrerPolicy: "origin" });
    Kharita.street = { address: address, layer: layer.addTo(map) };
  }

  function hover(map, point) {
    const hit = point && Kharita.marks.at(point, 0), marks = Kharita.marks, tip = Kharita.tip;
    const over = hit && hit.dot ? hit.dot.row : null, area = hit && hit.area ? hit.area : null;
    map.getContainer().classList.toggle("kharita-over", Boolean(hit));
    if (over !== marks.over || area !== marks.overArea) {
      marks.over = over;
      marks.overArea = area;
      if (!map._animatingZoom) marks.redraw();
    }
    tip.style.display = hit ? "block" : "none";
    if (!hit) return;
    tip.textContent = told(hit);
    tip.dir = Kharita.payload.dir;
    const wide = tip.offsetWidth, right = point.x + 16 + wide > map.getSize().x;
    tip.style.left = (right ? point.x - wide - 12 : point.x + 14) + "px";
    tip.style.top = Math.max(4, point.y - 14) + "px";
  }

  function told(hit) {
    const words = Kharita.payload.words, join = words.comma;
    if (hit.area) return words.area.replace("{n}", Kharita.number(hit.count));
    if (hit.dot) {
      const dot = hit.dot, parts = [words.families[dot.family]];
      if (dot.other !== 255) parts.push(words.families[dot.other]);
      if (dot.flags & 4) parts.push(words.series);
      if ((dot.flags & 3) === 1) parts.push(words.intercepted);
      if ((dot.flags & 3) === 2) parts.push(words.claimed_only);
      return parts.join(join);
    }
    return (hit.zoom || hit.spread ? words.zoom : words.here).replace("{n}", Kharita.number(hit.count));
  }

  function click(map, point) {
    const hit = Kharita.marks.at(point, L.Browser.mobile ? 8 : 2);
    if (!hit) return;
    if (hit.zoom) {
      const scale = 256, world = hit.zoom;
      const lon = (world[0] / scale - 0.5) * 360;
      const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * world[1]) / scale))) * 180) / Math.PI;
      return map.setView([lat, lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
    }
    if (hit.spread) {
      const at = hit.spread.map((dot) => dot.at), xs = at.map((p) => p[0]), ys = at.map((p) => p[1]);
      const corner = (x, y) => map.unproject([x, y], 0);
      return map.fitBounds(
        [corner(Math.min.apply(null, xs), Math.max.apply(null, ys)), corner(Math.max.apply(null, xs), Math.min.apply(null, ys))],
        { padding: [60, 60], maxZoom: Math.min(map.getZoom() + 3, map.getMaxZoom()) }
      );
    }
    value.pick = hit.rows.slice(0, 60);
    value.n = Date.now();
    value.build = Kharita.payload.build;
    Kharita.marks.open = hit.rows[0];
    Kharita.marks.redraw();
    say();
  }

  const seen = (map) => {
    const bounds = map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth(), map.getZoom()].map((each) => Math.round(each * 1000) / 1000);
  };
  /* Only a payload that holds part of the records needs the server when the view moves. */
  function moved(map) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!Kharita.payload.partial) return;
      const now = seen(map), held = Kharita.payload.held;
      if (held && (held[4] === null || Math.abs(now[4] - held[4]) <= 0.5) && now[0] >= held[0] && now[1] >= held[1] && now[2] <= held[2] && now[3] <= held[3]) return;
      if (String(now) === String(sentWindow)) return;
      sentWindow = now;
      value.window = now;
      say();
    }, 120);
  }

  Kharita.show = function (map, payload) {
    const first = !Kharita.base;
    Kharita.payload = payload;
    const changed = Kharita.lang && Kharita.lang !== payload.lang;
    Kharita.lang = payload.lang;
    if (first) mount(map);
    const corner = payload.dir === "rtl" ? "topright" : "topleft";
    if (Kharita.zoomer.getPosition() !== corner) {
      Kharita.zoomer.setPosition(corner);
      Kharita.fitter.setPosition(corner);
      Kharita.scaler.setPosition(payload.dir === "rtl" ? "bottomright" : "bottomleft");
    }
    const name = (link, text) => { link.title = text; link.setAttribute("aria-label", text); };
    name(Kharita.zoomer._zoomInButton, payload.words.zoom_in);
    name(Kharita.zoomer._zoomOutButton, payload.words.zoom_out);
    name(Kharita.fitter.link, payload.words.fit);
    map.getContainer().setAttribute("aria-label", payload.words.map);
    document.documentElement.lang = payload.lang;
    Kharita.marks.take(payload);
    street(map, payload.tiles);
    if (first) {
      map.invalidateSize({ pan: false });
      arrive(map);
      const lost = (error) => { map.attributionControl.addAttribution(payload.words.no_base); console.warn("base map:", error.message); };
      Kharita.base.load(payload.base).then(() => map.attributionControl.addAttribution(payload.words.attribution)).catch(lost);
      fetch(payload.outlines).then((answer) => answer.json()).then((data) => { data.decoded = {}; Kharita.marks.outlines(data); }).catch(() => {});
    } else if (changed) {
      Kharita.base.redraw();
      Kharita.scaler._update();
    }
    Kharita.shown = (Kharita.shown || 0) + 1;
  };
})();
