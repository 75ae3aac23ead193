/* Which marks would cover each other: gathered into groups, laid side by side, or moved beside. */
(function () {
  "use strict";
  const Kharita = window.Kharita;
  const FEW = 7;

  Kharita.Crowd = {
    near: function (p) {
      return p[0] > -30 && p[1] > -30 && p[0] < this.size.x + 30 && p[1] < this.size.y + 30;
    },
    /* Dots that would lie on each other, gathered: few are laid side by side, many become one donut. */
    gathered: function (dots) {
      const reach = 17, index = new Map(), groups = [];
      dots.forEach((dot) => {
        const p = this.pixel(dot.at);
        const gx = Math.floor(p[0] / reach), gy = Math.floor(p[1] / reach);
        let best = null, bestAway = reach * reach;
        for (let x = gx - 1; x <= gx + 1; x++) for (let y = gy - 1; y <= gy + 1; y++) {
          (index.get(x + ":" + y) || []).forEach((group) => {
            const away = (group.x - p[0]) ** 2 + (group.y - p[1]) ** 2;
            if (away < bestAway) { best = group; bestAway = away; }
          });
        }
        if (!best) {
          best = { x: p[0], y: p[1], members: [], at: dot.at };
          const key = gx + ":" + gy;
          if (!index.has(key)) index.set(key, []);
          index.get(key).push(best);
          groups.push(best);
        }
        best.members.push(dot);
      });
      const near = this._map.getZoom() >= 10, room = near ? 40 : FEW;
      const apart = near ? groups : this.parted(groups, room);
      apart.forEach((group) => (group.few = group.members.length <= room));
      return apart;
    },
    /* Groups whose marks would still cover each other become one; where they lie far apart they stay. */
    parted: function (groups, room) {
      const reach = (group) => {
        const n = group.members.length;
        return n > room ? this.radius(n) : n === 1 ? 7 : n <= 6 ? 9.5 / Math.sin(Math.PI / n) + 8 : 9.5 * Math.sqrt(n) + 8;
      };
      let kept = groups.slice().sort((a, b) => b.members.length - a.members.length);
      for (let pass = 0, merged = true; merged && pass < 5; pass++) {
        merged = false;
        const next = [];
        kept.forEach((group) => {
          const other = next.find((each) => Math.hypot(each.x - group.x, each.y - group.y) < (reach(each) + reach(group)) * 0.82);
          if (!other) return next.push(group);
          const n = other.members.length, m = group.members.length;
          other.x = (other.x * n + group.x * m) / (n + m);
          other.y = (other.y * n + group.y * m) / (n + m);
          other.members = other.members.concat(group.members);
          merged = true;
        });
        kept = next;
      }
      return kept;
    },
    /* Cells whose donuts would cover each other become one. */
    crowded: function () {
      const kept = [];
      this.cells.map((cell) => Object.assign({ p: this.pixel(cell.at) }, cell)).sort((a, b) => b.count - a.count).forEach((cell) => {
        if (cell.p[0] < -40 || cell.p[1] < -40 || cell.p[0] > this.size.x + 40 || cell.p[1] > this.size.y + 40) return;
        const reach = this.radius(cell.count);
        const near = kept.find((other) => Math.hypot(other.p[0] - cell.p[0], other.p[1] - cell.p[1]) < (this.radius(other.count) + reach) * 0.85);
        if (!near) return kept.push(cell);
        near.groups = near.groups.map((share, i) => (share * near.count + cell.groups[i] * cell.count) / (near.count + cell.count));
        near.count += cell.count;
      });
      return kept;
    },
    radius: function (count) {
      return Math.min(23, 10 + 3.2 * Math.log10(Math.max(1, count)));
    },
    places: function (n) {
      if (n === 1) return [[0, 0]];
      const found = [];
      for (let i = 0; i < n; i++) {
        if (n <= 6) {
          const angle = (i / n) * 2 * Math.PI - (n === 2 ? 0 : Math.PI / 2), away = 9.5 / Math.sin(Math.PI / n);
          found.push([Math.cos(angle) * away, Math.sin(angle) * away]);
        } else {
          const away = 9.5 * Math.sqrt(i), angle = i * 2.39996;
          found.push([Math.cos(angle) * away, Math.sin(angle) * away]);
        }
      }
      return found;
    },
    /* The point itself or one beside it that no other mark covers. */
    free: function (p, room) {
      const steps = [[0, 0], [0, -26], [0, 26], [30, 0], [-30, 0], [28, -24], [-28, -24], [28, 24], [-28, 24], [0, -48], [0, 48], [54, 0], [-54, 0]];
      const clear = (x, y) => this.hits.every((hit) => Math.hypot(hit.x - x, hit.y - y) > hit.radius + room);
      const step = steps.find((each) => clear(p[0] + each[0], p[1] + each[1])) || [0, 0];
      return [p[0] + step[0], p[1] + step[1]];
    },
  };
})();
