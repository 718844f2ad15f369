import { expect, it } from 'vitest';
import { tables } from './gallery.js';

it.each([
  ['Image.objects.using("archive").get(pk=image_id)', ['Image in archive']],
  ['Image.objects.using(alias="archive").filter(pk=image_id).update(status="x")', ['Image in archive']],
  ['Image.objects.db_manager("archive").create(status="x")', ['Image in archive']],
  ['Image.live.db_manager("archive").of_album(album_id).first()', ['Image in archive']],
  ['Image.objects.using("archive").get(pk=image_id).tag_set.create(word="x")', ['Image in archive', 'Tag in archive']],
  ['print(Image.objects.using("archive").get(pk=image_id).album.title)', ['Album in archive', 'Image in archive']],
  ['list(Tag.objects.using("archive").filter(image__status="x"))', ['Image in archive', 'Tag in archive']],
  ['Tag(word="x").save(using="archive")', ['Tag in archive']],
  ['Tag.objects.using("archive").bulk_create([Tag(word="x")])', ['Tag in archive']],
  ['tag = Tag.objects.using("archive").get(pk=image_id)\ntag.word = "x"\ntag.save()', ['Tag in archive']],
  ['tag = Tag.objects.get(pk=image_id)\ntag.word = "x"\ntag.save(using="archive")', ['Tag', 'Tag in archive']],
  ['Tag.objects.get(pk=image_id).delete(using="archive")', ['Tag', 'Tag in archive']],
  ['Image.objects.using("default").get(pk=image_id)', ['Image']],
  ['Image.objects.using("archive").using("default").get(pk=image_id)', ['Image']],
  ['Image.objects.using(word).get(pk=image_id)', ['Image']],
])('tells databases apart in %s', (body, expected) => {
  expect(tables(body)).toEqual(expected);
});
