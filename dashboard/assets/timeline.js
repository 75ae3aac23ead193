/* The timeline: stacked bars by day, week or month. Dragging over them sends the first and the last day chosen, a
   double click sends none; the playback sends one step after the other. Time runs the way the page reads. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const NS = "http://www.w3.org/2000/svg", HIGH = 74, FOOT = 18, HEAD = 10, BEAT = 900;
  /* What outlives a redraw: whether the playback runs, and how many bars it shows at once. */
  const play = (parentElement.kharita = parentElement.kharita || { on: false, wide: 1, timer: 0 });
  clearTimeout(play.timer);
  const within = parentElement.querySelector(".holder button:focus");
  const focused = within && within.dataset.name;
  parentElement.querySelectorAll(".holder").forEach((old) => old.remove());
  const holder = document.createElement("div");
  holder.className = "holder";
  holder.dir = data.dir;
  parentElement.append(holder);
  const shape = (name, values, text) => {
    const made = document.createElementNS(NS, name);
    Object.entries(values).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const n = data.bars.length, turned = data.dir === "rtl";
  const most = Math.max(1, ...data.counts.map((row) => row.reduce((a, b) => a + b, 0)));
  let drag = null;
  const send = (name, from, to) => setTriggerValue(name, [data.bars[from][0], data.bars[to][1]]);

  function step(by) {
    const now = data.chosen, wide = now ? Math.max(1, now[1] - now[0] + 1) : 1;
    const from = now && wide < n ? now[0] + by * (play.on ? play.wide : wide) : by > 0 ? 0 : n - 1;
    if (from < 0 || from >= n) return false;
    send("step", from, Math.min(n - 1, from + (wide < n ? wide : 1) - 1));
    return true;
  }
  function stop() {
    play.on = false;
    clearTimeout(play.timer);
    if (data.chosen && data.chosen[0] <= data.chosen[1]) send("range", data.chosen[0], data.chosen[1]);
    draw();
  }
  const advance = () => { if (play.on && !step(1)) stop(); };
  function toggle() {
    if (play.on) return stop();
    play.on = true;
    play.wide = 1;
    if (data.chosen && data.chosen[1] >= n - 1) send("step", 0, Math.min(n - 1, Math.max(0, data.chosen[1] - data.chosen[0] < n - 1 ? data.chosen[1] - data.chosen[0] : 0)));
    else advance();
    draw();
  }
  function button(name, path, act) {
    const made = document.createElement("button"), svg = shape("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" });
    made.type = "button";
    made.dataset.name = name;
    made.title = data.words[name];
    made.setAttribute("aria-label", data.words[name]);
    svg.append(shape("path", { d: path, fill: "currentColor", transform: turned && name !== "pause" ? "translate(16 0) scale(-1 1)" : "" }));
    made.append(svg);
    made.onclick = act;
    return made;
  }

  function draw() {
    const had = holder.querySelector("button:focus");
    holder.replaceChildren();
    const wide = Math.max(200, holder.clientWidth), size = wide / n, bar = size > 3 ? Math.min(size - 1, 26) : size * 0.9;
    const left = (index) => (turned ? wide - (index + 1) * size : index * size) + (size - bar) / 2;
    const svg = shape("svg", { width: wide, height: HEAD + HIGH + FOOT, role: "img", "aria-label": data.label });
    const range = drag ? [Math.min(...drag), Math.max(...drag)] : data.chosen || [0, n - 1], whole = !drag && !data.chosen;
    data.counts.forEach((row, index) => {
      let y = HEAD + HIGH;
      const group = shape("g", { opacity: whole || (index >= range[0] && index <= range[1]) ? 1 : 0.25 });
      row.forEach((count, family) => {
        if (!count) return;
        const high = (count / most) * HIGH;
        y -= high;
        group.append(shape("rect", { x: left(index), y, width: bar, height: Math.max(0.6, high), fill: data.colours[family] }));
      });
      if (group.childNodes.length) svg.append(group);
    });
    svg.append(shape("line", { x1: 0, x2: wide, y1: HEAD + HIGH + 0.5, y2: HEAD + HIGH + 0.5, class: "axis" }));
    let free = -Infinity;
    data.ticks.forEach(([index, text]) => {
      const x = turned ? wide - index * size : index * size, along = turned ? wide - x : x, long = text.length * 7 + 12;
      svg.append(shape("line", { x1: x, x2: x, y1: HEAD + HIGH, y2: HEAD + HIGH + 5, class: "axis" }));
      if (along < free || along > wide - long + 12) return;
      free = along + long;
      svg.append(shape("text", { x: turned ? x - 4 : x + 4, y: HEAD + HIGH + 14, "text-anchor": "start", direction: data.dir }, text));
    });
    if (!whole && range[1] >= range[0]) {
      const a = turned ? wide - (range[1] + 1) * size : range[0] * size;
      svg.append(shape("rect", { x: a, y: 2, width: (range[1] - range[0] + 1) * size, height: HEAD + HIGH - 2, class: "chosen" }));
    }
    svg.append(shape("text", { x: turned ? wide - 2 : 2, y: 9, "text-anchor": "start", direction: data.dir, class: "most" }, data.most));
    const tip = document.createElement("span");
    tip.className = "tip";
    const at = (event) => {
      const x = event.clientX - svg.getBoundingClientRect().left;
      return Math.max(0, Math.min(n - 1, Math.floor((turned ? wide - x : x) / size)));
    };
    svg.onpointerdown = (event) => { play.on = false; clearTimeout(play.timer); drag = [at(event), at(event)]; svg.setPointerCapture(event.pointerId); };
    svg.onpointermove = (event) => {
      tip.textContent = data.tips[at(event)];
      if (drag && drag[1] !== at(event)) {
        drag[1] = at(event);
        const box = svg.querySelector(".chosen") || svg.appendChild(shape("rect", { class: "chosen", y: 2, height: HEAD + HIGH - 2 }));
        const from = Math.min(...drag), to = Math.max(...drag);
        box.setAttribute("x", turned ? wide - (to + 1) * size : from * size);
        box.setAttribute("width", (to - from + 1) * size);
      }
    };
    svg.onpointerleave = () => (tip.textContent = "");
    svg.onpointerup = () => {
      if (!drag) return;
      const from = Math.min(...drag), to = Math.max(...drag);
      drag = null;
      if (!data.chosen || from !== data.chosen[0] || to !== data.chosen[1]) send("range", from, to);
    };
    svg.ondblclick = () => setTriggerValue("range", ["", ""]);
    const line = document.createElement("div"), player = document.createElement("span");
    line.className = "line";
    player.className = "player";
    player.append(
      button("back", "M11 3v10L4 8zM3 3h1.6v10H3z", () => { if (play.on) stop(); step(-1); }),
      play.on ? button("pause", "M4 3h3v10H4zM9 3h3v10H9z", toggle) : button("play", "M4 2.5v11l9-5.5z", toggle),
      button("forward", "M5 3v10l7-5zM11.4 3H13v10h-1.6z", () => { if (play.on) stop(); step(1); }),
      tip
    );
    if (data.chosen && data.chosen[0] === data.chosen[1] && data.tips[data.chosen[0]]) {
      const now = document.createElement("b");
      now.className = "now";
      now.textContent = data.tips[data.chosen[0]];
      player.insertBefore(now, tip);
    }
    const apart = document.createElement("span");
    apart.className = "apart";
    apart.title = data.apart_note;
    const total = data.apart_counts.reduce((a, b) => a + b, 0);
    if (data.part) apart.append(document.createTextNode(data.part));
    if (total) {
      const stack = shape("svg", { width: 64, height: 9, "aria-hidden": "true" });
      let x = 0;
      data.apart_counts.forEach((count, family) => {
        const w = (count / total) * 64;
        stack.append(shape("rect", { x, y: 0, width: w, height: 9, fill: data.colours[family] }));
        x += w;
      });
      apart.append(stack, document.createTextNode(data.apart));
    }
    line.append(player, apart);
    holder.append(svg, line);
    const back = (had && had.dataset.name) || focused;
    if (back) {
      const again = holder.querySelector(`button[data-name="${back}"]`) || holder.querySelector('button[data-name="play"],button[data-name="pause"]');
      if (again) again.focus({ preventScroll: true });
    }
  }
  draw();
  if (play.on) play.timer = setTimeout(advance, BEAT);
  let lastWide = holder.clientWidth;
  const watch = new ResizeObserver(() => {
    if (drag || holder.clientWidth === lastWide) return;
    lastWide = holder.clientWidth;
    draw();
  });
  watch.observe(parentElement.host || parentElement);
  return () => { watch.disconnect(); clearTimeout(play.timer); };
}
