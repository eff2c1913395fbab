/**
 * Values on hover, on touch and by arrow keys: reads the cells that each figure lists and shows the readout of the one
 * under the pointer. Cells of a figure with pictures open them by a click, Enter or Space.
 */

/** Plain JavaScript for browsers; needs `makeGallery`. */
export const hoverScript = `
for (const plots of document.querySelectorAll('.plots')) {
  const source = plots.querySelector('script');
  if (!source) continue;
  const { areas, readouts, gallery } = JSON.parse(source.textContent);
  const open = gallery && makeGallery(plots.closest('figure'), readouts[0], gallery);
  for (const plot of plots.querySelectorAll('.plot')) {
    const cells = areas[plot.dataset.format];
    const svg = plot.querySelector('svg');
    const mark = document.createElement('div');
    const tip = document.createElement('div');
    mark.className = 'mark';
    tip.className = 'tip';
    tip.setAttribute('role', 'status');
    mark.hidden = tip.hidden = true;
    plot.append(mark, tip);
    plot.tabIndex = 0;
    plot.setAttribute('role', 'group');
    plot.setAttribute('aria-label', svg.getAttribute('aria-label') + 
      ' Arrow keys read single values' + (open ? ', Enter shows their pictures.' : '.'));
    let current;
    const show = (area, column, row) => {
      const [x, y, width, height, columns, rows] = cells[area];
      const text = readouts[area][row * columns + column];
      if (!text) return hide();
      current = [area, column, row];
      const left = Math.max(0, x + (width * column) / columns);
      const right = Math.min(1, x + (width * (column + 1)) / columns);
      const top = y + (height * row) / rows;
      Object.assign(mark.style, {
        left: left * 100 + '%', width: (right - left) * 100 + '%',
        top: top * 100 + '%', height: (height / rows) * 100 + '%',
      });
      tip.textContent = text;
      mark.hidden = tip.hidden = false;
      const box = plot.getBoundingClientRect();
      const beside = right * box.width + 8;
      const fits = beside + tip.offsetWidth <= box.width;
      const other = left * box.width - tip.offsetWidth - 8;
      tip.style.left = Math.max(0, fits ? beside : other) + 'px';
      tip.style.top = Math.max(0, Math.min(box.height - tip.offsetHeight, top * box.height + 8)) + 'px';
    };
    const hide = () => { mark.hidden = tip.hidden = true; };
    const openCurrent = () => {
      if (!open || !current || mark.hidden) return;
      const [, column, row] = current;
      open(row * cells[0][4] + column);
    };
    const point = (event) => {
      const box = plot.getBoundingClientRect();
      const px = (event.clientX - box.left) / box.width;
      const py = (event.clientY - box.top) / box.height;
      const area = cells.findIndex(([x, y, w, h]) => px >= x && px < x + w && py >= y && py < y + h);
      if (area < 0) return hide();
      const [x, y, w, h, columns, rows] = cells[area];
      show(area, Math.floor(((px - x) / w) * columns), Math.floor(((py - y) / h) * rows));
    };
    plot.addEventListener('pointermove', point);
    plot.addEventListener('click', (event) => {
      point(event);
      openCurrent();
    });
    if (open) plot.classList.add('opens');
    plot.addEventListener('pointerleave', hide);
    plot.addEventListener('blur', hide);
    plot.addEventListener('keydown', (event) => {
      if (open && (event.key === 'Enter' || event.key === ' ')) {
        event.preventDefault();
        if (!current || mark.hidden) show(...(current ?? [0, 0, 0]));
        return openCurrent();
      }
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === 'Escape') return hide();
      if (!step) return;
      event.preventDefault();
      if (!current) return show(0, 0, 0);
      let [area, column, row] = current;
      const [, , , , columns, rows] = cells[area];
      column += step[0];
      row += step[1];
      const along = columns === 1 ? step[0] : rows === 1 ? step[1] : 0;
      if (along !== 0 && cells[area + along]) {
        area += along;
        column = Math.min(Math.max(0, column - step[0]), cells[area][4] - 1);
        row = Math.min(Math.max(0, row - step[1]), cells[area][5] - 1);
      }
      show(area, Math.min(Math.max(0, column), cells[area][4] - 1), Math.min(Math.max(0, row), cells[area][5] - 1));
    });
  }
}
`;
