import { describe, expect, it } from 'vitest';
import { effects, opaque } from './gallery.js';

const ROW = 'read used Image [id=argument(image_id)]';

describe('rows that a query names', () => {
  it.each([
    ['Image.objects.get(pk=image_id)'],
    ['Image.objects.get(id=image_id)'],
    ['Image.objects.filter(id__exact=image_id).first()'],
    ['Image.objects.all().select_related("album").order_by("id").get(pk=image_id)'],
    ['Image.objects.filter(pk__in=[image_id]).exists()'],
    ['get_object_or_404(Image, pk=image_id)'],
    ['get_object_or_404(Image.objects.select_related("album"), id=image_id)'],
    ['list(Image.objects.filter(pk=image_id))'],
    ['len(Image.objects.filter(Q(pk=image_id)))'],
    ['Image._default_manager.get(pk=image_id)'],
    ['for image in Image.objects.filter(pk=image_id).iterator():\n    pass'],
    ['Image.objects.filter(pk=image_id)[0]'],
  ])('%s', (body) => {
    expect(effects(body)).toEqual([ROW]);
  });

  it('lists all that the conditions name', () => {
    expect(effects('Tag.objects.filter(image_id=image_id).filter(word=word).count()')).toEqual([
      'read used Tag [image_id=argument(image_id)&word=argument(word)]',
      'read where Tag.image_id [all]',
      'read where Tag.word [image_id=argument(image_id)]',
    ]);
  });

  it('takes an object for its primary key', () => {
    expect(effects('Tag.objects.filter(image=Image.objects.get(pk=image_id)).exists()')).toContain('read used Tag [image_id=argument(image_id)]');
  });

  it.each([['Tag.objects.filter(image__pk=image_id).exists()'], ['Tag.objects.filter(image__id=image_id).exists()'], ['Tag.objects.filter(image_id=image_id).exists()']])(
    'finds the foreign key in %s',
    (body) => {
      expect(effects(body)).toEqual(['read used Tag [image_id=argument(image_id)]', 'read where Tag.image_id [all]']);
    },
  );

  it('names no rows by other comparisons', () => {
    expect(effects('Image.objects.filter(views__gt=3).exists()')).toEqual(['read used Image [unknown]', 'read where Image.views [all]']);
    expect(effects('Image.objects.exclude(pk=image_id).exists()')).toEqual(['read used Image [unknown]']);
    expect(effects('Image.objects.filter(Q(pk=image_id) | Q(hidden=True)).exists()')).toEqual(['read used Image [unknown]', 'read where Image.hidden [all]']);
    expect(effects('Image.objects.filter(~Q(status=word)).exists()')).toEqual(['read used Image [unknown]', 'read where Image.status [all]']);
    expect(effects('Image.objects.all().exists()')).toEqual(['read used Image [all]']);
    expect(effects('Image.objects.filter(**word).exists()')).toEqual(['read used Image [unknown]']);
  });

  it('names them beside other comparisons', () => {
    expect(effects('Image.objects.filter(Q(views__gt=3) & Q(pk=image_id)).exists()')).toEqual([ROW, 'read where Image.views [id=argument(image_id)]']);
  });
});

describe('joins', () => {
  it('reads the columns on the way, each of the rows that the conditions name', () => {
    expect(effects('Tag.objects.filter(image_id=image_id, image__album__title__startswith="x").exists()')).toEqual([
      'read used Tag [image_id=argument(image_id)]',
      'read where Album.title [all]',
      'read where Image.album_id [id=argument(image_id)]',
      'read where Tag.image_id [all]',
    ]);
  });

  it('names rows by columns of another table', () => {
    expect(effects('Tag.objects.filter(image__album_id=album_id).exists()')).toContain('read used Tag [image_id.album_id=argument(album_id)]');
  });

  it('follows relations from the other side', () => {
    expect(effects('Album.objects.filter(images__status=word).exists()')).toEqual(['read used Album [images[].status=argument(word)]', 'read where Image.status [all]']);
    expect(effects('Image.objects.filter(tag__word=word).exists()')).toContain('read where Tag.word [all]');
  });
});

describe('columns that a query reads', () => {
  it('counts those that order and those that are computed with', () => {
    expect(effects('Image.objects.filter(pk=image_id).order_by("-status").first()')).toContain('read where Image.status [id=argument(image_id)]');
    expect(effects('Image.objects.filter(pk=image_id).aggregate(most=Max("views"))'.replace('Max', 'Count'))).toContain('read used Image.views [id=argument(image_id)]');
    expect(effects('Image.objects.annotate(n=Count("tag__word", filter=Q(status="a"))).get(pk=image_id)')).toEqual(
      expect.arrayContaining(['read used Tag.word [all]', 'read used Image.status [all]']),
    );
  });

  it('counts those that are asked for by name', () => {
    const READ = 'read used Image.status [id=argument(image_id)]';
    expect(effects('Image.objects.filter(pk=image_id).values("status").first()')).toEqual([ROW, READ]);
    expect(effects('list(Image.objects.filter(pk=image_id).values_list("status", flat=True))')).toEqual([ROW, READ]);
  });

  it('hands on what they hold', () => {
    expect(effects('for album in Image.objects.filter(pk=image_id).values_list("album_id", flat=True):\n    Album.objects.filter(pk=album).delete()')).toContain(
      'delete plain Album [id=Image.album_id[id=argument(image_id)]]',
    );
    expect(effects('row = Image.objects.values("album_id").get(pk=image_id)\nAlbum.objects.filter(pk=row["album_id"]).delete()')).toContain(
      'delete plain Album [id=Image.album_id[id=argument(image_id)]]',
    );
  });
});

describe('what a query changes', () => {
  it('writes what update() names', () => {
    expect(effects('Image.objects.filter(pk=image_id).update(status="a", album=album_id)')).toEqual([
      'write plain Image.album_id [id=argument(image_id)]',
      'write plain Image.status [id=argument(image_id)]',
    ]);
  });

  it.each([['F("views") + 1'], ['1 + F("views") * 2']])('counts up where it is kept: %s', (expression) => {
    expect(effects(`Image.objects.filter(pk=image_id).update(views=${expression})`)).toEqual(['write atomic Image.views [id=argument(image_id)]']);
    expect(effects(`more = ${expression}\nImage.objects.filter(pk=image_id).update(views=more)`)).toEqual(['write atomic Image.views [id=argument(image_id)]']);
  });

  it('does not where another column is computed with', () => {
    expect(effects('Image.objects.filter(pk=image_id).update(views=F("width") + 1, hidden=F("status"))')).toEqual([
      'read used Image.status [id=argument(image_id)]',
      'write plain Image.hidden [id=argument(image_id)]',
      'write plain Image.views [id=argument(image_id)]',
    ]);
  });

  it('deletes', () => {
    expect(effects('Tag.objects.filter(image_id=image_id).delete()')).toContain('delete plain Tag [image_id=argument(image_id)]');
  });

  it('knows which rows are not meant', () => {
    const rows = (query: string) => effects(`${query}.exists()`).filter((line) => line.startsWith('read used Tag ['));
    expect(rows('Tag.objects.filter(image_id=image_id).exclude(word="x")')).toEqual(["read used Tag [image_id=argument(image_id)&word not in ('x')]"]);
    expect(rows('Tag.objects.filter(image_id=image_id, word__in=["x", "y"])')).toEqual(["read used Tag [image_id=argument(image_id)&word in ('x', 'y')]"]);
    expect(rows('Tag.objects.filter(image_id=image_id).exclude(word__in=["x", "y"])')).toEqual(["read used Tag [image_id=argument(image_id)&word not in ('x', 'y')]"]);
    expect(rows('Tag.objects.filter(image_id=image_id).exclude(word="x", pk=4)')).toEqual(['read used Tag [image_id=argument(image_id)]']);
    expect(rows('Tag.objects.filter(~Q(word="x"), image_id=image_id)')).toEqual(['read used Tag [image_id=argument(image_id)]']);
  });

  it('does not know which of several rows are changed where other conditions choose', () => {
    expect(effects('Tag.objects.filter(image_id=image_id, word__gt="x").delete()')).toContain('delete plain Tag [unknown]');
    expect(effects('Tag.objects.filter(image_id=image_id).exclude(word="x").update(word="y")')).toContain('write plain Tag.word [unknown]');
    expect(effects('Tag.objects.filter(pk=image_id).exclude(word="x").update(word="y")')).toContain('write plain Tag.word [id=argument(image_id)]');
  });

  it('creates rows, by what they are given', () => {
    expect(effects('Tag.objects.create(image_id=image_id, word=word.upper())')).toEqual(['create plain Tag [image_id=argument(image_id)]']);
    expect(effects('Tag.objects.create(word=word.upper())')).toEqual(['create plain Tag [new]']);
    expect(effects('Tag.objects.bulk_create([Tag(image_id=image_id, word=w) for w in "ab"])')).toEqual(['create plain Tag [image_id=argument(image_id)]']);
    expect(effects('Tag.objects.bulk_create([Tag(image_id=image_id)], ignore_conflicts=True)')).toEqual(['create lazy Tag [image_id=argument(image_id)]']);
    expect(effects('Tag.objects.bulk_create(word)')).toEqual(['create plain Tag [unknown]']);
  });

  it('creates only where there is none', () => {
    expect(effects('tag, _ = Tag.objects.get_or_create(image_id=image_id, defaults={"word": "x"})\ntag.delete()')).toEqual([
      "create lazy Tag [image_id=argument(image_id)&word='x']",
      'delete plain Tag [image_id=argument(image_id)]',
      'read used Tag [image_id=argument(image_id)]',
      'read where Tag.image_id [all]',
    ]);
    expect(effects('Tag.objects.update_or_create(image_id=image_id, defaults={"word": word})')).toEqual([
      'create lazy Tag [image_id=argument(image_id)&word=argument(word)]',
      'read where Tag.image_id [all]',
      'write plain Tag.word [image_id=argument(image_id)]',
    ]);
  });

  it('writes what bulk_update() lists', () => {
    expect(effects('images = list(Image.objects.filter(album_id=album_id))\nfor image in images:\n    image.status = "x"\nImage.objects.bulk_update(images, ["status"])')).toContain(
      'write plain Image.status [album_id=argument(album_id)]',
    );
    expect(effects('Image.objects.bulk_update(word, ["status"])')).toEqual(['write plain Image.status [unknown]']);
  });
});

describe('asynchronous code', () => {
  it('has the same methods under names of their own', () => {
    const body = 'async def go():\n    image = await Image.objects.aget(pk=image_id)\n    async for tag in image.tag_set.all():\n        await tag.adelete()\n    await Image.objects.filter(pk=image_id).aupdate(hidden=True)\ngo()';
    expect(effects(body)).toEqual([
      'delete plain Tag [image_id=argument(image_id)]',
      ROW,
      'read used Tag [image_id=argument(image_id)]',
      'write plain Image.hidden [id=argument(image_id)]',
    ]);
  });
});

describe('what cannot be read', () => {
  it('is said', () => {
    expect(opaque('Image.objects.raw("SELECT 1")')).toEqual(['runs SQL that is written by hand']);
    expect(opaque('from django.db import connection\nwith connection.cursor() as cursor:\n    cursor.execute("DELETE FROM shop_tag")')).toEqual(['runs SQL that is written by hand']);
    expect(opaque('Image.objects.search(word)')).toEqual(['calls `search`, which a package defines']);
    expect(opaque('Image.objects.get(pk=image_id)')).toEqual([]);
  });

  it('is not taken for the ORM', () => {
    expect(effects('word.objects.filter(pk=image_id).update(status="x")')).toEqual([]);
    expect(effects('word.status = "x"\nword.save()')).toEqual([]);
  });
});
