import { expect, it } from 'vitest';
import { effectsOf, opaqueOf } from './gallery.js';

const HEAD = 'import gzip, io, os, shutil, tempfile\nfrom pathlib import Path\nfrom PIL import Image';
const key = "file '/dumps/'+argument(image_id)";
const path = "f'/dumps/{image_id}'";

it.each([
  [`open(${path})`, [`read used ${key}`]],
  [`open(${path}, 'rb')`, [`read used ${key}`]],
  [`open(file=${path}, mode='w')`, [`write plain ${key}`]],
  [`open(${path}, 'wb')`, [`write plain ${key}`]],
  [`open(${path}, 'a')`, [`write plain ${key}`]],
  [`open(${path}, 'r+')`, [`read used ${key}`, `write plain ${key}`]],
  [`open(${path}, 'x')`, [`write lazy ${key}`]],
  [`io.open(${path}, 'w')`, [`write plain ${key}`]],
  [`gzip.open(${path}, 'wt')`, [`write plain ${key}`]],
  [`gzip.open(${path})`, [`read used ${key}`]],
  [`os.remove(${path})`, [`delete plain ${key}`]],
  [`os.unlink(path=${path})`, [`delete plain ${key}`]],
  [`os.path.exists(${path})`, [`read used ${key}`]],
  [`os.rename('/a', ${path})`, [`delete plain file '/a'`, `write plain ${key}`]],
  [`shutil.copy(${path}, '/a')`, [`read used ${key}`, `write plain file '/a'`]],
  [`shutil.copyfile(src='/a', dst=${path})`, [`read used file '/a'`, `write plain ${key}`]],
  [`shutil.move(${path}, '/a')`, [`delete plain ${key}`, `write plain file '/a'`]],
  [`shutil.rmtree(${path})`, [`delete plain ${key}`]],
  [`Path(${path}).read_text()`, [`read used ${key}`]],
  [`(Path('/dumps') / str(image_id)).write_text('a')`, [`write plain ${key}`]],
  [`Path('/dumps').joinpath(str(image_id)).unlink()`, [`delete plain ${key}`]],
  [`Path('/dumps', str(image_id)).open('w')`, [`write plain ${key}`]],
  [`Path(${path}).open()`, [`read used ${key}`]],
  [`open(Path(${path}), 'w')`, [`write plain ${key}`]],
  [`open(os.path.join('/dumps', str(image_id)))`, [`read used ${key}`]],
  [`Image.open(${path})`, [`read used ${key}`]],
])('reads %s', (call, expected) => {
  expect(effectsOf(HEAD, call).sort()).toEqual([...expected].sort());
});

it('counts an open file once, however it is read', () => {
  expect(effectsOf(HEAD, `with open(${path}) as file:\n    for line in file:\n        print(line)\n    file.read()`)).toEqual([`read used ${key}`]);
});

it('only fills in a file that is missing', () => {
  expect(effectsOf(HEAD, `if not os.path.exists(${path}):\n    open(${path}, 'w')`)).toEqual([`read used ${key}`, `write lazy ${key}`]);
  expect(effectsOf(HEAD, `target = Path(${path})\nif not target.exists():\n    target.write_text('a')`)).toEqual([`read used ${key}`, `write lazy ${key}`]);
});

it('opens and saves images', () => {
  expect(effectsOf(HEAD, `image = Image.open('/a')\nimage = image.convert('RGB').resize((1, 1))\nimage.save(${path}, 'PNG')`)).toEqual(["read used file '/a'", `write plain ${key}`]);
  expect(effectsOf(HEAD, `with Image.open('/a') as image:\n    image.thumbnail((1, 1))\n    image.save(${path})`)).toEqual(["read used file '/a'", `write plain ${key}`]);
  expect(effectsOf(HEAD, `Image.new('RGB', (1, 1)).save(${path})`)).toEqual([`write plain ${key}`]);
});

it('claims no path for what is kept in memory', () => {
  expect(effectsOf(HEAD, `buffer = io.BytesIO()\nImage.open(io.BytesIO(b'')).save(buffer, 'PNG')\nbuffer.getvalue()`)).toEqual([]);
});

it('claims no path for temporary files', () => {
  const lines = effectsOf(HEAD, "with tempfile.TemporaryDirectory() as folder:\n    open(os.path.join(folder, 'a'), 'w')\nwith tempfile.NamedTemporaryFile() as file:\n    file.write(b'')\n    os.remove(file.name)");
  expect(lines.filter((line) => !line.includes('?'))).toEqual([]);
});

it('says that a mode is not known', () => {
  expect(effectsOf(HEAD, `open(${path}, choose())`)).toEqual([]);
  expect(opaqueOf(HEAD, `open(${path}, choose())`)).toContain('opens a file, nobody can tell whether to read or to write');
});

it('keeps paths apart', () => {
  expect(effectsOf(HEAD, "open(f'/dumps/{other_id}', 'w')\nos.remove(find(image_id))")).toEqual(['delete plain file ?', "write plain file '/dumps/'+argument(other_id)"]);
});

it('takes nothing for a file by its name', () => {
  expect(effectsOf('from own import open, os, Path', "open('/a', 'w')\nos.remove('/a')\nPath('/a').unlink()", { 'own.py': 'def open(*a):\n    pass\nclass os:\n    @staticmethod\n    def remove(a):\n        pass\nclass Path:\n    def __init__(self, a):\n        pass\n    def unlink(self):\n        pass\n' })).toEqual([]);
  expect(effectsOf('', "path.write_text('a')\nimage.save('/a')\nrequest.open('/a', 'w')")).toEqual([]);
  expect(effectsOf('import webbrowser', "webbrowser.open('/a')")).toEqual([]);
});

it('deletes each of the files that a path may be', () => {
  expect(effectsOf(HEAD, `path = ${path} if other_id else '/b'\nos.remove(path)\nopen(path)`)).toEqual(["delete plain file '/b'", `delete plain ${key}`, "read used file '/b'", `read used ${key}`]);
});
