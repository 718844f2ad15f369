import { expect, it } from 'vitest';
import { effectsOf } from './stores/gallery.js';

const HEAD = `import environ, os
from decouple import config
from flask import current_app
from pathlib import Path
from starlette.config import Config
env = environ.Env()
starlette = Config('.env')`;

it.each([
  ["os.environ['OUT']", 'os.environ.OUT'],
  ["os.environ.get('OUT')", 'os.environ.OUT'],
  ["os.getenv('OUT')", 'os.environ.OUT'],
  ["os.getenv('OUT', '/out')", 'os.environ.OUT or "/out"'],
  ["os.environ.get('OUT', default='/out')", 'os.environ.OUT or "/out"'],
  ["config('OUT', default='/out')", 'decouple.config.OUT or "/out"'],
  ["env('OUT')", 'environ.Env.OUT'],
  ["env.str('OUT')", 'environ.Env.OUT'],
  ["current_app.config['OUT']", 'flask.config.OUT'],
  ["starlette('OUT')", 'starlette.config.OUT'],
])('takes %s for the same wherever it is read', (setting, name) => {
  const read = [`read used file setting(${name})+'/'+argument(image_id)`];
  expect(effectsOf(HEAD, `open(f'{${setting}}/{image_id}')`)).toEqual(read);
  expect(effectsOf(HEAD, `(Path(${setting}) / str(image_id)).read_text()`)).toEqual(read);
  expect(effectsOf(`${HEAD}\nOUT = ${setting}`, 'open(os.path.join(OUT, str(image_id)))')).toEqual(read);
});

it.each(['os.environ[other_id]', "os.getenv('OUT', choose())", 'env.list("OUT")', "os.environ['OUT'].lower()"])('knows nothing of %s', (setting) => {
  expect(effectsOf(HEAD, `open(f'{${setting}}/{image_id}')`)).toEqual(["read used file ?+'/'+argument(image_id)"]);
});
