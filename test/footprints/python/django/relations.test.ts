import { describe, expect, it } from 'vitest';
import { effects } from './gallery.js';

const MODELS = `
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Album(models.Model):
    notes = GenericRelation("Note")


class Image(models.Model):
    notes = GenericRelation("Note")
    labels = models.ManyToManyField("Label", through="Labelling")


class Label(models.Model):
    name = models.CharField(max_length=10)


class Labelling(models.Model):
    image = models.ForeignKey(Image, on_delete=models.CASCADE)
    label = models.ForeignKey(Label, on_delete=models.PROTECT)


class Note(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    words = models.TextField()


class Tag(models.Model):
    image = models.ForeignKey(Image, models.SET_NULL, null=True)


Cover = Photo = Slugged = None
`;

const HEAD = 'from django.contrib.contenttypes.models import ContentType\nfrom shop.models import Note, Labelling\n';

/** What is done to the rows of a class. */
function rowsOf(name: string, body: string): string[] {
  return effects(HEAD + body, MODELS).filter((line) => line.includes(` ${name} [`) || line.includes(` ${name}.`));
}

describe('rows that name rows of any table', () => {
  const NAMED = "object_id='{content type of Image} '+argument(image_id)";

  it.each([
    'Image.objects.get(pk=image_id).notes.count()',
    'Note.objects.filter(content_type=ContentType.objects.get_for_model(Image), object_id=image_id).count()',
    'Note.objects.filter(content_type=ContentType.objects.get_for_model(Image.objects.get(pk=image_id)), object_id=image_id).count()',
  ])('are named by table and id together: %s', (body) => {
    expect(rowsOf('Note', body)).toContainEqual(expect.stringContaining(NAMED));
  });

  it.each(['Image.objects.get(pk=image_id).notes.create()', 'Note.objects.create(target=Image.objects.get(pk=image_id))', 'note = Note()\nnote.target = Image.objects.get(pk=image_id)\nnote.save()'])(
    'are made with both: %s',
    (body) => {
      expect(rowsOf('Note', body)).toEqual([`create plain Note [content_type_id='{content type of Image}'&${NAMED}]`]);
    },
  );

  it('are not named by an id alone', () => {
    expect(rowsOf('Note', 'Note.objects.filter(object_id=image_id).exists()')).toContain('read used Note [unknown]');
    expect(rowsOf('Note', 'Note.objects.filter(content_type__model="image", object_id=image_id).exists()').join()).not.toContain('object_id=');
    expect(rowsOf('Note', 'Note.objects.create(object_id=image_id, words="x")')).toEqual(["create plain Note [words='x']"]);
  });

  it('are others for other tables', () => {
    expect(rowsOf('Note', 'Album.objects.get(pk=image_id).notes.count()').join()).toContain("'{content type of Album} '+argument(image_id)");
  });
});

it('knows the table between that the project declares', () => {
  expect(rowsOf('Labelling', 'print([label.name for label in Image.objects.get(pk=image_id).labels.all()])')).toEqual(['read used Labelling [image_id=argument(image_id)]']);
  expect(rowsOf('Labelling', 'Label.objects.get(pk=word).image_set.count()')).toEqual(['read used Labelling [label_id=argument(word)]']);
});

it('deletes along with a row those that say so', () => {
  const DELETED = ['delete plain Image [id=argument(image_id)]', 'delete plain Labelling [image_id=argument(image_id)]'];
  expect(effects('Image.objects.filter(pk=image_id).delete()', MODELS)).toEqual(DELETED);
  expect(effects('Image.objects.get(pk=image_id).delete()', MODELS).filter((line) => line.startsWith('delete'))).toEqual(DELETED);
  expect(effects('Label.objects.filter(pk=image_id).delete()', MODELS)).toEqual(['delete plain Label [id=argument(image_id)]']);
  expect(effects('Image.objects.all().delete()', MODELS)).toEqual(['delete plain Image [all]']);
});
