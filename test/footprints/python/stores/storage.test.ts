import { expect, it } from 'vitest';
import { effectsOf } from './gallery.js';

const HEAD = 'from django.core.files.storage import FileSystemStorage, default_storage, get_storage_class, storages';
const key = "file 'scans/'+argument(image_id)";
const name = "f'scans/{image_id}'";

it.each([
  [`default_storage.save(${name}, content)`, [`write plain ${key}`]],
  [`default_storage.save(name=${name}, content=content)`, [`write plain ${key}`]],
  [`default_storage.delete(${name})`, [`delete plain ${key}`]],
  [`default_storage.exists(${name})`, [`read used ${key}`]],
  [`default_storage.size(${name})`, [`read used ${key}`]],
  [`default_storage.open(${name})`, [`read used ${key}`]],
  [`default_storage.open(${name}, 'wb')`, [`write plain ${key}`]],
  [`default_storage.open(name=${name}, mode='r')`, [`read used ${key}`]],
  [`storages['default'].delete(${name})`, [`delete plain ${key}`]],
  [`FileSystemStorage().delete(${name})`, [`delete plain ${key}`]],
  [`get_storage_class()().delete(${name})`, [`delete plain ${key}`]],
])('reads %s', (call, expected) => {
  expect(effectsOf(HEAD, call)).toEqual(expected);
});

it('reads and rewrites what is opened for both', () => {
  expect(effectsOf(HEAD, `default_storage.open(${name}, 'r+b')`)).toEqual([`read used ${key}`, `write plain ${key}`]);
});

it('uses an open file only once', () => {
  expect(effectsOf(HEAD, `with default_storage.open(${name}) as scan:\n    scan.read()\n    print(scan.name)`)).toEqual([`read used ${key}`]);
});

it('only fills in what is missing', () => {
  expect(effectsOf(HEAD, `if not default_storage.exists(${name}):\n    default_storage.save(${name}, content)`)).toEqual([`read used ${key}`, `write lazy ${key}`]);
});

it('keeps files apart, and names none that cannot be known', () => {
  expect(effectsOf(HEAD, "default_storage.save(f'scans/{other_id}', a)\ndefault_storage.delete(choose())")).toEqual(['delete plain file ?', "write plain file 'scans/'+argument(other_id)"]);
});

it('takes nothing for a storage by its name', () => {
  expect(effectsOf('from own import default_storage', "default_storage.save('a', 1)\nstorage.delete('a')\nstorage.open('a')", { 'own.py': 'default_storage = object()\n' })).toEqual([]);
});

it('keeps storages apart', () => {
  expect(effectsOf(HEAD, "storages['scans'].delete('a')\nFileSystemStorage(location='/b').delete('a')")).toEqual(["delete plain file '[/b] a'", "delete plain file '[scans] a'"]);
});
