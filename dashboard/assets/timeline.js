/* The timeline: stacked bars by month. Dragging over them sends the first and the last month chosen, a double
   click sends none. The month lists above the map do the same by keyboard. Time runs the way the page reads. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const NS = "http://www.w3.org/2000/svg", HIGH = 74, FOOT = 18, HEAD = 10;
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
  const n = data.months.length, turned = data.dir === "rtl";
  const most = Math.max(1, ...data.counts.map((row) => row.reduce((a, b) => a + b, 0)));
  const place = (month, last) => {
    if (!month) return last ? n - 1 : 0;
    const at = data.months.indexOf(month);
    return at >= 0 ? at : month < data.months[0] ? (last ? -1 : 0) : last ? n - 1 : n;
  };
  let drag = null;

  function draw() {
    holder.replaceChildren();
    const wide = Math.max(200, holder.clientWidth), step = wide / n, bar = Math.max(1, Math.min(step - 1, 26));
    const left = (index) => (turned ? wide - (index + 1) * step : index * step) + (step - bar) / 2;
    const svg = shape("svg", { width: wide, height: HEAD + HIGH + FOOT, role: "img", "aria-label": data.label });
    const range = drag ? [Math.min(...drag), Math.max(...drag)] : [place(data.chosen[0]), place(data.chosen[1], true)];
    const whole = !drag && !data.chosen[0] && !data.chosen[1];
    data.counts.forEach((row, index) => {
      let y = HEAD + HIGH;
      const inside = whole || (index >= range[0] && index <= range[1]);
      const group = shape("g", { opacity: inside ? 1 : 0.25 });
      row.forEach((count, family) => {
        if (!count) return;
        const high = (count / most) * HIGH;
        y -= high;
        group.append(shape("rect", { x: left(index), y, width: bar, height: Math.max(0.6, high), fill: data.colours[family] }));
      });
      svg.append(group);
    });
    svg.append(shape("line", { x1: 0, x2: wide, y1: HEAD + HIGH + 0.5, y2: HEAD + HIGH + 0.5, class: "axis" }));
    let free = -Infinity;
    data.months.forEach((month, index) => {
      if (!data.years[month]) return;
      const x = turned ? wide - index * step : index * step, along = turned ? wide - x : x;
      svg.append(shape("line", { x1: x, x2: x, y1: HEAD + HIGH, y2: HEAD + HIGH + 5, class: "axis" }));
      if (along < free || along > wide - 30) return;
      free = along + 42;
      svg.append(shape("text", { x: turned ? x - 4 : x + 4, y: HEAD + HIGH + 14, "text-anchor": "start", direction: data.dir }, data.years[month]));
    });
    if (!whole && range[1] >= range[0]) {
      const a = turned ? wide - (range[1] + 1) * step : range[0] * step;
      svg.append(shape("rect", { x: a, y: 2, width: (range[1] - range[0] + 1) * step, height: HEAD + HIGH - 2, class: "chosen" }));
    }
    svg.append(shape("text", { x: turned ? wide - 2 : 2, y: 9, "text-anchor": "start", direction: data.dir, class: "most" }, data.most));
    const tip = document.createElement("span");
    tip.className = "tip";
    const at = (event) => {
      const x = event.clientX - svg.getBoundingClientRect().left;
      return Math.max(0, Math.min(n - 1, Math.floor((turned ? wide - x : x) / step)));
    };
    svg.onpointerdown = (event) => { drag = [at(event), at(event)]; svg.setPointerCapture(event.pointerId); };
    svg.onpointermove = (event) => {
      tip.textContent = data.tips[at(event)];
      if (drag && drag[1] !== at(event)) {
        drag[1] = at(event);
        const box = svg.querySelector(".chosen") || svg.appendChild(shape("rect", { class: "chosen", y: 2, height: HEAD + HIGH - 2 }));
        const from = Math.min(...drag), to = Math.max(...drag);
        box.setAttribute("x", turned ? wide - (to + 1) * step : from * step);
        box.setAttribute("width", (to - from + 1) * step);
      }
    };
    svg.onpointerleave = () => (tip.textContent = "");
    svg.onpointerup = () => {
      if (!drag) return;
      const chosen = [data.months[Math.min(...drag)], data.months[Math.max(...drag)]];
      drag = null;
      if (chosen[0] !== data.chosen[0] || chosen[1] !== data.chosen[1]) setTriggerValue("range", chosen);
    };
    svg.ondblclick = () => setTriggerValue("range", ["", ""]);
    const line = document.createElement("div");
    line.className = "line";
    const apart = document.createElement("span");
    apart.className = "apart";
    apart.title = data.apart_note;
    const total = data.apart_counts.reduce((a, b) => a + b, 0);
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
    line.append(tip, apart);
    holder.append(svg, line);
  }
  draw();
  const watch = new ResizeObserver(() => drag || draw());
  watch.observe(parentElement.host || parentElement);
  return () => watch.disconnect();
}
