(() => {
  'use strict';
  const root = document.documentElement;
  const style = name => getComputedStyle(root).getPropertyValue(name).trim();
  const shown = v => v == null ? '–' : Number.isInteger(v) ? String(v) : String(+v.toPrecision(6));
  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const button = (text, parent, act) => {
    const element = make('button', text, parent);
    element.type = 'button';
    element.addEventListener('click', () => act(element));
    return element;
  };
  const onKeys = (element, keys, answers = () => true) => element.addEventListener('keydown', e => {
    if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey && answers(e.key)) {
      e.preventDefault();
      keys[e.key](e);
    }
  });
  let charts = [];

  // A chart of curves: hover shows values, dragging zooms, arrow keys move along the curve.
  const curves = figure => {
    const spec = JSON.parse(figure.querySelector('script').textContent);
    const place = figure.querySelector('.plot');
    const readout = figure.querySelector('.readout');
    const xs = spec.data[0];
    const positive = spec.data.slice(1).every(ys => ys.every(v => v == null || v > 0));
    let log = spec.log && positive;
    let plot = null;
    let at = -1;
    const draw = width => {
      const kept = plot && [plot.scales.x.min, plot.scales.x.max];
      plot?.destroy();
      const axis = { stroke: style('--soft'), grid: { stroke: style('--line'), width: 1 }, ticks: { stroke: style('--line'), width: 1 }, font: '12px system-ui, sans-serif' };
      plot = new uPlot({
        width,
        height: Math.round(Math.max(200, Math.min(340, width * 0.5))),
        scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
        axes: [{ ...axis, label: spec.x, labelSize: 22, size: 36, labelFont: '12px system-ui, sans-serif' }, { ...axis, size: 68, values: (u, ticks) => ticks.map(v => v == null ? '' : shown(v)) }],
        series: [{ label: spec.x, value: (u, v) => shown(v) }, ...spec.names.map((label, i) => ({
          label, stroke: style(`--c${i % 8}`), width: 1.5, dash: [[], [8, 4], [2, 3]][Math.floor(i / 8) % 3], spanGaps: true,
          points: { show: spec.data[i + 1].length <= 40 }, value: (u, v) => shown(v),
        }))],
        cursor: { drag: { x: true, y: false } },
      }, spec.data, place);
      if (kept?.[0] != null) plot.setScale('x', { min: kept[0], max: kept[1] });
    };
    const reset = () => plot.setScale('x', { min: xs[0], max: xs[xs.length - 1] });
    const zoom = factor => {
      const { min, max } = plot.scales.x;
      const middle = at >= 0 && xs[at] >= min && xs[at] <= max ? xs[at] : (min + max) / 2;
      plot.setScale('x', { min: Math.max(xs[0], middle - (middle - min) * factor), max: Math.min(xs[xs.length - 1], middle + (max - middle) * factor) });
    };
    const move = to => {
      at = Math.max(0, Math.min(xs.length - 1, to));
      plot.setCursor({ left: plot.valToPos(xs[at], 'x'), top: plot.bbox.height / devicePixelRatio / 2 });
      readout.textContent = `${spec.x} ${shown(xs[at])}: ` + spec.names.map((n, i) => `${n} ${shown(spec.data[i + 1][at])}`).join(', ');
    };
    const keys = {
      ArrowRight: e => move(at + (e.shiftKey ? Math.ceil(xs.length / 20) : 1)),
      ArrowLeft: e => move(at - (e.shiftKey ? Math.ceil(xs.length / 20) : 1)),
      Home: () => move(0), End: () => move(xs.length - 1), '+': () => zoom(0.5), '-': () => zoom(2), 0: reset,
    };
    place.tabIndex = 0;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-label', `Plot of ${spec.title} over ${spec.x}: arrow keys read values, plus and minus zoom, 0 shows all.`);
    onKeys(place, keys);
    const tools = document.createElement('div');
    tools.className = 'tools';
    if (positive) {
      button('logarithmic', tools, pressed => {
        log = !log;
        pressed.setAttribute('aria-pressed', log);
        draw(place.clientWidth);
      }).setAttribute('aria-pressed', log);
    }
    button('show all', tools, reset);
    button('save as CSV', tools, () => {
      const cell = v => v == null ? '' : /[",\n]/.test(v) ? `"${String(v).replaceAll('"', '""')}"` : v;
      const rows = [[spec.x, ...spec.names], ...xs.map((x, i) => spec.data.map(d => d[i]))].map(r => r.map(cell).join(','));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([rows.join('\n') + '\n'], { type: 'text/csv' }));
      link.download = spec.title.replace(/[^a-z0-9]+/gi, '-') + '.csv';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    figure.insertBefore(tools, place);
    draw(place.clientWidth || 600);
    let seen = place.clientWidth;
    new ResizeObserver(() => requestAnimationFrame(() => {
      if (place.clientWidth && place.clientWidth !== seen && !root.dataset.print) {
        seen = place.clientWidth;
        draw(seen);
      }
    })).observe(place);
    return { draw: () => draw(place.clientWidth), print: () => draw(640) };
  };

  // A drawing: buttons, plus and minus zoom, the wheel with Ctrl too, dragging moves it, double-click and 0 show all.
  const drawing = svg => {
    const figure = svg.closest('figure');
    const { x, y, width, height } = svg.viewBox.baseVal;
    let view = { x, y, width, height };
    const show = (left, top, wide) => {
      const part = Math.max(1 / 64, Math.min(1, wide / width));
      const within = (v, from, size) => Math.max(from, Math.min(from + size * (1 - part), v));
      view = { x: within(left, x, width), y: within(top, y, height), width: width * part, height: height * part };
      svg.setAttribute('viewBox', [view.x, view.y, view.width, view.height].map(v => +v.toFixed(3)).join(' '));
      svg.classList.toggle('zoomed', part < 1);
    };
    // What stands at a share of the picture keeps its place.
    const zoom = (factor, across = 0.5, down = 0.5) => {
      const wide = Math.min(width, view.width * factor);
      show(view.x + (view.width - wide) * across, view.y + (view.height - wide * height / width) * down, wide);
    };
    const move = (across, down) => show(view.x + across * view.width, view.y + down * view.height, view.width);
    const reset = () => show(x, y, width);
    const keys = {
      '+': () => zoom(0.5), '-': () => zoom(2), 0: reset,
      ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
    };
    const zoomed = () => view.width < width;
    onKeys(figure, keys, key => zoomed() || !key.startsWith('Arrow'));
    svg.addEventListener('wheel', e => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      const place = svg.getBoundingClientRect();
      zoom(Math.exp(e.deltaY / 300), (e.clientX - place.left) / place.width, (e.clientY - place.top) / place.height);
    }, { passive: false });
    svg.addEventListener('pointerdown', e => { if (zoomed()) svg.setPointerCapture(e.pointerId); });
    svg.addEventListener('pointermove', e => {
      if (!svg.hasPointerCapture(e.pointerId)) return;
      const place = svg.getBoundingClientRect();
      move(-e.movementX / place.width, -e.movementY / place.height);
    });
    svg.addEventListener('dblclick', reset);
    const tools = document.createElement('div');
    tools.className = 'tools';
    button('zoom in', tools, () => zoom(0.5));
    button('zoom out', tools, () => zoom(2));
    button('show all', tools, reset);
    figure.querySelector('figcaption').after(tools);
    return { draw: () => {}, print: reset };
  };

  const redraw = () => charts.forEach(c => c.draw());
  const start = () => {
    charts = [...[...document.querySelectorAll('.curves')].map(curves), ...[...document.querySelectorAll('figure svg[viewBox]')].map(drawing)];
    // Numbers stand right; a column's heading stands above them.
    document.querySelectorAll('table').forEach(t => t.querySelectorAll('th').forEach((th, i) => {
      th.classList.toggle('n', t.tBodies[0].rows[0]?.cells[i]?.classList.contains('n') ?? false);
    }));
  };

  document.addEventListener('click', event => {
    const heading = event.target.closest?.('th > button')?.parentElement;
    if (!heading) return;
    const table = heading.closest('table');
    const body = table.tBodies[0];
    const column = heading.cellIndex;
    const sign = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    const key = row => {
      const cell = row.cells[column];
      return cell.dataset.v ? Number(cell.dataset.v) : cell.textContent;
    };
    // Numbers, then words, then nothing, whichever way.
    const rank = v => typeof v === 'number' && !Number.isNaN(v) ? 0 : v === '–' || Number.isNaN(v) ? 2 : 1;
    const rows = [...body.rows].map(row => [key(row), row]);
    rows.sort(([a], [b]) => rank(a) - rank(b) || sign * (rank(a) === 0 ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true })));
    table.querySelectorAll('th').forEach(th => th.removeAttribute('aria-sort'));
    heading.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
    body.append(...rows.map(([, row]) => row));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  addEventListener('beforeprint', () => {
    root.dataset.print = '1';
    document.querySelectorAll('details').forEach(d => { d.dataset.was = d.open; d.open = true; });
    charts.forEach(c => c.print());
  });
  addEventListener('afterprint', () => {
    delete root.dataset.print;
    document.querySelectorAll('details').forEach(d => { d.open = d.dataset.was === 'true'; });
    redraw();
  });

  // A live page asks every two seconds whether anything is new, and takes the new page in place of itself.
  const follow = async () => {
    const status = () => document.getElementById('live');
    try {
      const answer = await fetch('version');
      if (!answer.ok) throw new Error(await answer.text());
      const version = await answer.text();
      if (root.dataset.version && version !== root.dataset.version) {
        const page = await fetch('./');
        if (!page.ok) throw new Error(await page.text());
        const fresh = new DOMParser().parseFromString(await page.text(), 'text/html');
        const open = [...document.querySelectorAll('details')].map(d => d.open);
        document.getElementById('page').replaceWith(document.adoptNode(fresh.getElementById('page')));
        document.title = fresh.title;
        document.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? false; });
        start();
      }
      root.dataset.version = version;
      status().textContent = 'live';
    } catch (error) {
      status().textContent = error instanceof TypeError ? 'the server has ended' : error.message;
    }
    setTimeout(follow, 2000);
  };

  const begun = performance.now();
  start();
  if (root.dataset.live) follow();
  root.dataset.drawn = Math.round(performance.now() - begun);
})();
