"use strict";
// Cells of the heatmaps: what is under the pointer is said in words below; a click leads to its test in the report.
// On a screen that is touched, the first tap says it, and the link (or a second tap) leads there.
(() => {
  const data = JSON.parse(document.getElementById("cells").textContent);
  const words = { p: "passed", f: "failed", k: "failed, as is known", b: "error", s: "skipped", ".": "not run" };
  const drawing = "http://www.w3.org/2000/svg";

  const hexadecimal = (bytes, place) => {
    let id = "";
    for (let at = 16 * place; at < 16 * (place + 1); at++) id += bytes.charCodeAt(at).toString(16).padStart(2, "0");
    return /^0*$/.test(id) ? null : id;
  };

  document.querySelectorAll("[data-map]").forEach((figure) => {
    const map = data.maps[Number(figure.dataset.map)];
    const size = map.hosts.length;
    const [left, top, step] = ["left", "top", "step"].map((name) => Number(figure.dataset[name]));
    const svg = figure.querySelector("svg");
    const area = figure.querySelector(".scroll");
    const readout = figure.querySelector(".readout");
    const links = map.links ? atob(map.links) : "";
    const mark = document.createElementNS(drawing, "rect");
    mark.setAttribute("class", "mark");
    let chosen = -1;

    const cellAt = (event) => {
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      const column = Math.floor(((event.clientX - box.left) / scale - left) / step);
      const row = Math.floor(((event.clientY - box.top) / scale - top) / step);
      const inside = row >= 0 && column >= 0 && row < size && column < size && row !== column;
      return inside ? row * size + column : -1;
    };

    const address = (place) => {
      const id = links && place >= 0 ? hexadecimal(links, place) : null;
      return id ? `${data.report}#${id}` : null;
    };

    const choose = (place) => {
      if (place === chosen) return;
      chosen = place;
      readout.replaceChildren();
      readout.classList.toggle("says", place >= 0);
      if (place < 0) {
        mark.remove();
        readout.textContent = figure.dataset.hint;
        return;
      }
      const [row, column] = [Math.floor(place / size), place % size];
      for (const [name, value] of Object.entries({ x: left + column * step, y: top + row * step, width: step, height: step })) {
        mark.setAttribute(name, value);
      }
      svg.append(mark);
      const pair = document.createElement("strong");
      pair.textContent = `${map.hosts[row]} to ${map.hosts[column]}`;
      const why = map.why[place] >= 0 ? `: ${map.whys[map.why[place]]}` : "";
      const time = map.seconds[place] ? `, ${map.seconds[place]} s` : "";
      readout.append(pair, ` ${words[map.ended[place]]}${why}${time} `);
      const target = address(place);
      if (target) {
        const link = document.createElement("a");
        link.href = target;
        link.textContent = "open the test";
        readout.append(link);
      }
    };

    const open = (place) => {
      const target = address(place);
      if (target) location.href = target;
    };

    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      const place = cellAt(event);
      if (place >= 0) choose(place);
      svg.style.cursor = place >= 0 && address(place) ? "pointer" : "default";
    });
    svg.addEventListener("click", (event) => {
      const place = cellAt(event);
      if (place < 0) return;
      const known = place === chosen;
      choose(place);
      if (known || event.pointerType === "mouse") open(place);
    });
    area.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -size, ArrowDown: size };
      if (event.key === "Enter") open(chosen);
      if (!(event.key in steps)) return;
      event.preventDefault();
      let place = chosen < 0 ? 0 : chosen + steps[event.key];
      if (Math.floor(place / size) === place % size) place += chosen < 0 ? 1 : steps[event.key];
      if (place >= 0 && place < size * size) choose(place);
    });
  });

  const closed = [];
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details.more:not([open])").forEach((one) => {
      one.open = true;
      closed.push(one);
    });
  });
  addEventListener("afterprint", () => closed.splice(0).forEach((one) => { one.open = false; }));
})();
