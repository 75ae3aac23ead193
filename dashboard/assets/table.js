/* The table: every shown record as a row of real HTML, to be read by a screen reader and walked by keyboard.
   Texts are set as text, never as markup. A row sends back its id, a heading the column to sort by. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const make = (name, kind, text) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const holder = make("div", "holder");
  holder.dir = data.dir;
  const table = make("table");
  table.setAttribute("aria-label", data.label);
  const head = table.createTHead().insertRow();
  data.columns.forEach((column) => {
    const cell = make("th", column.numeric ? "numeric" : "");
    cell.scope = "col";
    const sorted = data.sort === column.key;
    cell.setAttribute("aria-sort", sorted ? (data.descending ? "descending" : "ascending") : "none");
    if (column.sortable) {
      const button = make("button", "", column.label);
      button.type = "button";
      button.append(make("span", "arrow", sorted ? (data.descending ? "↓" : "↑") : ""));
      button.onclick = () => setTriggerValue("sort", column.key);
      cell.append(button);
    } else cell.textContent = column.label;
    head.append(cell);
  });
  const body = table.createTBody();
  data.rows.forEach((row) => {
    const line = body.insertRow();
    line.tabIndex = 0;
    line.dataset.id = row.id;
    line.setAttribute("aria-selected", String(row.id === data.open));
    row.cells.forEach((text, index) => {
      const column = data.columns[index];
      const cell = line.insertCell();
      if (column.numeric) cell.className = "numeric";
      cell.dataset.label = column.label;
      if (column.key === "type") row.colours.forEach((colour) => {
        const dot = make("i", "dot" + (row.outcome === "claimed_only" ? " hollow" : "") + (row.series ? " series" : ""));
        dot.style.setProperty("--dot", colour);
        cell.append(dot);
      });
      const inner = make("bdi", "", text);
      cell.append(inner);
      if (column.key === "place" && row.sample) cell.append(make("span", "badge", row.sample));
    });
    line.onclick = () => setTriggerValue("open", row.id);
    line.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); setTriggerValue("open", row.id); }
      const other = event.key === "ArrowDown" ? line.nextElementSibling : event.key === "ArrowUp" ? line.previousElementSibling : null;
      if (other) { event.preventDefault(); other.focus(); }
    };
  });
  const focused = parentElement.querySelector ? parentElement.querySelector("tr:focus") : null;
  const id = focused && focused.dataset.id;
  holder.append(table);
  parentElement.querySelectorAll(".holder").forEach((old) => old.remove());
  parentElement.append(holder);
  if (id) holder.querySelectorAll("tr").forEach((line) => line.dataset.id === id && line.focus({ preventScroll: true }));
}
