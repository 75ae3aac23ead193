/* The offline page: filters, timeline, table and sentences over the columns that it carries. Text is only ever
   set as text. `Kharita.page` lets a test look inside. */
(function () {
  "use strict";
  const Kharita = window.Kharita, read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data"), $ = (id) => document.getElementById(id), PAGE = 25;
  const ARRAYS = { i4: Int32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  const columns = {}, ids = data.ids ? data.ids.split("\n") : [], n = ids.length;
  Object.keys(data.columns).forEach((name) => {
    const packed = data.columns[name];
    columns[name] = new ARRAYS[packed[0]](Uint8Array.from(atob(packed[1]), (letter) => letter.charCodeAt(0)).buffer);
  });
  const c = columns, state = { types: new Set(), outcome: "", search: "", from: null, to: null, page: 0, rows: [], anyDate: [], open: null, among: [] };
  Kharita.lang = data.lang;
  const side = () => (Kharita.lang === "ar" ? 1 : 0);
  const number = (value) => {
    const text = typeof value === "number" ? value.toLocaleString("en-US") : String(value);
    return Kharita.lang === "ar" ? text.replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]).replace(/,/g, "٬") : text;
  };
  const word = (key, values) => {
    const parts = key.split(".");
    let text = data.words[Kharita.lang][parts[0]][parts[1]];
    Object.keys(values || {}).forEach((name) => (text = text.replace("{" + name + "}", typeof values[name] === "number" ? number(values[name]) : values[name])));
    return text;
  };
  const make = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ة/g, "ه").replace(/[ىی]/g, "ي").replace(/ک/g, "ك").toLowerCase();
  const types = (i) => data.order.filter((kind) => c.types[i] & (1 << kind)).map((kind) => data.types[kind]);
  const outcome = (i) => data.outcomes[c.outcome[i]];

  /* What is shown. */
  const spotText = data.spots.map((spot) => fold(spot.slice(0, 4).join(" "))), actorText = data.actors.map((each) => fold(each.join(" ")));
  const DAY = 86400000, dayOf = (month, last) => Date.UTC(Math.floor(month / 12), (month % 12) + (last ? 1 : 0), last ? 0 : 1) / DAY;
  const monthOf = (day) => { const date = new Date(day * DAY); return date.getUTCFullYear() * 12 + date.getUTCMonth(); };
  function refilter() {
    const wanted = fold(state.search).split(/\s+/).filter(Boolean);
    const hits = wanted.map((each) => [spotText.map((text) => text.includes(each)), actorText.map((text) => text.includes(each))]);
    let mask = 0;
    state.types.forEach((kind) => (mask |= 1 << kind));
    const said = state.outcome === "" ? -1 : data.outcomes.indexOf(state.outcome);
    state.anyDate = [];
    for (let i = 0; i < n; i++) {
      if (mask && !(c.types[i] & mask)) continue;
      if (said >= 0 && c.outcome[i] !== said) continue;
      if (!hits.every((hit) => hit[0][c.spot[i]] || hit[1][c.actor[i]])) continue;
      state.anyDate.push(i);
    }
    const from = state.from === null ? null : dayOf(state.from, false), to = state.to === null ? null : dayOf(state.to, true);
    state.rows = from === null ? state.anyDate : state.anyDate.filter((i) =>
      (c.start[i] !== data.undated || c.end[i] !== data.undated) && (c.end[i] === data.undated || c.end[i] >= from) && c.start[i] <= to);
    state.page = 0;
    if (state.open !== null && !state.rows.includes(state.open)) state.open = null;
    paint();
  }
  function paint() {
    const claims = state.rows.filter((i) => c.outcome[i] === 2 && !c.series[i]).length;
    $("shown").textContent = [word("snap.shown", { n: state.rows.length, m: n })].concat(claims ? [word("page.claims", { n: claims })] : []).join(word("page.comma"));
    page.map.show(state.rows);
    drawTypes();
    drawTimeline();
    drawTable();
    drawEvidence();
  }

  function drawTypes() {
    const box = $("types"), counts = data.types.map(() => 0), present = data.types.map(() => false);
    for (let i = 0; i < n; i++) data.order.forEach((kind) => c.types[i] & (1 << kind) && (present[kind] = true));
    state.rows.forEach((i) => data.order.forEach((kind) => c.types[i] & (1 << kind) && (counts[kind] += 1)));
    const focus = document.activeElement && document.activeElement.dataset.kind;
    box.setAttribute("aria-label", word("page.types"));
    box.replaceChildren(...data.order.filter((kind) => present[kind]).map((kind) => {
      const button = make("button"), dot = make("i", "", "dot");
      dot.style.background = data.colours[data.familyOf[kind]];
      button.type = "button";
      button.dataset.kind = data.types[kind];
      button.setAttribute("aria-pressed", String(state.types.has(kind)));
      button.append(dot, make("span", word("type." + data.types[kind])), make("span", number(counts[kind]), "soft"));
      button.onclick = () => { state.types.has(kind) ? state.types.delete(kind) : state.types.add(kind); refilter(); };
      return button;
    }));
    if (focus) { const again = box.querySelector('[data-kind="' + focus + '"]'); if (again) again.focus(); }
  }

  /* Bars by month; what does not lie within one month is told beside, in no bar. */
  let bars = null;
  function drawTimeline() {
    const canvas = $("timeline"), months = new Map();
    let first = Infinity, last = -Infinity, apart = 0;
    state.anyDate.forEach((i) => {
      const a = c.start[i] === data.undated ? null : monthOf(c.start[i]), b = c.end[i] === data.undated ? null : monthOf(c.end[i]);
      if (a === null || a !== b) { apart += 1; return; }
      if (!months.has(a)) months.set(a, data.colours.map(() => 0));
      months.get(a)[c.family[i]] += 1;
      first = Math.min(first, a);
      last = Math.max(last, a);
    });
    if (!bars) bars = { first: first, last: last };
    first = Math.min(first, bars.first);
    last = Math.max(last, bars.last);
    bars = { first: first, last: last };
    $("apart").textContent = apart ? word("snap.apart", { n: apart }) : "";
    canvas.hidden = !(last > first);
    if (canvas.hidden) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2), wide = canvas.clientWidth, high = canvas.clientHeight - 16, pen = canvas.getContext("2d");
    canvas.width = wide * ratio;
    canvas.height = canvas.clientHeight * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--soft"), across = wide / (last - first + 1);
    const most = Math.max(1, ...Array.from(months.values(), (each) => each.reduce((a, b) => a + b, 0)));
    pen.font = "11px system-ui, sans-serif";
    pen.textBaseline = "alphabetic";
    months.forEach((groups, month) => {
      let y = high;
      const out = state.from !== null && (month < state.from || month > state.to);
      pen.globalAlpha = out ? 0.25 : 1;
      groups.forEach((count, family) => {
        if (!count) return;
        const tall = (count / most) * (high - 14);
        pen.fillStyle = data.colours[family];
        pen.fillRect((month - first) * across + 0.5, y - tall, Math.max(1, across - 1), tall);
        y -= tall;
      });
    });
    pen.globalAlpha = 1;
    pen.fillStyle = ink;
    for (let month = first, shown = -99; month <= last; month++) {
      const x = (month - first) * across;
      if (month % 12 === 0 && x - shown > 44 && x < wide - 34) { pen.fillText(number(String(month / 12)), x, high + 13); shown = x; }
    }
    pen.fillText(number(most), 2, 10);
    canvas.setAttribute("aria-label", word("snap.timeline"));
    canvas.title = word("snap.timeline");
  }
  function dragging() {
    const canvas = $("timeline");
    let start = null;
    const month = (event) => {
      const box = canvas.getBoundingClientRect(), share = Math.max(0, Math.min(0.9999, (event.clientX - box.left) / box.width));
      return bars.first + Math.floor(share * (bars.last - bars.first + 1));
    };
    canvas.onpointerdown = (event) => { start = month(event); canvas.setPointerCapture(event.pointerId); };
    canvas.onpointerup = (event) => {
      if (start === null) return;
      const end = month(event);
      state.from = Math.min(start, end);
      state.to = Math.max(start, end);
      start = null;
      refilter();
    };
    canvas.ondblclick = () => { state.from = state.to = null; refilter(); };
  }

  const killed = (i) => data.tolls[c.toll[i]][side()] || word("snap.unknown");
  const placeName = (i) => data.spots[c.spot[i]][side()];
  function drawTable() {
    const box = $("rows"), total = state.rows.length, from = state.page * PAGE, some = state.rows.slice(from, from + PAGE);
    if (!total) return box.replaceChildren(make("p", word("snap.empty"), "soft"));
    const table = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
    ["date", "place", "type", "outcome", "actor", "killed", "outlets"].forEach((name) => head.append(make("th", word("snap." + name))));
    top.append(head);
    some.forEach((i) => {
      const row = make("tr", null, i === state.open ? "open" : "");
      row.tabIndex = 0;
      row.dataset.id = ids[i];
      const cells = [data.dates[c.date[i]][side()], placeName(i), types(i).map((kind) => word("type." + kind)).join(word("page.comma")),
        c.series[i] ? word("record.series") : word("outcome." + outcome(i)), data.actors[c.actor[i]][side()], killed(i), number(c.sources[i])];
      cells.forEach((text) => { const cell = make("td"); cell.append(make("bdi", text)); row.append(cell); });
      row.onclick = () => open([i]);
      row.onkeydown = (event) => event.key === "Enter" && open([i]);
      body.append(row);
    });
    table.append(top, body);
    const pager = make("div", null, "pager"), step = (name, to, usable) => {
      const button = make("button", word("snap." + name));
      button.disabled = !usable;
      button.onclick = () => { state.page = to; drawTable(); };
      return button;
    };
    pager.append(step("previous", state.page - 1, state.page > 0), make("span", word("snap.page", { from: from + 1, to: Math.min(total, from + PAGE), n: total })), step("next", state.page + 1, from + PAGE < total));
    box.replaceChildren(table, pager);
  }

  /* The sentence of a report with its words marked, and where it was published. */
  function sentence(told) {
    const quote = make("blockquote");
    quote.dir = "auto";
    let at = 0;
    /* Offsets count code points; a string is cut as such. */
    const letters = Array.from(told[0]), part = (a, b) => letters.slice(a, b).join("");
    told[1].forEach((mark) => {
      quote.append(part(at, mark[0]));
      const marked = make("mark", part(mark[0], mark[1]), mark[2]);
      marked.title = word("mark." + mark[2]);
      quote.append(marked);
      at = mark[1];
    });
    quote.append(part(at));
    const source = make("p", null, "soft"), dot = () => source.append(" · ");
    source.append(make("bdi", told[2][side()] || "—"));
    if (told[3][side()]) { dot(); source.append(word("snap.aligned", { parties: told[3][side()] })); }
    dot();
    source.append(told[5][side()] ? word("snap.published", { day: told[5][side()] }) : word("snap.no_date"));
    if (told[6]) { dot(); source.append(word("snap.sample")); }
    if (/^https?:\/\//i.test(told[4])) {
      const link = make("a", word("snap.read_at"));
      link.href = told[4];
      link.rel = "noopener noreferrer nofollow";
      link.target = "_blank";
      dot();
      source.append(link);
    }
    return [quote, source];
  }
  function drawEvidence() {
    const box = $("evidence"), i = state.open;
    if (i === null && state.among.length < 2) {
      const empty = make("div", null, "empty");
      empty.append(make("b", word("snap.evidence")), make("p", word("snap.hint")));
      return box.replaceChildren(empty);
    }
    if (i === null) {
      return box.replaceChildren(make("h2", word("snap.here", { n: state.among.length })), ...state.among.slice(0, 200).map((each) => {
        const button = make("button", data.dates[c.date[each]][side()] + word("page.comma") + placeName(each), "list");
        button.dir = "auto";
        button.onclick = () => { state.open = each; drawn(); };
        return button;
      }));
    }
    const spot = data.spots[c.spot[i]], parts = [];
    if (state.among.length > 1) {
      const steps = make("div", null, "steps"), back = make("button", word("snap.here", { n: state.among.length }));
      back.onclick = () => { state.open = null; drawn(); };
      steps.append(back);
      parts.push(steps);
    }
    const title = make("h2");
    title.append(make("bdi", placeName(i)));
    parts.push(title, make("p", data.dates[c.date[i]][side()]));
    const badges = make("p");
    types(i).forEach((kind) => badges.append(make("span", word("type." + kind), "badge")));
    badges.append(make("span", c.series[i] ? word("record.series") : word("outcome." + outcome(i)), "badge " + outcome(i)));
    if (c.sample[i]) badges.append(make("span", word("snap.sample"), "badge"));
    const facts = [[word("snap.place"), spot[2 + side()] || (c.known[i] === 2 ? word("snap.unresolved") : "—")], [word("snap.actor"), data.actors[c.actor[i]][side()] || word("snap.unknown")], [word("snap.killed"), killed(i)]];
    parts.push(badges, make("p", facts.map((fact) => fact.join(": ")).join(" · "), "soft"));
    const told = data.evidence[i];
    if (c.coarse[i]) parts.push(make("p", word("snap.withheld"), "soft"));
    else if (told) told.forEach((each) => parts.push(...sentence(each)));
    else parts.push(make("p", word("snap.no_sentence"), "soft"));
    parts.push(make("p", ids[i], "soft"));
    box.replaceChildren(...parts);
  }
  function drawn() {
    page.map.mark(state.open);
    drawTable();
    drawEvidence();
  }
  function open(rows) {
    state.among = rows;
    state.open = rows.length === 1 ? rows[0] : null;
    drawn();
  }

  /* Words that do not depend on what is chosen, in the language that is. */
  function turn() {
    const root = document.documentElement, head = data.heads[Kharita.lang];
    root.lang = Kharita.lang;
    root.dir = Kharita.lang === "ar" ? "rtl" : "ltr";
    document.title = head.title;
    ["title", "counts", "filter", "notes"].forEach((name) => ($(name).textContent = head[name]));
    const partial = n < data.total ? word("snap.fewer", { n: n, m: data.total }) : data.told && data.told < n - c.coarse.reduce((a, b) => a + b, 0) ? word("snap.partial", { n: data.told }) : "";
    if (partial) $("notes").textContent = [head.notes, partial].filter(Boolean).join(word("page.semicolon"));
    document.querySelectorAll("[data-k]").forEach((each) => (each.textContent = word(each.dataset.k)));
    $("language").textContent = word("snap.language");
    $("clear").textContent = word("snap.clear");
    $("search").placeholder = word("snap.search_hint");
    $("search").setAttribute("aria-label", word("snap.search"));
    $("outcome").setAttribute("aria-label", word("snap.outcome"));
    $("outcome").replaceChildren(...["", ...data.outcomes].map((each) => {
      const option = make("option", each ? word("outcome." + each) : word("snap.all_outcomes"));
      option.value = each;
      option.selected = each === state.outcome;
      return option;
    }));
    $("legend").replaceChildren(...["carried_out", "claimed_only", "intercepted", "series", "area", "many"].map((each) => {
      const item = make("span"), sign = make("b", { carried_out: "●", claimed_only: "○", intercepted: "⊘", series: "◎", area: "▨", many: "◔" }[each]);
      item.append(sign, word("legend." + each));
      return item;
    }));
    $("caution").firstElementChild.textContent = word("page.caution");
    $("attribution").textContent = word("page.attribution");
    $("ids").replaceChildren(data.made[Kharita.lang] + " · " + word("page.snapshot") + " ", make("bdi", data.snapshot), " · " + word("page.data") + " ", make("bdi", data.dataHash));
    page.map.turn();
    paint();
  }

  const page = (Kharita.page = {
    columns: columns, spots: data.spots, areas: data.areas, state: state, ids: ids, counts: data.counts, number: number, word: word, open: open,
    payload: { colours: data.colours, words: {} },
  });
  page.map = new Kharita.PageMap(page, read("base"), read("outlines"), data.extent);
  $("language").onclick = () => { Kharita.lang = Kharita.lang === "ar" ? "en" : "ar"; turn(); };
  $("clear").onclick = () => {
    state.types.clear();
    Object.assign(state, { outcome: "", search: "", from: null, to: null });
    $("search").value = "";
    turn();
    refilter();
  };
  let waiting = null;
  $("search").oninput = () => { clearTimeout(waiting); waiting = setTimeout(() => { state.search = $("search").value; refilter(); }, 150); };
  $("outcome").onchange = () => { state.outcome = $("outcome").value; refilter(); };
  window.addEventListener("resize", drawTimeline);
  dragging();
  state.rows = state.anyDate = Array.from({ length: n }, (_, i) => i);
  turn();
  window.Kharita.ready = true;
})();
