import { describe, expect, it } from 'vitest';
import { CASCADES, effects, opaque } from './gallery.js';

const GET = 'image = Image.objects.get(pk=image_id)\n';
const ROW = 'read used Image [id=argument(image_id)]';
const SAVED = 'write whole-save Image [id=argument(image_id)]';

/** Without what loading the image is. */
function beside(body: string): string[] {
  return effects(GET + body).filter((line) => line !== ROW);
}

describe('reading', () => {
  it('reads the columns that are worked with, each in the table of the class that declares it', () => {
    expect(effects('photo = Photo.objects.get(pk=image_id)\nprint(photo.camera, photo.status, photo.stamp)')).toEqual([
      ROW,
      'read used Image.stamp [id=argument(image_id)]',
      'read used Image.status [id=argument(image_id)]',
      'read used Photo.camera [id=argument(image_id)]',
    ]);
  });

  it('reads through properties and display methods', () => {
    expect(beside('print(image.is_ready)')).toEqual(['read used Image.status [id=argument(image_id)]']);
    expect(beside('print(image.get_status_display())')).toEqual(['read used Image.status [id=argument(image_id)]']);
  });

  it('takes the primary key, and what the row was chosen by, as known', () => {
    expect(beside('Tag.objects.create(image_id=image.pk, word=str(image.id))')).toEqual(['create plain Tag [image_id=argument(image_id)&word=argument(image_id)]']);
    expect(effects('tag = Tag.objects.filter(image_id=image_id).first()\nImage.objects.filter(pk=tag.image_id).delete()')).toEqual([
      ...CASCADES,
      'read used Tag [image_id=argument(image_id)]',
      'read where Tag.image_id [all]',
    ]);
  });

  it('does not take one of several values as known', () => {
    expect(effects('for image in Image.objects.filter(album_id__in=word):\n    Album.objects.filter(pk=image.album_id).delete()')).toContain(
      'delete plain Album [id=Image.album_id[album_id=argument(word)]]',
    );
  });

  it('follows foreign keys', () => {
    expect(beside('print(image.album.title)')).toEqual(['read used Album.title [id=Image.album_id[id=argument(image_id)]]', 'read used Image.album_id [id=argument(image_id)]']);
    expect(beside('image.album.title = "x"\nimage.album.save()')).toContain('write plain Album.title [id=Image.album_id[id=argument(image_id)]]');
    expect(beside('image.album_id = album_id\nprint(image.album.title)')).toEqual(['read used Album.title [id=argument(album_id)]']);
    expect(beside('image.album = Album.objects.get(pk=album_id)\nprint(image.album_id)')).toEqual(['read used Album [id=argument(album_id)]']);
  });

  it('follows relations from the other side', () => {
    expect(beside('for tag in image.tag_set.all():\n    print(tag.word)')).toEqual(['read used Tag [image_id=argument(image_id)]', 'read used Tag.word [image_id=argument(image_id)]']);
    expect(beside('print(image.cover.text)')).toEqual(['read used Cover [image_id=argument(image_id)]', 'read used Cover.text [image_id=argument(image_id)]']);
    expect(effects('Album.objects.get(pk=album_id).images.update(status="x")')).toContain('write plain Image.status [album_id=argument(album_id)]');
    expect(beside('image.tag_set.create(word="x")')).toEqual(["create plain Tag [image_id=argument(image_id)&word='x']"]);
    expect(beside('image.tag_set.add(Tag.objects.get(pk=word))')).toContain('write plain Tag.image_id [id=argument(word)]');
  });

  it('follows relations through a table between', () => {
    expect(beside('image.labels.set([])')).toEqual(['create plain Image.labels [image_id=argument(image_id)]', 'delete plain Image.labels [image_id=argument(image_id)]']);
    expect(beside('print([label.name for label in image.labels.all()])')).toEqual(['read used Image.labels [image_id=argument(image_id)]', 'read used Label [unknown]', 'read used Label.name [unknown]']);
    expect(effects('Label.objects.get(pk=word).image_set.exists()')).toContain('read used Image.labels [label_id=argument(word)]');
  });

  it('knows nothing of attributes that are no columns', () => {
    expect(beside('print(image.extra, image.tag_list, image.DEFAULT)')).toEqual([]);
  });
});

describe('saving', () => {
  it('writes what was assigned, and the rest of the row without need', () => {
    expect(beside('image.status = "x"\nimage.save()')).toEqual(['write plain Image.status [id=argument(image_id)]', SAVED]);
    expect(beside('image.save()')).toEqual([SAVED]);
    expect(beside('image.status = "x"')).toEqual([]);
  });

  it('writes what setattr names', () => {
    expect(beside('for name, value in {"status": "x", "hidden": True}.items():\n    setattr(image, name, value)\nimage.save()')).toEqual([
      'write plain Image.hidden [id=argument(image_id)]',
      'write plain Image.status [id=argument(image_id)]',
      SAVED,
    ]);
    expect(beside('setattr(image, word, "x")\nimage.save()')).toEqual([SAVED]);
  });

  it('makes another row of an object that has lost its primary key', () => {
    expect(beside('image.pk = None\nimage.status = "x"\nimage.save()\nimage.hidden = True\nimage.save()\nimage.delete()')).toEqual([
      "create plain Image [status='x']",
      'delete plain Image [new]',
      'write plain Image.hidden [new]',
      'write whole-save Image [new]',
    ]);
    expect(beside('image.id = None\nimage.save()\nprint(image.status)')).toEqual(['create plain Image [new]', 'read used Image.status [id=argument(image_id)]']);
  });

  it('writes what update_fields lists, and nothing else', () => {
    expect(beside('image.status = "x"\nimage.hidden = True\nimage.save(update_fields=["status"])')).toEqual(['write plain Image.status [id=argument(image_id)]']);
    expect(beside('FIELDS = ("hidden",)\nimage.save(update_fields=FIELDS)')).toEqual(['write plain Image.hidden [id=argument(image_id)]']);
    expect(beside('image.status = "x"\nimage.save(update_fields=word)')).toContain('write plain Image.status [id=argument(image_id)]');
  });

  it('writes once', () => {
    const lines = beside('image.status = "x"\nimage.save(update_fields=["status"])\nimage.hidden = True\nimage.save()');
    expect(lines).toEqual(['write plain Image.hidden [id=argument(image_id)]', 'write plain Image.status [id=argument(image_id)]', SAVED]);
  });

  it('reads what was assigned from the object, not from the row', () => {
    expect(beside('image.status = "x"\nimage.save(update_fields=["status"])\nprint(image.status)')).toEqual(['write plain Image.status [id=argument(image_id)]']);
    expect(beside('if word:\n    image.status = "x"\nelse:\n    print(image.status)')).toEqual(['read used Image.status [id=argument(image_id)]']);
    expect(beside('image.status = "x"\nimage.refresh_from_db()\nprint(image.status)')).toContain('read used Image.status [id=argument(image_id)]');
  });

  it('reads and writes what is counted up in the object', () => {
    expect(beside('image.views += 1\nimage.save(update_fields=["views"])')).toEqual(['read used Image.views [id=argument(image_id)]', 'write plain Image.views [id=argument(image_id)]']);
    expect(beside('image.views = F("views") + 1\nimage.save(update_fields=["views"])')).toEqual(['write atomic Image.views [id=argument(image_id)]']);
  });

  it('only fills in what is missing, wherever it is saved', () => {
    expect(beside('if image.status is None:\n    image.status = "x"\nimage.save()')).toContain('write lazy Image.status [id=argument(image_id)]');
    expect(beside('if not image.status:\n    image.status = "x"\n    image.save(update_fields=["status"])')).toContain('write lazy Image.status [id=argument(image_id)]');
    expect(beside('if image.hidden:\n    image.status = "x"\n    image.save(update_fields=["status"])')).toContain('write plain Image.status [id=argument(image_id)]');
  });

  it('takes a save() of the project for a hook, and what was assigned before not', () => {
    expect(effects('row = Slugged.objects.get(pk=image_id)\nrow.title = word\nrow.save()')).toEqual([
      'read used Slugged [id=argument(image_id)]',
      'write hook Slugged.slug [id=argument(image_id)]',
      'write plain Slugged.title [id=argument(image_id)]',
      'write whole-save Slugged [id=argument(image_id)]',
    ]);
  });

  it('changes what a column holds in place', () => {
    const READ = 'read used Image.meta [id=argument(image_id)]';
    const PART = 'read used Image.meta{a} [id=argument(image_id)]';
    const CHANGED = [READ, PART, 'write plain Image.meta{a} [id=argument(image_id)]', SAVED];
    expect(beside('image.meta["a"] = 1\nimage.save()')).toEqual(CHANGED);
    expect(beside('image.meta["a"]["b"] = 1\nimage.save()')).toEqual(CHANGED);
    expect(beside('del image.meta["a"]\nimage.save()')).toEqual(CHANGED);
    expect(beside('meta = image.meta\nmeta.update(a=1)\nimage.save()')).toEqual([READ, CHANGED[2], SAVED]);
    expect(beside('image.meta.get("a").append(1)\nimage.meta.update(word)\nimage.save()')).toEqual([READ, PART, 'write plain Image.meta [id=argument(image_id)]', SAVED]);
    expect(beside('image.meta.pop("a")\nimage.meta = {}\nimage.save()')).toContain('write plain Image.meta [id=argument(image_id)]');
    expect(beside('if word:\n    image.meta["a"] = 1\nelse:\n    image.meta["b"] = 1\nimage.save()')).toContain('write plain Image.meta{a, b} [id=argument(image_id)]');
    expect(beside('print(image.meta["a"], image.meta.get("b"), image.meta[word])\nimage.save()')).toEqual([READ, PART, 'read used Image.meta{b} [id=argument(image_id)]', SAVED]);
  });

  it('makes a row first', () => {
    expect(effects('tag = Tag(image_id=image_id)\ntag.word = word\ntag.save()\nprint(tag.word)')).toEqual(['create plain Tag [image_id=argument(image_id)&word=argument(word)]']);
    expect(effects('tag = Tag.objects.create(image_id=image_id)\nprint(tag.word)\ntag.word = "x"\ntag.save(update_fields=["word"])')).toEqual([
      'create plain Tag [image_id=argument(image_id)]',
      'write plain Tag.word [image_id=argument(image_id)]',
    ]);
    expect(effects('Tag(image_id=image_id)')).toEqual([]);
  });

  it('deletes', () => {
    expect(beside('image.delete()')).toEqual(CASCADES);
  });

  it('says what of a package is called', () => {
    expect(opaque(`${GET}image.publish()`)).toEqual(['calls `publish`, which a package defines']);
    expect(opaque(`${GET}image.full_clean()`)).toEqual([]);
  });
});

describe('transactions', () => {
  it('leave what is done in them as it is', () => {
    expect(beside('with transaction.atomic():\n    image.status = "x"\n    image.save(update_fields=["status"])')).toEqual(['write plain Image.status [id=argument(image_id)]']);
    expect(beside('transaction.on_commit(lambda: image.delete())')).toEqual(CASCADES);
  });
});

describe('files', () => {
  const FILE = 'file Image.file[id=argument(image_id)]';
  const COLUMN = 'Image.file [id=argument(image_id)]';

  it('are named by what the column holds', () => {
    expect(beside('image.file.read()')).toEqual([`read used ${COLUMN}`, `read used ${FILE}`]);
    expect(beside('with image.file.open("rb") as opened:\n    opened.read()')).toEqual([`read used ${COLUMN}`, `read used ${FILE}`]);
    expect(beside('image.file.open("wb").write(b"")')).toEqual([`read used ${COLUMN}`, `write plain ${FILE}`]);
    expect(beside('print(image.file.url)')).toEqual([`read used ${COLUMN}`]);
    expect(beside('image.file.delete(save=False)')).toEqual([`delete plain ${FILE}`, `read used ${COLUMN}`]);
  });

  it('are put in the place of others without being read', () => {
    expect(beside('image.file.save("x.png", word)')).toEqual([`write plain ${COLUMN}`, `write plain ${FILE}`, SAVED]);
    expect(beside('image.file.save("x.png", word, save=False)')).toEqual([`write plain ${FILE}`]);
    expect(beside('image.file.save("x.png", word, False)\nimage.save(update_fields=["file"])')).toEqual([`write plain ${COLUMN}`, `write plain ${FILE}`]);
  });
});
