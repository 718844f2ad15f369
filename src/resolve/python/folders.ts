/** What lies in a project's folders, read once until forgotten. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Folders {
  hasFile(path: string): boolean;
  hasFolder(path: string): boolean;
  /** Names of the folders in a folder. */
  foldersIn(folder: string): string[];
  forget(): void;
}

type Listing = ReadonlyMap<string, 'file' | 'folder'>;

export function createFolders(): Folders {
  const listings = new Map<string, Listing>();

  function listingOf(folder: string): Listing {
    const listing = listings.get(folder) ?? readListing(folder);
    listings.set(folder, listing);
    return listing;
  }

  function kindOf(path: string): 'file' | 'folder' | undefined {
    return listingOf(dirname(path)).get(basename(path));
  }

  return {
    hasFile: (path) => kindOf(path) === 'file',
    hasFolder: (path) => kindOf(path) === 'folder',
    foldersIn: (folder) => [...listingOf(folder)].filter(([, kind]) => kind === 'folder').map(([name]) => name),
    forget: () => {
      listings.clear();
    },
  };
}

function readListing(folder: string): Listing {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return new Map(
      entries.map((entry) => {
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isFolderAt(join(folder, entry.name)));
        return [entry.name, isFolder ? 'folder' : 'file'];
      }),
    );
  } catch {
    // A folder that cannot be read holds nothing that could be followed.
    return new Map();
  }
}

function isFolderAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
