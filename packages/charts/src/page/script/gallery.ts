/**
 * The pictures of a cell, shown under its figure: cut from one image that holds those of all cells.
 */

/** Plain JavaScript for browsers: `makeGallery(figure, readouts, gallery)` gives the function that opens a cell. */
export const galleryScript = `
function makeGallery(figure, readouts, { sprite, columns, side, noun, cells }) {
  const panel = figure.querySelector('.gallery');
  figure.querySelector('.hint').hidden = false;
  const starts = [];
  let at = 0;
  for (const cell of cells) {
    starts.push(at);
    at += cell.length - 1;
  }
  const rows = Math.max(1, Math.ceil(at / columns));
  return (index) => {
    const [count, ...shown] = cells[index];
    const [name, ...counts] = readouts[index].split('\\n');
    const title = document.createElement('p');
    title.className = 'finding';
    title.textContent = name + ': ' + counts.join(', ');
    const list = document.createElement('ul');
    for (const [i, number] of shown.entries()) {
      const item = document.createElement('li');
      const digit = document.createElement('span');
      const place = starts[index] + i;
      digit.className = 'digit';
      digit.setAttribute('role', 'img');
      digit.setAttribute('aria-label', name + ', number ' + number);
      digit.style.backgroundPosition =
        -2 * side * (place % columns) + 'px ' + -2 * side * Math.floor(place / columns) + 'px';
      item.append(digit, String(number));
      list.append(item);
    }
    panel.style.setProperty('--sprite', sprite);
    panel.style.setProperty('--size', 2 * side * Math.min(columns, Math.max(1, at)) + 'px ' + 2 * side * rows + 'px');
    const note = document.createElement('p');
    note.className = 'note';
    note.textContent = count === 0
      ? 'There are no such ' + noun + '.'
      : (shown.length < count ? 'The first ' + shown.length + ' of ' + count + ' ' + noun : 'All ' + count + ' ' + noun) +
        ', with their numbers counted from 0.';
    panel.replaceChildren(title, ...(count === 0 ? [] : [list]), note);
    panel.hidden = false;
  };
}
`;
