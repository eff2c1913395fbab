/**
 * Tables that can be sorted: their heads become buttons. Cells are compared by `data-value` if they have it, else by
 * what is written in them; cells without a number come last in either direction.
 */

/** Plain JavaScript for browsers. */
export const sortScript = `
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows].at(-1).cells;
  const body = table.tBodies[0];
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };
  for (const [column, head] of [...heads].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'descending' ? 1 : -1;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
      const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, column) }));
      const isNumeric = rows.every(({ value }) => value === '' || value === '–' || Number.isFinite(Number(value)));
      const missing = (value) => value === '' || value === '–';
      rows.sort((a, b) => {
        if (missing(a.value) || missing(b.value)) return missing(a.value) - missing(b.value);
        return direction * (isNumeric ? a.value - b.value : a.value.localeCompare(b.value, 'en', { numeric: true }));
      });
      body.append(...rows.map(({ row }) => row));
    });
  }
}
`;
