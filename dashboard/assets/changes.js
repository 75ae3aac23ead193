/* What changed between two periods: a table whose numbers are buttons. A number sends its value and its period. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const make = (name, kind, text) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const holder = make("div", "holder"), table = make("table"), head = table.createTHead().insertRow();
  holder.dir = data.dir;
  table.setAttribute("aria-label", data.label);
  data.heads.forEach((text) => {
    const cell = make("th", "", text);
    cell.scope = "col";
    head.append(cell);
  });
  const most = Math.max(1, ...data.rows.flatMap((row) => row.counts)), body = table.createTBody();
  data.rows.forEach((row) => {
    const line = body.insertRow(), name = make("th");
    name.scope = "row";
    if (row.colour) {
      const dot = make("i", "dot");
      dot.style.background = row.colour;
      name.append(dot);
    }
    name.append(make("bdi", "", row.name));
    line.append(name);
    row.counts.forEach((count, period) => {
      const cell = line.insertCell(), button = make("button"), bar = make("span", "bar " + (period ? "after" : "before"));
      button.type = "button";
      button.disabled = !count;
      button.setAttribute("aria-label", row.labels[period]);
      bar.style.width = (count / most) * 70 + "%";
      button.append(bar, make("span", "", row.written[period]));
      button.onclick = () => setTriggerValue("open", [row.value, period]);
      cell.append(button);
    });
    const change = line.insertCell();
    change.className = row.way > 0 ? "change rose" : row.way < 0 ? "change fell" : "change";
    change.textContent = (row.way > 0 ? "▲ " : row.way < 0 ? "▼ " : "") + row.change;
  });
  holder.append(table);
  parentElement.querySelectorAll(".holder").forEach((old) => old.remove());
  parentElement.append(holder);
}
