/** The order of isort's default settings. */
import { isStandardLibrary } from './standard-library.js';

/** Sections as isort has them, first to last. */
const SECTIONS = ['future', 'standard', 'third party', 'first party', 'local'] as const;
export type Section = (typeof SECTIONS)[number];

/** @param isOwn whether a module is the project's */
export function sectionOf(name: string, isOwn: (name: string) => boolean): Section {
  if (name === '__future__') return 'future';
  if (name.startsWith('.')) return 'local';
  if (isStandardLibrary(name)) return 'standard';
  return isOwn(name) ? 'first party' : 'third party';
}

export function compareSections(a: Section, b: Section): number {
  return SECTIONS.indexOf(a) - SECTIONS.indexOf(b);
}

/** Modules by name; `.` and `..` before what they lead to, `..` first. */
export function compareModules(a: string, b: string): number {
  return compareNaturally(moduleKey(a), moduleKey(b));
}

function moduleKey(name: string): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(name) ?? [];
  return (dots === '' ? name : `${dots}_${rest}`).toLowerCase();
}

/** Constants, then classes, then everything else. */
export function compareNames(a: string, b: string): number {
  return compareNaturally(nameKey(a), nameKey(b));
}

function nameKey(name: string): string {
  const isConstant = name.length > 1 && name === name.toUpperCase() && name !== name.toLowerCase();
  const kind = isConstant ? 'A' : /^[A-Z]/.test(name) ? 'B' : 'C';
  return kind + name.toLowerCase();
}

/** Numbers inside of names by their value. */
function compareNaturally(a: string, b: string): number {
  const partsOfA = a.split(/(\d+)/);
  const partsOfB = b.split(/(\d+)/);
  for (let index = 0; index < Math.min(partsOfA.length, partsOfB.length); index += 1) {
    const [partA = '', partB = ''] = [partsOfA[index], partsOfB[index]];
    if (partA === partB) continue;
    if (index % 2 === 1 && Number(partA) !== Number(partB)) return Number(partA) - Number(partB);
    return partA < partB ? -1 : 1;
  }
  return partsOfA.length - partsOfB.length;
}

/** Whether names stand in this order already. */
export function areSorted(names: readonly string[]): boolean {
  return names.every((name, index) => index === 0 || compareNames(names[index - 1] ?? '', name) <= 0);
}
