'use strict';
const POLL_MILLIS = 2000;
const POINTS = 60;
const byId = id => document.getElementById(id);
let token = '';
let status = null;
let before = null;
const histories = new Map();
const opened = new Set();

function element(name, text, ...classes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  made.classList.add(...classes);
  return made;
}

function headers(more) {
  return token ? {...more, Authorization: 'Bearer ' + token} : {...more};
}

function number(value, digits = 3) {
  if (value === null) return '–';
  if (value === 0) return '0';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(digits)));
}

function seconds(value) {
  if (value === null) return '–';
  return value < 1 ? number(value * 1000) + ' ms' : number(value) + ' s';
}

function span(total) {
  const s = Math.floor(total);
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min';
  return Math.floor(s / 86400) + ' d ' + Math.floor(s % 86400 / 3600) + ' h';
}

function bytes(value) {
  return value < 1e9 ? Math.round(value / 1e6) + ' MB' : number(value / 1e9) + ' GB';
}

/** The upper bound of the bucket that the quantile is in; null if nothing was counted. */
function quantile(counts, share) {
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    const lower = i === 0 ? 0 : status.latency_bounds[i - 1];
    const upper = i < status.latency_bounds.length ? status.latency_bounds[i] : lower;
    if (counts[i] > 0 && below + counts[i] >= share * all) {
      return lower + (upper - lower) * (share * all - below) / counts[i];
    }
    below += counts[i];
  }
  return null;
}

function earlier(model, version) {
  const then = before && before.models.find(m => m.name === model.name);
  return then && then.versions.find(v => v.version === version.version);
}

/** What happened since the poll before this one; null if there was none. */
function live(model, version) {
  const then = earlier(model, version);
  const time = before ? status.uptime_seconds - before.uptime_seconds : 0;
  if (!then || time <= 0) return null;
  return {
    answered: Math.max(0, version.answered - then.answered) / time,
    failed: Math.max(0, version.failed - then.failed) / time,
    rows: Math.max(0, version.rows - then.rows) / time,
    latencies: version.latencies.map((count, i) => Math.max(0, count - then.latencies[i])),
  };
}

const STATES = {AVAILABLE: 'good', START: 'busy', LOADING: 'busy', UNLOADING: 'busy', END: ''};

function badge(version) {
  const kind = version.error ? 'bad' : STATES[version.state];
  const made = element('span', version.state, 'badge');
  if (kind) made.classList.add(kind);
  return made;
}

function table(caption, heads, rows) {
  const made = element('table');
  const head = made.createTHead().insertRow();
  for (const [title, numeric] of heads) {
    const cell = element('th', title);
    cell.scope = 'col';
    if (numeric) cell.classList.add('number');
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((content, i) => {
      const cell = line.insertCell();
      if (heads[i][1]) cell.classList.add('number');
      cell.append(...(Array.isArray(content) ? content : [content]));
    });
  }
  made.setAttribute('aria-label', caption);
  const wide = element('div', undefined, 'wide');
  wide.append(made);
  return wide;
}

function shape(spec) {
  return spec.shape === null ? 'any shape'
      : '[' + spec.shape.map(size => size < 0 ? '?' : size).join(', ') + ']';
}

function signatureDetails(model, version, signature) {
  const made = element('details');
  const key = model.name + '/' + version.version + '/' + signature.name;
  made.open = opened.has(key);
  made.addEventListener('toggle', () => made.open ? opened.add(key) : opened.delete(key));
  const summary = element('summary');
  summary.append(
      element('code', signature.name),
      element('span', ` of version ${version.version}: ${signature.inputs.length} in, `
          + `${signature.outputs.length} out`, 'quiet'));
  made.append(summary);
  const rows = [...signature.inputs.map(spec => ['input', spec]),
    ...signature.outputs.map(spec => ['output', spec])];
  made.append(table(
      'Inputs and outputs of ' + signature.name,
      [['', false], ['name', false], ['type', false], ['shape', false]],
      rows.map(([kind, spec]) =>
          [element('span', kind, 'quiet'), element('code', spec.name), spec.type, shape(spec)])));
  return made;
}

function sparkline(values) {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  const most = Math.max(...values);
  picture.setAttribute('class', 'spark');
  picture.setAttribute('width', '180');
  picture.setAttribute('height', '28');
  picture.setAttribute('viewBox', '0 0 180 28');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', 'predictions per second in the last two minutes, at most '
      + number(most));
  const line = document.createElementNS(space, 'polyline');
  const step = 180 / (POINTS - 1);
  const first = POINTS - values.length;
  line.setAttribute('points', values.map((value, i) =>
      ((first + i) * step).toFixed(1) + ',' + (26 - 24 * (most ? value / most : 0)).toFixed(1))
      .join(' '));
  picture.append(line);
  return picture;
}

function card(model) {
  const made = element('article', undefined, 'card');
  const top = element('div', undefined, 'top');
  top.append(element('h2', model.name));
  for (const [label, version] of Object.entries(model.labels)) {
    top.append(element('span', `${label} = ${version}`, 'quiet'));
  }
  made.append(top);
  if (model.problem) made.append(element('p', model.problem, 'why'));
  if (model.versions.length === 0) {
    made.append(element('p', 'No version was found yet.', 'quiet'));
    return made;
  }
  const rates = model.versions.map(version => live(model, version));
  const history = histories.get(model.name) || [];
  if (history.length > 1) top.append(sparkline(history));
  made.append(table(
      'Versions of ' + model.name,
      [['version', false], ['state', false], ['predictions/s', true], ['rows/s', true],
        ['failures/s', true], ['p50', true], ['p99', true], ['predictions', true],
        ['failures', true]],
      model.versions.map((version, i) => {
        const rate = rates[i];
        const recent = rate && rate.latencies.some(count => count > 0)
            ? rate.latencies : version.latencies;
        const state = [badge(version)];
        if (version.error) state.push(element('div', version.error, 'why'));
        return [version.version, state,
          number(rate && rate.answered), number(rate && rate.rows), number(rate && rate.failed),
          seconds(quantile(recent, 0.5)), seconds(quantile(recent, 0.99)),
          version.answered.toLocaleString('en'), version.failed.toLocaleString('en')];
      })));
  for (const version of model.versions) {
    for (const signature of version.signatures) {
      made.append(signatureDetails(model, version, signature));
    }
  }
  return made;
}

function remember() {
  for (const model of status.models) {
    const history = histories.get(model.name) || [];
    const rates = model.versions.map(version => live(model, version)).filter(rate => rate);
    if (rates.length > 0) history.push(rates.reduce((sum, rate) => sum + rate.answered, 0));
    histories.set(model.name, history.slice(-POINTS));
  }
}

function fact(name, value) {
  const made = element('div');
  made.append(element('dt', name), element('dd', value));
  return made;
}

/** Where the keyboard was, so that drawing anew does not take it away. */
function redraw(section, ...content) {
  const summaries = () => [...section.querySelectorAll('summary')];
  const focused = summaries().indexOf(document.activeElement);
  section.replaceChildren(...content);
  if (focused >= 0 && summaries()[focused]) summaries()[focused].focus();
}

function show() {
  const ready = byId('ready');
  const word = status.ready ? 'ready' : 'not ready';
  if (ready.textContent !== word) ready.textContent = word;
  ready.className = 'badge ' + (status.ready ? 'good' : 'busy');
  const facts = [fact('up', span(status.uptime_seconds)), fact('heap', bytes(status.heap_bytes))];
  if (status.resident_bytes !== null) facts.push(fact('memory', bytes(status.resident_bytes)));
  facts.push(fact('version', status.version), fact('TensorFlow', status.tensorflow));
  byId('facts').replaceChildren(...facts);
  remember();
  redraw(byId('models'), ...status.models.map(card));
  choices();
}

function select(list, values) {
  const chosen = list.value;
  const now = [...list.options].map(option => option.value);
  if (now.length !== values.length || now.some((value, i) => value !== values[i])) {
    list.replaceChildren(...values.map(value => new Option(value, value)));
    if (values.includes(chosen)) list.value = chosen;
  }
  return list.value;
}

let exampleOf = '';

function choices() {
  const models = status.models.filter(m => m.versions.some(v => v.signatures.length > 0));
  const name = select(byId('model'), models.map(m => m.name));
  const model = models.find(m => m.name === name);
  const versions = model ? model.versions.filter(v => v.signatures.length > 0) : [];
  const chosen = select(byId('version'), versions.map(v => v.version));
  const version = versions.find(v => v.version === chosen);
  const signatures = version ? version.signatures : [];
  const list = byId('signature');
  const fresh = list.options.length === 0;
  select(list, signatures.map(s => s.name));
  if (fresh && signatures.some(s => s.name === 'serving_default')) list.value = 'serving_default';
  const signature = signatures.find(s => s.name === list.value);
  byId('send').disabled = !signature;
  const key = JSON.stringify([name, signature]);
  if (signature) byId('target').textContent = 'POST ' + target();
  if (signature && key !== exampleOf) {
    exampleOf = key;
    byId('request').value = example(signature);
  }
}

function chosenSignature() {
  const model = status && status.models.find(m => m.name === byId('model').value);
  const version = model && model.versions.find(v => v.version === byId('version').value);
  return version && version.signatures.find(s => s.name === byId('signature').value);
}

function verb(signature) {
  const method = signature.method.split('/').pop();
  return method === 'classify' || method === 'regress' ? method : 'predict';
}

function target() {
  return '/v1/models/' + encodeURIComponent(byId('model').value) + '/versions/'
      + byId('version').value + ':' + verb(chosenSignature());
}

function filled(spec, sizes) {
  if (sizes.length === 0) {
    if (spec.type === 'string') return '';
    return spec.type === 'bool' ? false : 0;
  }
  const size = sizes[0] < 0 ? 1 : Math.min(sizes[0], 4096);
  return Array.from({length: size}, () => filled(spec, sizes.slice(1)));
}

/** A first request, by the shapes alone: zeros and empty strings. */
function example(signature) {
  const body = {signature_name: signature.name};
  const rows = signature.inputs.every(spec => spec.shape && spec.shape.length > 0
      && spec.shape[0] < 0);
  if (verb(signature) !== 'predict') {
    body.examples = [{}];
  } else if (rows) {
    const values = signature.inputs.map(spec => [spec.name, filled(spec, spec.shape.slice(1))]);
    body.instances = [values.length === 1 ? values[0][1] : Object.fromEntries(values)];
  } else {
    const values = signature.inputs.map(spec => [spec.name, filled(spec, spec.shape || [])]);
    body.inputs = Object.fromEntries(values);
  }
  // One value a line for objects, but vectors of numbers on one.
  return JSON.stringify(body, null, 1)
      .replace(/\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]/g,
          (all, numbers) => '[' + numbers.replace(/\s+/g, ' ') + ']');
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch (e) {
    return text; // NaN and Infinity are no JSON to a browser
  }
}

async function predict(event) {
  event.preventDefault();
  if (!chosenSignature()) return;
  const outcome = byId('outcome');
  const answer = byId('answer');
  byId('send').disabled = true;
  outcome.className = 'quiet';
  outcome.textContent = 'asking';
  const start = performance.now();
  try {
    const response = await fetch(target(), {
      method: 'POST',
      headers: headers({'Content-Type': 'application/json'}),
      body: byId('request').value,
    });
    const text = await response.text();
    const millis = performance.now() - start;
    outcome.className = response.ok ? 'good' : 'bad';
    outcome.textContent = `${response.status} in ${number(millis)} ms`;
    answer.textContent = pretty(text);
  } catch (e) {
    outcome.className = 'bad';
    outcome.textContent = 'no answer';
    answer.textContent = e.message;
  } finally {
    byId('send').disabled = false;
  }
}

function problem(text) {
  const line = byId('problem');
  line.hidden = !text;
  if (line.textContent !== text) line.textContent = text;
  if (text) {
    byId('ready').textContent = 'no data';
    byId('ready').className = 'badge bad';
  }
}

async function poll() {
  try {
    const response = await fetch('/status.json', {headers: headers(), cache: 'no-store'});
    if (response.status === 401) {
      byId('access').hidden = false;
      problem(token ? 'The server does not take this token.' : 'The server asks for a token.');
    } else if (!response.ok) {
      problem('The server answered ' + response.status + '.');
    } else {
      before = status;
      status = await response.json();
      problem('');
      byId('access').hidden = !token;
      show();
    }
  } catch (e) {
    problem('The server does not answer: ' + e.message);
  }
}

let timer = 0;

async function keepPolling() {
  clearTimeout(timer);
  if (!document.hidden) await poll();
  clearTimeout(timer);
  timer = setTimeout(keepPolling, POLL_MILLIS);
}

byId('access').addEventListener('submit', event => {
  event.preventDefault();
  token = byId('token').value.trim();
  keepPolling();
});
for (const id of ['model', 'version', 'signature']) {
  byId(id).addEventListener('change', choices);
}
byId('prediction').addEventListener('submit', predict);
byId('reset').addEventListener('click', () => {
  if (chosenSignature()) byId('request').value = example(chosenSignature());
});
byId('request').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    byId('prediction').requestSubmit();
  }
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) keepPolling(); });
keepPolling();
