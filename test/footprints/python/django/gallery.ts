import { django } from '../../../../src/footprints/python/django/index.js';
import { effectsOf, summaryOf, type Files } from '../lab.js';

const MODELS = `
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models


class Stamped(models.Model):
    stamp = models.CharField(max_length=10)
    owner = models.ForeignKey("auth.Member", on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


class Album(models.Model):
    title = models.CharField(max_length=100)


class ImageQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(status="ready")


class LiveManager(models.Manager.from_queryset(ImageQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(hidden=False)

    def of_album(self, album):
        return self.filter(album=album)


class Image(Stamped):
    objects = models.Manager()
    live = LiveManager()
    chosen = ImageQuerySet.as_manager()

    album = models.ForeignKey(Album, null=True, on_delete=models.CASCADE, related_name="images")
    status = models.CharField(max_length=10)
    hidden = models.BooleanField(default=False)
    views = models.IntegerField(default=0)
    meta = models.JSONField(default=dict)
    file = models.ImageField()
    labels = models.ManyToManyField("Label")

    @property
    def is_ready(self):
        return self.status == "ready"


class Photo(Image):
    camera = models.CharField(max_length=10)


class Tag(models.Model):
    image = models.ForeignKey("Image", on_delete=models.CASCADE)
    word = models.CharField(max_length=10)


class Cover(models.Model):
    image = models.OneToOneField(Image, on_delete=models.CASCADE)
    text = models.TextField()


class Label(models.Model):
    name = models.CharField(max_length=10)


class Slugged(models.Model):
    title = models.CharField(max_length=10)
    slug = models.CharField(max_length=10)

    def save(self, *args, **kwargs):
        self.slug = self.title.lower()
        super().save(*args, **kwargs)
`;

const HEAD = `from celery import shared_task
from django.db import transaction
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404
from shop.models import Album, Cover, Image, Label, Photo, Slugged, Tag

@shared_task
def work(image_id, album_id=None, word=None):
`;

function projectOf(body: string, models = MODELS): Files {
  const lines = body.split('\n').map((line) => `    ${line}`);
  return { 'shop/__init__.py': '', 'shop/models.py': models, 'shop/tasks.py': `${HEAD}${lines.join('\n')}\n` };
}

/** What Django deletes along with the image of `image_id`. */
export const CASCADES = ['delete plain Cover [image_id=argument(image_id)]', 'delete plain Image [id=argument(image_id)]', 'delete plain Tag [image_id=argument(image_id)]'];

/** What a task with this body does, without the places; each line once. */
export function effects(body: string, models = MODELS): string[] {
  return [...new Set(effectsOf(projectOf(body, models), 'work', [django]).map((line) => line.replace(/ \w+\.py:\d+/, '')))];
}

/** The tables that a task with this body touches, by the names of their classes and with their databases. */
export function tables(body: string): string[] {
  const keys = summaryOf(projectOf(body), 'work', [django]).effects.flatMap(({ resource }) => ('model' in resource ? [resource.model.key.replace(/^.*#/, '')] : []));
  return [...new Set(keys)].sort();
}

export function opaque(body: string): string[] {
  return summaryOf(projectOf(body), 'work', [django]).opaque.map(({ what }) => what);
}
